extension Rule {
    /// A newest release that the Python client does not take for the newest.
    static let latestByLetters = Rule(
        "latest-by-letters", .note,
        "the Python client takes the largest version by letters for the newest: 1.9.0 before 1.10.0",
        remedy: "tell users to name the version, or go on to the next major version",
        check: .package { package in
            guard package.format == .pdpkg, package.latest.yank == nil, !package.latest.version.isPrerelease,
                let top = package.installable.map(\.version.description).max(by: {
                    $0.utf8.lexicographicallyPrecedes($1.utf8)
                }),
                top != package.latest.version.description
            else { return [] }
            return [
                Rule.Remark(
                    package.path, "`prompd install \(package.clientName)` takes \(top), not \(package.latest.version)")
            ]
        })
}
