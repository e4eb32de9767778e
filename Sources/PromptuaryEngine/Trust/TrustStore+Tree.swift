public import PromptuaryCore
internal import Synchronization

/// What the rest of the tree has to say to its trust.
extension TrustStore {
    /// The current key sets of the public namespaces whose chains are in order.
    ///
    /// A chain needs no signature at the version that is `confirmed`.
    public func keySets(
        _ settings: RegistrySettings, confirmed: [NamespaceName: SHA256Digest]
    ) throws -> [NamespaceName: SignedKeySet] {
        var findings: [Finding] = []
        let namespaces = try NamespaceFolder.readAll(
            in: try Directory(tree), settings: settings, confirmed: confirmed, findings: &findings)
        var sets: [NamespaceName: SignedKeySet] = [:]
        for namespace in namespaces where namespace.isPublic && namespace.keys != nil {
            sets[namespace.name] = try SignedKeySet.versions(of: namespace).last
        }
        return sets
    }

    /// The digest of the key set that lies in a namespace's folder, whoever signed it.
    func digestOfKeys(_ namespace: NamespaceName) throws -> SHA256Digest? {
        try Directory(tree).regularFile("namespaces/\(namespace.text)/keys.json", upTo: SignedKeySet.sizeLimit).map {
            SHA256Digest(of: $0)
        }
    }

    /// What is wrong with the folder, or with what is proposed in it.
    public func findings() throws -> [Finding] {
        do {
            _ = try proposal(after: try folder())
            return []
        } catch let refusal as Refusal {
            let folder = refusal.code == TrustFault.interrupted.rawValue ? "trust/pending" : "trust"
            return [Finding(refusal, path: refusal.place.entry.map { "\(folder)/\($0)" } ?? folder)]
        }
    }

    /// The namespaces for which a proposal would confirm other keys than the tree has, in order.
    public func deviations(of proposal: TrustProposal, settings: RegistrySettings) throws -> [NamespaceName] {
        let sets = try keySets(settings, confirmed: proposal.terms.confirmedDigests)
        return proposal.terms.confirmedNamespaces.filter { name in
            guard let confirmed = proposal.terms.confirmed(name), confirmed != proposal.base?.terms.confirmed(name)
            else {
                return false
            }
            return sets[name]?.digest != confirmed.digest
        }
    }

    /// The package files of a namespace and their signatures, as targets by their paths in the site.
    public func packageFiles(of namespace: NamespaceName) async throws -> [String: TargetFile] {
        let found = Mutex<[String: TargetFile]>([:])
        let reading = try await TreeReader(
            tree: tree, times: PublicationTimes(),
            sink: { release, _, package, signatures, _ in
                guard release.package.namespace == namespace else { return }
                var listed: [Value] = []
                var files: [String: TargetFile] = [:]
                for (name, bytes) in signatures {
                    let path = SiteLayout.beside(release.package, name).text
                    let digest = SHA256Digest(of: bytes)
                    files[path] = TargetFile(length: bytes.count, sha256: digest)
                    listed.append(
                        .mapping([
                            Value.Member(key: "path", value: .string(path)),
                            Value.Member(key: "sha256", value: .string(digest.hex)),
                        ]))
                }
                let custom = Value.mapping([Value.Member(key: "signatures", value: .list(listed))])
                files[SiteLayout.blob(release).text] = TargetFile(
                    length: package.count, sha256: SHA256Digest(of: package), custom: custom)
                found.withLock { $0.merge(files) { _, new in new } }
            }
        ).read()
        if let error = reading.findings.first(where: {
            $0.severity == .error && $0.path.hasPrefix("packages/\(namespace.text)/")
        }) {
            throw Refusal(TrustFault.namespace, "\(error.path): \(error.message)")
        }
        return found.withLock { $0 }
    }
}
