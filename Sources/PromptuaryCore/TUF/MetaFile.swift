/// What one role says of another role's file: its version and, in this registry always, its length and hash.
public struct MetaFile: Sendable, Hashable {
    /// The version that the file must have.
    public var version: Int
    /// The number of bytes that the file must have.
    public var length: Int?
    /// The hash that the file must have.
    public var sha256: SHA256Digest?
    /// Hashes of other kinds.
    public var otherHashes: [Value.Member] = []
    /// Members that this program does not know.
    public var other: [Value.Member] = []

    /// What is to be said of a file.
    public init(version: Int, length: Int? = nil, sha256: SHA256Digest? = nil) {
        self.version = version
        self.length = length
        self.sha256 = sha256
    }

    /// What is to be said of a file that has these bytes.
    public init(version: Int, file: [UInt8]) {
        self.init(version: version, length: file.count, sha256: SHA256Digest(of: file))
    }

    init(_ value: Value, path: String) throws(Refusal) {
        var fields = try MetadataFields(value, path: path)
        version = try fields.integer("version", from: 1, fault: .version)
        if value.member("length") != nil { length = try fields.integer("length", from: 0, fault: .length) }
        if value.member("hashes") != nil {
            let hashes = try fields.hashes()
            (sha256, otherHashes) = (hashes.sha256, hashes.others)
        }
        other = fields.rest
    }

    func write(to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open(with: other)
        if let sha256 {
            try writer.key("hashes")
            writer.open(with: otherHashes)
            try writer.key("sha256")
            writer.string(sha256.hex)
            try writer.close()
        }
        if let length {
            try writer.key("length")
            writer.integer(length)
        }
        try writer.key("version")
        writer.integer(version)
        try writer.close()
    }

    /// The files of a member `meta`, by name.
    static func table(_ members: [Value.Member]) throws(Refusal) -> [String: MetaFile] {
        var table: [String: MetaFile] = [:]
        table.reserveCapacity(members.count)
        for member in members {
            let name = try MetadataFields.name(member.key, at: "meta")
            table[name] = try MetaFile(member.value, path: member.key)
        }
        return table
    }

    static func write(_ table: [String: MetaFile], to writer: inout CanonicalWriter) throws(Refusal) {
        writer.open()
        for name in table.keys.sorted(by: CanonicalJSON.precedes) {
            guard let file = table[name] else { continue }
            try writer.key(name)
            try file.write(to: &writer)
        }
        try writer.close()
    }
}

extension MetaFile {
    /// Whether the bytes have the length and the hash, as far as they are listed.
    public func describes(_ file: [UInt8]) -> Bool {
        (length.map { $0 == file.count } ?? true) && (sha256.map { $0 == SHA256Digest(of: file) } ?? true)
    }
}
