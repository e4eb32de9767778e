/// A value that a page template can ask for.
public enum PageValue: Sendable {
    /// Text, which is escaped when it is written.
    case text(String)
    /// Markup that our own Markdown renderer has made safe; the only value that goes out as it is.
    case markup([UInt8])
    /// A truth value, for sections.
    case flag(Bool)
    /// A list, for sections.
    case list([PageValue])
    /// Named values.
    case object([Field])

    /// One named value of an object.
    public struct Field: Sendable {
        let key: Name
        /// The value.
        public let value: PageValue

        /// The name.
        public var name: String { key.text }

        init(name: String, value: PageValue) {
            key = Name(name)
            self.value = value
        }
    }

    /// A name that is found quickly: names that differ, differ nearly always in length or in their first byte.
    struct Name: Sendable {
        let text: String
        private let head: Int

        init(_ text: String) {
            self.text = text
            head = text.utf8.count << 8 | Int(text.utf8.first ?? 0)
        }

        func isSame(as other: Name) -> Bool { head == other.head && text.hasSameBytes(as: other.text) }
    }

    /// The value of a key, when this is an object that has it.
    func value(of key: Name) -> PageValue? {
        guard case .object(let members) = self else { return nil }
        for index in members.indices where members[index].key.isSame(as: key) { return members[index].value }
        return nil
    }

    /// Whether a section shows: everything but false, empty text and an empty list.
    var opensSection: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .markup(let bytes): !bytes.isEmpty
        case .flag(let flag): flag
        case .list(let elements): !elements.isEmpty
        case .object: true
        }
    }
}

extension PageValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral
{
    /// An object.
    public init(dictionaryLiteral elements: (String, PageValue)...) { self.init(fields: elements) }

    /// An object with these named values.
    init(fields: [(String, PageValue)]) { self = .object(fields.map { Field(name: $0, value: $1) }) }

    /// Text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .flag(value) }

    /// A list.
    public init(arrayLiteral elements: PageValue...) { self = .list(elements) }

    /// Text, or false when there is none or it is empty.
    init(orFalse text: String?) { self = text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .flag(false) }

    /// A count as text, or false for zero.
    init(count: Int) { self = count == 0 ? .flag(false) : .text(String(count)) }
}
