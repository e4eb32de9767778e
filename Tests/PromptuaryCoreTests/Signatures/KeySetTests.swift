import Testing

@testable import PromptuaryCore

@Suite("Key sets")
struct KeySetTests {
    /// A key that follows from a number.
    static func secret(_ number: UInt8, minisign: Bool = false) throws -> SecretKey {
        let id = try #require(MinisignKeyID([number, 2, 3, 4, 5, 6, 7, 8]))
        return try SecretKey(
            seed: SecretBytes([UInt8](repeating: number, count: 32)), scheme: minisign ? .minisign(keyID: id) : .ssh)
    }

    static func key(_ number: UInt8, minisign: Bool = false, from: Int = 0, until: Int? = nil) throws -> KeySet.Key {
        KeySet.Key(
            key: try secret(number, minisign: minisign).publicKey, name: "key \(number)\(minisign ? "m" : "")",
            notBefore: from, revokedAt: until)
    }

    static func entry(_ changes: [String: Value?] = [:]) -> Value {
        var fields: [String: Value?] = [
            "type": .string("minisign"), "key": .string("RWRXxU8oWyrHGMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B"),
            "name": .string("laptop"), "not_before": .integer(0), "revoked_at": .null,
        ]
        for (name, value) in changes { fields[name] = .some(value) }
        return mapping(fields)
    }

    static func document(_ changes: [String: Value?] = [:]) -> Value {
        var fields: [String: Value?] = [
            "keys": .list([entry()]), "threshold": .integer(1), "version": .integer(1), "prev": .null,
        ]
        for (name, value) in changes { fields[name] = .some(value) }
        return mapping(fields)
    }

    private static func mapping(_ fields: [String: Value?]) -> Value {
        .mapping(
            fields.sorted { $0.key < $1.key }.compactMap { name, value in
                value.map { Value.Member(key: name, value: $0) }
            })
    }

    @Test("a key set reads and is written in one form")
    func canonical() throws {
        let set = try KeySet(Self.document())
        #expect(set.keys.map(\.name) == ["laptop"] && set.threshold == 1 && set.version == 1 && set.previous == nil)
        #expect(
            String(decoding: set.file, as: UTF8.self) == """
                {
                  "keys": [
                    {
                      "key": "RWRXxU8oWyrHGMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B",
                      "name": "laptop",
                      "not_before": 0,
                      "revoked_at": null,
                      "type": "minisign"
                    }
                  ],
                  "prev": null,
                  "threshold": 1,
                  "version": 1
                }

                """)
    }

    @Test("a key set that names its namespace counts there and nowhere else, one that names none counts anywhere")
    func moved() throws {
        let (acme, beta) = (try NamespaceName("acme"), try NamespaceName("beta"))
        let registry = try RegistryName("prompts.example")
        let bound = try KeySet(Self.document(["namespace": .string("acme")]))
        #expect(
            bound.namespace == acme
                && String(decoding: bound.file, as: UTF8.self).contains("\"namespace\": \"acme\",\n"))
        #expect(try KeySet(JSONReader.read(bound.file)) == bound)
        #expect(try bound.binding(registry: registry, namespace: acme).trustedComment.hasSuffix(" acme 1"))
        #expect(refusalCode { try bound.binding(registry: registry, namespace: beta) } == "keys-namespace")
        let free = try KeySet(Self.document())
        #expect(free.namespace == nil && free != bound)
        #expect(try free.binding(registry: registry, namespace: beta).trustedComment.hasSuffix(" beta 1"))
    }

    @Test("names with quotes and backslashes are escaped, several keys are separated")
    func escapes() throws {
        let odd = KeySet.Key(key: try Self.secret(1).publicKey, name: #"a "b" \ é"#, notBefore: 2, revokedAt: 9)
        let set = try KeySet(
            keys: [odd, Self.key(2)], threshold: 1, version: 7, previous: SHA256Digest(of: []))
        let text = String(decoding: set.file, as: UTF8.self)
        #expect(text.contains(#""name": "a \"b\" \\ é","#))
        #expect(text.contains("    },\n    {\n"))
        #expect(text.contains("\"prev\": \"e3b0c442") && text.contains("\"revoked_at\": 9"))
    }

    static let sshKey = "AAAAC3NzaC1lZDI1NTE5AAAAIOXhTM1mR0paD99wRcH5OUAUDDlm5dDgk66vQzmtvkq8"

    @Test("an OpenSSH key stands with or without its type and comment", arguments: ["", "ssh-ed25519 "])
    func bare(_ prefix: String) throws {
        let entry = Self.entry(["type": .string("ssh-ed25519"), "key": .string(prefix + Self.sshKey)])
        let set = try KeySet(Self.document(["keys": .list([entry])]))
        #expect(set.keys[0].key == (try PublisherKey(SignatureFixture.sshPublic)))
    }

    static let refused: [RefusedCase<Value>] = [
        RefusedCase("a list", .list([]), "keys-type"),
        RefusedCase("null", .null, "keys-type"),
        RefusedCase("no keys", document(["keys": nil]), "keys-missing-field"),
        RefusedCase("no prev", document(["prev": nil]), "keys-missing-field"),
        RefusedCase("unknown field", document(["comment": .string("x")]), "keys-unknown-field"),
        RefusedCase("namespace is a number", document(["namespace": .integer(1)]), "keys-type"),
        RefusedCase("namespace is null", document(["namespace": .null]), "keys-type"),
        RefusedCase("namespace is no name", document(["namespace": .string("a b")]), "name-namespace"),
        RefusedCase("namespace with @", document(["namespace": .string("@acme")]), "keys-type"),
        RefusedCase("keys is a mapping", document(["keys": .mapping([])]), "keys-type"),
        RefusedCase("empty", document(["keys": .list([])]), "keys-empty"),
        RefusedCase("65 keys", document(["keys": .list((0..<65).map { _ in entry() })]), "keys-too-many"),
        RefusedCase("entry is text", document(["keys": .list([.string("RWQ")])]), "keys-type"),
        RefusedCase("entry lacks its name", document(["keys": .list([entry(["name": nil])])]), "keys-missing-field"),
        RefusedCase("entry has more", document(["keys": .list([entry(["expires": .null])])]), "keys-unknown-field"),
        RefusedCase("rsa", document(["keys": .list([entry(["type": .string("ssh-rsa")])])]), "keys-key-type"),
        RefusedCase(
            "type in capitals", document(["keys": .list([entry(["type": .string("Minisign")])])]), "keys-key-type"),
        RefusedCase("type is a number", document(["keys": .list([entry(["type": .integer(1)])])]), "keys-type"),
        RefusedCase(
            "key of another type", document(["keys": .list([entry(["type": .string("ssh-ed25519")])])]), "keys-key"),
        RefusedCase(
            "key is a file", document(["keys": .list([entry(["key": .string(SignatureFixture.minisignPublic)])])]),
            "keys-key"
        ),
        RefusedCase(
            "invalid point",
            document([
                "keys": .list([entry(["key": .string("RWRXxU8oWyrHGAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")])])
            ]),
            "keys-key"
        ),
        RefusedCase(
            "twice", document(["keys": .list([entry(), entry(["name": .string("other")])])]), "keys-duplicate-key"),
        RefusedCase(
            "same name",
            document([
                "keys": .list([
                    entry(),
                    entry(["type": .string("ssh-ed25519"), "key": .string(sshKey), "name": .string("LAPTOP")]),
                ])
            ]),
            "keys-duplicate-name"
        ),
        RefusedCase("no name", document(["keys": .list([entry(["name": .string("")])])]), "keys-name"),
        RefusedCase("blank name", document(["keys": .list([entry(["name": .string(" a")])])]), "keys-name"),
        RefusedCase("two-line name", document(["keys": .list([entry(["name": .string("a\nb")])])]), "keys-name"),
        RefusedCase(
            "long name", document(["keys": .list([entry(["name": .string(String(repeating: "a", count: 101))])])]),
            "keys-name"
        ),
        RefusedCase("bidi name", document(["keys": .list([entry(["name": .string("a\u{202E}b")])])]), "keys-name"),
        RefusedCase(
            "negative not_before", document(["keys": .list([entry(["not_before": .integer(-1)])])]), "keys-not-before"),
        RefusedCase(
            "not_before is a fraction", document(["keys": .list([entry(["not_before": .number(1.5)])])]), "keys-type"),
        RefusedCase("not_before is null", document(["keys": .list([entry(["not_before": .null])])]), "keys-type"),
        RefusedCase(
            "revoked at once", document(["keys": .list([entry(["revoked_at": .integer(0)])])]), "keys-revoked-at"),
        RefusedCase("revoked is text", document(["keys": .list([entry(["revoked_at": .string("1")])])]), "keys-type"),
        RefusedCase("threshold 0", document(["threshold": .integer(0)]), "keys-threshold"),
        RefusedCase("threshold 17", document(["threshold": .integer(17)]), "keys-threshold"),
        RefusedCase("threshold is text", document(["threshold": .string("1")]), "keys-type"),
        RefusedCase("unreachable", document(["threshold": .integer(2)]), "keys-threshold-unreachable"),
        RefusedCase("version 0", document(["version": .integer(0)]), "keys-version"),
        RefusedCase("version 2 without prev", document(["version": .integer(2)]), "keys-prev"),
        RefusedCase("version 1 with prev", document(["prev": .string(String(repeating: "0", count: 64))]), "keys-prev"),
        RefusedCase(
            "prev in capitals", document(["version": .integer(2), "prev": .string(String(repeating: "A", count: 64))]),
            "keys-prev"
        ),
        RefusedCase("short prev", document(["version": .integer(2), "prev": .string("00")]), "keys-prev"),
        RefusedCase("prev is a number", document(["version": .integer(2), "prev": .integer(0)]), "keys-prev"),
    ]

    @Test("anything else is refused for its reason", arguments: refused)
    func isRefused(_ row: RefusedCase<Value>) {
        #expect(refusalCode { try KeySet(row.input) } == row.code)
    }

    @Test("64 keys and a threshold of 16 are allowed")
    func limits() throws {
        let keys = try (1...64).map { try Self.key(UInt8($0)) }
        #expect(try KeySet(keys: keys, threshold: 16, version: 1, previous: nil).keys.count == 64)
    }

    @Test("the same key for both tools counts once for the threshold and is revoked for both")
    func twins() throws {
        let twins = [try Self.key(1), try Self.key(1, minisign: true)]
        #expect(
            refusalCode { try KeySet(keys: twins, threshold: 2, version: 1, previous: nil) }
                == "keys-threshold-unreachable")
        let half = [try Self.key(1, until: 5), try Self.key(1, minisign: true)]
        #expect(
            refusalCode { try KeySet(keys: half, threshold: 1, version: 1, previous: nil) } == "keys-partly-revoked")
        let both = [try Self.key(1, until: 5), try Self.key(1, minisign: true, until: 5), try Self.key(2)]
        #expect(try KeySet(keys: both, threshold: 1, version: 1, previous: nil).activeKeys(at: nil).count == 1)
    }

    @Test("two minisign keys with one number are refused, because a signature could mean either")
    func number() throws {
        let first = try Self.key(1, minisign: true)
        let second = KeySet.Key(
            key: PublisherKey(scheme: first.key.scheme, key: try Self.secret(2).publicKey.key), name: "second")
        #expect(
            refusalCode { try KeySet(keys: [first, second], threshold: 1, version: 1, previous: nil) }
                == "keys-duplicate-key")
    }

    @Test("a set whose keys are all revoked is closed, and allowed")
    func closed() throws {
        let set = try KeySet(keys: [Self.key(1, until: 5)], threshold: 1, version: 1, previous: nil)
        #expect(set.isClosed && set.activeKeys(at: nil).isEmpty && set.activeKeys(at: 4).count == 1)
    }

    @Test(
        "a key counts from not_before up to, and without, revoked_at",
        arguments: [(0, false), (9, false), (10, true), (19, true), (20, false), (nil, false)] as [(Int?, Bool)])
    func active(_ index: Int?, _ isActive: Bool) throws {
        #expect(try Self.key(1, from: 10, until: 20).isActive(at: index) == isActive)
    }

    @Test("a successor names its predecessor and keeps its keys")
    func succession() throws {
        let old = try KeySet(keys: [Self.key(1), Self.key(2, until: 8)], threshold: 1, version: 1, previous: nil)
        let digest = SHA256Digest(of: old.file)
        func code(_ keys: [KeySet.Key], version: Int = 2, previous: SHA256Digest? = nil) throws -> String? {
            let new = try KeySet(keys: keys, threshold: 1, version: version, previous: previous ?? digest)
            return refusalCode { try new.check(after: old, file: old.file) }
        }
        #expect(try code([Self.key(1), Self.key(2, until: 8), Self.key(3)]) == nil)
        #expect(try code([Self.key(1, until: 9), Self.key(2, until: 7), Self.key(3)]) == nil)
        #expect(try code([Self.key(1), Self.key(2, until: 8)], version: 3) == "keys-skipped-version")
        #expect(try code([Self.key(1), Self.key(2, until: 8)], previous: SHA256Digest(of: [])) == "keys-prev")
        #expect(try code([Self.key(1)]) == "keys-changed-history")
        #expect(try code([Self.key(1), Self.key(2)]) == "keys-changed-history")
        #expect(try code([Self.key(1), Self.key(2, until: 9)]) == "keys-changed-history")
        #expect(try code([Self.key(1, from: 1), Self.key(2, until: 8)]) == "keys-changed-history")
    }

    @Test("allowed_signers names the OpenSSH keys that are not revoked")
    func allowedSigners() throws {
        let set = try KeySet(
            keys: [Self.key(1), Self.key(2, until: 8), Self.key(3, minisign: true)], threshold: 1, version: 1,
            previous: nil)
        let text = String(decoding: try set.allowedSigners(namespace: "a.b", registry: "r.example"), as: UTF8.self)
        #expect(text == "a.b namespaces=\"pdpkg@r.example\" \(try Self.secret(1).publicKey.text) key 1\n")
        for name in ["*", "a,b", "a b", "!a", "", "a\n"] {
            #expect(refusalCode { try set.allowedSigners(namespace: name, registry: "r") } == "signature-binding")
        }
    }
}
