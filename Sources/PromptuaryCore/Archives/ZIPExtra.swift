/// The extra fields of a header (APPNOTE 4.5): only zip64 sizes are used, others are allowed unless they rename.
struct ZIPExtra {
    private var zip64: Range<Int>?

    /// Reads the fields in a range of the archive.
    init(_ view: ByteView, _ range: Range<Int>) throws(Refusal) {
        var at = range.lowerBound
        if at == range.upperBound { return }
        var few: [Int] = []
        var many: Set<Int> = []
        while at < range.upperBound {
            guard range.upperBound - at >= 4 else { throw Refusal(ZIPFault.extraTruncated) }
            let kind = view.u16(at)
            let end = at + 4 + view.u16(at + 2)
            guard end <= range.upperBound else { throw Refusal(ZIPFault.extraTruncated) }
            // A block has room for 16,383 fields: a plain list would make the search quadratic.
            if few.contains(kind) || many.contains(kind) { throw Refusal(ZIPFault.extraTwice) }
            if few.count < 16 { few.append(kind) } else { many.insert(kind) }
            switch kind {
            case 0x0001: zip64 = at + 4..<end
            case 0x7075, 0x6375: throw Refusal(ZIPFault.unicodePath)
            case 0x9901, 0x0017: throw Refusal(ZIPFault.encrypted)
            default: break
            }
            at = end
        }
    }

    /// Replaces each number that is 0xFFFFFFFF by its 64-bit value (APPNOTE 4.5.3), in this order.
    func resolve(
        _ view: ByteView, size: inout UInt64, compressed: inout UInt64, offset: inout UInt64
    ) throws(Refusal) {
        let wanted = (size == escape, compressed == escape, offset == escape)
        let count = (wanted.0 ? 1 : 0) + (wanted.1 ? 1 : 0) + (wanted.2 ? 1 : 0)
        guard let zip64 else {
            if count > 0 { throw Refusal(ZIPFault.zip64ExtraMissing) }
            return
        }
        if count == 0 { throw Refusal(ZIPFault.zip64ExtraUnneeded) }
        if zip64.count != 8 * count { throw Refusal(ZIPFault.zip64ExtraSize) }
        var at = zip64.lowerBound
        func next(_ number: inout UInt64) {
            number = view.u64(at)
            at += 8
        }
        if wanted.0 { next(&size) }
        if wanted.1 { next(&compressed) }
        if wanted.2 { next(&offset) }
        if max(size, compressed, offset) >= 1 << 62 { throw Refusal(ZIPFault.zip64Overflow) }
    }
}

/// The 32-bit number that stands for one in the zip64 field.
private let escape: UInt64 = 0xFFFF_FFFF
