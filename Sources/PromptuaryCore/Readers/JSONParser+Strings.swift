extension JSONParser {
    /// The text of a string; must come before the next string is read.
    func string(_ piece: Piece) -> String {
        guard piece.isEscaped else {
            return String(decoding: UnsafeBufferPointer(rebasing: text[piece.bytes]), as: UTF8.self)
        }
        return String(decoding: scratch, as: UTF8.self)
    }

    /// Whether a key is the first of its kind in its object.
    mutating func isNew(_ piece: Piece) -> Bool {
        guard piece.isEscaped else {
            return keys.insert(UnsafeBufferPointer(rebasing: text[piece.bytes]), isASCII: piece.isASCII)
        }
        return scratch.withUnsafeBufferPointer { keys.insert($0, isASCII: piece.isASCII) }
    }

    /// Reads the string whose opening quote is the current byte.
    mutating func piece() throws(JSONStop) -> Piece {
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
