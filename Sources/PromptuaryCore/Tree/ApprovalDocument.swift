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

    /// The document in some bytes, with the files beside it; nil when it is no approval of a release.
    ///
    /// What is no signature is passed over: a request with it was refused.
    public init?(path: String, bytes: [UInt8], signatures: [(name: String, bytes: [UInt8])]) {
        guard let (id, version, digest) = Self.subject(of: bytes, at: path) else { return nil }
        self.path = path
        (self.id, self.version, self.digest) = (id, version, digest)
        self.bytes = bytes
        self.signatures = signatures.compactMap { name, bytes in
            guard let parsed = SignatureFileName.parse(name), let file = try? SignatureFile(name: parsed, bytes: bytes)
            else { return nil }
            return (file, bytes)
        }
    }

    /// The release that a document is about; nil when it is about something else, or is none.
    public static func subject(
        of bytes: [UInt8], at path: String
    ) -> (id: PackageID, version: Version, digest: SHA256Digest)? {
        guard let consent = try? Consent(YAMLReader.read(bytes), in: .approvals, approvers: [], file: path),
            let digest = consent.digest
        else { return nil }
        let parts = consent.subject.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = try? PackageID(scoped: String(parts[0])),
            let version = try? Version(String(parts[1]))
        else { return nil }
        return (id, version, digest)
    }

    /// What counts of approvals.
    public enum Measure: Sendable {
        /// For a release that no log has: the signatures by reviewers of today.
        case reviewers(KeySet?, RegistryName)
        /// For one that is logged: the files whose digests are in its entry, whoever the reviewers are today.
        case log([SHA256Digest])
    }

    /// Whether a signature counts; the document does when one of them does.
    private func counts(_ signature: (file: SignatureFile, bytes: [UInt8]), by measure: Measure) -> Bool {
        switch measure {
        case .log(let digests): return digests.contains(SHA256Digest(of: signature.bytes))
        case .reviewers(let reviewers, let registry):
            guard let reviewers, let binding = try? SignatureBinding.consent(registry: registry.text, path: path) else {
                return false
            }
            return reviewers.verify(file: bytes, signatures: [signature.file], binding: binding, at: nil).isMet
        }
    }

    /// The files that are published with a release, of documents about it.
    ///
    /// They are called by the digest of the document, and signatures are numbered by theirs: a copy under another name
    /// changes nothing. Each reviewer is called as `names` has the key today.
    public static func published(
        _ documents: some Sequence<ApprovalDocument>, by measure: Measure, names: KeySet?
    ) -> (approvals: [ReleaseApproval], files: [(name: String, bytes: [UInt8])]) {
        var found: [String: (bytes: [UInt8], signatures: [String: (file: SignatureFile, bytes: [UInt8])])] = [:]
        for document in documents {
            let digest = SHA256Digest(of: document.bytes)
            if case .log(let digests) = measure, !digests.contains(digest) { continue }
            for signature in document.signatures where document.counts(signature, by: measure) {
                found[digest.hex, default: (document.bytes, [:])].signatures[SHA256Digest(of: signature.bytes).hex] =
                    signature
            }
        }
        var approvals: [ReleaseApproval] = []
        var files: [(name: String, bytes: [UInt8])] = []
        for (digest, content) in found.sorted(by: { $0.key.precedesInBytes($1.key) }) {
            let name = "\(digest.prefix(32)).yaml"
            var signatures: [(ReleaseApproval.Signature, [UInt8])] = []
            for form in SignatureFileName.Form.allCases {
                let own = content.signatures.filter { $0.value.file.name.form == form }.sorted {
                    $0.key.precedesInBytes($1.key)
                }
                for (index, signature) in own.prefix(SignatureFileName.highestNumber).enumerated() {
                    let file = SignatureFileName(signed: name, number: index + 1, form: form)
                    let key = signature.value.file.fingerprint
                    signatures.append(
                        (
                            ReleaseApproval.Signature(
                                path: "approvals/" + file.text, form: form, key: key,
                                reviewer: names.flatMap { names in
                                    names.names(of: names.keys.filter { $0.fingerprint.hasSameBytes(as: key) }).first
                                }),
                            signature.value.bytes
                        ))
                }
            }
            guard files.count + 1 + signatures.count <= ReleaseApproval.limit else { break }
            approvals.append(ReleaseApproval(path: "approvals/" + name, signatures: signatures.map(\.0)))
            files += [("approvals/" + name, content.bytes)] + signatures.map { ($0.0.path, $0.1) }
        }
        return (approvals, files)
    }
}
