/// A file of TUF metadata: what a role says, and signatures of it (TUF specification 4.2).
///
/// Whose signatures hold is asked of ``validKeyIDs(of:in:)``; until then nothing in it may be believed.
public struct SignedRole<Body: Role>: Sendable, Hashable {
    /// The most signatures of a file.
    public static var signatureLimit: Int { 64 }

    /// What the role says.
    public let body: Body
    /// The signatures, sorted by the number of the key, each key once.
    public private(set) var signatures: [RoleSignature]
    /// The canonical JSON of the role, which is what the signatures are of.
    public let signedBytes: [UInt8]

    /// A role that nobody has signed yet.
    ///
    /// Refused with ``MetadataFault/fraction`` when a value in it has a number that is not whole.
    public init(_ body: Body) throws(Refusal) {
        self.body = body
        signatures = []
        signedBytes = try body.canonicalBytes()
    }

    /// Reads a file, in whichever way the JSON is written.
    ///
    /// Refused with a ``JSONFault``, a ``TextFault`` or a ``MetadataFault``. A key that stands twice among the
    /// signatures is refused, as the specification says.
    public init(file: [UInt8], limits: JSONLimits = MetadataLimits.json(bytes: MetadataLimits.targets)) throws(Refusal)
    {
        let document = try JSONReader.read(file, limits: limits)
        var fields = try MetadataFields(document, path: "")
        let signed = try fields.value("signed")
        signatures = try Self.signatures(try fields.list("signatures"))
        body = try Body(signed: signed)
        signedBytes = try CanonicalJSON.bytes(of: signed)
    }

    private static func signatures(_ list: [Value]) throws(Refusal) -> [RoleSignature] {
        guard list.count <= signatureLimit else {
            throw Refusal(MetadataFault.signature, "there are \(list.count) signatures", at: Place(key: "signatures"))
        }
        var signatures: [RoleSignature] = []
        var seen: Set<String> = []
        for (index, entry) in list.enumerated() {
            var fields = try MetadataFields(entry, path: "signatures[\(index)]")
            let id = try fields.name("keyid")
            guard let bytes = Hex.decode(try fields.string("sig")) else {
                throw fields.refusal(.signature, "the signature is not hexadecimal", at: "sig")
            }
            guard seen.insert(id).inserted else {
                throw fields.refusal(.duplicate, "the key \(id) signed twice", at: "keyid")
            }
            signatures.append(RoleSignature(keyID: id, bytes: bytes))
        }
        return signatures.sorted { CanonicalJSON.precedes($0.keyID, $1.keyID) }
    }

    /// Signs the role; an older signature of the same key is replaced.
    public mutating func sign(with pair: Ed25519.KeyPair) {
        add(RoleSignature(keyID: TUFKey(pair.publicKey).id, bytes: pair.sign(signedBytes)))
    }

    /// Adds a signature that somebody made elsewhere, unchecked; an older one of the same key is replaced.
    public mutating func add(_ signature: RoleSignature) {
        signatures.removeAll { $0.keyID == signature.keyID }
        let index = signatures.firstIndex { CanonicalJSON.precedes(signature.keyID, $0.keyID) } ?? signatures.endIndex
        signatures.insert(signature, at: index)
    }

    /// The numbers of the role's keys whose signatures hold.
    ///
    /// A key that is listed under two numbers is counted under the first only. Keys that this program can not use, and
    /// numbers that the table does not have, count for nothing.
    public func validKeyIDs(of keys: RoleKeys, in table: [String: TUFKey]) -> Set<String> {
        validKeyIDs(of: keys, in: table, signing: signedBytes)
    }

    /// The numbers of the keys whose signatures hold for other bytes than those of this role.
    func validKeyIDs(of keys: RoleKeys, in table: [String: TUFKey], signing signedBytes: [UInt8]) -> Set<String> {
        var valid: Set<String> = []
        var counted: Set<RoleVerifier> = []
        for id in keys.keyIDs {
            guard let signature = signatures.first(where: { $0.keyID == id }),
                let key = table[id]?.verifier, !counted.contains(key),
                key.verifies(signature: signature.bytes, of: signedBytes)
            else { continue }
            counted.insert(key)
            valid.insert(id)
        }
        return valid
    }

    /// Whether enough of the role's keys signed.
    public func isSigned(by keys: RoleKeys, in table: [String: TUFKey]) -> Bool {
        validKeyIDs(of: keys, in: table).count >= keys.threshold
    }

    /// The bytes of the file: canonical JSON of the whole, without a line feed at the end.
    ///
    /// Line breaks and tabs in text, which canonical JSON leaves as they are, are escaped, for otherwise it is no JSON.
    public var file: [UInt8] {
        var writer = CanonicalWriter()
        writer.reserve(signedBytes.count + signatures.count * 232 + 32)
        writer.openPlain()
        writer.plainKey("signatures")
        writer.openList()
        for signature in signatures {
            writer.openPlain()
            writer.plainKey("keyid")
            writer.string(signature.keyID)
            writer.plainKey("sig")
            writer.string(Hex.encode(signature.bytes))
            writer.closePlain()
        }
        writer.closeList()
        writer.plainKey("signed")
        writer.raw(hasControls ? escaped : signedBytes)
        writer.closePlain()
        return writer.bytes
    }

    private var hasControls: Bool { signedBytes.contains { $0 < 0x20 } }

    /// The signed bytes with escapes for control characters, which canonical JSON has inside of text only.
    private var escaped: [UInt8] {
        signedBytes.flatMap { $0 < 0x20 ? Array("\\u00".utf8) + Array(Hex.encode([$0]).utf8) : [$0] }
    }
}
