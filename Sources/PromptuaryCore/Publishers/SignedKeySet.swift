/// One version of a namespace's key set as it travels: the bytes of `keys.json` and of its signature files.
///
/// Read but not judged; ``KeyHistory`` says whether it counts.
public struct SignedKeySet: Sendable, Hashable {
    /// A signature file beside the document.
    public struct Signature: Sendable, Hashable {
        /// The name, always that of a signature of `keys.json`, whichever version it is.
        public let name: SignatureFileName
        /// The bytes.
        public let bytes: [UInt8]

        /// A signature file from its parts.
        public init(name: SignatureFileName, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The name of the document: `keys.json`.
    public static let fileName = "keys.json"
    /// The most bytes of a document: 256 KiB.
    public static let sizeLimit = 256 << 10
    /// The most signature files: 32, sixteen of each form.
    public static let signatureLimit = SignatureFileName.highestNumber * SignatureFileName.Form.allCases.count

    /// The bytes of `keys.json`.
    public let document: [UInt8]
    /// The signature files by the bytes of their names.
    public let signatures: [Signature]
    /// The SHA-256 of the document, which the next version names in `prev`.
    public let digest: SHA256Digest

    /// A key set from its parts; signatures of earlier versions (`keys.3.json.minisig`) are renamed.
    public init(document: [UInt8], signatures: [Signature]) {
        self.document = document
        self.signatures = signatures.map {
            let name = SignatureFileName(signed: Self.fileName, number: $0.name.number, form: $0.name.form)
            return Signature(name: name, bytes: $0.bytes)
        }.sorted { $0.name.text.utf8.lexicographicallyPrecedes($1.name.text.utf8) }
        digest = SHA256Digest(of: document)
    }

    /// The key set that the document spells.
    ///
    /// Refused like any document (``JSONFault``, ``KeySetFault``).
    public func keys() throws(Refusal) -> KeySet { try KeySet(try JSONReader.read(document)) }

    /// The signatures, read and not verified.
    public func signatureFiles() throws(Refusal) -> [SignatureFile] {
        var files: [SignatureFile] = []
        for signature in signatures { files.append(try SignatureFile(name: signature.name, bytes: signature.bytes)) }
        return files
    }
}

extension SignedKeySet {
    /// All versions that lie in the folder of a namespace, oldest first: `keys.json` and `keys.N.json` with their signatures.
    ///
    /// The versions count up from 1, or it is refused (``KeySetFault/skippedVersion``).
    public static func versions(of namespace: Namespace) throws(Refusal) -> [SignedKeySet] {
        var signatures: [String: [Signature]] = [:]
        for file in namespace.keyFiles {
            guard let name = SignatureFileName.parse(file.name) else { continue }
            signatures[name.signed, default: []].append(Signature(name: name, bytes: file.bytes))
        }
        var found: [(version: Int, set: SignedKeySet)] = []
        for file in namespace.keyFiles where SignatureFileName.parse(file.name) == nil {
            let set = SignedKeySet(document: file.bytes, signatures: signatures[file.name] ?? [])
            found.append((try set.keys().version, set))
        }
        found.sort { $0.version < $1.version }
        for (index, entry) in found.enumerated() where entry.version != index + 1 {
            throw Refusal(
                KeySetFault.skippedVersion, "\(namespace.name) has version \(entry.version) in place of \(index + 1)",
                at: Place(key: "version"))
        }
        return found.map(\.set)
    }
}
