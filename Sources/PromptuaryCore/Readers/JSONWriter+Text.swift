extension JSONWriter {
    /// Writes text in quotes, with the escapes that it needs.
    mutating func append(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { units in
            var run = 0
            for at in units.indices {
                guard let length = Self.escaped(in: units, at: at) else { continue }
                bytes.append(contentsOf: units[run..<at])
                appendEscape(of: units[at], isSeparator: length == 3, last: units[at + length - 1])
                run = at + length
            }
            bytes.append(contentsOf: units[run...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The number of bytes of the character at a position when it needs an escape.
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
