/// The part of RFC 1951 that libdeflate does not enforce but other readers do.
///
/// libdeflate gives a meaning to some malformed streams: more than 286 literal or 30 distance codes, incomplete codes,
/// the unassigned symbols of the fixed codes. zlib refuses them, so a package with such a stream could be read here
/// and nowhere else. Only streams that libdeflate has accepted are looked at; a single dynamic block, the usual case,
/// costs no more than reading its header.
enum DeflateGrammar {
    /// Whether every reader takes a stream that libdeflate has already inflated.
    static func accepts(_ data: UnsafeRawBufferPointer) -> Bool {
        var bits = BitReader(data)
        while true {
            let isLast = bits.take(1) == 1
            switch bits.take(2) {
            case 0: bits.skipStoredBlock()
            case 1: if !FixedBlock.skip(&bits) { return false }
            case 2:
                guard let block = DynamicBlock(&bits, isLast: isLast) else { return false }
                // Every bit pattern is then a listed symbol, and libdeflate has proved that the stream ends here.
                if isLast && block.isComplete { return true }
                if !block.skip(&bits) { return false }
            default: return false
            }
            if bits.isExhausted { return false }
            if isLast { return true }
        }
    }
}

/// Bits of a stream, least significant first; zeros beyond its end.
private struct BitReader {
    private let data: UnsafeRawBufferPointer
    private var position = 0

    init(_ data: UnsafeRawBufferPointer) { self.data = data }

    /// Whether more bits were taken than there are.
    var isExhausted: Bool { position > data.count * 8 }

    /// The next 57 bits or more, without taking them.
    @inline(__always)
    func window() -> UInt64 {
        let at = position >> 3
        if at + 8 <= data.count {
            return UInt64(littleEndian: data.loadUnaligned(fromByteOffset: at, as: UInt64.self)) >> UInt64(position & 7)
        }
        return lastWindow(at)
    }

    private func lastWindow(_ at: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in at..<max(at, data.count) { word |= UInt64(data[index]) << UInt64((index - at) * 8) }
        return word >> UInt64(position & 7)
    }

    /// The next 16 bits or more, without taking them.
    func peek() -> UInt32 {
        let at = position >> 3
        if at + 4 <= data.count {
            return UInt32(littleEndian: data.loadUnaligned(fromByteOffset: at, as: UInt32.self)) >> UInt32(position & 7)
        }
        var word: UInt32 = 0
        for index in at..<min(at + 4, max(at, data.count)) { word |= UInt32(data[index]) << UInt32((index - at) * 8) }
        return word >> UInt32(position & 7)
    }

    mutating func drop(_ count: Int) { position += count }

    mutating func take(_ count: Int) -> Int {
        let value = Int(peek() & (1 << UInt32(count) - 1))
        position += count
        return value
    }

    mutating func skipStoredBlock() {
        position = (position + 7) & ~7
        let length = take(16)
        position += 16 + length * 8
    }
}

/// The extra bits behind a length symbol (257...285) and a distance symbol (0...29).
private func lengthExtra(_ symbol: Int) -> Int { symbol < 265 || symbol == 285 ? 0 : (symbol - 261) >> 2 }
private func distanceExtra(_ symbol: Int) -> Int { symbol < 4 ? 0 : symbol >> 1 - 1 }

private enum FixedBlock {
    /// Skips to the end of a block with the fixed codes (RFC 1951, 3.2.6); false when a symbol is unassigned.
    static func skip(_ bits: inout BitReader) -> Bool {
        while !bits.isExhausted {
            // Codes are packed most significant bit first.
            let window = Int((UInt8(truncatingIfNeeded: bits.peek())).reversed)
            if window < 0x30 {
                let symbol = 256 + window >> 1
                bits.drop(7)
                if symbol == 256 { return true }
                if !skipMatch(symbol, &bits) { return false }
            } else if window < 0xC0 {
                bits.drop(8)
            } else if window < 0xC8 {
                let symbol = 280 + window - 0xC0
                bits.drop(8)
                if symbol > 285 || !skipMatch(symbol, &bits) { return false }
            } else {
                bits.drop(9)
            }
        }
        return false
    }

    private static func skipMatch(_ symbol: Int, _ bits: inout BitReader) -> Bool {
        bits.drop(lengthExtra(symbol))
        let distance = Int((UInt8(bits.peek() & 31)).reversed >> 3)
        bits.drop(5)
        if distance > 29 { return false }
        bits.drop(distanceExtra(distance))
        return true
    }
}

extension UInt8 {
    fileprivate var reversed: UInt8 {
        var value = self
        value = (value & 0xF0) >> 4 | (value & 0x0F) << 4
        value = (value & 0xCC) >> 2 | (value & 0x33) << 2
        return (value & 0xAA) >> 1 | (value & 0x55) << 1
    }
}

/// A block with its own codes (RFC 1951, 3.2.7).
private struct DynamicBlock {
    private let lengths: [UInt8]
    private let literals: Int

    /// Whether both codes use every bit pattern.
    let isComplete: Bool

    /// Reads the header; nil when zlib would refuse it.
    init?(_ bits: inout BitReader, isLast: Bool) {
        let literals = 257 + bits.take(5)
        let count = literals + 1 + bits.take(5)
        guard literals <= 286, count - literals <= 30 else { return nil }
        var isComplete = false
        // Every deflated file has such a header, so nothing is allocated unless the block has to be walked through.
        let kept = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 19 + 128 + Self.room) {
            memory -> [UInt8]? in
            let table = UnsafeMutableBufferPointer(rebasing: memory[19..<147])
            let lengths = UnsafeMutableBufferPointer(rebasing: memory[147...])
            guard MetaCode.read(&bits, lengths: UnsafeMutableBufferPointer(rebasing: memory[..<19]), table: table),
                let gaps = MetaCode.expand(
                    &bits, table: UnsafeBufferPointer(table), literals: literals, count: count, into: lengths),
                lengths[256] != 0, !bits.isExhausted,
                HuffmanCode.isAllowed(lengths[..<literals], gap: gaps.literals),
                HuffmanCode.isAllowed(lengths[literals..<count], gap: gaps.distances)
            else { return nil }
            isComplete = gaps == (0, 0)
            return isLast && isComplete ? [] : Array(lengths[..<count])
        }
        guard let kept else { return nil }
        self.literals = literals
        self.isComplete = isComplete
        lengths = kept
    }

    /// Room for all lengths and the longest repetition behind them.
    private static let room = 286 + 30 + 138

    /// Skips to the end of the block; false when a bit pattern without a symbol occurs.
    func skip(_ bits: inout BitReader) -> Bool {
        guard let literalCode = HuffmanCode(lengths[..<literals], tableBits: 10),
            let distanceCode = HuffmanCode(lengths[literals...], tableBits: 8)
        else { return false }
        while !bits.isExhausted {
            guard let symbol = literalCode.symbol(&bits) else { return false }
            if symbol < 256 { continue }
            if symbol == 256 { return true }
            bits.drop(lengthExtra(symbol))
            guard let distance = distanceCode.symbol(&bits) else { return false }
            bits.drop(distanceExtra(distance))
        }
        return false
    }

}

/// The code of the code lengths (RFC 1951, 3.2.7): 19 symbols with words of at most 7 bits.
private enum MetaCode {
    private static let order: [UInt8] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Reads the code into a table of 128 patterns, symbol and length (the low three bits); false when it is not complete.
    static func read(
        _ bits: inout BitReader, lengths: UnsafeMutableBufferPointer<UInt8>, table: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        lengths.initialize(repeating: 0)
        table.initialize(repeating: 0)
        let count = 4 + bits.take(4)
        // At most 19 lengths of three bits: one window is enough. How many words have each length stands in that length's byte.
        var window = bits.window()
        var counts: UInt64 = 0
        var space = 0
        for index in 0..<count {
            let length = UInt8(truncatingIfNeeded: window & 7)
            window >>= 3
            lengths[Int(order[index])] = length
            guard length != 0 else { continue }
            counts &+= 1 << (UInt64(length) * 8)
            space &+= 1 << (7 - Int(length))
        }
        bits.drop(3 * count)
        guard space == 1 << 7 else { return false }
        // The first word of each length, seven bits of it in each byte's place (RFC 1951, 3.2.2).
        var words: UInt64 = 0
        var word: UInt64 = 0
        for length in 1...7 as ClosedRange<UInt64> {
            word <<= 1
            words |= word << (length * 8)
            word += counts >> (length * 8) & 0xFF
        }
        for symbol in 0..<19 where lengths[symbol] != 0 {
            let length = UInt64(lengths[symbol])
            let word = UInt8(truncatingIfNeeded: words >> (length * 8))
            words &+= 1 << (length * 8)
            // Words are packed most significant bit first.
            var pattern = Int((word << (8 - UInt8(length))).reversed)
            while pattern < 128 {
                table[pattern] = UInt8(symbol << 3) | UInt8(length)
                pattern += 1 << Int(length)
            }
        }
        return true
    }

    /// Reads `count` lengths by the code, those of the first `literals` for one code and the rest for another.
    ///
    /// The result is the gap of each code (see ``HuffmanCode/gap(_:)``), or nil when a repetition has nothing to repeat or goes
    /// beyond the end.
    static func expand(
        _ bits: inout BitReader, table: UnsafeBufferPointer<UInt8>, literals: Int, count: Int,
        into lengths: UnsafeMutableBufferPointer<UInt8>
    ) -> (literals: Int, distances: Int)? {
        var filled = 0
        var (used, first) = (0, 0)
        while filled < count {
            // A symbol and its repetition have at most 7 bits each: one window is enough for four of them.
            var window = bits.window()
            var taken: UInt64 = 0
            for _ in 0..<4 where filled < count {
                let entry = table[Int(truncatingIfNeeded: window & 127)]
                let size = UInt64(entry & 7)
                window >>= size
                taken &+= size
                if entry < 16 << 3 {
                    let value = entry >> 3
                    lengths[filled] = value
                    filled &+= 1
                    used &+= space(of: value)
                    if filled == literals { first = used }
                    continue
                }
                var (value, times, extra) = (0 as UInt8, 0, 0 as UInt64)
                switch entry >> 3 {
                case 16:
                    guard filled > 0 else { return nil }
                    (value, times, extra) = (lengths[filled - 1], 3 + Int(truncatingIfNeeded: window & 3), 2)
                case 17: (times, extra) = (3 + Int(truncatingIfNeeded: window & 7), 3)
                default: (times, extra) = (11 + Int(truncatingIfNeeded: window & 127), 7)
                }
                window >>= extra
                taken &+= extra
                guard filled + times <= lengths.count else { return nil }
                UnsafeMutableBufferPointer(rebasing: lengths[filled..<filled + times]).update(repeating: value)
                if filled < literals, filled + times >= literals {
                    first = used + space(of: value) * (literals - filled)
                }
                used += space(of: value) * times
                filled += times
            }
            bits.drop(Int(taken))
        }
        guard filled == count else { return nil }
        return (1 << 15 - first, 1 << 15 - (used - first))
    }

    /// How much of the space of 15-bit patterns a word of a length takes.
    @inline(__always)
    private static func space(of length: UInt8) -> Int { (0x8000 &>> Int(length)) & 0x7FFF }
}

/// A canonical Huffman code (RFC 1951, 3.2.2) with a table for its short words.
private struct HuffmanCode {
    private let tableBits: Int
    /// Symbol and length (the low four bits) for each pattern of `tableBits` bits; 0 for a longer or unassigned one.
    private var table: [UInt16]
    /// The symbols in the order of their words.
    private var symbols: [UInt16]
    private var counts: [Int]

    /// A code from the lengths of its words, of which none may be over-subscribed.
    init?(_ lengths: ArraySlice<UInt8>, tableBits: Int) {
        guard Self.gap(lengths) >= 0 else { return nil }
        self.tableBits = tableBits
        counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var offsets = [Int](repeating: 0, count: 17)
        var words = [Int](repeating: 0, count: 17)
        for length in 1...15 {
            offsets[length + 1] = offsets[length] + counts[length]
            words[length + 1] = (words[length] + counts[length]) << 1
        }
        symbols = [UInt16](repeating: 0, count: lengths.count)
        table = [UInt16](repeating: 0, count: 1 << tableBits)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            symbols[offsets[length]] = UInt16(symbol)
            offsets[length] += 1
            if length <= tableBits {
                var pattern = 0
                for bit in 0..<length where words[length] >> bit & 1 == 1 { pattern |= 1 << (length - 1 - bit) }
                while pattern < table.count {
                    table[pattern] = UInt16(symbol) << 4 | UInt16(length)
                    pattern += 1 << length
                }
            }
            words[length] += 1
        }
    }

    /// Takes one word; nil when no symbol has it.
    func symbol(_ bits: inout BitReader) -> Int? {
        let window = Int(bits.peek())
        let entry = table[window & (table.count - 1)]
        if entry != 0 {
            bits.drop(Int(entry & 15))
            return Int(entry >> 4)
        }
        var (word, first, index) = (0, 0, 0)
        for length in 1...15 {
            word |= window >> (length - 1) & 1
            if word - first < counts[length] {
                bits.drop(length)
                return Int(symbols[index + word - first])
            }
            index += counts[length]
            first = (first + counts[length]) << 1
            word <<= 1
        }
        return nil
    }

    /// How much of the space of 15-bit patterns is left; negative when more is claimed than there is.
    static func gap(_ lengths: some Collection<UInt8>) -> Int {
        var gap = 1 << 15
        for length in lengths where length != 0 { gap -= 1 << (15 - Int(length)) }
        return gap
    }

    /// Whether zlib takes a code with such a gap: a complete one, an empty one, or a single word of one bit.
    static func isAllowed(_ lengths: some Collection<UInt8>, gap: Int) -> Bool {
        gap == 0 || lengths.allSatisfy { $0 <= 1 }
    }
}
