extension Rule {
    /// A release without an author.
    static let authorPresent = Rule(
        "author-missing", .warning, "somebody answers for a package; two clients do not load one without an author",
        remedy: "name the author in the manifest",
        check: .release { release, _ in
            guard release.manifest.author?.isEmpty ?? true else { return [] }
            return [Rule.Remark(release.path, "no author is named", at: Place(key: "author"))]
        })
}
