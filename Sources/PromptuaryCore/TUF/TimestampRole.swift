/// The timestamp role: which snapshot is the newest (TUF specification 4.6).
public struct TimestampRole: Role {
    /// `timestamp`.
    public static let typeName = "timestamp"

    private var header: RoleHeader
    /// What the snapshot file must be.
    public var snapshot: MetaFile
    /// Members that this program does not know.
    public var other: [Value.Member] = []
    private var otherFiles: [Value.Member] = []

    /// A timestamp of a snapshot.
    public init(version: Int, expires: Timestamp, snapshot: MetaFile) {
        header = RoleHeader(version: version, expires: expires)
        self.snapshot = snapshot
    }

    /// Reads the member `signed` of a timestamp file.
    public init(signed: Value) throws(Refusal) {
        var fields = try MetadataFields(signed, path: "")
        header = try RoleHeader(taking: &fields, type: Self.typeName)
        var files = try MetadataFields(try fields.value("meta"), path: "meta")
        snapshot = try MetaFile(try files.value("snapshot.json"), path: "meta.snapshot.json")
        otherFiles = files.rest
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
        writer.open(with: other)
        try writer.key("_type")
        writer.string(Self.typeName)
        try header.writeExpiry(to: &writer)
        try writer.key("meta")
        writer.open(with: otherFiles)
        try writer.key("snapshot.json")
        try snapshot.write(to: &writer)
        try writer.close()
        try header.writeSpecification(to: &writer)
        try header.writeVersion(to: &writer)
        try writer.close()
        return writer.bytes
    }
}
