/// A targets role: files, and the roles to which it leaves others (TUF specification 4.5).
public struct TargetsRole: Role {
    /// `targets`, also for delegated roles: a file does not say its own name.
    public static let typeName = "targets"

    private var header: RoleHeader
    /// The roles to which targets are left.
    public var delegations: Delegations?
    /// The files, by path.
    ///
    /// ``target(at:)`` finds one by the bytes of its path.
    public var targets: [String: TargetFile]
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// A role with files and delegations.
    public init(
        version: Int, expires: Timestamp, targets: [String: TargetFile] = [:], delegations: Delegations? = nil
    ) {
        header = RoleHeader(version: version, expires: expires)
        self.targets = targets
        self.delegations = delegations
    }

    /// Reads the member `signed` of a targets file.
    public init(signed: Value) throws(Refusal) {
        var fields = try MetadataFields(signed, path: "")
        header = try RoleHeader(taking: &fields, type: Self.typeName)
        if let value = fields.take("delegations") { delegations = try Delegations(value) }
        let members = try fields.members("targets")
        targets = [:]
        targets.reserveCapacity(members.count)
        for member in members { targets[member.key] = try TargetFile(member.value, path: member.key) }
        other = fields.rest
    }

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

    /// What the role says of a file, itself.
    ///
    /// A path that looks alike but has other bytes is another path, for which a dictionary alone would not do.
    public func target(at path: String) -> TargetFile? {
        guard let index = targets.index(forKey: path), targets[index].key.utf8.elementsEqual(path.utf8) else {
            return nil
        }
        return targets[index].value
    }

    /// The canonical JSON of the role.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.reserve(targets.count * 400 + 512)
        writer.open(with: other)
        try writer.key("_type")
        writer.string(Self.typeName)
        if let delegations {
            try writer.key("delegations")
            try delegations.write(to: &writer)
        }
        try header.writeExpiry(to: &writer)
        try header.writeSpecification(to: &writer)
        try writer.key("targets")
        try Self.write(Array(targets), to: &writer)
        try header.writeVersion(to: &writer)
        try writer.close()
        return writer.bytes
    }

    /// The canonical JSON of the member `targets`, from files in any order.
    static func canonicalTargets(_ targets: [(key: String, value: TargetFile)]) throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.reserve(targets.count * 400 + 2)
        try write(targets, to: &writer)
        return writer.bytes
    }

    private static func write(
        _ targets: [(key: String, value: TargetFile)], to writer: inout CanonicalWriter
    ) throws(Refusal) {
        writer.open()
        // Names alone are sorted: a target has several parts that would be retained at each comparison.
        let names = targets.map(\.key)
        for index in names.indices.sorted(by: { CanonicalJSON.precedes(names[$0], names[$1]) }) {
            let target = targets[index]
            try writer.key(target.key)
            try target.value.write(to: &writer)
        }
        try writer.close()
    }
}
