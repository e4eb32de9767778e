/// A detached signature as `ssh-keygen -Y sign` writes it (OpenSSH, PROTOCOL.sshsig), by an `ssh-ed25519` key.
public struct SSHSignature: Sendable, Hashable {
    /// The hash of the file that is signed in its place.
    public enum Hash: String, Sendable, Hashable, CaseIterable {
        /// SHA-512, what OpenSSH uses unless told otherwise.
        case sha512
        /// SHA-256.
        case sha256

        /// The digest of a file.
        func digest(of file: [UInt8]) -> [UInt8] {
            switch self {
            case .sha512: SHA512Digest.bytes(of: file)
            case .sha256: SHA256Digest(of: file).bytes
            }
        }
    }

    /// The 32 bytes of the key that the file says it is from; not checked to be a point.
    public let keyBytes: [UInt8]
    /// What the signature was made for.
    public let namespace: String
    /// The hash of the file.
    public let hash: Hash
    /// The signature, 64 bytes.
    public let signature: [UInt8]

    private static let magic = Array("SSHSIG".utf8)
    private static let type = Array(PublisherKey.sshType.utf8)

    /// Reads a signature file.
    ///
    /// At most 1 KiB; the two markers, lines of one width, strict base64; version 1, an `ssh-ed25519` key and
    /// signature, a namespace of printable ASCII, nothing in the reserved field, `sha512` or `sha256`, and not a byte
    /// more. Refused with a ``SignatureFault``.
    public init(_ file: [UInt8]) throws(Refusal) {
        guard file.count <= SignatureFile.sizeLimit else {
            throw Refusal(SignatureFault.tooLarge, "the signature file has \(file.count) bytes")
        }
        guard SSHArmor.signature.begins(file) else {
            throw Refusal(SignatureFault.form, "the file does not begin as an SSH signature")
        }
        guard let blob = SSHArmor.signature.decode(file) else {
            throw Refusal(SignatureFault.base64, "the text between the markers is not strict base64 in even lines")
        }
        var reader = SSHReader(blob)
        guard let magic = reader.take(Self.magic.count), magic.elementsEqual(Self.magic) else {
            throw Refusal(SignatureFault.form, "the signature does not begin `SSHSIG`")
        }
        guard reader.number() == 1 else {
            throw Refusal(SignatureFault.formatVersion, "the signature is not of version 1")
        }
        guard let key = reader.string(), let namespace = reader.string(), let reserved = reader.string(),
            let hash = reader.string(), let signature = reader.string(), reader.isAtEnd
        else { throw Refusal(SignatureFault.length, "the fields of the signature do not fill it exactly") }
        keyBytes = try Self.field(of: key, length: Ed25519.publicKeyLength, "key")
        self.signature = try Self.field(of: signature, length: Ed25519.signatureLength, "signature")
        guard !namespace.isEmpty, namespace.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Refusal(SignatureFault.sshNamespace, "the namespace is not printable ASCII")
        }
        guard reserved.isEmpty else { throw Refusal(SignatureFault.reserved, "the reserved field is not empty") }
        guard let named = Hash.allCases.first(where: { $0.rawValue.utf8.elementsEqual(hash) }) else {
            throw Refusal(SignatureFault.hash, "the hash is neither sha512 nor sha256")
        }
        self.namespace = String(decoding: namespace, as: UTF8.self)
        self.hash = named
    }

    private static func field(of blob: ArraySlice<UInt8>, length: Int, _ name: String) throws(Refusal) -> [UInt8] {
        var reader = SSHReader(blob)
        guard let type = reader.string(), type.elementsEqual(Self.type) else {
            throw Refusal(SignatureFault.algorithm, "the \(name) is not of the type ssh-ed25519")
        }
        guard let bytes = reader.string(), reader.isAtEnd, bytes.count == length else {
            throw Refusal(SignatureFault.length, "the \(name) does not have \(length) bytes")
        }
        return Array(bytes)
    }

    /// Signs the digest of a file for a namespace.
    init(digest: [UInt8], hash: Hash, pair: Ed25519.KeyPair, namespace: String) {
        keyBytes = pair.publicKey.bytes
        self.namespace = namespace
        self.hash = hash
        signature = pair.sign(Self.message(digest: digest, hash: hash, namespace: namespace))
    }

    /// The bytes of the signature file, laid out as ssh-keygen does.
    public func file() -> [UInt8] {
        var key = SSHWriter()
        key.string(Self.type)
        key.string(keyBytes)
        var inner = SSHWriter()
        inner.string(Self.type)
        inner.string(signature)
        var blob = SSHWriter()
        blob.raw(Self.magic)
        blob.number(1)
        blob.string(key.bytes)
        blob.string(namespace.utf8)
        blob.string([])
        blob.string(hash.rawValue.utf8)
        blob.string(inner.bytes)
        return SSHArmor.signature.encode(blob.bytes)
    }
}

extension SSHSignature {
    private static func message(digest: [UInt8], hash: Hash, namespace: String) -> [UInt8] {
        var writer = SSHWriter(capacity: 192)
        writer.raw(magic)
        writer.string(namespace.utf8)
        writer.string([])
        writer.string(hash.rawValue.utf8)
        writer.string(digest)
        return writer.bytes
    }

    /// Refuses unless this is the key's signature of the file for exactly this namespace.
    public func verify(file: [UInt8], key: PublisherKey, namespace: String) throws(Refusal) {
        try verify(digest: hash.digest(of: file), key: key, namespace: namespace)
    }

    func verify(digest: [UInt8], key: PublisherKey, namespace expected: String) throws(Refusal) {
        guard key.scheme == .ssh, key.key.hasBytes(keyBytes) else {
            throw Refusal(SignatureFault.unknownKey, "made by another OpenSSH key, \(Hex.encode(keyBytes))")
        }
        guard namespace.hasSameBytes(as: expected) else {
            throw Refusal(SignatureFault.sshNamespace, "the namespace is `\(namespace)`, expected `\(expected)`")
        }
        let message = Self.message(digest: digest, hash: hash, namespace: namespace)
        guard key.key.verifies(signature: signature, of: message) else {
            throw Refusal(SignatureFault.forged, "the signature by \(key.fingerprint) is not of these bytes")
        }
    }
}
