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

    /// Refuses a site that lacks a file that the owners of a claimed namespace have signed, or has another one.
    ///
    /// `targets` are those of the whole site, of which the packages that wait for their owners are no part. Clients would be
    /// promised a file that is not there, or look in vain for one that is: ``PublishFault/claimed``.
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
            let message =
                switch (signed[path], here[path]) {
                case (nil, _): "have not signed \(path)"
                case (_, nil): "have signed \(path), which is not there"
                case (let file?, let other?):
                    "have signed \(path) with the sha256 \(file.sha256), and it has \(other.sha256)"
                }
            throw Refusal(
                PublishFault.claimed, "the owners of \(namespace) \(message)",
                at: Place(entry: Self.roleName(of: namespace) + ".json"))
        }
    }
}

extension TrustTerms.Claim {
    /// Whether the owners list the package file of a release, whatever its bytes.
    public func lists(_ package: PackageID, _ version: Version) -> Bool {
        PackageFormat.allCases.contains { lists(SiteLayout.fileName(package, version, $0), of: package) }
    }

    /// Whether the owners list a file among those of a package, whatever its bytes.
    public func lists(_ fileName: String, of package: PackageID) -> Bool {
        files[SiteLayout.beside(package, fileName).text] != nil
    }
}
