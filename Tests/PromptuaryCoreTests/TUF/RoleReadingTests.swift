import Testing

@testable import PromptuaryCore

@Suite("TUF: reading and writing roles")
struct RoleReadingTests {
    private static func rewritten(_ file: [UInt8]) throws -> [UInt8] {
        // Reversed keys, indented: another form of the same document.
        func turned(_ value: Value) -> Value {
            switch value {
            case .list(let elements): .list(elements.map(turned))
            case .mapping(let members):
                .mapping(members.reversed().map { Value.Member(key: $0.key, value: turned($0.value)) })
            default: value
            }
        }
        func text(_ value: Value) -> String {
            switch value {
            case .list(let elements): "[\n " + elements.map(text).joined(separator: " ,\n ") + "\n]"
            case .mapping(let members):
                "{\n " + members.map { "\"\($0.key)\" : \(text($0.value))" }.joined(separator: " ,\r\n\t ") + "\n}"
            case .string(let string):
                "\"" + string.unicodeScalars.map { "\\u00" + Hex.encode([UInt8($0.value)]) }.joined() + "\""
            case .integer(let number): "\(number)"
            case .boolean(let flag): "\(flag)"
            case .null, .number: "null"
            }
        }
        return Array(text(turned(try JSONReader.read(file))).utf8)
    }

    private static func roundTrip<Body: Role>(_ type: Body.Type, _ file: [UInt8]) throws {
        let signed = try SignedRole<Body>(file: file)
        #expect(signed.file == file)
        #expect(try signed.body.canonicalBytes() == signed.signedBytes)
        let again = try SignedRole<Body>(file: try rewritten(file))
        #expect(again == signed)
        #expect(again.file == file)
        #expect(try CanonicalJSON.bytes(of: try JSONReader.read(file)) == file)
    }

    @Test("what a repository writes is read back the same, whatever the JSON looks like")
    func repository() throws {
        var repository = try TestRepository()
        repository.root.holders = [TestRepository.key("holder 1").id: "Ada", "x": "Grace \"quoted\""]
        try repository.publishRoot()
        try repository.release("@a/b/-/b-1.0.0.pdpkg")
        for (name, file) in repository.site {
            if name.hasSuffix("root.json") {
                try Self.roundTrip(RootRole.self, file)
            } else if name.hasSuffix("snapshot.json") {
                try Self.roundTrip(SnapshotRole.self, file)
            } else if name == "timestamp.json" {
                try Self.roundTrip(TimestampRole.self, file)
            } else {
                try Self.roundTrip(TargetsRole.self, file)
            }
        }
        let root = try SignedRole<RootRole>(file: try #require(repository.site["2.root.json"])).body
        #expect(root == repository.root)
        #expect(root.holders["x"] == "Grace \"quoted\"")
        let first = try SignedRole<RootRole>(file: try #require(repository.site["1.root.json"]))
        #expect(!String(decoding: first.signedBytes, as: UTF8.self).contains("holders"))
    }

    /// Members that nobody knows, in every object of every role.
    static let strangeRoles: [(String, String)] = [
        (
            "root",
            #"""
            {"_type":"root","a":[1,{"b":null}],"consistent_snapshot":false,"expires":"2030-01-02T03:04:05Z",
            "keys":{"k":{"keytype":"x","keyval":{"public":"y","z":1},"scheme":"s","keyid_hash_algorithms":["sha256"]}},
            "roles":{"mirrors":{"keyids":[],"threshold":1},"root":{"keyids":["k"],"threshold":1,"note":"n"},
            "snapshot":{"keyids":[],"threshold":1},"targets":{"keyids":[],"threshold":2},
            "timestamp":{"keyids":[],"threshold":1}},"spec_version":"1.0.34","version":7,"zz":"é"}
            """#
        ),
        (
            "timestamp",
            #"""
            {"_type":"timestamp","expires":"2030-01-02T03:04:05Z","meta":{"other.json":{"version":1},
            "snapshot.json":{"hashes":{"sha256":"HASH","sha512":"00"},"length":0,"size":"s","version":2}},
            "spec_version":"1.0","version":7,"x-y":{"q":{},"p":[]}}
            """#
        ),
        (
            "snapshot",
            #"""
            {"_type":"snapshot","expires":"2030-01-02T03:04:05Z","meta":{"a.json":{"version":1},
            "b.json":{"hashes":{"blake2":"00","sha256":"HASH"},"length":5,"version":2,"w":true}},
            "spec_version":"1.99.99","version":7}
            """#
        ),
        (
            "targets",
            #"""
            {"_type":"targets","delegations":{"keys":{},"other":1,"roles":[{"extra":{"e":1},"keyids":["k"],"name":"a",
            "path_hash_prefixes":["","0","ff"],"terminating":false,"threshold":1},{"keyids":[],"name":"b","paths":["*"],
            "terminating":true,"threshold":3,"x":0}]},"expires":"2030-01-02T03:04:05Z","spec_version":"1.0.31",
            "targets":{"a/b":{"custom":{"z":1,"y":[{"x":"\n"}]},"hashes":{"md5":"00","sha256":"HASH"},"length":3,"o":{}},
            "a\"b":{"hashes":{"sha256":"HASH"},"length":0}},"version":7}
            """#
        ),
        (
            "targets",
            #"""
            {"_type":"targets","delegations":{"keys":{},"succinct_roles":{"bit_length":32,"keyids":["k"],
            "name_prefix":"bin","threshold":1,"y":"z"}},"expires":"2030-01-02T03:04:05Z","spec_version":"1.0.31",
            "targets":{},"version":9007199254740991}
            """#
        ),
    ]

    @Test("members that nobody knows survive", arguments: strangeRoles)
    func strangers(_ role: String, _ text: String) throws {
        let hash = SHA256Digest(of: []).hex
        let text = text.replacing("HASH", with: hash)
        let value = try JSONReader.read(Array(text.utf8))
        let canonical = try CanonicalJSON.bytes(of: value)
        func check<Body: Role>(_: Body.Type) throws {
            let body = try Body(signed: value)
            #expect(try body.canonicalBytes() == canonical)
            let file = Array("{\"signed\":\(text),\"signatures\":[{\"sig\":\"\",\"keyid\":\"k\"}]}".utf8)
            let signed = try SignedRole<Body>(file: file)
            #expect(signed.body == body)
            #expect(signed.signedBytes == canonical)
            #expect(try SignedRole<Body>(file: signed.file) == signed)
        }
        switch role {
        case "root": try check(RootRole.self)
        case "timestamp": try check(TimestampRole.self)
        case "snapshot": try check(SnapshotRole.self)
        default: try check(TargetsRole.self)
        }
    }

    /// A change to a good file of a role, and the reason for which it is then refused.
    struct Hostile: Sendable, CustomTestStringConvertible {
        let role: String
        let old: String
        let new: String
        let code: String

        init(_ role: String, _ old: String, _ new: String, _ code: String) {
            (self.role, self.old, self.new, self.code) = (role, old, new, code)
        }

        var testDescription: String { "\(role): \(new) for \(old)" }
    }

    static let hostileFiles = [
        Hostile("timestamp", #""_type":"timestamp""#, #""_type":"snapshot""#, "tuf-wrong-role"),
        Hostile("timestamp", #""_type":"timestamp","#, "", "tuf-missing-member"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":0}}"#, "tuf-version"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":-1}}"#, "tuf-version"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":1.0}}"#, "tuf-type"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":1e0}}"#, "tuf-type"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":"1"}}"#, "tuf-type"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":true}}"#, "tuf-type"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":9007199254740992}}"#, "json-number-range"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":1,"version":2}}"#, "json-duplicate-key"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":1,"x":0.5}}"#, "tuf-fraction"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":1}}{}"#, "json-trailing-bytes"),
        Hostile("timestamp", #"31","version":1}}"#, #"31","version":1}"#, "json-cut-short"),
        Hostile("timestamp", "{\"signatures\":", "\u{feff}{\"signatures\":", "json-byte-order-mark"),
        Hostile("timestamp", #""spec_version":"1.0.31""#, #""spec_version":"2.0.0""#, "tuf-specification-version"),
        Hostile("timestamp", #""spec_version":"1.0.31""#, #""spec_version":"1""#, "tuf-specification-version"),
        Hostile("timestamp", #""spec_version":"1.0.31""#, #""spec_version":"1.0.x""#, "tuf-specification-version"),
        Hostile("timestamp", #""spec_version":"1.0.31""#, #""spec_version":"1..0""#, "tuf-specification-version"),
        Hostile("timestamp", #""spec_version":"1.0.31""#, #""spec_version":"10.0""#, "tuf-specification-version"),
        Hostile("timestamp", #"00Z","meta""#, #"00","meta""#, "tuf-expiry"),
        Hostile("timestamp", #"00Z","meta""#, #"00.5Z","meta""#, "tuf-expiry"),
        Hostile("timestamp", #"00Z","meta""#, #"00+00:00","meta""#, "tuf-expiry"),
        Hostile("timestamp", #""snapshot.json":"#, #""snapshot":"#, "tuf-missing-member"),
        Hostile("timestamp", #""sha256":""#, #""sha256":"0"#, "tuf-hash"),
        Hostile("timestamp", #""sha256":""#, #""sha512":""#, "tuf-hash"),
        Hostile("timestamp", #""length":"#, #""length":-"#, "tuf-length"),
        Hostile("timestamp", #""sig":""#, #""sig":"0"#, "tuf-signature"),
        Hostile("timestamp", #""sig":""#, #""sig":"zz"#, "tuf-signature"),
        Hostile("timestamp", #""keyid":""#, #""keyid":"\n"#, "tuf-name"),
        Hostile("timestamp", #""signatures":["#, #""signatures":[{"keyid":"","sig":""},"#, "tuf-name"),
        Hostile("timestamp", #""signatures":["#, #""signatures":[[],"#, "tuf-type"),
        Hostile("timestamp", #""signed":{"#, #""signed":[],"x":{"#, "tuf-type"),
        Hostile("timestamp", #""signed":"#, #""signatures ":"#, "tuf-missing-member"),
        Hostile("root", #""consistent_snapshot":true"#, #""consistent_snapshot":"true""#, "tuf-type"),
        Hostile("root", #""snapshot":{"keyids""#, #""mirrors":{"keyids""#, "tuf-missing-member"),
        Hostile("root", #""threshold":1}"#, #""threshold":0}"#, "tuf-threshold"),
        Hostile("root", #""threshold":1}"#, #""threshold":-1}"#, "tuf-threshold"),
        Hostile("root", #""keyval":{"public""#, #""keyval":"","x":{"public""#, "tuf-type"),
        Hostile("root", #""keytype":"ed25519","#, "", "tuf-missing-member"),
        Hostile("root", #""keys":{"#, #""keys":{"":{"keytype":"","keyval":{},"scheme":""},"#, "tuf-name"),
        Hostile("targets", #""name":"keys""#, #""name":"root""#, "tuf-delegation"),
        Hostile("targets", #""name":"keys""#, #""name":"timestamp""#, "tuf-delegation"),
        Hostile("targets", #""name":"keys""#, #""name":"bins""#, "tuf-duplicate"),
        Hostile("targets", #""name":"keys""#, #""name":"""#, "tuf-name"),
        Hostile("targets", #""paths":["#, #""path_hash_prefixes":[],"paths":["#, "tuf-delegation"),
        Hostile("targets", #""paths":["#, #""patterns":["#, "tuf-delegation"),
        Hostile("targets", #""paths":["#, #""paths":[1,"#, "tuf-type"),
        Hostile("targets", #""terminating":true"#, #""terminating":1"#, "tuf-type"),
        Hostile("targets", #""delegations":{"#, #""delegations":{"succinct_roles":{},"#, "tuf-delegation"),
        Hostile("targets", #""targets":{}"#, #""targets":{"a":{"length":1}}"#, "tuf-missing-member"),
        Hostile("targets", #""targets":{}"#, #""targets":[]"#, "tuf-type"),
        Hostile("bins", #""bit_length":2"#, #""bit_length":0"#, "tuf-bit-length"),
        Hostile("bins", #""bit_length":2"#, #""bit_length":33"#, "tuf-bit-length"),
        Hostile("bins", #""name_prefix":"bin""#, #""name_prefix":"é""#, "tuf-name"),
    ]

    @Test("a file that is no metadata is refused for its reason", arguments: hostileFiles)
    func hostile(_ hostile: Hostile) throws {
        let repository = try TestRepository()
        let name = hostile.role == "timestamp" ? "timestamp.json" : "1.\(hostile.role).json"
        let text = String(decoding: try #require(repository.site[name]), as: UTF8.self)
        #expect(text.contains(hostile.old))
        let file = Array(text.replacing(hostile.old, with: hostile.new, maxReplacements: 1).utf8)
        #expect {
            switch hostile.role {
            case "timestamp": _ = try SignedRole<TimestampRole>(file: file)
            case "root": _ = try SignedRole<RootRole>(file: file)
            default: _ = try SignedRole<TargetsRole>(file: file)
            }
        } throws: { error in
            #expect((error as? Refusal)?.code == hostile.code)
            return true
        }
    }

    @Test("a file holds at most 64 signatures", arguments: [64, 65])
    func manySignatures(_ count: Int) throws {
        var signed = try SignedRole(try TestRepository().timestamp)
        for number in 0..<count { signed.add(RoleSignature(keyID: "\(number)", bytes: [])) }
        let file = signed.file
        if count == 64 {
            #expect(try SignedRole<TimestampRole>(file: file) == signed)
        } else {
            #expect(throws: Refusal.self) { try SignedRole<TimestampRole>(file: file) }
        }
    }

    @Test("a new signature of a key takes the place of the old one, and keys stay sorted")
    func signing() throws {
        let timestamp = try TestRepository().timestamp
        let pairs = try ["snapshot", "timestamp", "bin"].map { try #require(TestRepository.pairs[$0]) }
        var forward = try SignedRole(timestamp)
        var backward = forward
        for pair in pairs { forward.sign(with: pair) }
        for pair in pairs.reversed() + pairs { backward.sign(with: pair) }
        #expect(forward == backward)
        #expect(forward.signatures.count == 3)
        #expect(forward.signatures.map(\.keyID) == forward.signatures.map(\.keyID).sorted())
        #expect(try SignedRole<TimestampRole>(file: forward.file) == forward)
    }

    @Test("the number of a key is the sha256 of its canonical form")
    func keyID() throws {
        let seed = try #require(Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = TUFKey(try Ed25519.KeyPair(seed: SecretBytes(seed)).publicKey)
        // `tuf.api` 7.0.1 gives this number to the key of RFC 8032, TEST 1.
        #expect(key.id == "74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916")
        #expect(try SHA256Digest(of: CanonicalJSON.bytes(of: key.value)).hex == key.id)
        #expect(try TUFKey(id: key.id, value: key.value) == key)
    }
}
