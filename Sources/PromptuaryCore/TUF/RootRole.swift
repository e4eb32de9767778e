/// The root role: the keys of the top-level roles (TUF specification 4.3).
public struct RootRole: Role {
    /// `root`.
    public static let typeName = "root"
    /// The roles that every root names.
    public static let topLevelRoles = ["root", "snapshot", "targets", "timestamp"]

    private var header: RoleHeader
    /// Whether files of metadata and targets have their version and hash in their name (TUF specification 6.2).
    public var consistentSnapshot: Bool
    /// The keys, by number.
    public var keys: [String: TUFKey]
    /// Whose signatures the top-level roles need, by role.
    public var roles: [String: RoleKeys]
    /// The names of the people who hold keys, by the number of the key.
    ///
    /// The member `x-promptuary-holders`, which is left out when it is empty; other programs pass over it.
    public var holders: [String: String]
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// A root from its parts.
    public init(
        version: Int, expires: Timestamp, keys: [TUFKey], roles: [String: RoleKeys], holders: [String: String] = [:],
        consistentSnapshot: Bool = true
    ) {
        header = RoleHeader(version: version, expires: expires)
        self.consistentSnapshot = consistentSnapshot
        self.keys = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        self.roles = roles
        self.holders = holders
    }

    /// Reads the member `signed` of a root file.
    public init(signed: Value) throws(Refusal) {
        var fields = try MetadataFields(signed, path: "")
        header = try RoleHeader(taking: &fields, type: Self.typeName)
        consistentSnapshot = try fields.boolean("consistent_snapshot")
        keys = try TUFKey.table(try fields.members("keys"))
        roles = [:]
        for member in try fields.members("roles") {
            roles[member.key] = try RoleKeys(member.value, path: "roles." + member.key)
        }
        for role in Self.topLevelRoles where roles[role] == nil {
            throw fields.refusal(.missing, "the role \(role) is missing", at: "roles")
        }
        holders = [:]
        if signed.member(Self.holdersKey) != nil {
            for member in try fields.members(Self.holdersKey) {
                guard let name = member.value.string else { throw fields.wrongType(Self.holdersKey, "names") }
                holders[member.key] = name
            }
        }
        other = fields.rest
    }

    private static let holdersKey = "x-promptuary-holders"

    /// The version of the file, counted from 1.
    public var version: Int {
        get { header.version }
        set { header.version = newValue }
    }

    /// When the role stops being valid.
    public var expires: Timestamp {
        get { header.expires }
        set { header.expires = newValue }
    }

    /// The keys of a top-level role, whichever their order and their numbers.
    func keys(of role: String) -> Set<Value> { Set((roles[role]?.keyIDs ?? []).compactMap { keys[$0]?.value }) }

    /// The canonical JSON of the role.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.open(with: other)
        try writer.key("_type")
        writer.string(Self.typeName)
        try writer.key("consistent_snapshot")
        writer.boolean(consistentSnapshot)
        try header.writeExpiry(to: &writer)
        try writer.key("keys")
        try TUFKey.write(keys, to: &writer)
        try writer.key("roles")
        writer.open()
        for role in roles.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }) {
            try writer.key(role.key)
            try role.value.write(to: &writer)
        }
        try writer.close()
        try header.writeSpecification(to: &writer)
        try header.writeVersion(to: &writer)
        if !holders.isEmpty {
            try writer.key(Self.holdersKey)
            writer.open()
            for holder in holders.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }) {
                try writer.key(holder.key)
                writer.string(holder.value)
            }
            try writer.close()
        }
        try writer.close()
        return writer.bytes
    }
}
