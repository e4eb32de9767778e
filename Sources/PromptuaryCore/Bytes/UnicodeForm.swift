internal import CUnicode

/// Unicode normalisation and properties (UAX 15, UAX 44), for the few places that must see what another system sees.
public enum UnicodeForm {
    /// Canonical composition (NFC).
    ///
    /// ASCII comes back unchanged without a copy of the table work.
    public static func nfc(_ text: [UInt8]) -> [UInt8] {
        map(text, UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
    }

    /// Compatibility composition (NFKC).
    public static func nfkc(_ text: [UInt8]) -> [UInt8] {
        map(text, UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue | UTF8PROC_COMPAT.rawValue)
    }

    /// What two names have in common when a file system, a person or a resolver may take one for the other:
    /// NFKC, full case folding, NFKC again.
    public static func folded(_ text: [UInt8]) -> [UInt8] {
        if text.allSatisfy({ $0 < 0x80 }) { return text.map { (65...90).contains($0) ? $0 | 0x20 : $0 } }
        let options =
            UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue | UTF8PROC_COMPAT.rawValue | UTF8PROC_CASEFOLD.rawValue
        return nfkc(map(nfkc(text), options))
    }

    /// The letters beneath the accents, in lower case: NFKD with full case folding, without combining marks.
    static func unaccented(_ text: [UInt8]) -> [UInt8] {
        map(
            text,
            UTF8PROC_STABLE.rawValue | UTF8PROC_DECOMPOSE.rawValue | UTF8PROC_COMPAT.rawValue
                | UTF8PROC_CASEFOLD.rawValue | UTF8PROC_STRIPMARK.rawValue)
    }

    /// The general category in its two-letter form, such as `Cf`.
    public static func category(_ scalar: Unicode.Scalar) -> String {
        String(cString: utf8proc_category_string(Int32(scalar.value)))
    }

    /// The number of columns that a terminal gives to a character: 0 for combining marks, 2 for wide characters.
    static func columns(_ scalar: Unicode.Scalar) -> Int {
        (0x20...0x7E).contains(scalar.value) ? 1 : min(max(Int(utf8proc_charwidth(Int32(scalar.value))), 0), 2)
    }

    private static func map(_ text: [UInt8], _ options: UInt32) -> [UInt8] {
        if options & UTF8PROC_CASEFOLD.rawValue == 0, text.allSatisfy({ $0 < 0x80 }) { return text }
        var target: UnsafeMutablePointer<UInt8>?
        let length = text.withUnsafeBufferPointer {
            utf8proc_map($0.baseAddress, $0.count, &target, utf8proc_option_t(rawValue: options))
        }
        guard length >= 0, let target else { return text }
        defer { target.deallocate() }
        return Array(UnsafeBufferPointer(start: target, count: length))
    }
}
