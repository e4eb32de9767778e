/// An approval as it lies in a tree: the document, and the files that sign it.
public struct ApprovalDocument: Sendable {
    /// The path of the document: `approvals/NAME.yaml`.
    public let path: String
    /// The release that it is about.
    public let id: PackageID
    /// Its version.
    public let version: Version
    /// The SHA-256 of the package file.
    public let digest: SHA256Digest
    private let bytes: [UInt8]
    private let signatures: [(file: SignatureFile, bytes: [UInt8])]

    /// Files of a release that are published with it.
    public typealias Selection = (approval: ReleaseApproval, files: [(name: String, bytes: [UInt8])])

    /// The document in some bytes, with the files beside it; nil when it is no approval of a release.
    ///
    /// What is no signature is passed over: a request with it was refused.
    public init?(path: String, bytes: [UInt8], signatures: [(name: String, bytes: [UInt8])]) {
        guard let (id, version, digest) = Self.subject(of: bytes, at: path),
            path.utf8.count <= ReleaseApproval.nameLimit, (try? SitePath(path)) != nil
        else { return nil }
        self.path = path
        (self.id, self.version, self.digest) = (id, version, digest)
        self.bytes = bytes
        self.signatures = signatures.compactMap { name, bytes in
            guard let parsed = SignatureFileName.parse(name),
                ("approvals/" + parsed.signed).hasSameBytes(as: path),
                let file = try? SignatureFile(name: parsed, bytes: bytes)
            else { return nil }
            return (file, bytes)
        }.sorted { $0.file.name.text.precedesInBytes($1.file.name.text) }
    }

    /// The release that a document is about; nil when it is about something else, or is none.
    public static func subject(
        of bytes: [UInt8], at path: String
    ) -> (id: PackageID, version: Version, digest: SHA256Digest)? {
        guard
            let consent = try? Consent(YAMLReader.read(bytes), in: .approvals, approvers: [], file: path),
            let digest = consent.digest
        else { return nil }
        let parts = consent.subject.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = try? PackageID(scoped: String(parts[0])),
            let version = try? Version(String(parts[1]))
        else { return nil }
        return (id, version, digest)
    }

    /// What counts of it for a release that is not logged: the signatures by reviewers of today.
    public func valid(by reviewers: KeySet?, of registry: RegistryName) -> Selection? {
        guard let reviewers, let binding = try? SignatureBinding.consent(registry: registry.text, path: path) else {
            return nil
        }
        return select(reviewers) { signature in
            reviewers.verify(file: bytes, signatures: [signature.file], binding: binding, at: nil).isMet
        }
    }

    /// What the log has of it: the files whose digests are in the entry, whoever the reviewers are today.
    public func logged(in digests: [SHA256Digest], reviewers: KeySet?) -> Selection? {
        guard digests.contains(SHA256Digest(of: bytes)) else { return nil }
        return select(reviewers) { digests.contains(SHA256Digest(of: $0.bytes)) }
    }

    private func select(
        _ reviewers: KeySet?, where counts: ((file: SignatureFile, bytes: [UInt8])) -> Bool
    ) -> Selection? {
        let chosen = signatures.filter(counts)
        guard !chosen.isEmpty else { return nil }
        let listed = chosen.map { file, _ in
            ReleaseApproval.Signature(
                path: "approvals/" + file.name.text, form: file.name.form, key: file.fingerprint,
                reviewer: reviewers?.keys.first { $0.key.fingerprint.hasSameBytes(as: file.fingerprint) }?.name)
        }
        return (
            ReleaseApproval(path: path, signatures: listed),
            [(path, bytes)] + chosen.map { ("approvals/" + $0.file.name.text, $0.bytes) }
        )
    }
}
