/// JSON that may be printed: the same document, with escapes for what a terminal or a runner would obey.
public enum SafeJSON {
    /// The document with DEL, C1 controls, line separators, bidirectional and other hidden characters written as `\uXXXX`, and
    /// so is the second of two `#` in a row.
    ///
    /// All of these stand inside of texts, where JSON means the same by both spellings.
    public static func bytes(_ document: [UInt8]) -> [UInt8] {
        var safe: [UInt8] = []
        safe.reserveCapacity(document.count)
        document.withUnsafeBufferPointer { text in
            var at = 0
            while at < text.count {
                let unit = text[at]
                if unit < 0x7F {
                    if unit == hash, at > 0, text[at - 1] == hash {
                        append(UInt16(unit), to: &safe)
                    } else {
                        safe.append(unit)
                    }
                    at += 1
                    continue
                }
                guard let (value, length) = TextFault.scalar(in: text, at: at), let scalar = Unicode.Scalar(value)
                else {
                    at += 1
                    continue
                }
                if ShownText.isHidden(scalar) {
                    for unit in String(scalar).utf16 { append(unit, to: &safe) }
                } else {
                    safe.append(contentsOf: text[at..<at + length])
                }
                at += length
            }
        }
        return safe
    }

    private static let hash = UInt8(ascii: "#")

    private static func append(_ unit: UInt16, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u".utf8)
        for shift: UInt16 in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> shift & 15)]) }
    }
}
