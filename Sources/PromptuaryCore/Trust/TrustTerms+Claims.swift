// Namespaces whose owners sign a role of their own.

extension TrustTerms {
    /// The namespace whose owners list a target in a role of their own, `@NS/*/-/*`; nil when the bins do.
    public func claimant(of path: String) -> NamespaceName? {
        guard !claims.isEmpty, path.utf8.first == UInt8(ascii: "@") else { return nil }
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 4, parts[2].elementsEqual("-".utf8),
            let namespace = try? NamespaceName(Substring(parts[0].dropFirst()))
        else { return nil }
        return claims[namespace] == nil ? nil : namespace
    }

    /// Refuses packages that the owners of a claimed namespace have not signed, and signed ones that are not there.
    ///
    /// `targets` are those of the whole site. No client would find such a release, while the log says that there is one:
    /// ``PublishFault/claimed``.
    public func checkClaims(_ targets: some Sequence<SiteTarget>) throws(Refusal) {
        guard !claims.isEmpty else { return }
        var found: [NamespaceName: [String: TargetFile]] = [:]
        for target in targets {
            guard let namespace = claimant(of: target.path.text) else { continue }
            found[namespace, default: [:]][target.path.text] = TargetFile(length: target.length, sha256: target.digest)
        }
        for (namespace, claim) in claims.sorted(by: { $0.key < $1.key }) {
            let signed = claim.files.mapValues { TargetFile(length: $0.length, sha256: $0.sha256) }
            let here = found[namespace] ?? [:]
            let differing = Set(signed.keys).union(here.keys).filter { signed[$0] != here[$0] }
            guard let path = differing.min() else { continue }
            throw Refusal(
                PublishFault.claimed, "the owners of \(namespace) have not signed \(path) as it is in the tree")
        }
    }
}
