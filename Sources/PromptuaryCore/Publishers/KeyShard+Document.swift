extension KeyShard {
    /// The bytes of the shard: compact JSON with sorted keys and a line feed at the end; always the same for a shard.
    public var bytes: [UInt8] {
        JSONWriter.object { shard in
            shard.member("format", 1)
            shard.object("namespaces") { members in
                for namespace in namespaces {
                    members.list(namespace.text, of: versions(of: namespace)) { list, set in
                        list.object { element in
                            element.member("document", String(decoding: set.document, as: UTF8.self))
                            element.object("signatures") { files in
                                for file in set.signatures {
                                    files.member(file.name.text, String(decoding: file.bytes, as: UTF8.self))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static let limits = JSONLimits(bytes: sizeLimit, depth: 6, values: 500_000, numberLength: 16)

    /// Reads a shard.
    ///
    /// Every field has to be there and no other; every namespace belongs to this shard; a confirmed one has one version. The
    /// documents themselves are not read here, so that one namespace cannot spoil the keys of another.
    public init(bytes: [UInt8], number: UInt8, isConfirmed: Bool) throws(Refusal) {
        self.init(number: number, isConfirmed: isConfirmed)
        let root = try JSONReader.read(bytes, limits: Self.limits)
        let members = try Self.members(of: root, named: ["format", "namespaces"], at: "the shard")
        guard members[0].integer == 1 else {
            throw Refusal(KeyShardFault.format, "the format is not 1", at: root.place(of: "format"))
        }
        guard let namespaces = members[1].mapping else {
            throw Refusal(KeyShardFault.shape, "namespaces is no mapping", at: root.place(of: "namespaces"))
        }
        for member in namespaces {
            let name = try NamespaceName(member.key)
            guard name.text.utf8.elementsEqual(member.key.utf8) else {
                throw Refusal(KeyShardFault.namespace, "a namespace is written without @", at: Place(key: member.key))
            }
            guard let list = member.value.list, !list.isEmpty else {
                throw Refusal(KeyShardFault.shape, "\(name) has no list of versions", at: Place(key: name.text))
            }
            var versions: [SignedKeySet] = []
            for element in list.prefix(Self.versionLimit + 1) { versions.append(try Self.version(element, of: name)) }
            try set(versions, for: name)
        }
    }

    private static func version(_ element: Value, of namespace: NamespaceName) throws(Refusal) -> SignedKeySet {
        let members = try members(of: element, named: ["document", "signatures"], at: namespace.description)
        guard let document = members[0].string, let files = members[1].mapping else {
            throw Refusal(
                KeyShardFault.shape, "a version of \(namespace) is not a document with signatures",
                at: Place(key: namespace.text))
        }
        var signatures: [SignedKeySet.Signature] = []
        for file in files {
            guard let name = SignatureFileName.parse(file.key), name.signed == SignedKeySet.fileName,
                name.text.utf8.elementsEqual(file.key.utf8)
            else {
                throw Refusal(
                    KeyShardFault.signatureName, "\(quoted(file.key)) is no signature of keys.json",
                    at: Place(key: namespace.text))
            }
            guard let text = file.value.string else {
                throw Refusal(KeyShardFault.shape, "\(file.key) is not text", at: Place(key: namespace.text))
            }
            signatures.append(SignedKeySet.Signature(name: name, bytes: Array(text.utf8)))
        }
        return SignedKeySet(document: Array(document.utf8), signatures: signatures)
    }

    /// The values of the named members, of which a mapping has exactly these.
    private static func members(
        of value: Value, named names: [String], at place: String
    ) throws(Refusal) -> [Value] {
        var found: [Value] = []
        for name in names {
            guard let value = value[name] else {
                throw Refusal(KeyShardFault.shape, "\(place) has no \(name)", at: Place(key: name))
            }
            found.append(value)
        }
        guard value.mapping?.count == names.count else {
            throw Refusal(KeyShardFault.shape, "\(place) has fields that nobody reads")
        }
        return found
    }
}
