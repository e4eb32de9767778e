/// Writes the parts of a record: numbers, texts, bytes and digests, one after the other.
///
/// Numbers are varints as in LEB128: seven bits a byte, lowest first, the highest bit set in all bytes but the last.
/// Texts (UTF-8) and bytes have their length before them. The same calls always give the same bytes.
public struct RecordWriter: ~Copyable {
    private var memory: UnsafeMutableBufferPointer<UInt8>
    /// How many bytes were written.
    public private(set) var count = 0

    /// A writer that has written nothing and has room for as many bytes as it is expected to write.
    public init(capacity: Int = 256) { memory = .allocate(capacity: max(capacity, 16)) }

    deinit { memory.deallocate() }

    /// What was written.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(rebasing: memory[..<count])) }

    /// Makes room for more bytes and gives their place, which the caller fills.
    private mutating func extend(by size: Int) -> UnsafeMutableBufferPointer<UInt8> {
        if size > memory.count - count { grow(by: size) }
        let start = count
        count += size
        return UnsafeMutableBufferPointer(rebasing: memory[start..<count])
    }

    private mutating func grow(by size: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(2 * memory.count, count + size))
        _ = larger.update(fromContentsOf: memory[..<count])
        memory.deallocate()
        memory = larger
    }

    /// Writes one byte.
    public mutating func byte(_ value: UInt8) {
        if count == memory.count { grow(by: 1) }
        memory[count] = value
        count += 1
    }

    /// Writes a truth value: 0 or 1.
    public mutating func flag(_ value: Bool) { byte(value ? 1 : 0) }

    /// Writes an unsigned number in one to ten bytes.
    @inline(__always)
    public mutating func varint(_ value: UInt64) {
        if value < 0x80 { byte(UInt8(truncatingIfNeeded: value)) } else { longVarint(value) }
    }

    private mutating func longVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a number that is not negative, such as a size or a count.
    ///
    /// A negative one is written as what no reader takes for a number.
    public mutating func number(_ value: Int) { varint(UInt64(bitPattern: Int64(value))) }

    /// Writes a number that may be negative, small ones of both signs in few bytes (zig-zag).
    public mutating func signed(_ value: Int) { varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63))) }

    /// Writes the eight bytes of a binary64 number, the lowest first.
    public mutating func double(_ value: Double) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            byte(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
        }
    }

    /// Writes text and its length in bytes.
    public mutating func text(_ text: String) {
        let size = text.utf8.count
        number(size)
        _ = extend(by: size).update(fromContentsOf: text.utf8)
    }

    /// Writes texts and their count.
    public mutating func texts(_ texts: [String]) {
        number(texts.count)
        for one in texts { text(one) }
    }

    /// Writes bytes and their count.
    public mutating func data(_ data: [UInt8]) {
        number(data.count)
        _ = extend(by: data.count).update(fromContentsOf: data)
    }

    /// Writes the 32 bytes of a digest.
    public mutating func digest(_ digest: SHA256Digest) {
        let place = extend(by: 32)
        digest.withBytes { _ = place.update(fromContentsOf: $0) }
    }

    /// Writes bytes whose count the reader knows.
    mutating func fixed(_ data: UnsafeBufferPointer<UInt8>) {
        _ = extend(by: data.count).update(fromContentsOf: data)
    }

    /// Writes a mark whether there is a value, and the value.
    public mutating func optional<Wrapped>(_ value: Wrapped?, _ write: (inout RecordWriter, Wrapped) -> Void) {
        flag(value != nil)
        if let value { write(&self, value) }
    }

    /// Writes a section: its length in four bytes, the lowest first, and what `write` writes.
    ///
    /// A reader can step over it without looking at its parts.
    public mutating func section(_ write: (inout RecordWriter) -> Void) {
        let start = count
        for _ in 0..<4 { byte(0) }
        write(&self)
        let length = UInt32(truncatingIfNeeded: count - start - 4)
        for index in 0..<4 { memory[start + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
    }
}
