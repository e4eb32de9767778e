/// One signature of one proposed role, as it travels in a file.
public struct TrustSignature: Sendable, Hashable {
    /// The role.
    public let role: String
    /// Its version.
    public let version: Int
    /// The digest of the bytes that were signed.
    public let digest: SHA256Digest
    /// The id of the key.
    public let keyID: String
    /// The Ed25519 signature of the bytes, 64 bytes.
    public let signature: [UInt8]

    init(role: String, version: Int, digest: SHA256Digest, keyID: String, signature: [UInt8]) {
        self.role = role
        self.version = version
        self.digest = digest
        self.keyID = keyID
        self.signature = signature
    }
}

/// A file of signatures: `*.sig.json`.
///
/// One JSON object with `format` 1 and `signatures`; see `docs/formats/trust.md`.
public struct TrustSignatureFile: Sendable, Hashable {
    /// The most bytes that a signature file may have: 1 MiB.
    public static let sizeLimit = 1 << 20
    /// How the names of signature files end.
    public static let ending = ".sig.json"

    /// The signatures in the order of the file.
    public let signatures: [TrustSignature]

    /// A file of signatures.
    public init(_ signatures: [TrustSignature]) { self.signatures = signatures }

    /// Reads a signature file.
    ///
    /// Refused with a ``JSONFault`` or ``TrustFault/signatureForm``.
    public init(file: [UInt8]) throws(Refusal) {
        let document = try JSONReader.read(file, limits: JSONLimits(bytes: Self.sizeLimit, depth: 4, values: 10_000))
        let members = try Self.members(document, ["format", "signatures"])
        guard members[0].integer == 1, let list = members[1].list else {
            throw Refusal(TrustFault.signatureForm, "the file is not a list of signatures of format 1")
        }
        var signatures: [TrustSignature] = []
        for entry in list {
            let fields = try Self.members(entry, ["keyid", "role", "sha256", "signature", "version"])
            guard let keyID = fields[0].string, SHA256Digest(hex: keyID) != nil, let role = fields[1].string,
                let digest = fields[2].string.flatMap({ SHA256Digest(hex: $0) }),
                let signature = fields[3].string.flatMap({ Hex.decode($0) }), signature.count == 64,
                let version = fields[4].integer, version >= 1
            else { throw Refusal(TrustFault.signatureForm, "a field of a signature has not the form of the format") }
            signatures.append(
                TrustSignature(role: role, version: version, digest: digest, keyID: keyID, signature: signature))
        }
        self.signatures = signatures
    }

    private static func members(_ value: Value, _ names: [String]) throws(Refusal) -> [Value] {
        guard let members = value.mapping, members.count == names.count else {
            throw Refusal(TrustFault.signatureForm, "the fields are not \(names.joined(separator: ", "))")
        }
        var values: [Value] = []
        for name in names {
            guard let found = value[name] else {
                throw Refusal(TrustFault.signatureForm, "\(name) is missing", at: Place(key: name))
            }
            values.append(found)
        }
        return values
    }

    /// The bytes of the file; always the same for the same signatures.
    public var bytes: [UInt8] {
        JSONWriter.object(.pretty) { file in
            file.member("format", 1)
            file.list("signatures", of: signatures) { list, one in
                list.object {
                    $0.member("keyid", one.keyID)
                    $0.member("role", one.role)
                    $0.member("sha256", one.digest.hex)
                    $0.member("signature", Hex.encode(one.signature))
                    $0.member("version", one.version)
                }
            }
        }
    }
}
