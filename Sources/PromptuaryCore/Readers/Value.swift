/// What a strict reader made of a JSON or YAML document.
///
/// Mappings keep the order of the file and hold each key once: the readers refuse duplicates, also those that
/// differ only by Unicode normalisation.
public enum Value: Sendable, Hashable {
    /// `null`, or an empty plain scalar in YAML.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number between -(2^53-1) and 2^53-1.
    case integer(Int)
    /// A number with a fraction or an exponent, at most 1e300 in size.
    case number(Double)
    /// Text, free of control characters, line separators, bidirectional controls and non-characters.
    case string(String)
    /// A list.
    case list([Value])
    /// A mapping, in the order of the file.
    case mapping([Member])

    /// One key and its value.
    public struct Member: Sendable, Hashable {
        /// The key.
        public let key: String
        /// The value.
        public let value: Value
        /// The line of the key, counted from 1.
        public let line: Int32
        /// The column of the key, counted from 1.
        public let column: Int32

        /// A member from its parts.
        public init(key: String, value: Value, line: Int32 = 0, column: Int32 = 0) {
            self.key = key
            self.value = value
            self.line = line
            self.column = column
        }
    }
}

extension Value {
    /// The value of a key, when this is a mapping that has it.
    ///
    /// Linear in the number of members, which the readers bound; keys are compared by their UTF-8 bytes.
    public subscript(key: String) -> Value? {
        guard case .mapping(let members) = self,
            let index = members.firstIndex(where: { $0.key.hasSameBytes(as: key) })
        else { return nil }
        return members[index].value
    }

    /// The member of a key, when this is a mapping that has it.
    public func member(_ key: String) -> Member? {
        guard case .mapping(let members) = self else { return nil }
        guard let index = members.firstIndex(where: { $0.key.hasSameBytes(as: key) }) else { return nil }
        return members[index]
    }

    /// The text, when this is a string.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number, when this is an integer.
    public var integer: Int? { if case .integer(let number) = self { number } else { nil } }

    /// The truth value, when this is a boolean.
    public var boolean: Bool? { if case .boolean(let flag) = self { flag } else { nil } }

    /// The elements, when this is a list.
    public var list: [Value]? { if case .list(let elements) = self { elements } else { nil } }

    /// The members, when this is a mapping.
    public var mapping: [Member]? { if case .mapping(let members) = self { members } else { nil } }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// The place of a key, for a message.
    public func place(of key: String) -> Place {
        guard let member = member(key), member.line > 0 else { return Place(key: key) }
        return Place(key: key, line: Int(member.line), column: Int(member.column))
    }
}
