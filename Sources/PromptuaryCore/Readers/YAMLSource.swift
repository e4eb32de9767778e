/// The bytes of a YAML document, for the questions that libyaml's events leave open.
///
/// Positions are counted in Unicode scalars, as libyaml counts them. They must grow from question to question, so that
/// all questions together cost one pass.
struct YAMLSource {
    /// Whether there is an exclamation mark at all, without which there is no tag.
    let hasExclamationMark: Bool
    /// Whether a number sign stands anywhere right after what can be the header of a block scalar.
    let hasTightComment: Bool
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var offset = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        var hasExclamationMark = false
        var hasTightComment = false
        var last: UInt8 = 0
        for unit in text {
            if unit == UInt8(ascii: "!") { hasExclamationMark = true }
            if unit == UInt8(ascii: "#"), Self.isHeader(last) { hasTightComment = true }
            last = unit
        }
        self.hasExclamationMark = hasExclamationMark
        self.hasTightComment = hasTightComment
    }

    /// Whether the node at a position begins with a tag, perhaps after its anchor.
    mutating func hasTag(at position: Int) -> Bool {
        let at = skipAnchor(from: advance(to: position))
        return at < text.count && text[at] == UInt8(ascii: "!")
    }

    /// Whether the header of the block scalar at a position runs into a comment.
    mutating func hasTightComment(at position: Int) -> Bool {
        var at = skipAnchor(from: advance(to: position))
        while at < text.count, Self.isHeader(text[at]) { at += 1 }
        return at < text.count && text[at] == UInt8(ascii: "#")
    }

    private static func isHeader(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(unit)
        }
    }

    private mutating func advance(to position: Int) -> Int {
        while index < position, offset < text.count {
            offset += 1
            while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
            index += 1
        }
        return offset
    }

    /// Skips an anchor with the white space and the comments after it.
    private func skipAnchor(from start: Int) -> Int {
        guard start < text.count, text[start] == UInt8(ascii: "&") else { return start }
        var at = start
        while at < text.count, text[at] > 0x20 { at += 1 }
        var isComment = false
        while at < text.count, isComment || text[at] <= 0x20 || text[at] == UInt8(ascii: "#") {
            isComment = text[at] == UInt8(ascii: "#") || isComment && text[at] != 10 && text[at] != 13
            at += 1
        }
        return at
    }
}
