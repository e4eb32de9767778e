/// One pass over the bytes of a JSON document (RFC 8259).
struct JSONParser {
    /// A string of the document: where its text lies, in the document or, after escapes, in the scratch buffer.
    private struct Piece {
        let bytes: Range<Int>
        let isEscaped: Bool
        let isASCII: Bool
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var at = 0
    private var values = 0
    private var line: Int32 = 1
    private var lineStart = 0
    private var continuations = 0
    private var keys = KeyLedger()
    private var scratch: [UInt8] = []

    init(_ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.text = text
        self.limits = limits
    }

    /// The one value of the document.
    mutating func document() throws(JSONStop) -> Value {
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw JSONStop(.byteOrderMark, "a byte order mark", at: 0)
        }
        let value = try value(depth: 0)
        skipSpace()
        guard at == text.count else { throw JSONStop(.trailing, "something follows the outermost value", at: at) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONStop) -> Value {
        skipSpace()
        guard depth <= limits.depth else { throw JSONStop(.tooDeep, "too many lists and objects around", at: at) }
        values += 1
        guard values <= limits.values else { throw JSONStop(.tooManyValues, "too many values", at: at) }
        guard at < text.count else { throw JSONStop(.cutShort, "the document ends before a value", at: at) }
        switch text[at] {
        case UInt8(ascii: "\""):
            let piece = try piece()
            return .string(string(piece))
        case UInt8(ascii: "{"): return .mapping(try members(depth: depth))
        case UInt8(ascii: "["): return .list(try elements(depth: depth))
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "N"), UInt8(ascii: "I"):
            throw JSONStop(.numberForm, "a number that JSON does not have", at: at)
        default: throw JSONStop(.unexpected, "no value begins like this", at: at)
        }
    }

    private mutating func members(depth: Int) throws(JSONStop) -> [Value.Member] {
        at += 1
        var members: [Value.Member] = []
        skipSpace()
        if at < text.count, text[at] == UInt8(ascii: "}") {
            at += 1
            return members
        }
        members.reserveCapacity(8)
        keys.open()
        while true {
            skipSpace()
            try expect(UInt8(ascii: "\""), "a key in double quotes should stand here")
            at -= 1
            let start = at
            let column = Int32(truncatingIfNeeded: at - lineStart - continuations + 1)
            let line = line
            let piece = try piece()
            guard isNew(piece) else { throw JSONStop(.duplicateKey, "the key is in this object already", at: start) }
            let key = string(piece)
            skipSpace()
            try expect(UInt8(ascii: ":"), "a colon should follow the key")
            let value = try value(depth: depth + 1)
            members.append(Value.Member(key: key, value: value, line: line, column: column))
            skipSpace()
            if at < text.count, text[at] == UInt8(ascii: "}") { break }
            try expect(UInt8(ascii: ","), "a comma or a closing brace should stand here")
        }
        at += 1
        keys.close()
        return members
    }

    private mutating func elements(depth: Int) throws(JSONStop) -> [Value] {
        at += 1
        var elements: [Value] = []
        skipSpace()
        if at < text.count, text[at] == UInt8(ascii: "]") {
            at += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if at < text.count, text[at] == UInt8(ascii: "]") { break }
            try expect(UInt8(ascii: ","), "a comma or a closing bracket should stand here")
        }
        at += 1
        return elements
    }

    private mutating func expect(_ unit: UInt8, _ message: StaticString) throws(JSONStop) {
        guard at < text.count else { throw JSONStop(.cutShort, "the document ends too early", at: at) }
        guard text[at] == unit else { throw JSONStop(.unexpected, message, at: at) }
        at += 1
    }

    private mutating func skipSpace() {
        while at < text.count {
            let unit = text[at]
            if unit > 0x20 { return }
            if unit == UInt8(ascii: "\n") {
                line &+= 1
                (lineStart, continuations) = (at + 1, 0)
            } else if unit != 0x20 && unit != UInt8(ascii: "\t") && unit != UInt8(ascii: "\r") {
                return
            }
            at += 1
        }
    }

    private mutating func literal(_ word: StaticString, _ value: Value) throws(JSONStop) -> Value {
        let length = word.utf8CodeUnitCount
        guard at + length <= text.count else {
            throw JSONStop(.cutShort, "the document ends inside of a word", at: text.count)
        }
        for index in 0..<length where text[at + index] != word.utf8Start[index] {
            throw JSONStop(.unexpected, "a word that JSON does not have", at: at)
        }
        at += length
        return value
    }
}

// MARK: - Numbers

extension JSONParser {
    private mutating func number() throws(JSONStop) -> Value {
        let start = at
        var isInteger = true
        let isNegative = text[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        let digits = at
        if at < text.count, text[at] == UInt8(ascii: "0") {
            at += 1
            if at < text.count, isDigit(text[at]) { throw JSONStop(.numberForm, "a leading zero", at: start) }
        } else {
            try skipDigits(from: start)
        }
        if at < text.count, text[at] == UInt8(ascii: ".") {
            isInteger = false
            at += 1
            try skipDigits(from: start)
        }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            try skipDigits(from: start)
        }
        guard at - start <= limits.numberLength else { throw JSONStop(.numberTooLong, "a long number", at: start) }
        guard isInteger else {
            let spelled = String(decoding: UnsafeBufferPointer(rebasing: text[start..<at]), as: UTF8.self)
            guard let number = Double(spelled), abs(number) <= 1e300 else {
                throw JSONStop(.numberRange, "a number beyond 1e300", at: start)
            }
            return .number(number)
        }
        // Sixteen digits are enough for 2^53-1 and can not overflow; there are no leading zeros.
        var number = 0
        if at - digits <= 16 {
            for unit in text[digits..<at] { number = number &* 10 &+ Int(unit & 15) }
        } else {
            number = .max
        }
        guard number <= 9_007_199_254_740_991 else {
            throw JSONStop(.numberRange, "an integer beyond 2^53-1", at: start)
        }
        return .integer(isNegative ? -number : number)
    }

    private mutating func skipDigits(from start: Int) throws(JSONStop) {
        let first = at
        while at < text.count, isDigit(text[at]) { at += 1 }
        guard at > first else { throw JSONStop(.numberForm, "a number without a digit where one must be", at: start) }
    }

    private func isDigit(_ unit: UInt8) -> Bool { unit >= UInt8(ascii: "0") && unit <= UInt8(ascii: "9") }
}

// MARK: - Strings

extension JSONParser {
    private func string(_ piece: Piece) -> String {
        guard piece.isEscaped else {
            return String(decoding: UnsafeBufferPointer(rebasing: text[piece.bytes]), as: UTF8.self)
        }
        return String(decoding: scratch, as: UTF8.self)
    }

    private mutating func isNew(_ piece: Piece) -> Bool {
        guard piece.isEscaped else {
            return keys.insert(UnsafeBufferPointer(rebasing: text[piece.bytes]), isASCII: piece.isASCII)
        }
        return scratch.withUnsafeBufferPointer { keys.insert($0, isASCII: piece.isASCII) }
    }

    /// Reads the string whose opening quote is the current byte.
    private mutating func piece() throws(JSONStop) -> Piece {
        let start = at + 1
        at = start
        var isASCII = true
        var isEscaped = false
        while at < text.count {
            let run = at
            skipPlain()
            if isEscaped, at > run { scratch.append(contentsOf: text[run..<at]) }
            guard at < text.count else { break }
            let unit = text[at]
            switch unit {
            case UInt8(ascii: "\""):
                at += 1
                return Piece(bytes: start..<at - 1, isEscaped: isEscaped, isASCII: isASCII)
            case UInt8(ascii: "\\"):
                if !isEscaped {
                    isEscaped = true
                    scratch.removeAll(keepingCapacity: true)
                    scratch.append(contentsOf: text[start..<at])
                }
                if try !escape() { isASCII = false }
            case 0..<0x20: throw JSONStop(.rawControl, "a control character inside of a string", at: at)
            default:
                guard let (scalar, length) = TextFault.scalar(in: text, at: at) else {
                    throw JSONStop(.notUTF8, "a byte that is not UTF-8", at: at)
                }
                try check(scalar, at: at)
                if isEscaped { scratch.append(contentsOf: text[at..<at + length]) }
                isASCII = false
                continuations += length - 1
                at += length
            }
        }
        throw JSONStop(.cutShort, "the document ends inside of a string", at: at)
    }

    /// Skips bytes from space to tilde that are no quote and no backslash, eight at a time.
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawBufferPointer(text)
        while at + 8 <= text.count {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            let deletes = word ^ (ones &* 0x7F)
            let found =
                word | ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes)
                | ((slashes &- ones) & ~slashes) | ((deletes &- ones) & ~deletes)
            if found & highs != 0 { break }
            at += 8
        }
        while at < text.count {
            let unit = text[at]
            guard unit >= 0x20, unit < 0x7F, unit != 0x22, unit != 0x5C else { return }
            at += 1
        }
    }

    /// Decodes the escape at the current byte into the scratch buffer; true when it stands for ASCII.
    private mutating func escape() throws(JSONStop) -> Bool {
        let start = at
        guard at + 1 < text.count else { throw JSONStop(.cutShort, "the document ends inside of an escape", at: at) }
        let unit: UInt8
        switch text[at + 1] {
        case UInt8(ascii: "u"):
            at += 2
            return try unicodeEscape(from: start)
        case UInt8(ascii: "n"): unit = 10
        case UInt8(ascii: "t"): unit = 9
        case UInt8(ascii: "r"): unit = 13
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unit = text[at + 1]
        case UInt8(ascii: "b"), UInt8(ascii: "f"): throw JSONStop(.control, "an escaped control character", at: start)
        default: throw JSONStop(.badEscape, "an unknown escape", at: start)
        }
        scratch.append(unit)
        at += 2
        return true
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONStop) -> Bool {
        var scalar = try hexadecimal(from: start)
        switch scalar {
        case 0xD800...0xDBFF:
            guard at + 1 < text.count, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u") else {
                throw JSONStop(.loneSurrogate, "a high surrogate without a low one", at: start)
            }
            at += 2
            let low = try hexadecimal(from: at - 2)
            guard (0xDC00...0xDFFF).contains(low) else {
                throw JSONStop(.loneSurrogate, "a high surrogate without a low one", at: start)
            }
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
        case 0xDC00...0xDFFF: throw JSONStop(.loneSurrogate, "a low surrogate without a high one", at: start)
        default: break
        }
        try check(scalar, at: start)
        guard let scalar = Unicode.Scalar(scalar) else { return true }
        scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        return scalar.isASCII
    }

    private mutating func hexadecimal(from start: Int) throws(JSONStop) -> UInt32 {
        guard at + 4 <= text.count else {
            throw JSONStop(.cutShort, "the document ends inside of an escape", at: start)
        }
        var number: UInt32 = 0
        for unit in text[at..<at + 4] {
            let digit: UInt8
            switch unit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = unit & 15
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): digit = (unit & 15) + 9
            default: throw JSONStop(.badEscape, "\\u without four hexadecimal digits", at: start)
            }
            number = number << 4 | UInt32(digit)
        }
        at += 4
        return number
    }

    private func check(_ scalar: UInt32, at offset: Int) throws(JSONStop) {
        if scalar < 0x20 && scalar != 9 && scalar != 10 && scalar != 13 {
            throw JSONStop(.control, "a control character", at: offset)
        }
        guard scalar >= 0x7F, let fault = TextFault.fault(of: scalar) else { return }
        throw JSONStop(fault, "a character that no text may hold", at: offset)
    }
}
