import Testing

@testable import PromptuaryCore

@Suite("TUF: roots, thresholds and keys")
struct RootChainTests {
    @Test("a root that its own keys did not sign is no beginning", arguments: [[], ["holder 1"], ["holder 1", "bin"]])
    func unsignedRoot(_ names: [String]) throws {
        let repository = try TestRepository()
        let file = try TestRepository.signed(repository.root, by: names).file
        #expect {
            try TrustedMetadata(root: file, at: TestRepository.start)
        } throws: { ($0 as? Distrust)?.reason == .signatures }
    }

    @Test("a chain of roots is followed when all but the last have expired")
    func expiredOnTheWay() throws {
        var repository = try TestRepository()
        repository.root.expires = TestRepository.after(days: -1)
        for _ in 0..<3 { try repository.publishRoot() }
        var client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-expired root")
        repository.root.expires = TestRepository.after(days: 1)
        try repository.publishRoot()
        #expect(client.visit(repository) == "trusted")
        #expect(client.root == repository.site["5.root.json"])
    }

    @Test("a root that does not follow by exactly one is refused", arguments: [1, 3, 2_147_483_647])
    func wrongRootVersion(_ version: Int) throws {
        var repository = try TestRepository()
        repository.root.version = version
        repository.site["2.root.json"] = try TestRepository.signed(repository.root, by: ["holder 1", "holder 2"]).file
        var client = TestClient(repository)
        let root = client.root
        #expect(client.visit(repository) == "untrusted-version root")
        #expect(client.root == root)
    }

    /// Who signs a root that replaces all holders' keys, and whether that is enough.
    static let rotations: [([String], String)] = [
        (["holder 1", "holder 2", "new holder 1", "new holder 2"], "trusted"),
        (["new holder 1", "new holder 2", "new holder 3"], "untrusted-signatures root"),
        (["holder 1", "holder 2", "holder 3"], "untrusted-signatures root"),
        (["holder 1", "new holder 1", "new holder 2"], "untrusted-signatures root"),
        (["holder 1", "holder 2", "new holder 1"], "untrusted-signatures root"),
    ]

    @Test("a root needs the signatures of the old and of the new keys", arguments: rotations)
    func rotation(_ names: [String], _ verdict: String) throws {
        var repository = try TestRepository()
        let holders = ["new holder 1", "new holder 2", "new holder 3"].map(TestRepository.key)
        for holder in holders { repository.root.keys[holder.id] = holder }
        repository.root.roles["root"] = RoleKeys(holders, threshold: 2)
        repository.signers["root"] = names
        try repository.publishRoot()
        var client = TestClient(repository)
        let root = client.root
        #expect(client.visit(repository) == verdict)
        #expect((client.root == root) == (verdict != "trusted"))
    }

    @Test("a root is held to the threshold before it as well as to its own")
    func loweredThreshold() throws {
        var repository = try TestRepository()
        repository.root.roles["root"]?.threshold = 1
        repository.signers["root"] = ["holder 1"]
        try repository.publishRoot()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-signatures root")
    }

    @Test(
        "fewer keys than the threshold are not enough",
        arguments: ["timestamp", "snapshot", "targets", "keys", "bin-0"])
    func threshold(_ role: String) throws {
        var repository = try TestRepository()
        repository.signers["timestamp"] = role == "timestamp" ? ["snapshot"] : ["timestamp"]
        repository.signers["snapshot"] = role == "snapshot" ? ["timestamp"] : ["snapshot"]
        repository.signers["targets"] = role == "targets" ? ["holder 2", "snapshot"] : ["holder 2", "holder 3"]
        repository.signers["keys"] = role == "keys" ? ["holder 1"] : ["holder 1", "holder 3"]
        repository.signers["bin"] = role == "bin-0" ? [] : ["bin"]
        try repository.publish(["targets", "keys", "bin-0"])
        let path = role == "keys" ? "keys/00.json" : "file 4"
        #expect(TestRepository.bin(of: "file 4") == "bin-0")
        var client = TestClient(repository)
        #expect(client.visit(repository, for: path) == "untrusted-signatures \(role)")
    }

    @Test("a signature that stands there twice is refused")
    func doubledSignature() throws {
        let repository = try TestRepository()
        let signed = try TestRepository.signed(repository.root, by: ["holder 1"])
        let once = try JSONReader.read(signed.file)
        let signature = try #require(once["signatures"]?.list?.first)
        let twice = Value.mapping([
            Value.Member(key: "signatures", value: .list([signature, signature])),
            Value.Member(key: "signed", value: try #require(once["signed"])),
        ])
        let file = try CanonicalJSON.bytes(of: twice)
        #expect {
            try SignedRole<RootRole>(file: file)
        } throws: { ($0 as? Refusal)?.code == MetadataFault.duplicate.rawValue }
    }

    @Test("a key that is named twice in a role is refused")
    func doubledKey() throws {
        var repository = try TestRepository()
        let id = TestRepository.key("holder 1").id
        repository.root.roles["targets"] = RoleKeys(keyIDs: [id, id], threshold: 2)
        try repository.publishRoot()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-form root")
    }

    @Test("a key under two numbers counts once")
    func aliasedKey() throws {
        var repository = try TestRepository()
        let key = TestRepository.key("holder 1")
        repository.root.keys["alias"] = try TUFKey(id: "alias", value: key.value)
        repository.root.roles["targets"] = RoleKeys(keyIDs: [key.id, "alias"], threshold: 2)
        try repository.publishRoot()
        var targets = try #require(repository.targets["targets"])
        targets.version = 2
        var signed = try TestRepository.signed(targets, by: ["holder 1"])
        signed.add(RoleSignature(keyID: "alias", bytes: try #require(signed.signatures.first).bytes))
        repository.site["2.targets.json"] = signed.file
        repository.snapshot.meta["targets.json"] = MetaFile(version: 2, file: signed.file)
        try repository.publish()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-signatures targets")
        #expect(
            signed.validKeyIDs(of: RoleKeys(keyIDs: ["alias", key.id], threshold: 1), in: repository.root.keys)
                == ["alias"])
    }

    /// Keys that can not be used: other kinds, and bytes that are no Ed25519 key.
    static let strangeKeys = [
        #"{"keytype":"rsa","keyval":{"public":"-----BEGIN PUBLIC KEY-----"},"scheme":"rsassa-pss-sha256"}"#,
        #"{"keytype":"ml-dsa","keyval":{"public":"00"},"scheme":"ml-dsa-65"}"#,
        #"{"keytype":"ed25519","keyval":{"public":"00"},"scheme":"ed25519"}"#,
        #"{"keytype":"ed25519","keyval":{"private":"00"},"scheme":"ed25519"}"#,
        // The neutral point: one signature of it holds for every message.
        #"{"keytype":"ed25519","keyval":{"public":"\#("01" + String(repeating: "0", count: 62))"},"scheme":"ed25519"}"#,
    ]

    @Test("a key that can not be used counts for nothing and harms nothing", arguments: strangeKeys)
    func strangeKey(_ text: String) throws {
        var repository = try TestRepository()
        let strange = try TUFKey(id: "strange", value: try JSONReader.read(Array(text.utf8)))
        #expect(strange.key == nil)
        repository.root.keys["strange"] = strange
        repository.root.roles["targets"] = RoleKeys(
            keyIDs: ["strange", TestRepository.key("holder 1").id, TestRepository.key("holder 2").id], threshold: 2)
        try repository.publishRoot()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")

        repository.root.roles["targets"]?.threshold = 3
        try repository.publishRoot()
        var signed = try TestRepository.signed(
            try #require(repository.targets["targets"]), by: ["holder 1", "holder 2"])
        // The neutral point as R and 0 as S.
        signed.add(RoleSignature(keyID: "strange", bytes: [1] + [UInt8](repeating: 0, count: 63)))
        repository.site["1.targets.json"] = signed.file
        repository.snapshot.meta["targets.json"] = MetaFile(version: 1, file: signed.file)
        try repository.publish()
        client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-signatures targets")
    }

    @Test("a number that no key has counts for nothing")
    func unknownKeyID() throws {
        var repository = try TestRepository()
        repository.root.keys[TestRepository.key("snapshot").id] = nil
        try repository.publishRoot()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-signatures snapshot")
    }

    @Test("a signature of other bytes than Ed25519 has counts for nothing", arguments: [0, 63, 65])
    func oddSignature(_ length: Int) throws {
        let repository = try TestRepository()
        var signed = try SignedRole(repository.timestamp)
        let key = TestRepository.key("timestamp")
        signed.add(RoleSignature(keyID: key.id, bytes: [UInt8](repeating: 1, count: length)))
        #expect(signed.validKeyIDs(of: RoleKeys([key]), in: [key.id: key]).isEmpty)
        #expect(!signed.isSigned(by: RoleKeys([key]), in: [key.id: key]))
    }
}
