/// What a targets role says of a file: its length, its hash, and what the registry adds.
public struct TargetFile: Sendable, Hashable {
    /// The number of bytes.
    public var length: Int
    /// The hash.
    public var sha256: SHA256Digest
    /// What the registry adds; only as good as the key that signed the role.
    public var custom: Value?
    /// Hashes of other kinds.
    public var otherHashes: [Value.Member] = []
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// What is to be said of a file.
    public init(length: Int, sha256: SHA256Digest, custom: Value? = nil) {
        self.length = length
        self.sha256 = sha256
        self.custom = custom.map { CanonicalJSON.normal($0) }
    }

    init(_ value: Value, path: String) throws(Refusal) {
        var fields = try MetadataFields(value, path: path)
        length = try fields.integer("length", from: 0, fault: .length)
        (sha256, otherHashes) = try fields.hashes()
        custom = fields.take("custom").map { CanonicalJSON.normal($0) }
        other = fields.rest
    }

    /// The path under which a file of this hash lies beside its plain name: `@ns/name/-/HASH.name-1.0.0.pdpkg`.
    ///
    /// Where a repository keeps every version of a file (TUF specification 6.2).
    public func storedPath(of path: String) -> String {
        let base = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        return "\(path[..<base])\(sha256.hex).\(path[base...])"
    }

    func write(to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open(with: other)
        if let custom {
            try writer.key("custom")
            try writer.write(custom)
        }
        try writer.key("hashes")
        writer.open(with: otherHashes)
        try writer.key("sha256")
        writer.string(sha256.hex)
        try writer.close()
        try writer.key("length")
        writer.integer(length)
        try writer.close()
    }
}
