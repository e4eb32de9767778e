extension JSONParser {
    /// Reads the number that begins at the current byte (RFC 8259, section 6).
    mutating func number() throws(JSONStop) -> Value {
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
