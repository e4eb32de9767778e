extension Rule {
    /// Text that shows something else than it says.
    static let hiddenText = Rule(
        "hidden-text", .error,
        "what a reviewer reads is what a model gets: no bidirectional controls, control characters or invisible tag characters",
        remedy: "remove the invisible characters, and ask how they came in", check: .reading)
}

/// Looks for characters that people cannot see: bidirectional controls ("Trojan Source"), control characters, Unicode tags.
enum HiddenText {
    static func look(
        at content: UnsafeRawBufferPointer, entry: String, isText: Bool, into remarks: inout [ContentRemark]
    ) {
        guard isText else { return }
        let text = content.bindMemory(to: UInt8.self)
        if let (fault, offset) = TextFault.first(in: text) {
            add(fault.summary.isEmpty ? "" : message(for: fault), offset, content, entry, &remarks)
        } else if TextFault.plainEnd(in: text, from: 0) + 8 < text.count, let offset = tagCharacter(in: text) {
            add("an invisible tag character (U+E0000 to U+E007F)", offset, content, entry, &remarks)
        }
    }

    private static func add(
        _ what: String, _ offset: Int, _ content: UnsafeRawBufferPointer, _ entry: String,
        _ remarks: inout [ContentRemark]
    ) {
        let place = Place(entry: entry.isEmpty ? nil : entry, line: ContentCheck.line(of: offset, in: content))
        remarks.append(ContentRemark(rule: Rule.hiddenText.id, place: place, message: what))
    }

    private static func message(for fault: TextFault) -> String {
        switch fault {
        case .notUTF8: "bytes that are not UTF-8"
        case .control: "a control character"
        case .lineSeparator: "an invisible line separator"
        case .bidirectional: "a bidirectional control character"
        case .noncharacter: "a Unicode non-character"
        }
    }

    /// The offset of the first tag character that is not part of a flag emoji (U+1F3F4 followed by tags).
    private static func tagCharacter(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = 0
        var inFlag = false
        while at < text.count {
            if !inFlag { at = TextFault.plainEnd(in: text, from: at) }
            guard at < text.count else { return nil }
            let unit = text[at]
            if unit < 0xF0 {
                inFlag = false
                at += 1
                continue
            }
            guard at + 3 < text.count else { return nil }
            if unit == 0xF0, text[at + 1] == 0x9F, text[at + 2] == 0x8F, text[at + 3] == 0xB4 {
                inFlag = true
            } else if unit == 0xF3, text[at + 1] == 0xA0, text[at + 2] == 0x80 || text[at + 2] == 0x81 {
                if !inFlag { return at }
            } else {
                inFlag = false
            }
            at += 4
        }
        return nil
    }
}
