extension Rule {
    /// A version that SemVer cannot tell from another one.
    static let versionDuplicate = Rule(
        "version-duplicate", .error,
        "two versions never differ in their build metadata alone: installers take one for the other",
        remedy: "release the next version",
        check: .change { scope in
            scope.added.compactMap { added in
                let succession = added.succession
                guard case .duplicate = succession.kind else { return nil }
                return Rule.Remark(added.release.path, succession.description)
            }
        })
}
