/// Reads the parts of a record in the order in which ``RecordWriter`` wrote them, and nothing behind its end.
///
/// Whatever the bytes are, reading ends in values or in a ``Refusal`` for a ``RecordFault``, with the offset as its place.
/// A number has one spelling only. Memory is taken for as many elements as the bytes that are left can hold.
///
/// A reader points into a buffer that somebody else owns, and may be used for as long as the buffer only.
public struct RecordReader {
    private let buffer: UnsafeBufferPointer<UInt8>
    private let limit: Int
    /// The offset of the next byte.
    public private(set) var offset: Int

    /// A reader before the first byte of a buffer.
    public init(_ buffer: UnsafeBufferPointer<UInt8>) { self.init(buffer, from: 0, to: buffer.count) }

    private init(_ buffer: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int) {
        self.buffer = buffer
        self.limit = limit
        offset = start
    }

    /// How many bytes are left.
    public var remaining: Int { limit - offset }

    /// The refusal of a record that ends too early.
    public func truncated() -> Refusal {
        Refusal(RecordFault.truncated, "the record ends too early", at: Place(offset: offset))
    }

    /// The refusal of a record that says what none can say.
    public func malformed(_ what: String) -> Refusal {
        Refusal(RecordFault.malformed, what, at: Place(offset: offset))
    }

    /// Refuses bytes that are left.
    public func end() throws(Refusal) {
        guard offset == limit else { throw malformed("\(remaining) bytes are left") }
    }

    /// One byte.
    public mutating func byte() throws(Refusal) -> UInt8 {
        guard offset < limit else { throw truncated() }
        offset += 1
        return buffer[offset - 1]
    }

    /// A truth value.
    public mutating func flag() throws(Refusal) -> Bool {
        let value = try byte()
        guard value < 2 else { throw malformed("a mark is neither 0 nor 1") }
        return value == 1
    }

    /// An unsigned number.
    @inline(__always)
    public mutating func varint() throws(Refusal) -> UInt64 {
        guard offset < limit, buffer[offset] < 0x80 else { return try longVarint() }
        offset += 1
        return UInt64(buffer[offset - 1])
    }

    private mutating func longVarint() throws(Refusal) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let unit = try byte()
            guard shift < 63 || unit <= 1 else { throw malformed("a number is too large") }
            value |= UInt64(unit & 0x7F) << shift
            guard unit >= 0x80 else {
                guard unit > 0 else { throw malformed("a number is spelled too long") }
                return value
            }
            shift += 7
        }
    }

    /// A number that is not negative and at most `limit`.
    public mutating func number(upTo limit: Int = .max) throws(Refusal) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw malformed("a number is too large") }
        return Int(value)
    }

    /// A number that may be negative.
    public mutating func signed() throws(Refusal) -> Int {
        let value = try varint()
        return Int(Int64(bitPattern: value >> 1)) ^ -Int(value & 1)
    }

    /// A binary64 number.
    public mutating func double() throws(Refusal) -> Double {
        let bytes = try fixed(8)
        var pattern: UInt64 = 0
        for (index, unit) in bytes.enumerated() { pattern |= UInt64(unit) << UInt64(8 * index) }
        return Double(bitPattern: pattern)
    }

    /// The count of what follows, each of which takes as many bytes at least.
    public mutating func count(ofAtLeast size: Int = 1) throws(Refusal) -> Int {
        let count = try varint()
        guard count <= UInt64(remaining / max(size, 1)) else { throw truncated() }
        return Int(count)
    }

    /// Bytes whose count is known, in place.
    public mutating func fixed(_ count: Int) throws(Refusal) -> UnsafeBufferPointer<UInt8> {
        guard count >= 0, count <= remaining else { throw truncated() }
        let start = offset
        offset += count
        return UnsafeBufferPointer(rebasing: buffer[start..<offset])
    }

    /// Bytes with their count before them, in place.
    public mutating func span() throws(Refusal) -> UnsafeBufferPointer<UInt8> {
        let count = try count()
        return try fixed(count)
    }

    /// Bytes with their count before them.
    public mutating func data() throws(Refusal) -> [UInt8] { Array(try span()) }

    /// Text, which is well-formed UTF-8.
    public mutating func text() throws(Refusal) -> String {
        let bytes = try span()
        if Self.isASCII(bytes) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed("a text is not UTF-8") }
        return text
    }

    /// Texts with their count before them.
    public mutating func texts() throws(Refusal) -> [String] {
        let count = try count()
        var texts: [String] = []
        texts.reserveCapacity(count)
        for _ in 0..<count { texts.append(try text()) }
        return texts
    }

    /// A digest.
    public mutating func digest() throws(Refusal) -> SHA256Digest {
        guard let start = try fixed(32).baseAddress else { throw truncated() }
        return SHA256Digest(at: start)
    }

    /// A value, where the mark before it says that there is one.
    public mutating func optional<Wrapped>(
        _ read: (inout RecordReader) throws(Refusal) -> Wrapped
    ) throws(Refusal) -> Wrapped? {
        try flag() ? try read(&self) : nil
    }

    /// A reader of the section that begins here; this one goes on behind it.
    public mutating func section() throws(Refusal) -> RecordReader {
        var length: UInt32 = 0
        for (index, unit) in try fixed(4).enumerated() { length |= UInt32(unit) << UInt32(8 * index) }
        guard let count = Int(exactly: length), count <= remaining else { throw truncated() }
        let inside = RecordReader(buffer, from: offset, to: offset + count)
        offset += count
        return inside
    }

    private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = UnsafeRawPointer(bytes.baseAddress) else { return true }
        var at = 0
        var seen: UInt64 = 0
        while at + 8 <= bytes.count {
            seen |= start.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            at += 8
        }
        while at < bytes.count {
            seen |= UInt64(bytes[at])
            at += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}
