/// Base64 for URLs (RFC 4648 section 5) as RFC 7515 uses it, strict: without padding, canonical, without line breaks.
public enum Base64URL {
    /// The bytes as base64 for URLs, without padding.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for unit in Base64.encode(Array(bytes)).utf8 {
            switch unit {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="): break
            default: text.append(unit)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes behind strict base64 for URLs, or nil.
    ///
    /// Refused are padding, `+` and `/`, every character outside the alphabet, a single character after whole groups,
    /// and set bits in the unused part of the last character, so that one value has exactly one spelling.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var units: [UInt8] = []
        units.reserveCapacity(text.count + 3)
        for unit in text {
            switch unit {
            case UInt8(ascii: "-"): units.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): units.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: units.append(unit)
            }
        }
        guard units.count % 4 != 1 else { return nil }
        units += repeatElement(UInt8(ascii: "="), count: (4 - units.count % 4) % 4)
        return Base64.decode(units)
    }
}
