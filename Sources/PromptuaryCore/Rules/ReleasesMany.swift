extension Rule {
    /// More releases than anybody looks at.
    static let releasesMany = Rule(
        "releases-many", .warning,
        "a flood of releases is looked at by a person",
        remedy: "release some at a time, or let a person look",
        check: .change { scope in
            let count = scope.added.count
            return count > 20 ? [Rule.Remark("packages", "the request adds \(count) releases")] : []
        })
}
