extension Rule {
    /// A version that goes back where there is no line to maintain.
    static let versionBackwards = Rule(
        "version-backwards", .error,
        "a new version is newer, or maintains an older line",
        remedy: "release a version after the highest one, or the next one of its line",
        check: .change { scope in
            scope.added.compactMap { added in
                let succession = added.succession
                guard case .backwards = succession.kind else { return nil }
                return Rule.Remark(added.release.path, succession.description)
            }
        })
}
