/// What npm does to the text of a range before it reads comparators in it.
enum VersionRangeText {
    /// The only blank that is left after ``collapsingBlanks(_:)``.
    static let blank = UInt8(ascii: " ")

    /// The text with one space for each run of ASCII white space, and none at the ends.
    static func collapsingBlanks(_ text: [UInt8]) -> [UInt8] {
        var collapsed: [UInt8] = []
        for byte in text {
            if byte == blank || (9...13).contains(byte) {
                if let last = collapsed.last, last != blank { collapsed.append(blank) }
            } else {
                collapsed.append(byte)
            }
        }
        if collapsed.last == blank { collapsed.removeLast() }
        return collapsed
    }

    /// The parts between `||`, without blanks at their ends; at least one.
    static func alternatives(of text: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var at = 0
        while at < text.count {
            if text[at] == UInt8(ascii: "|"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "|") {
                parts.append([])
                at += 2
            } else {
                parts[parts.count - 1].append(text[at])
                at += 1
            }
        }
        return parts.map(collapsingBlanks)
    }

    /// The text without the blanks between an operator and the version that it belongs to.
    ///
    /// A blank behind `^`, `~` and `~>` always goes, and `~>` then reads `~`; one behind the other operators goes
    /// when a version follows. So `> =1.2` says `>=1.2` and `~ >= 1.2` says `~1.2`, as they do for npm.
    static func joiningOperators(_ text: [UInt8]) -> [UInt8] {
        let joined = joiningComparisons(text)
        var result: [UInt8] = []
        var at = 0
        while at < joined.count {
            let byte = joined[at]
            result.append(byte)
            at += 1
            guard byte == UInt8(ascii: "~") || byte == UInt8(ascii: "^") else { continue }
            var behind = at
            if byte == UInt8(ascii: "~"), behind < joined.count, joined[behind] == UInt8(ascii: ">") { behind += 1 }
            if behind < joined.count, joined[behind] == blank { at = behind + 1 }
        }
        return result
    }

    private static func joiningComparisons(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var scanner = VersionScanner(text)
        while !scanner.isAtEnd {
            let start = scanner.at
            _ = scanner.take(blank)
            _ = operation(&scanner)
            let behindOperator = scanner.at
            _ = scanner.take(blank)
            let operand = scanner.at
            while scanner.take(UInt8(ascii: "v")) || scanner.take(UInt8(ascii: "=")) || scanner.take(blank) {}
            guard beginsVersion(scanner.next) else {
                result.append(text[start])
                scanner.at = start + 1
                continue
            }
            repeat { scanner.at += 1 } while continuesVersion(scanner.next)
            result += text[start..<behindOperator]
            result += text[operand..<scanner.at]
        }
        return result
    }

    private static func beginsVersion(_ byte: UInt8) -> Bool {
        VersionScanner.isDigit(byte) || byte | 0x20 == UInt8(ascii: "x") || byte == UInt8(ascii: "*")
    }

    private static func continuesVersion(_ byte: UInt8) -> Bool {
        VersionScanner.isIdentifier(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
    }

    /// Takes `<`, `<=`, `>`, `>=` or `=`; nil when there is none of them.
    static func operation(_ scanner: inout VersionScanner) -> VersionRange.Comparator.Operation? {
        if scanner.take(UInt8(ascii: "<")) { return scanner.take(UInt8(ascii: "=")) ? .lessOrEqual : .less }
        if scanner.take(UInt8(ascii: ">")) { return scanner.take(UInt8(ascii: "=")) ? .greaterOrEqual : .greater }
        return scanner.take(UInt8(ascii: "=")) ? .equal : nil
    }

    /// The word without its first star and the operator before that, or nil when it has no star.
    static func removingStar(_ word: [UInt8]) -> [UInt8]? {
        guard let star = word.firstIndex(of: UInt8(ascii: "*")) else { return nil }
        var start = star
        if start > 0, word[start - 1] == UInt8(ascii: "=") { start -= 1 }
        if start > 0, word[start - 1] == UInt8(ascii: "<") || word[start - 1] == UInt8(ascii: ">") { start -= 1 }
        return Array(word[..<start] + word[(star + 1)...])
    }
}
