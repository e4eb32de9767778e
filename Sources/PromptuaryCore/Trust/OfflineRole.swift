/// A role that people sign: the root, or a role of the targets kind.
public enum OfflineRole: Sendable, Hashable {
    /// The root.
    case root(SignedRole<RootRole>)
    /// `targets`, `keys`, `bins`, `claimed` or `ns.NS`.
    case targets(SignedRole<TargetsRole>)

    /// The version.
    public var version: Int {
        switch self {
        case .root(let role): role.body.version
        case .targets(let role): role.body.version
        }
    }

    /// When it stops being valid.
    public var expires: Timestamp {
        switch self {
        case .root(let role): role.body.expires
        case .targets(let role): role.body.expires
        }
    }

    /// The bytes that are signed.
    public var signedBytes: [UInt8] {
        switch self {
        case .root(let role): role.signedBytes
        case .targets(let role): role.signedBytes
        }
    }

    /// The bytes of the file.
    public var file: [UInt8] {
        switch self {
        case .root(let role): role.file
        case .targets(let role): role.file
        }
    }

    /// The keys among these whose signatures hold.
    func signers(of keys: RoleKeys, in table: [String: TUFKey]) -> Set<String> {
        switch self {
        case .root(let role): role.validKeyIDs(of: keys, in: table)
        case .targets(let role): role.validKeyIDs(of: keys, in: table)
        }
    }

    /// The role with one signature more.
    func adding(_ signature: RoleSignature) -> OfflineRole {
        switch self {
        case .root(var role):
            role.add(signature)
            return .root(role)
        case .targets(var role):
            role.add(signature)
            return .targets(role)
        }
    }

    /// Reads the bytes to sign, which have to be in canonical form; `name` decides which kind of role it is.
    init(named name: String, signedBytes bytes: [UInt8]) throws(Refusal) {
        let limits = MetadataLimits.json(bytes: MetadataLimits.targets)
        let value = try JSONReader.read(bytes, limits: limits)
        self =
            name == RootRole.typeName
            ? .root(try SignedRole(try RootRole(signed: value)))
            : .targets(try SignedRole(try TargetsRole(signed: value)))
        guard signedBytes == bytes else {
            throw Refusal(TrustFault.roleForm, "the bytes to sign are not in canonical form")
        }
    }
}

/// Whose signatures a role needs before it counts.
public struct TrustNeed: Sendable, Hashable {
    /// Somebody whose signature counts.
    public struct Signer: Sendable, Hashable {
        /// The id of the key.
        public let keyID: String
        /// What the person is called, or what the key is for.
        public let name: String
    }

    /// Whose keys they are, in words: `the holders of root 1`.
    public let label: String
    /// Those who may sign, by name.
    public let candidates: [Signer]
    /// How many have to.
    public let threshold: Int
    /// The ids of the keys that have signed.
    public let signed: Set<String>
    let keys: RoleKeys
    let table: [String: TUFKey]

    init(_ label: String, keys: RoleKeys, table: [String: TUFKey], role: OfflineRole, names: [String: String]) {
        self.label = label
        self.keys = keys
        self.table = table
        threshold = keys.threshold
        signed = role.signers(of: keys, in: table)
        candidates = keys.keyIDs.map { Signer(keyID: $0, name: names[$0] ?? String($0.prefix(16))) }
            .sorted { ($0.name, $0.keyID) < ($1.name, $1.keyID) }
    }

    /// Whether enough of them have signed.
    public var isMet: Bool { signed.count >= threshold }

    /// How many signatures are missing.
    public var missing: Int { max(0, threshold - signed.count) }

    /// Those who have not signed yet.
    public var absent: [Signer] { candidates.filter { !signed.contains($0.keyID) } }
}
