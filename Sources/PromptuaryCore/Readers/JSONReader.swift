/// A strict reader of JSON (RFC 8259).
///
/// It refuses everything about which other readers differ: byte order marks, bytes that are not UTF-8, keys that are
/// there twice (also when they differ by an escape or by Unicode normalisation only), numbers beyond 2^53-1, lone
/// surrogates, and text that ``TextFault`` names.
public enum JSONReader {
    /// The value that the bytes spell.
    ///
    /// Members know the line and the column of their key. A ``Refusal`` for a ``JSONFault`` or a ``TextFault`` knows
    /// the line, the column and the offset of the first byte that is not acceptable. Time and memory are linear in the
    /// number of bytes, and nothing recurses deeper than the limit.
    public static func read(_ bytes: [UInt8], limits: JSONLimits = .manifest) throws(Refusal) -> Value {
        try bytes.withUnsafeBufferPointer { text throws(Refusal) in try read(text, limits: limits) }
    }

    /// The value that the bytes of a buffer spell.
    public static func read(
        _ text: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .manifest
    ) throws(Refusal) -> Value {
        guard text.count <= limits.bytes else {
            throw Refusal(JSONFault.tooLarge, "the document has \(text.count) bytes, the limit is \(limits.bytes)")
        }
        do {
            var parser = JSONParser(text, limits: limits)
            return try parser.document()
        } catch {
            throw error.refusal(in: text)
        }
    }
}

/// Why and at which byte a parser stopped; becomes a ``Refusal`` once, outside of the hot path.
struct JSONStop: Error {
    enum Reason {
        case json(JSONFault)
        case text(TextFault)
    }

    let reason: Reason
    let offset: Int
    let message: StaticString

    init(_ fault: JSONFault, _ message: StaticString, at offset: Int) {
        (reason, self.message, self.offset) = (.json(fault), message, offset)
    }

    init(_ fault: TextFault, _ message: StaticString, at offset: Int) {
        (reason, self.message, self.offset) = (.text(fault), message, offset)
    }

    func refusal(in text: UnsafeBufferPointer<UInt8>) -> Refusal {
        var place = Place(line: 1, column: 1, offset: offset)
        var (line, column) = (1, 1)
        for unit in text[..<min(offset, text.count)] {
            if unit == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if unit & 0xC0 != 0x80 {
                column += 1
            }
        }
        (place.line, place.column) = (line, column)
        return switch reason {
        case .json(let fault): Refusal(fault, "\(message)", at: place)
        case .text(let fault): Refusal(fault, "\(message)", at: place)
        }
    }
}
