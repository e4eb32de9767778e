/// Text of strangers, made fit to be shown: one line, of bounded length, in which every character can be seen.
///
/// What a terminal, a log reader or a browser would obey or hide is written as an escape: control characters as `\n`, `\t`, `\r`
/// or `\u{1B}`; so are line separators, bidirectional controls, joiners and other format characters, fillers, variation
/// selectors but U+FE0F, private and non-characters, and combining marks without a base or more than four on one. `##` in front of
/// a bracket is broken up, because runners take `##[…]` and `##name[…]` for commands wherever they stand.
///
/// Characters beyond the limit are counted, not shown: `… (1,048 more bytes)`. Time is bounded by the limit.
enum ShownText {
    /// The most combining marks on one character.
    private static let marksLimit = 4

    /// The text as one line of at most `limit` characters and the words about what was cut off.
    static func line(_ text: String, limit: Int = 1000) -> String {
        var shown = ""
        var count = 0
        var marks = marksLimit
        let scalars = text.unicodeScalars
        var at = scalars.startIndex
        while at < scalars.endIndex {
            guard count < limit else {
                let rest = text.utf8.distance(from: at, to: text.utf8.endIndex)
                return shown + "… (\(grouped(rest)) more bytes)"
            }
            let scalar = scalars[at]
            if scalar == "#", beginsCommand(scalars[at...]) {
                shown += escape(scalar)
            } else {
                append(scalar, to: &shown, marks: &marks)
            }
            at = scalars.index(after: at)
            count += 1
        }
        return shown
    }

    /// Appends one character, or the escape for it; `marks` is the number of combining marks in a row so far.
    static func append(_ scalar: Unicode.Scalar, to shown: inout String, marks: inout Int) {
        if isHidden(scalar) {
            shown += escape(scalar)
            marks = marksLimit
        } else if isMark(scalar) {
            if marks < marksLimit { shown.unicodeScalars.append(scalar) } else { shown += escape(scalar) }
            marks = min(marks + 1, marksLimit)
        } else {
            shown.unicodeScalars.append(scalar)
            marks = 0
        }
    }

    /// The number with commas between groups of three digits.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// Whether a character would be obeyed, reordered or not be seen.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x80 { return value < 0x20 || value == 0x7F }
        switch value {
        case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x2800, 0x3164, 0xFFA0: return true
        case 0xFE00...0xFE0E, 0xE0000...0xE0FFF: return true
        default: break
        }
        if TextFault.fault(of: value) != nil { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: return true
        default: return false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: return true
        default: return UnicodeForm.columns(scalar) == 0
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }

    /// Whether `##`, perhaps letters, and a bracket follow.
    private static func beginsCommand(_ text: Substring.UnicodeScalarView) -> Bool {
        let name = text.dropFirst()
        guard name.first == "#" else { return false }
        return name.dropFirst().prefix(32).drop { ("a"..."z").contains($0) || ("A"..."Z").contains($0) }.first == "["
    }
}
