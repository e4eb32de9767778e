extension Rule {
    /// A version that leaves numbers out.
    static let versionSkipped = Rule(
        "version-skipped", .error,
        "versions follow each other, so that a missing one is noticed",
        remedy: "release the next patch, minor or major version",
        check: .change { scope in
            scope.added.compactMap { added in
                let succession = added.succession
                guard case .skip = succession.kind else { return nil }
                return Rule.Remark(added.release.path, succession.description)
            }
        })
}
