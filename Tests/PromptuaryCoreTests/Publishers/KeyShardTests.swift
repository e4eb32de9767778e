import Testing

@testable import PromptuaryCore

@Suite("Shards of key sets")
struct KeyShardTests {
    @Test(
        "a namespace is in the shard of the first byte of its digest",
        arguments: ["acme", "team", "city.library"])
    func paths(_ name: String) throws {
        let namespace = try NamespaceName(name)
        let hex = SHA256Digest(of: name.bytes).hex.prefix(2)
        #expect(KeyShard.path(of: namespace, confirmed: true) == "keys/\(hex).json")
        #expect(KeyShard.path(of: namespace, confirmed: false) == "keys-new/\(hex).json")
        #expect(KeyShard(number: KeyShard.number(of: namespace), isConfirmed: true).path == "keys/\(hex).json")
    }

    private static func shard(_ versions: [SignedKeySet], confirmed: Bool = false) throws -> KeyShard {
        let team = try PublisherFixture.team
        var shard = KeyShard(number: KeyShard.number(of: team), isConfirmed: confirmed)
        try shard.set(versions, for: team)
        return shard
    }

    @Test("a shard comes back from its bytes as it was, byte for byte, and its bytes are always the same")
    func roundTrip() throws {
        let shard = try Self.shard(PublisherFixture.three())
        let bytes = shard.bytes
        let back = try KeyShard(bytes: bytes, number: shard.number, isConfirmed: false)
        #expect(back == shard && back.bytes == bytes)
        #expect(back.namespaces == [try PublisherFixture.team])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix(#"{"format":1,"namespaces":{"team":[{"document":"{\n  \"keys\": [\n"#))
        #expect(text.contains(#""signatures":{"keys.json.sshsig":"-----BEGIN SSH SIGNATURE-----\n"#))
    }

    @Test("names and comments of any script come back byte for byte")
    func text() throws {
        let odd = KeySet.Key(key: try KeySetTests.secret(1).publicKey, name: #"é e\u0301 "<\ 日本"#)
        let set = try PublisherFixture.signed([odd], by: [1])
        let shard = try Self.shard([set])
        let back = try KeyShard(bytes: shard.bytes, number: shard.number, isConfirmed: false)
        #expect(back.versions(of: try PublisherFixture.team).first?.digest == set.digest)
        #expect(try back.versions(of: PublisherFixture.team).first?.keys().keys.first?.name == odd.name)
    }

    @Test("an empty shard is one too")
    func empty() throws {
        let shard = KeyShard(number: 7, isConfirmed: true)
        #expect(String(decoding: shard.bytes, as: UTF8.self) == "{\"format\":1,\"namespaces\":{}}\n")
        #expect(try KeyShard(bytes: shard.bytes, number: 7, isConfirmed: true) == shard)
    }

    private static let element = #"{"document":"{}","signatures":{}}"#

    static let refused: [RefusedCase<String>] = [
        RefusedCase("nothing", "", "json-cut-short"),
        RefusedCase("a list", "[]", "key-shard-shape"),
        RefusedCase("no format", #"{"namespaces":{}}"#, "key-shard-shape"),
        RefusedCase("another format", #"{"format":2,"namespaces":{}}"#, "key-shard-format"),
        RefusedCase("a format that is no number", #"{"format":"1","namespaces":{}}"#, "key-shard-format"),
        RefusedCase("no namespaces", #"{"format":1}"#, "key-shard-shape"),
        RefusedCase("a list of namespaces", #"{"format":1,"namespaces":[]}"#, "key-shard-shape"),
        RefusedCase("an unknown field", #"{"format":1,"namespaces":{},"x":1}"#, "key-shard-shape"),
        RefusedCase("trailing bytes", #"{"format":1,"namespaces":{}}}"#, "json-trailing-bytes"),
        RefusedCase("a namespace that is none", #"{"format":1,"namespaces":{"Team":[\#(element)]}}"#, "name-namespace"),
        RefusedCase("a name with @", #"{"format":1,"namespaces":{"@team":[\#(element)]}}"#, "key-shard-namespace"),
        RefusedCase(
            "a namespace of another shard", #"{"format":1,"namespaces":{"acme":[\#(element)]}}"#, "key-shard-namespace"),
        RefusedCase(
            "a namespace twice", #"{"format":1,"namespaces":{"team":[\#(element)],"team":[\#(element)]}}"#,
            "json-duplicate-key"),
        RefusedCase("no versions", #"{"format":1,"namespaces":{"team":[]}}"#, "key-shard-shape"),
        RefusedCase("a version that is no list", #"{"format":1,"namespaces":{"team":\#(element)}}"#, "key-shard-shape"),
        RefusedCase(
            "two confirmed versions", #"{"format":1,"namespaces":{"team":[\#(element),\#(element)]}}"#,
            "key-shard-version-count"),
        RefusedCase(
            "a document that is no text", #"{"format":1,"namespaces":{"team":[{"document":{},"signatures":{}}]}}"#,
            "key-shard-shape"),
        RefusedCase(
            "no document", #"{"format":1,"namespaces":{"team":[{"signatures":{}}]}}"#, "key-shard-shape"),
        RefusedCase(
            "a list of signatures", #"{"format":1,"namespaces":{"team":[{"document":"","signatures":[]}]}}"#,
            "key-shard-shape"),
        RefusedCase(
            "an unknown field of a version",
            #"{"format":1,"namespaces":{"team":[{"document":"","signatures":{},"trusted":true}]}}"#, "key-shard-shape"),
        RefusedCase(
            "a signature of another file",
            #"{"format":1,"namespaces":{"team":[{"document":"","signatures":{"tool.pdpkg.minisig":""}}]}}"#,
            "key-shard-signature-name"),
        RefusedCase(
            "a signature of an earlier version",
            #"{"format":1,"namespaces":{"team":[{"document":"","signatures":{"keys.1.json.minisig":""}}]}}"#,
            "key-shard-signature-name"),
        RefusedCase(
            "a signature whose number is written otherwise",
            #"{"format":1,"namespaces":{"team":[{"document":"","signatures":{"keys.json.02.minisig":""}}]}}"#,
            "key-shard-signature-name"),
        RefusedCase(
            "a signature that is no text",
            #"{"format":1,"namespaces":{"team":[{"document":"","signatures":{"keys.json.minisig":null}}]}}"#,
            "key-shard-shape"),
        RefusedCase(
            "a signature over its limit",
            #"{"format":1,"namespaces":{"team":[{"document":"","signatures":{"keys.json.minisig":"\#(String(repeating: "x", count: 1025))"}}]}}"#,
            "key-shard-too-large"),
        RefusedCase(
            "a document over its limit",
            #"{"format":1,"namespaces":{"team":[{"document":"\#(String(repeating: "x", count: (256 << 10) + 1))","signatures":{}}]}}"#,
            "key-shard-too-large"),
        RefusedCase("nesting without end", String(repeating: "[", count: 100_000), "json-too-deep"),
        RefusedCase("more bytes than a shard has", String(repeating: " ", count: (8 << 20) + 1), "json-too-large"),
    ]

    @Test("bytes that are no shard are refused, each for its reason", arguments: refused)
    func refusals(_ example: RefusedCase<String>) throws {
        let number = KeyShard.number(of: try PublisherFixture.team)
        #expect(
            refusalCode { try KeyShard(bytes: example.input.bytes, number: number, isConfirmed: true) } == example.code)
    }

    @Test("a shard that was cut off is refused, and none with a changed byte is taken for the same")
    func mutations() throws {
        let shard = try Self.shard([PublisherFixture.three()[0]], confirmed: true)
        let bytes = shard.bytes
        for length in stride(from: 0, to: bytes.count - 1, by: 17) {
            #expect(
                refusalCode {
                    try KeyShard(bytes: Array(bytes[..<length]), number: shard.number, isConfirmed: true)
                } != nil)
        }
        for at in stride(from: 0, to: bytes.count, by: 5) {
            var changed = bytes
            changed[at] ^= 0x15
            let read = try? KeyShard(bytes: changed, number: shard.number, isConfirmed: true)
            #expect(read != shard)
        }
    }

    @Test("a key set that nobody can read spoils no other namespace of its shard")
    func spoiled() throws {
        let team = try PublisherFixture.team
        var shard = try Self.shard(PublisherFixture.three())
        let number = shard.number
        let other = try #require(
            (0..<10_000).lazy.compactMap { try? NamespaceName("n\($0)") }.first { KeyShard.number(of: $0) == number })
        try shard.set([SignedKeySet(document: "{\"keys\":\"of the future\"}".bytes, signatures: [])], for: other)
        let back = try KeyShard(bytes: shard.bytes, number: number, isConfirmed: false)
        let registry = try PublisherFixture.registry
        #expect(try KeyHistory(of: team, registry: registry, confirmed: nil, later: back).current.version == 3)
        #expect(
            refusalCode { try KeyHistory(of: other, registry: registry, confirmed: nil, later: back) }
                == "keys-type")
    }
}

@Suite("Making shards of key sets")
struct KeyShardMakingTests {
    private static func later(_ versions: [SignedKeySet], than confirmed: SignedKeySet?) throws -> [KeyShard] {
        let shards = try KeyShard.confirmed(confirmed.map { [try PublisherFixture.team: $0] } ?? [:])
        return try KeyShard.later(of: [try PublisherFixture.namespace(versions)], than: shards)
    }

    @Test("an unconfirmed namespace gives all its versions, a confirmed one those that came later", arguments: 0...3)
    func later(_ confirmed: Int) throws {
        let three = try PublisherFixture.three()
        let shards = try Self.later(three, than: confirmed == 0 ? nil : three[confirmed - 1])
        #expect(
            shards.flatMap { $0.versions(of: (try? PublisherFixture.team) ?? $0.namespaces[0]) }
                == Array(three[confirmed...]))
        #expect(shards.isEmpty == (confirmed == 3))
    }

    @Test("a confirmed key set that the tree lacks stops the publishing")
    func behind() throws {
        let three = try PublisherFixture.three()
        #expect(refusalCode { try Self.later(Array(three[..<2]), than: three[2]) } == "key-shard-behind")
        let stranger = try PublisherFixture.signed(PublisherFixture.keys(7), by: [7])
        #expect(refusalCode { try Self.later(three, than: stranger) } == "key-shard-behind")
    }

    @Test("a namespace whose keys are refused is left out")
    func refusedKeys() throws {
        var namespace = try PublisherFixture.namespace(PublisherFixture.three())
        namespace.keys = nil
        #expect(try KeyShard.later(of: [namespace], than: []).isEmpty)
    }

    @Test("versions of a tree are found by what they say, and none may be missing")
    func versions() throws {
        let three = try PublisherFixture.three()
        var namespace = try PublisherFixture.namespace(three)
        #expect(try SignedKeySet.versions(of: namespace) == three)
        namespace.keyFiles.reverse()
        #expect(try SignedKeySet.versions(of: namespace) == three)
        namespace.keyFiles.removeAll { $0.name.hasPrefix("keys.2.") }
        #expect(refusalCode { try SignedKeySet.versions(of: namespace) } == "keys-skipped-version")
    }

    @Test("every namespace is in its own shard, and the order of the shards is that of their numbers")
    func sorted() throws {
        let set = try PublisherFixture.three()[0]
        let names = try (0..<50).map { try NamespaceName("n\($0)") }
        let shards = try KeyShard.confirmed(Dictionary(names.map { ($0, set) }) { first, _ in first })
        #expect(
            shards.map(\.number) == shards.map(\.number).sorted() && Set(shards.map(\.number)).count == shards.count)
        #expect(Set(shards.flatMap(\.namespaces)) == Set(names))
        for shard in shards {
            #expect(shard.namespaces.allSatisfy { KeyShard.path(of: $0, confirmed: true) == shard.path })
            #expect(shard.namespaces == shard.namespaces.sorted())
        }
    }

    @Test("what would not come back byte for byte is not put in a shard")
    func binary() throws {
        let team = try PublisherFixture.team
        var shard = KeyShard(number: KeyShard.number(of: team), isConfirmed: false)
        for bytes in [[0xFF], [0], [0xE2, 0x80, 0xA8]] as [[UInt8]] {
            #expect(
                refusalCode { try shard.set([SignedKeySet(document: bytes, signatures: [])], for: team) }
                    == "key-shard-text")
        }
        let name = SignatureFileName(signed: "keys.json", form: .minisign)
        let twice = [SignedKeySet.Signature](repeating: .init(name: name, bytes: [65]), count: 2)
        #expect(
            refusalCode { try shard.set([SignedKeySet(document: [65], signatures: twice)], for: team) }
                == "key-shard-signature-name")
        let many = [SignedKeySet](repeating: SignedKeySet(document: [65], signatures: []), count: 1001)
        #expect(refusalCode { try shard.set(many, for: team) } == "key-shard-version-count")
        #expect(shard == KeyShard(number: shard.number, isConfirmed: false))
    }
}
