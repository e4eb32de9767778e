/// Why a document that maintainers write is refused.
public enum DocumentFault: String, Fault {
    case notMapping = "document-not-a-mapping"
    case missing = "document-field-missing"
    case type = "document-field-type"
    case unknown = "document-field-unknown"
    case value = "document-field-value"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .notMapping: "registry.yaml, namespace.yaml and package.yaml are mappings"
        case .missing: "required fields are there"
        case .type: "fields have the type that the tree format gives them"
        case .unknown: "a misspelled field is an error, not silence"
        case .value: "fields have a value that means something"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .notMapping: "write `key: value` lines"
        case .missing: "add the field"
        case .type: "change the value to the type that docs/formats/tree.md gives"
        case .unknown: "correct the spelling or remove the field; docs/formats/tree.md lists them all"
        case .value: "use one of the values that docs/formats/tree.md gives"
        }
    }
}

/// Reads the fields of one mapping and remembers which were asked for, so that unknown ones are found at the end.
struct DocumentFields {
    private let value: Value
    private let prefix: String
    private var asked: [String] = []

    init(_ value: Value, prefix: String = "") throws(Refusal) {
        guard case .mapping = value else {
            throw Refusal(DocumentFault.notMapping, "\(prefix.isEmpty ? "the document" : prefix) is not a mapping")
        }
        self.value = value
        self.prefix = prefix
    }

    private func place(_ key: String) -> Place {
        var place = value.place(of: key)
        if !prefix.isEmpty { place.key = prefix + "." + key }
        return place
    }

    func refusal(_ key: String, _ message: String) -> Refusal {
        Refusal(DocumentFault.value, message, at: place(key))
    }

    private func wrong(_ key: String, _ wanted: String) -> Refusal {
        Refusal(DocumentFault.type, "\(key) is not \(wanted)", at: place(key))
    }

    mutating func optional(_ key: String) -> Value? {
        asked.append(key)
        guard let found = value[key], !found.isNull else { return nil }
        return found
    }

    mutating func string(_ key: String, limit: Int = 4096) throws(Refusal) -> String? {
        guard let found = optional(key) else { return nil }
        guard let text = found.string else { throw wrong(key, "text") }
        guard text.utf8.count <= limit else { throw refusal(key, "\(key) is longer than \(limit) bytes") }
        return text
    }

    mutating func required(_ key: String) throws(Refusal) -> String {
        guard let text = try string(key), !text.isEmpty else {
            throw Refusal(
                DocumentFault.missing, "\(prefix.isEmpty ? "" : prefix + ".")\(key) is missing", at: place(key))
        }
        return text
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let found = optional(key) else { return nil }
        guard let number = found.integer else { throw wrong(key, "a whole number") }
        guard range.contains(number) else {
            throw refusal(key, "\(key) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    mutating func boolean(_ key: String) throws(Refusal) -> Bool? {
        guard let found = optional(key) else { return nil }
        guard let flag = found.boolean else { throw wrong(key, "true or false") }
        return flag
    }

    mutating func strings(_ key: String, limit: Int = 64) throws(Refusal) -> [String] {
        var texts: [String] = []
        for element in try list(key, limit: limit) {
            guard let text = element.string else { throw wrong(key, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    mutating func list(_ key: String, limit: Int = 1024) throws(Refusal) -> [Value] {
        guard let found = optional(key) else { return [] }
        guard let elements = found.list else { throw wrong(key, "a list") }
        guard elements.count <= limit else { throw refusal(key, "\(key) has more than \(limit) elements") }
        return elements
    }

    mutating func mapping(_ key: String, limit: Int = 1024) throws(Refusal) -> [Value.Member] {
        guard let found = optional(key) else { return [] }
        guard let members = found.mapping else { throw wrong(key, "a mapping") }
        guard members.count <= limit else { throw refusal(key, "\(key) has more than \(limit) members") }
        return members
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type) throws(Refusal)
        -> Choice?
    where Choice.RawValue == String {
        guard let text = try string(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw refusal(key, "\(key) is \(quoted(text)), which is none of \(all)")
        }
        return choice
    }

    mutating func timestamp(_ key: String) throws(Refusal) -> Timestamp? {
        guard let text = try string(key) else { return nil }
        guard let time = Timestamp(text) else {
            throw refusal(key, "\(key) is \(quoted(text)), which is not a time such as 2026-11-22T10:30:00Z")
        }
        return time
    }

    /// Refuses the first field that nothing asked for.
    func end() throws(Refusal) {
        for member in value.mapping ?? [] where !asked.contains(member.key) {
            throw Refusal(DocumentFault.unknown, "unknown field \(quoted(member.key))", at: place(member.key))
        }
    }
}
