extension VersionRange {
    /// The alternatives that the text of a range spells; comparators that allow everything are left out of them.
    static func alternatives(in bytes: [UInt8]) throws(Refusal) -> [[Comparator]] {
        guard bytes.count <= maximumLength else {
            throw Refusal(VersionRangeFault.tooLong, "the range has more than \(maximumLength) bytes")
        }
        let texts = VersionRangeText.alternatives(of: VersionRangeText.collapsingBlanks(bytes))
        guard texts.count <= maximumCount else { throw tooComplex("alternatives") }
        var alternatives: [[Comparator]] = []
        for text in texts {
            let comparators = try comparators(in: text)
            if !alternatives.contains(comparators) { alternatives.append(comparators) }
        }
        // npm takes a range with an alternative that allows everything for that alternative alone, so that the
        // pre-releases that other alternatives name do not count.
        return alternatives.contains([]) ? [[]] : alternatives
    }

    private static func comparators(in text: [UInt8]) throws(Refusal) -> [Comparator] {
        if let comparators = try hyphenRange(text) { return comparators }
        let words = VersionRangeText.joiningOperators(text).split(separator: VersionRangeText.blank)
        guard words.count <= maximumCount else { throw tooComplex("comparators in one alternative") }
        var comparators: [Comparator] = []
        for word in words {
            for comparator in try VersionRange.comparators(ofWord: Array(word))
            where !comparators.contains(comparator) { comparators.append(comparator) }
        }
        return comparators
    }

    /// `FROM - TO`, or nil when the text is something else.
    private static func hyphenRange(_ text: [UInt8]) throws(Refusal) -> [Comparator]? {
        var scanner = VersionScanner(text)
        guard let from = PartialVersion(&scanner), scanner.take(VersionRangeText.blank),
            scanner.take(UInt8(ascii: "-")), scanner.take(VersionRangeText.blank),
            let to = PartialVersion(&scanner), scanner.isAtEnd
        else {
            if scanner.fault == .numberTooLong { throw refusal(of: text, scanner) }
            return nil
        }
        guard to.isWhole else { return try atLeast(from, text) + below(to.behind) }
        // npm rebuilds an upper bound with a pre-release from its parts, which loses whatever stood before it.
        guard to.prefix != .other || !to.prerelease.isEmpty else { throw malformed(text) }
        return try atLeast(from, text) + [Comparator(operation: .lessOrEqual, bound: to.lowest)]
    }

    private static func comparators(ofWord word: [UInt8]) throws(Refusal) -> [Comparator] {
        var scanner = VersionScanner(word)
        if scanner.take(UInt8(ascii: "^")) {
            guard let version = PartialVersion(&scanner), scanner.isAtEnd else { throw refusal(of: word, scanner) }
            return lowest(version) + below(version.behindCaret)
        }
        if scanner.take(UInt8(ascii: "~")) {
            _ = scanner.take(UInt8(ascii: ">"))
            guard let version = PartialVersion(&scanner), scanner.isAtEnd else { throw refusal(of: word, scanner) }
            return lowest(version) + below(version.behindTilde)
        }
        let operation = VersionRangeText.operation(&scanner)
        if let version = PartialVersion(&scanner), scanner.isAtEnd {
            return try version.isWhole ? whole(operation, version, word) : partial(operation, version)
        }
        // npm drops one star from a word that it cannot read, so that `1.2.3*` is 1.2.3.
        guard let rest = VersionRangeText.removingStar(word) else { throw refusal(of: word, scanner) }
        scanner = VersionScanner(rest)
        let remaining = VersionRangeText.operation(&scanner)
        guard let version = PartialVersion(&scanner), scanner.isAtEnd, version.isWhole else {
            throw refusal(of: word, scanner)
        }
        return try whole(remaining, version, word)
    }

    private static func whole(
        _ operation: Comparator.Operation?, _ version: PartialVersion, _ word: [UInt8]
    ) throws(Refusal) -> [Comparator] {
        if operation == .greaterOrEqual { return try atLeast(version, word) }
        guard version.prefix != .other else { throw malformed(word) }
        return [Comparator(operation: operation ?? .equal, bound: version.lowest)]
    }

    private static func partial(_ operation: Comparator.Operation?, _ version: PartialVersion) -> [Comparator] {
        switch operation {
        case nil, .equal: lowest(version) + below(version.behind)
        case .greaterOrEqual: lowest(version)
        case .greater:
            version.behind.map { [Comparator(operation: .greaterOrEqual, bound: $0.version)] } ?? nothing
        case .lessOrEqual: below(version.behind)
        case .less:
            version.major == nil ? nothing : below(PartialVersion.Numbers(version))
        }
    }

    /// No version, not even a pre-release, comes before 0.0.0-0.
    private static var nothing: [Comparator] { below(PartialVersion.Numbers(0, 0, 0)) }

    private static func below(_ numbers: PartialVersion.Numbers?) -> [Comparator] {
        numbers.map { [Comparator(operation: .less, bound: $0.first)] } ?? []
    }

    private static func atLeast(_ version: PartialVersion, _ text: [UInt8]) throws(Refusal) -> [Comparator] {
        guard version.isWhole else { return lowest(version) }
        guard version.prefix != .other else { throw malformed(text) }
        // Only this spelling of 0.0.0 is a star for npm, and only a star outdoes other alternatives.
        return version.isPlain ? lowest(version) : [Comparator(operation: .greaterOrEqual, bound: version.lowest)]
    }

    /// The lower bound of a version, which is none for 0.0.0.
    private static func lowest(_ version: PartialVersion) -> [Comparator] {
        let bound = version.lowest
        let isZero = bound.major == 0 && bound.minor == 0 && bound.patch == 0 && !bound.isPrerelease
        return isZero ? [] : [Comparator(operation: .greaterOrEqual, bound: bound)]
    }

    private static func tooComplex(_ what: String) -> Refusal {
        Refusal(VersionRangeFault.tooComplex, "the range has more than \(maximumCount) \(what)")
    }

    private static func malformed(_ text: [UInt8]) -> Refusal {
        Refusal(VersionRangeFault.malformed, "\(quoted(String(decoding: text, as: UTF8.self))) is not a version range")
    }

    private static func refusal(of word: [UInt8], _ scanner: VersionScanner) -> Refusal {
        guard scanner.fault == .numberTooLong else { return malformed(word) }
        let word = quoted(String(decoding: word, as: UTF8.self))
        return Refusal(VersionRangeFault.numberTooLong, "\(word) has a number of more than 9 digits")
    }
}
