/// What a plain scalar means by the core schema of YAML 1.2 (section 10.3).
///
/// Unlike in YAML 1.1, `no`, `on`, `1:30` and `2001-12-14` are text. Stricter than the core schema: infinities and
/// not-a-number are refused, and so are the merge key `<<` and the value key `=` of YAML 1.1.
enum YAMLScalar {
    private static let longest = 32

    /// The value of a plain scalar.
    static func resolve(_ text: UnsafeBufferPointer<UInt8>) throws(Refusal) -> Value {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if let number = try number(text) { return number }
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            if equals(text, "~", "null", "Null", "NULL") { return .null }
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            if equals(text, "true", "True", "TRUE") { return .boolean(true) }
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            if equals(text, "false", "False", "FALSE") { return .boolean(false) }
        case UInt8(ascii: "<"), UInt8(ascii: "="):
            if equals(text, "<<", "=") { throw Refusal(YAMLFault.mergeKey, "a merge or value key of YAML 1.1") }
        default: break
        }
        return .string(String(decoding: text, as: UTF8.self))
    }

    private static func equals(_ text: UnsafeBufferPointer<UInt8>, _ words: StaticString...) -> Bool {
        words.contains { word in
            text.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>) throws(Refusal) -> Value? {
        let hasSign = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
        let body = UnsafeBufferPointer(rebasing: text[(hasSign ? 1 : 0)...])
        guard let first = body.first else { return nil }
        if equals(body, ".inf", ".Inf", ".INF") || !hasSign && equals(body, ".nan", ".NaN", ".NAN") {
            throw Refusal(YAMLFault.numberRange, "infinity or not a number")
        }
        var radix = 10
        if first == UInt8(ascii: "0"), body.count > 1 {
            if body[1] == UInt8(ascii: "o") { radix = 8 }
            if body[1] == UInt8(ascii: "x") { radix = 16 }
        }
        let digits = radix == 10 ? body : UnsafeBufferPointer(rebasing: body[2...])
        let isInteger =
            !digits.isEmpty && digits.allSatisfy { isDigit($0, radix: radix) }
            && (radix != 10 || first != UInt8(ascii: "0") || digits.count == 1)
        guard isInteger || isDecimal(body) else { return nil }
        guard text.count <= longest else { throw Refusal(YAMLFault.numberRange, "a number with too many digits") }
        if isInteger {
            // Thirty-two digits of any radix here can overflow; those that do are beyond 2^53-1 as well.
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: radix), size <= 9_007_199_254_740_991
            else { throw Refusal(YAMLFault.numberRange, "an integer beyond 2^53-1") }
            return .integer(text[0] == UInt8(ascii: "-") ? -size : size)
        }
        var spelled = String(decoding: text, as: UTF8.self)
        if body.last == UInt8(ascii: ".") { spelled += "0" }
        guard let number = Double(spelled), abs(number) <= 1e300 else {
            throw Refusal(YAMLFault.numberRange, "a number beyond 1e300")
        }
        return .number(number)
    }

    private static func isDigit(_ unit: UInt8, radix: Int) -> Bool {
        switch unit {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): true
        case UInt8(ascii: "8"), UInt8(ascii: "9"): radix >= 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }

    /// Whether text has the form `DIGITS [. DIGITS] [EXPONENT]`, where the digits of one side of the point may be missing.
    private static func isDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = 0
        func digits() -> Int {
            let start = at
            while at < text.count, isDigit(text[at], radix: 10) { at += 1 }
            return at - start
        }
        let whole = digits()
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            if digits() == 0, whole == 0 { return false }
        } else if whole == 0 {
            return false
        }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            if digits() == 0 { return false }
        }
        return at == text.count
    }
}
