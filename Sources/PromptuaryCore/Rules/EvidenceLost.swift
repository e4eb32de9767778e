extension Rule {
    /// A release with less behind it than the one before.
    static let evidenceLost = Rule(
        "evidence-lost", .warning,
        "a release has at least the signatures that the one before it had: a thief of one key of two has less",
        remedy: "let those sign who signed the release before",
        check: .change { scope in
            scope.added.compactMap { added in
                guard let previous = added.previous else { return nil }
                let change = EvidenceChange(from: evidence(of: previous, scope), to: evidence(of: added.release, scope))
                return change.isKept ? nil : Rule.Remark(added.release.path, change.description)
            }
        })

    private static func evidence(of release: Release, _ scope: ChangeScope) -> ReleaseEvidence {
        let namespace = scope.change(of: release.package.namespace)
        let keys = namespace?.old?.keys ?? namespace?.new?.keys
        return ReleaseEvidence(
            signers: Set(release.signatures.compactMap { $0.key?.key }), threshold: keys?.threshold ?? 1)
    }
}
