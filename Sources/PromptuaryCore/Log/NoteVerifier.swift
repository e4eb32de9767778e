/// A public key that verifies signatures of notes, written `NAME+HASH+BASE64` (C2SP signed-note, "verifier keys").
public struct NoteVerifier: Sendable, Hashable {
    /// What a key signs.
    public enum Kind: UInt8, Sendable, Hashable {
        /// The text of a note (type 1): a log does that.
        case ed25519 = 1
        /// A checkpoint together with a time (type 4, C2SP tlog-cosignature): a witness does that.
        case cosignature = 4
    }

    /// The name of the key.
    public let name: NoteName
    /// What it signs.
    public let kind: Kind
    /// The key.
    public let key: Ed25519.PublicKey
    /// The first four bytes of the SHA-256 of name, line feed, type and key.
    public let keyID: UInt32

    /// A key from its parts.
    public init(name: NoteName, kind: Kind, key: Ed25519.PublicKey) {
        (self.name, self.kind, self.key) = (name, kind, key)
        keyID = Self.keyID(name: name, encoded: [kind.rawValue] + key.bytes)
    }

    /// The key that a text spells; refused with a ``NoteFault``.
    public init(_ text: String) throws(Refusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].count == 8, let hash = Hex.decode(String(decoding: parts[1], as: UTF8.self)),
            !parts[1].contains(where: { (65...70).contains($0) }),
            let encoded = Base64.decode(parts[2]), !encoded.isEmpty
        else { throw Refusal(NoteFault.key, "\(quoted(text)) is not a key of the form NAME+HASH+BASE64") }
        let name = try NoteName(parts[0])
        let number = hash.reduce(0) { $0 << 8 | UInt32($1) }
        guard Self.keyID(name: name, encoded: encoded) == number else {
            throw Refusal(NoteFault.keyHash, "the hash of the key \(quoted(text)) is not that of its name and bytes")
        }
        guard let kind = Kind(rawValue: encoded[0]) else {
            throw Refusal(NoteFault.algorithm, "the key \(quoted(text)) is of the type \(encoded[0])")
        }
        do {
            self.init(name: name, kind: kind, key: try Ed25519.PublicKey(encoded[1...]))
        } catch {
            throw Refusal(NoteFault.key, "the key \(quoted(text)) is no Ed25519 key: \(error.message)")
        }
    }

    /// The key as text.
    public var text: String {
        let hash = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) })
        return "\(name)+\(hash)+\(Base64.encode([kind.rawValue] + key.bytes))"
    }

    /// Whether a signature line names this key.
    func isNamed(by signature: NoteSignature) -> Bool { signature.name == name && signature.keyID == keyID }

    /// What the signature says when it is this key's of the text, and nil when it is not.
    func verify(_ signature: [UInt8], of text: [UInt8]) -> VerifiedSignature? {
        switch kind {
        case .ed25519:
            return key.verifies(signature: signature, of: text) ? VerifiedSignature(key: self, time: nil) : nil
        case .cosignature:
            guard signature.count == 8 + Ed25519.signatureLength, signature[0] < 0x80 else { return nil }
            let time = signature[..<8].reduce(0) { $0 << 8 | Int($1) }
            guard key.verifies(signature: Array(signature[8...]), of: Cosignature.message(time: time, text: text))
            else { return nil }
            return VerifiedSignature(key: self, time: time)
        }
    }

    private static func keyID(name: NoteName, encoded: [UInt8]) -> UInt32 {
        SHA256Digest(of: name.bytes + [10] + encoded).bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension NoteVerifier: CustomStringConvertible {
    /// The key as text.
    public var description: String { text }
}

/// A signature of a note that holds.
public struct VerifiedSignature: Sendable, Hashable {
    /// The key that made it.
    public let key: NoteVerifier
    /// For a cosignature, when it was made: seconds since 1970-01-01T00:00:00Z.
    public let time: Int?
}

/// What a witness signs (C2SP tlog-cosignature, `cosignature/v1`).
enum Cosignature {
    static func message(time: Int, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }
}
