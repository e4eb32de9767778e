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
        at content: UnsafeRawBufferPointer, entry: String, kind: TextFiles.Kind, into remarks: inout [ContentRemark]
    ) {
        guard kind != .binary else { return }
        let text = content.bindMemory(to: UInt8.self)
        let plain = TextFault.plainEnd(in: text, from: 0)
        if text[plain...].allSatisfy({ (0x20...0x7E).contains($0) || $0 == 10 || $0 == 13 || $0 == 9 }) { return }
        if let (fault, offset) = TextFault.first(in: text) {
            // A file of an unknown kind that is no text has nothing to hide in.
            if kind == .unknown, fault == .notUTF8 || fault == .control { return }
            add(message(for: fault), offset, content, entry, &remarks)
        } else if let offset = tagCharacter(in: text) {
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

    /// The most letters of the flag of a region: a country and its part, as in `gbsct`.
    private static let flagLength = 6

    /// The offset of the first tag character that is not part of the flag of a region.
    ///
    /// Such a flag (UTS 51, ED-14a) is U+1F3F4, tags for a few letters and digits, and U+E007F.
    private static func tagCharacter(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = 0
        while at < text.count {
            at = TextFault.plainEnd(in: text, from: at)
            guard at < text.count else { return nil }
            if isFlag(text, at) {
                at = flagEnd(in: text, from: at + 4) ?? at + 4
            } else if tag(in: text, at: at) != nil {
                return at
            } else {
                at += 1
            }
        }
        return nil
    }

    private static func isFlag(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        at + 4 <= text.count && text[at] == 0xF0 && text[at + 1] == 0x9F && text[at + 2] == 0x8F && text[at + 3] == 0xB4
    }

    /// The ASCII character that a tag character at an offset stands for.
    private static func tag(in text: UnsafeBufferPointer<UInt8>, at: Int) -> UInt8? {
        guard at + 4 <= text.count, text[at] == 0xF3, text[at + 1] == 0xA0, text[at + 2] | 1 == 0x81 else { return nil }
        return (text[at + 2] & 1) << 6 | text[at + 3] & 0x3F
    }

    private static func flagEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        for _ in 0...flagLength {
            guard let letter = tag(in: text, at: at) else { return nil }
            at += 4
            if letter == 0x7F { return at > start + 4 ? at : nil }
            guard (48...57).contains(letter) || (97...122).contains(letter) else { return nil }
        }
        return nil
    }
}
