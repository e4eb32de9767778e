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
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? { decode(units: Array(text)) }

    private static func decode(units: [UInt8]) -> [UInt8]? {
        guard units.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count / 4 * 3)
        var at = 0
        while at < units.count {
            let last = at + 4 == units.count
            var padding = 0
            if last, units[at + 3] == UInt8(ascii: "=") { padding = units[at + 2] == UInt8(ascii: "=") ? 2 : 1 }
            var group: UInt32 = 0
            for index in 0..<4 {
                if index >= 4 - padding {
                    group <<= 6
                    continue
                }
                let value = values[Int(units[at + index])]
                guard value != 255 else { return nil }
                group = group << 6 | UInt32(value)
            }
            if padding > 0, group & (padding == 1 ? 0xFF : 0xFFFF) != 0 { return nil }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            at += 4
        }
        return bytes
    }
}
