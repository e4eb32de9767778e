/// Why bytes are not acceptable as text.
public enum TextFault: String, Fault {
    case notUTF8 = "text-not-utf8"
    case control = "text-control-character"
    case lineSeparator = "text-line-separator"
    case bidirectional = "text-bidirectional-control"
    case noncharacter = "text-noncharacter"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .notUTF8: "text is UTF-8, without overlong forms and surrogates"
        case .control: "text holds no control characters but tab, line feed and carriage return"
        case .lineSeparator: "text holds no U+2028 and U+2029, which end a line for some programs only"
        case .bidirectional: "text holds no bidirectional controls, which show other text than is there"
        case .noncharacter: "text holds no Unicode non-characters"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .notUTF8: "save the file as UTF-8"
        case .control: "remove the control character"
        case .lineSeparator: "use a plain line feed"
        case .bidirectional: "remove the invisible direction mark"
        case .noncharacter: "remove the non-character"
        }
    }
}

extension TextFault {
    /// The first byte at which text stops being acceptable, and why; nil when all of it is.
    ///
    /// One pass over the bytes; runs of ASCII cost about a nanosecond for each byte. With `lines` false, tab, line feed and
    /// carriage return count as control characters.
    public static func first(in text: UnsafeBufferPointer<UInt8>, lines: Bool = true) -> (
        fault: TextFault, offset: Int
    )? {
        var at = 0
        let end = text.count
        while at < end {
            if lines { at = plainEnd(in: text, from: at) }
            guard at < end else { return nil }
            let unit = text[at]
            if unit < 0x80 {
                if unit >= 0x20 && unit != 0x7F || lines && (unit == 10 || unit == 9 || unit == 13) {
                    at += 1
                    continue
                }
                return (.control, at)
            }
            guard let (scalar, length) = scalar(in: text, at: at) else { return (.notUTF8, at) }
            if let fault = fault(of: scalar) { return (fault, at) }
            at += length
        }
        return nil
    }

    /// The end of a run of printable ASCII and line breaks; a few such bytes may be left over.
    ///
    /// Found in steps that grow while the run lasts, and eight bytes at a time where it ends.
    static func plainEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        // In text of other alphabets the first bytes decide.
        guard let base = text.baseAddress, start + 8 <= text.count, isPlainWord(base + start) else { return start }
        var at = start + 8
        var step = steps.lowerBound
        while at + steps.lowerBound <= text.count {
            step = min(step, (text.count - at) & ~(steps.lowerBound - 1))
            if isPlain(base + at, step) {
                at += step
                step = min(2 * step, steps.upperBound)
            } else if step > steps.lowerBound {
                step = steps.lowerBound
            } else {
                break
            }
        }
        while at + 8 <= text.count, isPlainWord(base + at) { at += 8 }
        return at
    }

    /// Whether eight bytes are printable ASCII, tabs and line breaks.
    @inline(__always)
    private static func isPlainWord(_ bytes: UnsafePointer<UInt8>) -> Bool {
        let low7: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        /// The high bit of each byte of `word` that is not `unit`; exact, because no sum carries into the next byte.
        func differs(_ word: UInt64, _ unit: UInt64) -> UInt64 {
            let other = word ^ (unit &* 0x0101_0101_0101_0101)
            return (other & low7) &+ low7 | other
        }
        let word = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
        // The high bit of each byte that is at least 0x20.
        let visible = (word & low7) &+ 0x6060_6060_6060_6060
        let blank = ~(differs(word, 10) & differs(word, 13) & differs(word, 9))
        let good = (visible | blank) & differs(word, 0x7F) & ~word
        return good & ~low7 == ~low7
    }

    /// How many bytes the shortest and the longest step over plain text take.
    private static let steps = 64...4096

    /// Whether bytes are printable ASCII, tabs and line breaks: a loop without a way out, which the compiler makes vectors of.
    @inline(never)
    private static func isPlain(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var plain: UInt8 = 1
        var at = 0
        while at < count {
            let unit = bytes[at]
            plain &=
                (unit &- 0x20 < 0x5F ? 1 : 0) | (unit == 10 ? 1 : 0) | (unit == 13 ? 1 : 0) | (unit == 9 ? 1 : 0)
            at &+= 1
        }
        return plain == 1
    }

    /// The first unacceptable place in an array of bytes.
    public static func first(in text: [UInt8], lines: Bool = true) -> (fault: TextFault, offset: Int)? {
        text.withUnsafeBufferPointer { first(in: $0, lines: lines) }
    }

    /// Why a scalar above U+007F is not acceptable, or nil.
    static func fault(of scalar: UInt32) -> TextFault? {
        switch scalar {
        case 0x7F...0x9F: .control
        case 0x2028, 0x2029: .lineSeparator
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: .bidirectional
        case 0xFDD0...0xFDEF: .noncharacter
        default: scalar & 0xFFFE == 0xFFFE ? .noncharacter : nil
        }
    }

    /// The scalar that a well-formed sequence at `at` encodes and its length in bytes (Unicode table 3-7), or nil.
    static func scalar(in text: UnsafeBufferPointer<UInt8>, at: Int) -> (scalar: UInt32, length: Int)? {
        let lead = text[at]
        let length: Int
        var scalar: UInt32
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch lead {
        case 0..<0x80: return (UInt32(lead), 1)
        case 0xC2...0xDF: (length, scalar) = (2, UInt32(lead & 0x1F))
        case 0xE0...0xEF:
            (length, scalar) = (3, UInt32(lead & 0x0F))
            if lead == 0xE0 { low = 0xA0 }
            if lead == 0xED { high = 0x9F }
        case 0xF0...0xF4:
            (length, scalar) = (4, UInt32(lead & 0x07))
            if lead == 0xF0 { low = 0x90 }
            if lead == 0xF4 { high = 0x8F }
        default: return nil
        }
        guard at + length <= text.count else { return nil }
        for index in 1..<length {
            let unit = text[at + index]
            guard unit >= low, unit <= high else { return nil }
            (low, high) = (0x80, 0xBF)
            scalar = scalar << 6 | UInt32(unit & 0x3F)
        }
        return (scalar, length)
    }
}
