/// A validated ``Namespace`` as compact bytes, with its key set and the files that publish it.
///
/// The first byte is the number of the format. Whether the key set is signed as it has to be, and its keys are keys, is not
/// judged again: who keeps records keeps them with a checksum.
public enum NamespaceRecord {
    /// The number of the format, the first byte of a record; other versions of the program may write another one.
    public static let format: UInt8 = 2

    /// The record of a namespace.
    public static func encode(_ namespace: Namespace) -> [UInt8] {
        var writer = RecordWriter(capacity: 1024 + namespace.keyFiles.reduce(0) { $0 + $1.bytes.count })
        writer.byte(format)
        writer.text(namespace.name.text)
        writer.text(namespace.title)
        writer.text(namespace.summary)
        writer.texts(namespace.owners)
        writer.byte(mark(of: namespace.protection))
        writer.optional(namespace.keys) { write($1, to: &$0) }
        writer.number(namespace.keyFiles.count)
        for (name, bytes) in namespace.keyFiles {
            writer.text(name)
            writer.data(bytes)
        }
        return writer.bytes
    }

    /// The namespace of a record.
    ///
    /// Keys are those that were checked when the record was made. Refused with a ``RecordFault``.
    public static func decode(_ record: [UInt8]) throws(Refusal) -> Namespace {
        try record.withUnsafeBufferPointer { (buffer) throws(Refusal) in try decode(buffer) }
    }

    /// The namespace of a record that lies in memory of somebody else; nothing of it is kept.
    public static func decode(_ record: UnsafeBufferPointer<UInt8>) throws(Refusal) -> Namespace {
        var reader = RecordReader(record)
        let number = try reader.byte()
        guard number == format else { throw reader.malformed("the record has the format \(number), not \(format)") }
        let name = try reader.namespaceName()
        let title = try reader.text()
        let summary = try reader.text()
        let owners = try reader.texts()
        let mark = try reader.byte()
        guard let protection = Namespace.Protection.allCases.first(where: { self.mark(of: $0) == mark }) else {
            throw reader.malformed("a namespace has no known protection")
        }
        let keys = try reader.flag() ? try keySet(&reader) : nil
        let count = try reader.count(ofAtLeast: 2)
        var files: [(name: String, bytes: [UInt8])] = []
        files.reserveCapacity(count)
        for _ in 0..<count {
            let name = try reader.text()
            files.append((name, try reader.data()))
        }
        try reader.end()
        return Namespace(
            name, title: title, summary: summary, owners: owners, protection: protection, keys: keys, keyFiles: files)
    }

    private static func mark(of protection: Namespace.Protection) -> UInt8 {
        switch protection {
        case .public: 0
        case .protected: 1
        case .private: 2
        }
    }

    private static func write(_ keys: KeySet, to writer: inout RecordWriter) {
        writer.number(keys.version)
        writer.number(keys.threshold)
        writer.optional(keys.previous) { $0.digest($1) }
        writer.optional(keys.namespace) { $0.text($1.text) }
        writer.number(keys.keys.count)
        for key in keys.keys {
            KeyRecord.write(key.key, to: &writer)
            writer.text(key.name)
            writer.number(key.notBefore)
            writer.optional(key.revokedAt) { $0.number($1) }
        }
    }

    private static func keySet(_ reader: inout RecordReader) throws(Refusal) -> KeySet {
        let version = try reader.number()
        let threshold = try reader.number()
        let previous = try reader.flag() ? try reader.digest() : nil
        let namespace = try reader.flag() ? try reader.namespaceName() : nil
        let count = try reader.count(ofAtLeast: 36)
        guard count <= KeySet.keyLimit else { throw reader.malformed("a key set has too many keys") }
        do throws(Refusal) {
            var keys: [KeySet.Key] = []
            for _ in 0..<count {
                guard let key = try KeyRecord.read(&reader).key else { throw reader.malformed("a key is too short") }
                let name = try reader.text()
                let notBefore = try reader.number()
                let revokedAt = try reader.flag() ? try reader.number() : nil
                keys.append(KeySet.Key(key: key, name: name, notBefore: notBefore, revokedAt: revokedAt))
            }
            return try KeySet(
                keys: keys, threshold: threshold, version: version, previous: previous, namespace: namespace)
        } catch {
            let isOwn = RecordFault.allCases.contains { $0.rawValue == error.code }
            throw isOwn ? error : reader.malformed("a key set is none: \(error.message)")
        }
    }
}
