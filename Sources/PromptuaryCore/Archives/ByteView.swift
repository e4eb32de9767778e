/// Little-endian numbers inside bytes, at offsets that the caller has checked.
struct ByteView {
    let bytes: UnsafeRawBufferPointer

    /// The number of bytes.
    var count: Int { bytes.count }

    /// The 16-bit number at an offset.
    func u16(_ at: Int) -> Int { Int(UInt16(littleEndian: load(at))) }

    /// The 32-bit number at an offset.
    func u32(_ at: Int) -> UInt32 { UInt32(littleEndian: load(at)) }

    /// The 64-bit number at an offset.
    func u64(_ at: Int) -> UInt64 { UInt64(littleEndian: load(at)) }

    /// The bytes of a range.
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeRawBufferPointer(rebasing: bytes[range]).assumingMemoryBound(to: UInt8.self)
    }

    private func load<Number: FixedWidthInteger & BitwiseCopyable>(_ at: Int) -> Number {
        precondition(at >= 0 && at <= bytes.count - MemoryLayout<Number>.size)
        return bytes.loadUnaligned(fromByteOffset: at, as: Number.self)
    }
}
