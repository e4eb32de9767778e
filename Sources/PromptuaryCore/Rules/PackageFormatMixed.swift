extension Rule {
    /// Releases of several formats in one package.
    static let formatMixed = Rule(
        "package-format", .error, "a package keeps its format and its name, or its clients stop understanding it",
        remedy: "publish the other format as a package of its own",
        check: .package { package in
            let first = package.latest
            return package.releases.compactMap { release in
                if release.contents.format != first.contents.format {
                    return Rule.Remark(
                        release.path,
                        "\(release.version) is a .\(release.contents.format.rawValue) file and \(first.version) a .\(first.contents.format.rawValue) file"
                    )
                }
                guard release.manifest.identity != first.manifest.identity else { return nil }
                return Rule.Remark(
                    release.path,
                    "\(release.version) calls itself \(quoted(release.manifest.identity)) and \(first.version) \(quoted(first.manifest.identity))",
                    at: Place(key: "name"))
            }
        })
}
