/// Forms of a name in which names are equal that people take for each other.
public enum NameForm {
    /// The name in lower case and without separators: `my-prompt`, `my_prompt`, `My.Prompt` and `@my/prompt` are
    /// `myprompt`.
    public static func folded(_ name: String) -> String {
        let bytes = Array(name.utf8)
        let folded = bytes.allSatisfy { $0 < 0x80 } ? bytes : UnicodeForm.folded(bytes)
        return String(
            decoding: folded.compactMap { unit -> UInt8? in
                if (65...90).contains(unit) { return unit | 0x20 }
                return unit >= 0x80 || NameCharacters.isAlphanumeric(unit) ? unit : nil
            }, as: UTF8.self)
    }

    /// The folded name with one spelling for each group of look-alikes: `rn` and `m`, `vv` and `w`, `cl` and `d`, `0`
    /// and `o`, `1`, `l` and `i`, `5` and `s`.
    ///
    /// The wide letter becomes the pair, not the pair the letter: so each letter is replaced by itself, whatever stands
    /// beside it, and names are equal in this form when any chain of replacements leads from one to the other.
    public static func visual(_ name: String) -> String { visual(folded: folded(name)) }

    static func visual(folded name: String) -> String {
        var units: [UInt8] = []
        units.reserveCapacity(name.utf8.count + 8)
        for unit in name.utf8 {
            let (first, second) = look(of: unit)
            units.append(first)
            if let second { units.append(second) }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// What stands for a letter of a folded name in its visual form.
    static func look(of unit: UInt8) -> (first: UInt8, second: UInt8?) {
        switch unit {
        case UInt8(ascii: "m"): (UInt8(ascii: "r"), UInt8(ascii: "n"))
        case UInt8(ascii: "w"): (UInt8(ascii: "v"), UInt8(ascii: "v"))
        case UInt8(ascii: "d"): (UInt8(ascii: "c"), UInt8(ascii: "l"))
        case UInt8(ascii: "0"): (UInt8(ascii: "o"), nil)
        case UInt8(ascii: "1"), UInt8(ascii: "i"): (UInt8(ascii: "l"), nil)
        case UInt8(ascii: "5"): (UInt8(ascii: "s"), nil)
        default: (unit, nil)
        }
    }
}
