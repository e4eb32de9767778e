/// A ``Value`` in a record, with the places of its keys.
enum ValueRecord {
    /// The most lists and mappings around a value; the readers of documents allow half as many.
    static let depthLimit = 64

    private enum Kind: UInt8 {
        case null, no, yes, integer, number, string, list, mapping
    }

    static func write(_ value: Value, to writer: inout RecordWriter) {
        switch value {
        case .null: writer.byte(Kind.null.rawValue)
        case .boolean(let flag): writer.byte((flag ? Kind.yes : .no).rawValue)
        case .integer(let number):
            writer.byte(Kind.integer.rawValue)
            writer.signed(number)
        case .number(let number):
            writer.byte(Kind.number.rawValue)
            writer.double(number)
        case .string(let text):
            writer.byte(Kind.string.rawValue)
            writer.text(text)
        case .list(let elements):
            writer.byte(Kind.list.rawValue)
            writer.number(elements.count)
            for element in elements { write(element, to: &writer) }
        case .mapping(let members):
            writer.byte(Kind.mapping.rawValue)
            writer.number(members.count)
            for member in members {
                writer.text(member.key)
                writer.signed(Int(member.line))
                writer.signed(Int(member.column))
                write(member.value, to: &writer)
            }
        }
    }

    static func read(_ reader: inout RecordReader, depth: Int = 0) throws(Refusal) -> Value {
        guard depth <= depthLimit else { throw reader.malformed("a value has too many levels") }
        switch Kind(rawValue: try reader.byte()) {
        case .null: return .null
        case .no: return .boolean(false)
        case .yes: return .boolean(true)
        case .integer: return .integer(try reader.signed())
        case .number:
            let number = try reader.double()
            guard number.isFinite else { throw reader.malformed("a number is not finite") }
            return .number(number)
        case .string: return .string(try reader.text())
        case .list:
            let count = try reader.count()
            var elements: [Value] = []
            elements.reserveCapacity(count)
            for _ in 0..<count { elements.append(try read(&reader, depth: depth + 1)) }
            return .list(elements)
        case .mapping:
            let count = try reader.count(ofAtLeast: 4)
            var members: [Value.Member] = []
            members.reserveCapacity(count)
            for _ in 0..<count {
                let key = try reader.text()
                guard let line = Int32(exactly: try reader.signed()), let column = Int32(exactly: try reader.signed())
                else { throw reader.malformed("a key stands at no place") }
                let value = try read(&reader, depth: depth + 1)
                members.append(Value.Member(key: key, value: value, line: line, column: column))
            }
            return .mapping(members)
        case nil: throw reader.malformed("a value is of no known kind")
        }
    }
}
