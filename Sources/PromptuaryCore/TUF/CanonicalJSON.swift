/// Canonical JSON as TUF signs it (OLPC canonical JSON; TUF specification 4.1).
///
/// One line without blanks, keys sorted by code point, whole numbers only. In text nothing but `"` and `\` is escaped, so
/// a line feed stays a line feed; this is what securesystemslib writes, and with it all implementations of TUF.
public enum CanonicalJSON {
    /// The canonical bytes of a value.
    ///
    /// Refused with ``MetadataFault/fraction`` when a number has a fraction or an exponent.
    public static func bytes(of value: Value) throws(Refusal) -> [UInt8] {
        var writer = CanonicalWriter()
        try writer.write(value)
        return writer.bytes
    }

    /// The members in canonical order, down to the innermost, without places.
    ///
    /// Two documents with the same canonical bytes become equal values.
    static func normal(_ members: some Sequence<Value.Member>) -> [Value.Member] {
        members.map { Value.Member(key: $0.key, value: normal($0.value)) }.sorted { precedes($0.key, $1.key) }
    }

    /// The value with all members in canonical order and without places.
    static func normal(_ value: Value) -> Value {
        switch value {
        case .list(let elements): .list(elements.map { normal($0) })
        case .mapping(let members): .mapping(normal(members))
        default: value
        }
    }

    /// Whether a key comes before another: by UTF-8 bytes, which is the order of the code points.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { precedes(UnsafeRawBufferPointer(left), .init($0)) }
        }.flatMap { $0 } ?? left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Eight bytes at a time: the paths of a bin have long beginnings in common.
    private static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let end = min(left.count, right.count)
        var at = 0
        while at + 8 <= end {
            let first = UInt64(bigEndian: left.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let second = UInt64(bigEndian: right.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            if first != second { return first < second }
            at += 8
        }
        while at < end {
            if left[at] != right[at] { return left[at] < right[at] }
            at += 1
        }
        return left.count < right.count
    }
}
