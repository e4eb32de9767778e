/// A cursor over the bytes of a version or of a range of versions, with the tokens of SemVer 2.0.0.
///
/// A step that fails says why in ``fault`` and leaves the cursor where the text stops being acceptable.
struct VersionScanner {
    /// The text.
    let bytes: [UInt8]
    /// The offset of the next byte.
    var at = 0
    /// Why the last step failed.
    private(set) var fault = VersionFault.malformed

    /// A cursor before the first byte.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether all bytes were taken.
    var isAtEnd: Bool { at == bytes.count }

    /// The next byte, or 0 at the end.
    var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

    /// Takes the byte when it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    /// Takes a number of at most 9 digits without leading zeros.
    mutating func number() -> UInt32? {
        let start = at
        var value: UInt32 = 0
        while at < bytes.count, VersionScanner.isDigit(bytes[at]) {
            if at - start == 9 {
                fault = .numberTooLong
                return nil
            }
            value = value * 10 + UInt32(bytes[at] - UInt8(ascii: "0"))
            at += 1
        }
        if at - start > 1, bytes[start] == UInt8(ascii: "0") {
            fault = .leadingZero
            at = start
            return nil
        }
        return at == start ? nil : value
    }

    /// Takes identifiers with dots between them: those after `-` with `numbers` true, which refuses leading zeros, or
    /// those after `+`.
    mutating func identifiers(numbers: Bool) -> Range<Int>? {
        let first = at
        repeat {
            let start = at
            var isNumber = true
            while at < bytes.count, VersionScanner.isIdentifier(bytes[at]) {
                if !VersionScanner.isDigit(bytes[at]) { isNumber = false }
                at += 1
            }
            if at == start { return nil }
            if numbers, isNumber, at - start > 1, bytes[start] == UInt8(ascii: "0") {
                fault = .leadingZero
                at = start
                return nil
            }
        } while take(UInt8(ascii: "."))
        return first..<at
    }

    /// Whether the byte is one of `0-9`.
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Whether the byte is one of `0-9A-Za-z-`.
    static func isIdentifier(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
    }
}
