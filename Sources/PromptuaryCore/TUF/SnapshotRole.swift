/// The snapshot role: which file of every targets role belongs to one state of the registry (TUF specification 4.4).
public struct SnapshotRole: Role {
    /// `snapshot`.
    public static let typeName = "snapshot"

    private var header: RoleHeader
    /// What the files must be, by name, such as `bin-00.json`.
    public var meta: [String: MetaFile]
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// A snapshot of files, by name.
    public init(version: Int, expires: Timestamp, meta: [String: MetaFile]) {
        header = RoleHeader(version: version, expires: expires)
        self.meta = meta
    }

    /// Reads the member `signed` of a snapshot file.
    public init(signed: Value) throws(Refusal) {
        var fields = try MetadataFields(signed, path: "")
        header = try RoleHeader(taking: &fields, type: Self.typeName)
        meta = try MetaFile.table(try fields.members("meta"))
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

    /// The canonical JSON of the role.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.reserve(meta.count * 160 + 256)
        writer.open(with: other)
        try writer.key("_type")
        writer.string(Self.typeName)
        try header.writeExpiry(to: &writer)
        try writer.key("meta")
        try MetaFile.write(meta, to: &writer)
        try header.writeSpecification(to: &writer)
        try header.writeVersion(to: &writer)
        try writer.close()
        return writer.bytes
    }
}
