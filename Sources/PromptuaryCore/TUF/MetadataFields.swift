/// The members of an object of TUF metadata, taken out one by one; what is left over is kept as it is.
struct MetadataFields {
    private let path: String
    private let mapping: Value
    private var left: [Value.Member]

    init(_ value: Value, path: String) throws(Refusal) {
        guard case .mapping(let members) = value else {
            throw Refusal(MetadataFault.type, "an object is needed here", at: Place(key: path.isEmpty ? nil : path))
        }
        (mapping, left, self.path) = (value, members, path)
    }

    /// The members that were not taken, in canonical order.
    var rest: [Value.Member] { left.isEmpty ? [] : CanonicalJSON.normal(left) }

    func path(of name: String) -> String { path.isEmpty ? name : path + "." + name }

    func refusal(_ fault: MetadataFault, _ message: String, at name: String) -> Refusal {
        var place = mapping.place(of: name)
        place.key = path(of: name)
        return Refusal(fault, message, at: place)
    }

    mutating func take(_ name: String) -> Value? {
        let found = left.firstIndex { $0.key.utf8.count == name.utf8.count && $0.key.utf8.elementsEqual(name.utf8) }
        return found.map { left.remove(at: $0).value }
    }

    mutating func value(_ name: String) throws(Refusal) -> Value {
        guard let value = take(name) else { throw refusal(.missing, "the member `\(name)` is missing", at: name) }
        return value
    }

    mutating func string(_ name: String) throws(Refusal) -> String {
        guard let text = try value(name).string else { throw wrongType(name, "text") }
        return text
    }

    mutating func boolean(_ name: String) throws(Refusal) -> Bool {
        guard let flag = try value(name).boolean else { throw wrongType(name, "a truth value") }
        return flag
    }

    mutating func integer(_ name: String, from lowest: Int, fault: MetadataFault) throws(Refusal) -> Int {
        guard let number = try value(name).integer else { throw wrongType(name, "a whole number") }
        guard number >= lowest else { throw refusal(fault, "the \(name) is \(number)", at: name) }
        return number
    }

    mutating func members(_ name: String) throws(Refusal) -> [Value.Member] {
        guard let members = try value(name).mapping else { throw wrongType(name, "an object") }
        return members
    }

    mutating func list(_ name: String) throws(Refusal) -> [Value] {
        guard let elements = try value(name).list else { throw wrongType(name, "a list") }
        return elements
    }

    mutating func strings(_ name: String) throws(Refusal) -> [String] {
        var texts: [String] = []
        for element in try list(name) {
            guard let text = element.string else { throw wrongType(name, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// A member that names a role or a key.
    mutating func name(_ name: String) throws(Refusal) -> String {
        try Self.name(try string(name), at: path(of: name))
    }

    /// The text, when it can name a role or a key: 1 to 255 characters of printable ASCII.
    static func name(_ text: String, at path: @autoclosure () -> String) throws(Refusal) -> String {
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Refusal(
                MetadataFault.name, "a name of \(text.utf8.count) bytes, or one that is not printable ASCII",
                at: Place(key: path()))
        }
        return text
    }

    /// The member `hashes`: its sha256, and the hashes of other kinds.
    mutating func hashes() throws(Refusal) -> (sha256: SHA256Digest, others: [Value.Member]) {
        guard var others = try value("hashes").mapping else { throw wrongType("hashes", "an object") }
        guard let index = others.firstIndex(where: { $0.key.utf8.elementsEqual("sha256".utf8) }),
            let digest = others.remove(at: index).value.string.flatMap({ SHA256Digest(hex: $0) })
        else { throw refusal(.hash, "there is no sha256 of 64 lower-case hexadecimal digits", at: "hashes") }
        return (digest, others.isEmpty ? [] : CanonicalJSON.normal(others))
    }

    func wrongType(_ name: String, _ wanted: String) -> Refusal {
        refusal(.type, "the member `\(name)` is not \(wanted)", at: name)
    }
}
