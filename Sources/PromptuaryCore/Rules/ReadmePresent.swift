extension Rule {
    /// An archive without a README.
    static let readmePresent = Rule(
        "readme-missing", .note, "the page of a package shows its README",
        remedy: "add a README.md at the root of the package",
        check: .package { package in
            guard package.format == .pdpkg, package.latest.contents.readmePath == nil else { return [] }
            return [Rule.Remark(package.latest.path, "the newest release has no README")]
        })
}
