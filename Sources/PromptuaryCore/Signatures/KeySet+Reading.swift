extension KeySet {
    /// Reads a key set from a JSON document.
    ///
    /// Fields: `keys` (each with `type`, `key`, `name`, `not_before`, `revoked_at`), `threshold`, `version`, `prev`;
    /// all of them, and no others but `namespace`. The key of an `ssh-ed25519` entry may stand with or without the type and a comment.
    /// Refused with a ``KeySetFault``.
    public init(_ document: Value) throws(Refusal) {
        let fields = try Fields(document, path: "", names: ["keys", "namespace", "prev", "threshold", "version"])
        guard let list = try fields.value("keys").list else { throw fields.wrongType("keys", "a list") }
        guard list.count <= Self.keyLimit else {
            throw Refusal(KeySetFault.tooMany, "there are \(list.count) keys", at: document.place(of: "keys"))
        }
        var keys: [Key] = []
        for (index, entry) in list.enumerated() { keys.append(try Self.key(entry, path: "keys[\(index)]")) }
        var previous: SHA256Digest?
        let prev = try fields.value("prev")
        if !prev.isNull {
            guard let digest = prev.string.flatMap({ SHA256Digest(hex: $0) }) else {
                throw Refusal(
                    KeySetFault.previous, "prev is neither null nor 64 lower-case hexadecimal digits",
                    at: document.place(of: "prev"))
            }
            previous = digest
        }
        let namespace = document["namespace"] == nil ? nil : try Self.namespace(fields)
        try self.init(
            keys: keys, threshold: try fields.integer("threshold"), version: try fields.integer("version"),
            previous: previous, namespace: namespace)
    }

    private static func namespace(_ fields: Fields) throws(Refusal) -> NamespaceName {
        let text = try fields.string("namespace")
        let name = try NamespaceName(text)
        guard name.text.hasSameBytes(as: text) else { throw fields.wrongType("namespace", "a name without @") }
        return name
    }

    private static func key(_ entry: Value, path: String) throws(Refusal) -> Key {
        let fields = try Fields(entry, path: path, names: ["type", "key", "name", "not_before", "revoked_at"])
        let (type, text) = (try fields.string("type"), try fields.string("key"))
        let isSSH = type.utf8.elementsEqual(PublisherKey.sshType.utf8)
        guard isSSH || type.utf8.elementsEqual("minisign".utf8) else {
            throw Refusal(KeySetFault.keyType, "the type is `\(type)`", at: fields.place("type"))
        }
        let isBare = isSSH && !text.utf8.contains(32)
        let key: PublisherKey
        do {
            key = try PublisherKey(isBare ? PublisherKey.sshType + " " + text : text)
        } catch {
            throw Refusal(KeySetFault.key, "\(error.message) (\(error.code))", at: fields.place("key"))
        }
        guard (key.scheme == .ssh) == isSSH, !text.utf8.contains(10) else {
            throw Refusal(KeySetFault.key, "the key is not of the type `\(type)`", at: fields.place("key"))
        }
        let revoked = try fields.value("revoked_at").isNull ? nil : try fields.integer("revoked_at")
        return Key(
            key: key, name: try fields.string("name"), notBefore: try fields.integer("not_before"), revokedAt: revoked)
    }
}

/// The members of a mapping that has exactly the named ones.
private struct Fields {
    private let mapping: Value
    private let path: String

    init(_ value: Value, path: String, names: [String]) throws(Refusal) {
        guard let members = value.mapping else {
            throw Refusal(KeySetFault.type, "a mapping is needed here", at: Place(key: path.isEmpty ? nil : path))
        }
        (mapping, self.path) = (value, path)
        for member in members where !names.contains(where: { $0.utf8.elementsEqual(member.key.utf8) }) {
            throw Refusal(KeySetFault.unknownField, "the field `\(member.key)` is not known", at: place(member.key))
        }
    }

    func place(_ name: String) -> Place {
        var place = mapping.place(of: name)
        place.key = path.isEmpty ? name : path + "." + name
        return place
    }

    func value(_ name: String) throws(Refusal) -> Value {
        guard let value = mapping[name] else {
            throw Refusal(KeySetFault.missingField, "the field `\(name)` is missing", at: place(name))
        }
        return value
    }

    func integer(_ name: String) throws(Refusal) -> Int {
        guard let number = try value(name).integer else { throw wrongType(name, "a whole number") }
        return number
    }

    func string(_ name: String) throws(Refusal) -> String {
        guard let text = try value(name).string else { throw wrongType(name, "text") }
        return text
    }

    func wrongType(_ name: String, _ wanted: String) -> Refusal {
        Refusal(KeySetFault.type, "the field `\(name)` is not \(wanted)", at: place(name))
    }
}
