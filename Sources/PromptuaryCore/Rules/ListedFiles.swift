extension Rule {
    /// A manifest that lists files which are not there.
    static let listedFiles = Rule(
        "files-listed", .note, "the list of files in the manifest is what some clients show and check",
        remedy: "list the files that are in the archive, or leave the list out",
        check: .release { release, _ in
            guard let missing = release.manifest.missingFiles.first else { return [] }
            return [
                Rule.Remark(
                    release.path, "\(quoted(missing)) is listed and not in the archive", at: Place(key: "files"))
            ]
        })
}
