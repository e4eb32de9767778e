extension JSONWriter {
    /// Writes text in quotes, with the escapes that it needs.
    mutating func append(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ append($0) }) != nil { return }
        Array(text.utf8).withUnsafeBufferPointer { append($0) }
    }

    private mutating func append(_ units: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        if Self.isPlain(units) { bytes.append(contentsOf: units) } else { appendEscaped(units) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ units: UnsafeBufferPointer<UInt8>) {
        var run = 0
        var at = 0
        while at < units.count {
            guard let length = Self.escaped(in: units, at: at) else {
                at += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[run..<at]))
            appendEscape(of: units[at], isSeparator: length == 3, last: units[at + length - 1])
            at += length
            run = at
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: units[run...]))
    }

    /// Whether no byte of text needs an escape or begins a character that may need one.
    ///
    /// Eight bytes at a time; the last ones are loaded together with some that were looked at before.
    private static func isPlain(_ units: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(units)
        let count = raw.count
        if count >= 8 {
            var marks = marks(in: raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
            var at = 0
            while at + 8 < count {
                marks |= Self.marks(in: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                at += 8
            }
            return marks == 0
        }
        if count >= 4 {
            let first = UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            let last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            return marks(in: first << 32 | last) == 0
        }
        var word = ones &* UInt64(UInt8(ascii: "-"))
        for unit in units { word = word << 8 | UInt64(unit) }
        return marks(in: word) == 0
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// The high bit of each byte that needs a closer look, and perhaps of some behind it.
    @inline(__always)
    private static func marks(in word: UInt64) -> UInt64 {
        func mark(_ unit: UInt8) -> UInt64 {
            let other = word ^ (ones &* UInt64(unit))
            return (other &- ones) & ~other
        }
        let controls = (word &- ones &* 0x20) & ~word
        let found =
            controls | mark(UInt8(ascii: "\"")) | mark(UInt8(ascii: "\\")) | mark(UInt8(ascii: "<")) | mark(0xE2)
        return found & (ones &* 0x80)
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
