/// One pass over the bytes of a JSON document (RFC 8259).
struct JSONParser {
    /// A string of the document: where its text lies, in the document or, after escapes, in the scratch buffer.
    struct Piece {
        let bytes: Range<Int>
        let isEscaped: Bool
        let isASCII: Bool
    }

    let text: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var at = 0
    private var values = 0
    private var line: Int32 = 1
    private var lineStart = 0
    var continuations = 0
    var keys = KeyLedger()
    var scratch: [UInt8] = []

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
        members.reserveCapacity(12)
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
        elements.reserveCapacity(4)
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
