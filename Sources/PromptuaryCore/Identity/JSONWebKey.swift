/// A public key of an issuer of tokens (RFC 7517), which verifies signatures in exactly one way.
///
/// The way follows from the kind of the key, never from the token: RSA keys verify `RS256`, keys on P-256 `ES256`,
/// Ed25519 keys `EdDSA`. So a public key is never taken for the secret of another algorithm.
public struct JSONWebKey: Sendable, Hashable {
    /// How a key signs (RFC 7518 section 3.1, RFC 8037 section 3.1).
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        case rs256 = "RS256"
        /// ECDSA on the curve P-256 with SHA-256.
        case es256 = "ES256"
        /// Ed25519.
        case edDSA = "EdDSA"
    }

    private enum Material: Sendable, Hashable {
        case rsa(RSASignature.PublicKey)
        case ecdsa(PEMKey, x: [UInt8], y: [UInt8])
        case ed25519(Ed25519.PublicKey)
    }

    /// The name of the key in headers of tokens, `kid`, when it has one.
    public let id: String?
    private let material: Material

    /// A key of our own; its name is the ``thumbprint`` unless another is given.
    public init(_ key: Ed25519.PublicKey, id: String? = nil) {
        material = .ed25519(key)
        self.id = id ?? Self.thumbprint(of: .ed25519(key))
    }

    /// The key that a value of a key set describes.
    ///
    /// Unknown members are ignored, also certificates: the set itself is what is trusted. Refused with a
    /// ``JSONWebKeyFault`` are other kinds, keys for something else than signatures, and keys with their secret part.
    public init(_ value: Value) throws(Refusal) {
        guard value.mapping != nil, let type = value["kty"]?.string else {
            throw Refusal(JSONWebKeyFault.form, "the key is no object that says its kind")
        }
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] where value[name] != nil {
            throw Refusal(JSONWebKeyFault.secret, "the key has the secret member `\(name)`")
        }
        try Self.checkUse(of: value)
        if let name = value["kid"] {
            guard let text = name.string, (1...256).contains(text.utf8.count) else {
                throw Refusal(JSONWebKeyFault.form, "the name of the key is no text of 1 to 256 bytes")
            }
            id = text
        } else {
            id = nil
        }
        material = try Self.material(of: value, type: type)
        if let named = value["alg"] {
            guard let text = named.string, text.hasSameBytes(as: algorithm.rawValue) else {
                throw Refusal(JSONWebKeyFault.kind, "the key is not for \(algorithm.rawValue)")
            }
        }
    }

    private static func checkUse(of value: Value) throws(Refusal) {
        if let use = value["use"], use != .string("sig") {
            throw Refusal(JSONWebKeyFault.use, "the key is not for signatures")
        }
        if let operations = value["key_ops"] {
            guard let list = operations.list, list.contains(.string("verify")) else {
                throw Refusal(JSONWebKeyFault.use, "the key does not verify signatures")
            }
        }
    }

    private static func material(of value: Value, type: String) throws(Refusal) -> Material {
        switch (type, value["crv"]?.string) {
        case ("RSA", _):
            let (modulus, exponent) = (try bytes("n", of: value), try bytes("e", of: value))
            return .rsa(try RSASignature.PublicKey(modulus: modulus, exponent: exponent))
        case ("EC", "P-256"):
            let (x, y) = (try bytes("x", of: value), try bytes("y", of: value))
            guard let key = PEMKey(x: x, y: y) else {
                throw Refusal(JSONWebKeyFault.point, "the coordinates are no point of the curve P-256")
            }
            return .ecdsa(key, x: x, y: y)
        case ("OKP", "Ed25519"):
            let point = try bytes("x", of: value)
            guard let key = try? Ed25519.PublicKey(point) else {
                throw Refusal(JSONWebKeyFault.point, "the bytes are no Ed25519 key")
            }
            return .ed25519(key)
        default:
            throw Refusal(JSONWebKeyFault.kind, "the key is of the kind \(quoted(type)), or on another curve")
        }
    }

    private static func bytes(_ name: String, of value: Value) throws(Refusal) -> [UInt8] {
        guard let text = value[name]?.string, let bytes = Base64URL.decode(text.utf8), !bytes.isEmpty else {
            throw Refusal(JSONWebKeyFault.form, "the member `\(name)` is missing or no base64 for URLs")
        }
        return bytes
    }

    /// The one way in which this key signs.
    public var algorithm: Algorithm {
        switch material {
        case .rsa: .rs256
        case .ecdsa: .es256
        case .ed25519: .edDSA
        }
    }

    /// Whether the bytes are this key's signature of the message, in the form of RFC 7518 section 3.
    public func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        switch material {
        case .rsa(let key): key.verifies(signature: signature, of: message)
        case .ecdsa(let key, _, _): key.verifies(pair: signature, of: message)
        case .ed25519(let key): key.verifies(signature: signature, of: message)
        }
    }
}

extension JSONWebKey {
    /// The SHA-256 of the key's required members, as base64 for URLs (RFC 7638).
    public var thumbprint: String { Self.thumbprint(of: material) }

    private static func thumbprint(of material: Material) -> String {
        // Compact, with sorted keys: the form of RFC 7638 section 3.3, but for the line feed at its end.
        let form = JSONWriter.object { write(material, to: &$0, besides: nil) }.dropLast()
        return Base64URL.encode(SHA256Digest(of: Array(form)).bytes)
    }

    /// Writes the key as an element of a key set.
    func write(to writer: inout JSONWriter) {
        writer.object { Self.write(material, to: &$0, besides: self) }
    }

    /// Writes the required members of a key, in the order of their names, and those that a key of a set has besides.
    private static func write(_ material: Material, to writer: inout JSONWriter, besides key: JSONWebKey?) {
        writer.member("alg", key?.algorithm.rawValue)
        switch material {
        case .rsa: writer.member("e", Base64URL.encode(RSASignature.PublicKey.exponent))
        case .ecdsa: writer.member("crv", "P-256")
        case .ed25519: writer.member("crv", "Ed25519")
        }
        writer.member("kid", key?.id)
        switch material {
        case .rsa(let rsa):
            writer.member("kty", "RSA")
            writer.member("n", Base64URL.encode(rsa.modulus))
        case .ecdsa: writer.member("kty", "EC")
        case .ed25519: writer.member("kty", "OKP")
        }
        if key != nil { writer.member("use", "sig") }
        switch material {
        case .rsa: break
        case .ecdsa(_, let x, let y):
            writer.member("x", Base64URL.encode(x))
            writer.member("y", Base64URL.encode(y))
        case .ed25519(let point): writer.member("x", Base64URL.encode(point.bytes))
        }
    }
}
