extension Rule {
    /// A range that takes every version to come.
    static let dependencyUnbounded = Rule(
        "dependency-unbounded", .warning,
        "a release does not install what nobody has tried it with: its ranges end before the next major version",
        remedy: "write a range with an end, such as ^1.4.0",
        check: .change { scope in
            scope.added.flatMap { added in
                added.release.manifest.dependencies.filter { isUnbounded($0.range) }.map { dependency in
                    Rule.Remark(
                        added.release.path,
                        "\(quoted(dependency.range)) takes every later version of \(quoted(dependency.identity))",
                        at: Place(key: "dependencies.\(dependency.identity)"))
                }
            }
        })

    /// Whether a range has no end; `latest` is a choice of its own, which older clients need.
    private static func isUnbounded(_ text: String) -> Bool {
        guard text != "latest", let range = try? VersionRange(text) else { return false }
        return range.contains(Version(major: 999_999_999, minor: 0, patch: 0))
    }
}
