/// A public key as TUF metadata lists it (TUF specification 4.2).
///
/// Keys of unknown kinds, and Ed25519 keys that are no point of the prime-order group, are kept as they are; their
/// signatures count for nothing.
public struct TUFKey: Sendable, Hashable {
    /// The number of the key: for keys made here the sha256 of its canonical form, in lower-case hexadecimal digits.
    public let id: String
    /// The key in the form of the metadata.
    public let value: Value

    /// An Ed25519 key, with the number that follows from it.
    public init(_ key: Ed25519.PublicKey) {
        let hex = Hex.encode(key.bytes)
        let form = "{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"\(hex)\"},\"scheme\":\"ed25519\"}"
        id = SHA256Digest(of: Array(form.utf8)).hex
        value = .mapping([
            Value.Member(key: "keytype", value: .string("ed25519")),
            Value.Member(key: "keyval", value: .mapping([Value.Member(key: "public", value: .string(hex))])),
            Value.Member(key: "scheme", value: .string("ed25519")),
        ])
    }

    /// A key as it stands in metadata, under the number that it has there.
    ///
    /// Refused with a ``MetadataFault`` unless it has a type, a scheme and a value.
    public init(id: String, value: Value) throws(Refusal) {
        var fields = try MetadataFields(value, path: "keys." + id)
        _ = try fields.string("keytype")
        _ = try fields.string("scheme")
        _ = try fields.members("keyval")
        self.id = try MetadataFields.name(id, at: "keys")
        self.value = CanonicalJSON.normal(value)
    }

    /// The key, when it is one that can verify signatures.
    ///
    /// Checked anew at each call, which costs as much as verifying a signature: a file may list thousands of keys, and
    /// those that did not sign are never looked at.
    public var key: Ed25519.PublicKey? {
        guard isEd25519("keytype"), isEd25519("scheme"), let text = value["keyval"]?["public"]?.string,
            text.utf8.count == 2 * Ed25519.publicKeyLength, let bytes = Hex.decode(text)
        else { return nil }
        return try? Ed25519.PublicKey(bytes)
    }

    /// What verifies signatures of this key, when it is of a kind that this program knows.
    ///
    /// Registries made here have Ed25519 keys only; those of others may have ECDSA and RSA keys. Checked anew at each call.
    var verifier: RoleVerifier? {
        if let key { return .ed25519(key) }
        guard let type = value["keytype"]?.string, let text = value["keyval"]?["public"]?.string,
            let scheme = value["scheme"]?.string.flatMap({ PEMKey.Scheme(rawValue: $0) })
        else { return nil }
        let types = scheme == .rsa ? ["rsa"] : ["ecdsa", "ecdsa-sha2-nistp256"]
        guard types.contains(where: { $0.utf8.elementsEqual(type.utf8) }) else { return nil }
        return PEMKey(text, scheme: scheme).map { .pem($0) }
    }

    private func isEd25519(_ name: String) -> Bool {
        value[name]?.string?.utf8.elementsEqual("ed25519".utf8) ?? false
    }

    /// The keys of a member `keys`.
    static func table(_ members: [Value.Member]) throws(Refusal) -> [String: TUFKey] {
        var table: [String: TUFKey] = [:]
        table.reserveCapacity(members.count)
        for member in members { table[member.key] = try TUFKey(id: member.key, value: member.value) }
        return table
    }

    static func write(_ table: [String: TUFKey], to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open()
        for id in table.keys.sorted(by: CanonicalJSON.precedes) {
            guard let key = table[id] else { continue }
            try writer.key(id)
            try writer.write(key.value)
        }
        try writer.close()
    }
}

/// A public key that verifies signatures of roles.
enum RoleVerifier: Sendable, Hashable {
    case ed25519(Ed25519.PublicKey)
    case pem(PEMKey)

    /// Whether the bytes are this key's signature of the message.
    func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        switch self {
        case .ed25519(let key):
            signature.count == Ed25519.signatureLength && key.verifies(signature: signature, of: message)
        case .pem(let key): key.verifies(signature: signature, of: message)
        }
    }
}
