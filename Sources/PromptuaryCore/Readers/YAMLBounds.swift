/// A cheap over-estimate of how deep a YAML document nests, taken before a parser sees it.
///
/// Parsers keep state for each level and look back over it, so depth is bounded on the bytes: by the indentation of a
/// line, by the indicators `- ? :` that begin it, and by the brackets that are open, wherever they stand.
enum YAMLBounds {
    private static let indentation = 256
    private static let indicators = 64

    /// Refuses text, which is UTF-8, that may nest deeper than the limit.
    static func check(_ text: UnsafeBufferPointer<UInt8>, depth limit: Int) throws(Refusal) {
        var at = 0
        var line = 1
        var open = 0
        while at < text.count {
            let start = at
            while at < text.count, text[at] == 0x20 { at += 1 }
            guard at - start <= indentation else {
                throw Refusal(YAMLFault.tooDeep, "the line is indented too far", at: Place(line: line, column: 1))
            }
            guard prefix(of: text, from: start) <= indicators else {
                throw Refusal(YAMLFault.tooDeep, "the line begins too many lists", at: Place(line: line, column: 1))
            }
            while at < text.count, text[at] != UInt8(ascii: "\n") {
                switch text[at] {
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    open += 1
                    guard open <= limit else {
                        let column = text[start..<at].count { $0 & 0xC0 != 0x80 } + 1
                        throw Refusal(
                            YAMLFault.tooDeep, "too many brackets are open", at: Place(line: line, column: column))
                    }
                case UInt8(ascii: "]"), UInt8(ascii: "}"): open -= 1
                default: break
                }
                at += 1
            }
            at += 1
            line += 1
        }
    }

    /// The number of Unicode scalars in the indicators, each with a space after it, that begin a line.
    private static func prefix(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var at = start
        var count = 0
        var counted = 0
        while at < text.count, text[at] != UInt8(ascii: "\n") {
            if let length = Blank.length(in: text, at: at) {
                at += length
                count += 1
                continue
            }
            let unit = text[at]
            guard unit == UInt8(ascii: "-") || unit == UInt8(ascii: "?") || unit == UInt8(ascii: ":"),
                at + 1 < text.count, text[at + 1] == 0x20
            else { break }
            at += 2
            count += 2
            counted = count
        }
        return counted
    }
}

/// White space as Unicode sees it (White_Space, UAX 44), without what ``TextFault`` refuses.
enum Blank {
    /// The number of bytes of the white space at a position, or nil when something else stands there.
    static func length(in text: UnsafeBufferPointer<UInt8>, at: Int) -> Int? {
        let unit = text[at]
        if unit < 0x80 { return unit == 0x20 || (9...13).contains(unit) ? 1 : nil }
        guard unit == 0xC2 || (0xE1...0xE3).contains(unit), let (scalar, length) = TextFault.scalar(in: text, at: at)
        else { return nil }
        switch scalar {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return length
        default: return nil
        }
    }

    /// Whether text is empty or white space only.
    static func isBlank(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var at = 0
            while at < bytes.count, let length = length(in: bytes, at: at) { at += length }
            return at >= bytes.count
        }
    }
}
