/// A strict reader of YAML 1.2 with the core schema.
///
/// It refuses everything about which other readers differ: tags, directives, merge keys, second documents, keys that
/// are there twice or are no strings, anchors that are defined twice, and text that ``TextFault`` names. Depth, nodes
/// and the expansion of aliases are bounded before memory is spent on them.
public enum YAMLReader {
    /// The mapping that the bytes spell.
    ///
    /// Members know the line and the column of their key; aliases are replaced by the value that they name. A
    /// ``Refusal`` for a ``YAMLFault`` or a ``TextFault`` knows the line and the column. Nothing recurses.
    public static func read(_ bytes: [UInt8], limits: YAMLLimits = .package) throws(Refusal) -> Value {
        try bytes.withUnsafeBufferPointer { text throws(Refusal) in try read(text, limits: limits) }
    }

    private static func read(_ text: UnsafeBufferPointer<UInt8>, limits: YAMLLimits) throws(Refusal) -> Value {
        guard text.count <= limits.bytes else {
            throw Refusal(YAMLFault.tooLarge, "the document has \(text.count) bytes, the limit is \(limits.bytes)")
        }
        if let (fault, offset) = TextFault.first(in: text) {
            throw Refusal(fault, "a character that no text may hold", at: place(of: offset, in: text))
        }
        if let offset = byteOrderMark(in: text) {
            throw Refusal(YAMLFault.byteOrderMark, "a byte order mark", at: place(of: offset, in: text))
        }
        try YAMLBounds.check(text, depth: limits.depth)
        var events = try YAMLEvents(text)
        var composer = YAMLComposer(limits: limits)
        while try events.next({ event throws(Refusal) in try composer.take(event) }) {}
        return try composer.document()
    }

    private static func byteOrderMark(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = 0
        while at + 2 < text.count {
            if text[at] == 0xEF, text[at + 1] == 0xBB, text[at + 2] == 0xBF { return at }
            at += 1
        }
        return nil
    }

    private static func place(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Place {
        var (line, column) = (1, 1)
        for unit in text[..<offset] {
            if unit == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if unit & 0xC0 != 0x80 {
                column += 1
            }
        }
        return Place(line: line, column: column, offset: offset)
    }
}
