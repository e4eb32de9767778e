/// A targets role without delegations whose files are canonical JSON already: a bin as a publisher signs it.
///
/// Thousands of files need not become values and text again because one of them has changed.
struct BinRole: Role {
    static let typeName = TargetsRole.typeName

    private var header: RoleHeader
    /// The canonical JSON of the member `targets`.
    private let targets: [UInt8]

    init(version: Int, expires: Timestamp, targets: [UInt8]) {
        header = RoleHeader(version: version, expires: expires)
        self.targets = targets
    }

    init(signed: Value) throws(Refusal) {
        let role = try TargetsRole(signed: signed)
        self.init(
            version: role.version, expires: role.expires,
            targets: try TargetsRole.canonicalTargets(role.targets.map { ($0.key, $0.value) }))
    }

    var version: Int {
        get { header.version }
        set { header.version = newValue }
    }

    var expires: Timestamp {
        get { header.expires }
        set { header.expires = newValue }
    }

    func canonicalBytes() throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.reserve(targets.count + 256)
        writer.open()
        try writer.key("_type")
        writer.string(Self.typeName)
        try header.writeExpiry(to: &writer)
        try header.writeSpecification(to: &writer)
        try writer.key("targets")
        writer.raw(targets)
        try header.writeVersion(to: &writer)
        try writer.close()
        return writer.bytes
    }
}

/// The member `targets` of a bin, put together from pieces that were canonical JSON before.
public struct BinContent {
    private var writer = CanonicalWriter()

    /// No targets.
    public init() { writer.open() }

    /// Adds a file, after those whose paths come before its own by their bytes.
    ///
    /// `entry` is what ``TargetFile/canonicalBytes()`` gave.
    public mutating func add(_ path: String, _ entry: [UInt8]) throws(Refusal) {
        try writer.key(path)
        writer.raw(entry)
    }

    /// The canonical JSON.
    public mutating func finish() throws(Refusal) -> [UInt8] {
        try writer.close()
        return writer.bytes
    }
}

extension TargetFile {
    /// The canonical JSON of what a role says of the file.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        try write(to: &writer)
        return writer.bytes
    }
}
