/// The words under which text is found, as the site's search script cuts them too.
public enum SearchTerms {
    /// The lengths of a term in Unicode scalars; shorter words are no terms, longer ones are cut.
    public static let lengths = 2...24

    /// The terms of the text in its order, with repetitions.
    ///
    /// Text is folded as ``UnicodeForm/folded(_:)`` does. A word is a letter or digit with all letters, digits and
    /// marks that follow it. Words with single hyphens between them also count joined: `code-review` gives `code`,
    /// `review` and `codereview`.
    public static func terms(in text: some StringProtocol) -> [String] {
        var units = Array(text.utf8)
        if units.allSatisfy({ $0 < 0x80 }) {
            for index in units.indices where (65...90).contains(units[index]) { units[index] |= 0x20 }
            return ASCIICutter.terms(in: units)
        }
        var cutter = Cutter()
        let folded = String(decoding: UnicodeForm.folded(units), as: UTF8.self)
        for scalar in folded.unicodeScalars { cutter.take(scalar) }
        cutter.endCompound()
        return cutter.terms
    }
}

/// The same cuts for text in ASCII, which nearly all is, over bytes.
private enum ASCIICutter {
    static func terms(in units: [UInt8]) -> [String] {
        var terms: [String] = []
        var compound: [UInt8] = []
        var words = 0
        var start = 0
        func add(_ word: some Collection<UInt8>) {
            let term = word.prefix(SearchTerms.lengths.upperBound)
            if term.count >= SearchTerms.lengths.lowerBound { terms.append(String(decoding: term, as: UTF8.self)) }
        }
        for at in 0...units.count {
            if at < units.count, (97...122).contains(units[at]) || (48...57).contains(units[at]) { continue }
            let isWord = at > start
            if isWord {
                add(units[start..<at])
                compound += units[start..<at]
                words += 1
            }
            start = at + 1
            if at < units.count, units[at] == UInt8(ascii: "-"), isWord { continue }
            if words > 1 { add(compound) }
            compound.removeAll(keepingCapacity: true)
            words = 0
        }
        return terms
    }
}

private struct Cutter {
    var terms: [String] = []
    private var word = String.UnicodeScalarView()
    private var compound = String.UnicodeScalarView()
    private var words = 0

    mutating func take(_ scalar: Unicode.Scalar) {
        if continuesWord(scalar) {
            word.append(scalar)
        } else if scalar == "-", !word.isEmpty {
            endWord()
        } else {
            endCompound()
        }
    }

    mutating func endCompound() {
        endWord()
        if words > 1 { add(compound) }
        compound.removeAll(keepingCapacity: true)
        words = 0
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        add(word)
        compound.append(contentsOf: word)
        words += 1
        word.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ scalars: String.UnicodeScalarView) {
        var scalars = scalars
        if words > 1, scalars.contains(where: { !$0.isASCII }) {
            // Letters that meet where a hyphen was may compose.
            scalars = String(decoding: UnicodeForm.nfc(Array(String(scalars).utf8)), as: UTF8.self).unicodeScalars
        }
        let term = scalars.prefix(SearchTerms.lengths.upperBound)
        if term.count >= SearchTerms.lengths.lowerBound { terms.append(String(term)) }
    }

    private func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "0"..."9": return true
        case _ where scalar.isASCII: return false
        default:
            let category = UnicodeForm.category(scalar)
            return category.utf8.first == UInt8(ascii: "L") || category.utf8.first == UInt8(ascii: "N")
                || category.utf8.first == UInt8(ascii: "M") && !word.isEmpty
        }
    }
}
