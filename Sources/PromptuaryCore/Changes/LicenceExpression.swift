/// The licence of a package as SPDX writes it (SPDX specification 2.3, annex D): `MIT OR (Apache-2.0 AND CC-BY-4.0)`.
///
/// `WITH` binds tighter than `AND`, and `AND` than `OR`; the three words are all upper case or all lower case. Whether
/// an id is one of the list of SPDX is not asked: that list has 700 ids and grows every few months, so that a copy of
/// it would refuse what is right. A registry says in its policy which ids it takes.
public indirect enum LicenceExpression: Sendable, Hashable {
    /// One licence, perhaps with an exception.
    case licence(Licence)
    /// All of them hold.
    case all([LicenceExpression])
    /// The user chooses one.
    case any([LicenceExpression])

    /// A licence by its id.
    public struct Licence: Sendable, Hashable {
        /// The id without a `+`: `Apache-2.0`, `LicenseRef-House` or `DocumentRef-spdx:LicenseRef-House`.
        public let id: String
        /// Whether later versions are allowed too.
        public let orLater: Bool
        /// The id of the exception behind `WITH`.
        public let exception: String?

        /// Whether the id is the publisher's own and says nothing to others.
        public var isOwn: Bool { id.hasPrefix("LicenseRef-") || id.hasPrefix("DocumentRef-") }
    }

    /// The most bytes of an expression.
    public static let maximumLength = 1024
    /// The most licences in it.
    static let maximumCount = 64
    /// The most parentheses inside each other.
    static let maximumDepth = 16

    /// The expression that a text spells; a ``LicenceFault`` says why it spells none.
    public init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else {
            throw Refusal(LicenceFault.size, "the licence has more than \(Self.maximumLength) bytes")
        }
        var parser = LicenceParser(text)
        self = try parser.expression()
    }

    /// The licences in it, in the order of the text.
    public var licences: [Licence] {
        switch self {
        case .licence(let licence): [licence]
        case .all(let parts), .any(let parts): parts.flatMap(\.licences)
        }
    }
}

extension LicenceExpression: CustomStringConvertible {
    /// The expression with as few parentheses as it needs.
    public var description: String {
        switch self {
        case .licence(let licence): licence.description
        case .any(let parts): parts.map(\.description).joined(separator: " OR ")
        case .all(let parts):
            parts.map { part in if case .any = part { "(\(part))" } else { part.description } }
                .joined(separator: " AND ")
        }
    }
}

extension LicenceExpression.Licence: CustomStringConvertible {
    /// The licence as the expression has it.
    public var description: String { id + (orLater ? "+" : "") + (exception.map { " WITH " + $0 } ?? "") }
}

/// Reads an expression from left to right, with one function for each strength of binding.
private struct LicenceParser {
    private let text: String
    private var words: [String]
    private var at = 0
    private var count = 0

    init(_ text: String) {
        self.text = text
        words = []
        var word: [UInt8] = []
        func end() -> [String] { word.isEmpty ? [] : [String(decoding: word, as: UTF8.self)] }
        for unit in text.utf8 {
            switch unit {
            case 0x20, UInt8(ascii: "("), UInt8(ascii: ")"):
                words += end()
                word = []
                if unit != 0x20 { words.append(String(decoding: [unit], as: UTF8.self)) }
            default: word.append(unit)
            }
        }
        words += end()
    }

    mutating func expression() throws(Refusal) -> LicenceExpression {
        guard words != ["NONE"], words != ["NOASSERTION"] else {
            throw Refusal(LicenceFault.none, "\(quoted(text)) is no licence")
        }
        let expression = try alternatives(depth: 0)
        guard at == words.count else { throw unexpected() }
        return expression
    }

    private mutating func alternatives(depth: Int) throws(Refusal) -> LicenceExpression {
        var parts = [try conjunction(depth: depth)]
        while take("OR") { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction(depth: Int) throws(Refusal) -> LicenceExpression {
        var parts = [try term(depth: depth)]
        while take("AND") { parts.append(try term(depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func term(depth: Int) throws(Refusal) -> LicenceExpression {
        if take("(") {
            guard depth < LicenceExpression.maximumDepth else {
                throw Refusal(LicenceFault.size, "the licence has too many parentheses inside each other")
            }
            let inner = try alternatives(depth: depth + 1)
            guard take(")") else { throw unexpected() }
            return inner
        }
        count += 1
        guard count <= LicenceExpression.maximumCount else {
            throw Refusal(LicenceFault.size, "the licence names more than \(LicenceExpression.maximumCount) licences")
        }
        guard at < words.count, Self.isID(words[at]) else { throw unexpected() }
        var id = words[at]
        at += 1
        let orLater = id.utf8.last == UInt8(ascii: "+")
        if orLater { id.removeLast() }
        var exception: String?
        if take("WITH") {
            guard at < words.count, Self.isID(words[at]), words[at].utf8.last != UInt8(ascii: "+"),
                !words[at].utf8.contains(UInt8(ascii: ":"))
            else { throw unexpected() }
            exception = words[at]
            at += 1
        }
        return .licence(LicenceExpression.Licence(id: id, orLater: orLater, exception: exception))
    }

    private mutating func take(_ word: String) -> Bool {
        guard at < words.count, words[at] == word || words[at] == word.lowercased() else { return false }
        at += 1
        return true
    }

    private func unexpected() -> Refusal {
        let place = at < words.count ? "\(quoted(words[at])) is not expected there" : "it ends too early"
        return Refusal(LicenceFault.form, "\(quoted(text)) is no SPDX licence expression: \(place)")
    }

    /// Letters, digits, `-` and `.`, with a `+` at the end of an id of the list and a `:` between two references.
    private static func isID(_ word: String) -> Bool {
        if ["AND", "OR", "WITH", "NONE", "NOASSERTION"].contains(word.uppercased()) { return false }
        let parts = word.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        func isPlain(_ part: Substring.UTF8View, after prefix: String) -> Bool {
            part.starts(with: prefix.utf8) && part.count > prefix.utf8.count
                && part.allSatisfy { isLetter($0) || $0 == 45 || $0 == 46 }
        }
        func isLetter(_ unit: UInt8) -> Bool { NameCharacters.isAlphanumeric(unit) || (65...90).contains(unit) }
        if parts.count == 2 {
            return isPlain(parts[0], after: "DocumentRef-") && isPlain(parts[1], after: "LicenseRef-")
        }
        guard parts.count == 1, let only = parts.first else { return false }
        if only.starts(with: "LicenseRef-".utf8) { return isPlain(only, after: "LicenseRef-") }
        if only.starts(with: "DocumentRef-".utf8) { return false }
        let name = only.last == UInt8(ascii: "+") ? only.dropLast() : only
        return isPlain(name, after: "") && name.first.map(isLetter) ?? false
    }
}
