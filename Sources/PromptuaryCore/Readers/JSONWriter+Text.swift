extension JSONWriter {
    /// Writes text in quotes, with the escapes that it needs.
    mutating func append(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ append($0) }) != nil { return }
        Array(text.utf8).withUnsafeBufferPointer { append($0) }
    }

    private mutating func append(_ units: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var run = 0
        var at = 0
        while at < units.count {
            at = Self.plainEnd(in: units, from: at)
            let next = min(at + 8, units.count)
            while at < next {
                if let length = Self.escaped(in: units, at: at) {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[run..<at]))
                    appendEscape(of: units[at], isSeparator: length == 3, last: units[at + length - 1])
                    at += length
                    run = at
                } else {
                    at += 1
                }
            }
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[run...]))
        bytes.append(UInt8(ascii: "\""))
    }

    /// The end of a run of bytes that need no escape, found eight bytes at a time; some such bytes may be left over.
    private static func plainEnd(in units: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawBufferPointer(units)
        var at = start
        /// Has the high bit of the first byte set that is `unit`.
        func mark(_ word: UInt64, _ unit: UInt64) -> UInt64 {
            let other = word ^ (ones &* unit)
            return (other &- ones) & ~other
        }
        while at + 8 <= units.count {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let found =
                (word &- ones &* 0x20) & ~word | mark(word, 0x22) | mark(word, 0x5C) | mark(word, 0x3C)
                | mark(word, 0xE2)
            if found & (ones &* 0x80) != 0 { break }
            at += 8
        }
        return at
    }

    /// The number of bytes of the character at a position when it needs an escape.
    @inline(__always)
    private static func escaped(in units: UnsafeBufferPointer<UInt8>, at: Int) -> Int? {
        let unit = units[at]
        // Plain hosts show some documents as HTML; without `<` there is no markup in them.
        if unit < 0x20 || unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") || unit == UInt8(ascii: "<") {
            return 1
        }
        guard unit == 0xE2, at + 2 < units.count else { return nil }
        return units[at + 1] == 0x80 && units[at + 2] & 0xFE == 0xA8 ? 3 : nil
    }

    private mutating func appendEscape(of unit: UInt8, isSeparator: Bool, last: UInt8) {
        let digits: StaticString = "0123456789abcdef"
        bytes.append(UInt8(ascii: "\\"))
        switch unit {
        case _ where isSeparator: bytes.append(contentsOf: last == 0xA8 ? "u2028".utf8 : "u2029".utf8)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(unit)
        case 8: bytes.append(UInt8(ascii: "b"))
        case 9: bytes.append(UInt8(ascii: "t"))
        case 10: bytes.append(UInt8(ascii: "n"))
        case 12: bytes.append(UInt8(ascii: "f"))
        case 13: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits.utf8Start[Int(unit >> 4)])
            bytes.append(digits.utf8Start[Int(unit & 15)])
        }
    }
}
