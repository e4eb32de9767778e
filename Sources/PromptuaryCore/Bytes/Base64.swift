/// Base64 of RFC 4648 section 4, strict: padded, canonical, without line breaks.
public enum Base64 {
    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, unit) in alphabet.enumerated() { table[Int(unit)] = UInt8(value) }
        return table
    }()

    /// The bytes as padded base64.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var at = 0
        while at < bytes.count {
            let left = bytes.count - at
            let a = bytes[at]
            let b = left > 1 ? bytes[at + 1] : 0
            let c = left > 2 ? bytes[at + 2] : 0
            text.append(alphabet[Int(a >> 2)])
            text.append(alphabet[Int((a & 3) << 4 | b >> 4)])
            text.append(left > 1 ? alphabet[Int((b & 15) << 2 | c >> 6)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(c & 63)] : UInt8(ascii: "="))
            at += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes behind strict base64, or nil.
    ///
    /// Refused are: missing or misplaced padding, any character outside the alphabet, and set bits in the unused
    /// part of the last character, so that one value has exactly one spelling.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        if let decoded = text.withContiguousStorageIfAvailable({ decode(units: $0) }) { return decoded }
        return Array(text).withUnsafeBufferPointer { decode(units: $0) }
    }

    /// The bytes behind strict base64 in a buffer, or nil.
    static func decode(units: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard units.count % 4 == 0 else { return nil }
        guard let last = units.last else { return [] }
        let padding = last != equalsSign ? 0 : units[units.count - 2] == equalsSign ? 2 : 1
        let whole = units.count - (padding > 0 ? 4 : 0)
        return values.withUnsafeBufferPointer { values in
            var isValid = true
            let bytes = [UInt8](unsafeUninitializedCapacity: units.count / 4 * 3) { target, filled in
                var at = 0
                // The values of the alphabet have six bits; that of every other byte has the two above set.
                var seen: UInt8 = 0
                while at < whole {
                    let (a, b) = (values[Int(units[at])], values[Int(units[at + 1])])
                    let (c, d) = (values[Int(units[at + 2])], values[Int(units[at + 3])])
                    seen |= a | b | c | d
                    target[filled] = a << 2 | b >> 4
                    target[filled + 1] = b << 4 | c >> 2
                    target[filled + 2] = c << 6 | d
                    at += 4
                    filled += 3
                }
                if padding > 0 {
                    let (a, b) = (values[Int(units[at])], values[Int(units[at + 1])])
                    let c = padding == 1 ? values[Int(units[at + 2])] : 0
                    seen |= a | b | c
                    // The unused bits are zero.
                    if padding == 1 ? c & 0x03 != 0 : b & 0x0F != 0 { seen = .max }
                    target[filled] = a << 2 | b >> 4
                    filled += 1
                    if padding == 1 {
                        target[filled] = b << 4 | c >> 2
                        filled += 1
                    }
                }
                isValid = seen < 64
            }
            return isValid ? bytes : nil
        }
    }

    private static let equalsSign = UInt8(ascii: "=")
}
