/// A ``PublisherKey`` in a record: a byte for the tool, what the tool adds, and the 32 bytes of the key.
struct KeyRecord {
    private let keyID: MinisignKeyID?
    private let bytes: UnsafeBufferPointer<UInt8>

    static func write(_ key: PublisherKey, to writer: inout RecordWriter) {
        switch key.scheme {
        case .ssh: writer.byte(0)
        case .minisign(let id):
            writer.byte(1)
            for unit in id.bytes { writer.byte(unit) }
        }
        key.key.withBytes { writer.fixed($0) }
    }

    /// The key as it stands in the record.
    static func read(_ reader: inout RecordReader) throws(Refusal) -> KeyRecord {
        let kind = try reader.byte()
        guard kind < 2 else { throw reader.malformed("a key is for no known tool") }
        var keyID: MinisignKeyID?
        if kind == 1 { keyID = MinisignKeyID(try reader.fixed(8)) }
        return KeyRecord(keyID: keyID, bytes: try reader.fixed(32))
    }

    /// Whether this is how a record has the key.
    func spells(_ key: PublisherKey) -> Bool {
        let scheme: PublisherKey.Scheme = keyID.map { .minisign(keyID: $0) } ?? .ssh
        return key.scheme == scheme && key.key.withBytes { $0.elementsEqual(bytes) }
    }

    /// The key, which was one when the record was made.
    var key: PublisherKey? {
        Ed25519.PublicKey(checked: bytes).map {
            PublisherKey(scheme: keyID.map { .minisign(keyID: $0) } ?? .ssh, key: $0)
        }
    }
}
