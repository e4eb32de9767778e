import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The chain of key sets")
struct KeyChainTests {
    /// The files of a namespace: each set with its signatures, the last one as `keys.json`.
    private struct Chain {
        var files: [String: [UInt8]] = [:]
        var confirmed: SHA256Digest?

        mutating func add(_ name: String, _ set: KeySet, signedBy keys: [UInt8], version: Int? = nil) throws {
            files[name] = set.file
            for key in keys {
                let signature = try Workshop.key(key).sign(
                    set.file, named: name,
                    binding: .keys(registry: "prompts.example", namespace: "acme", version: version ?? set.version))
                files[signature.name.text] = signature.bytes
            }
        }

        func verify() throws -> (KeySet?, [String]) {
            let chain = KeyChain(
                namespace: try NamespaceName("acme"), registry: try RegistryName("prompts.example"), files: files,
                path: "namespaces/acme", confirmed: confirmed)
            let (keys, findings) = chain.verify()
            return (keys, findings.map(\.rule))
        }
    }

    /// Three versions: 1 and 2 sign for the first, 1, 2, 3 for the second, and the third wants two.
    private static func three(
        first: [UInt8] = [1, 2], second: [UInt8] = [1, 2], third: [UInt8] = [2, 3]
    ) throws -> Chain {
        var chain = Chain()
        let one = try Workshop.keySet([1, 2], threshold: 2)
        let two = try Workshop.keySet([1, 2, 3], threshold: 2, version: 2, previous: one.file)
        let now = try Workshop.keySet([1, 2, 3, 4], threshold: 2, version: 3, previous: two.file)
        try chain.add("keys.1.json", one, signedBy: first)
        try chain.add("keys.2.json", two, signedBy: second)
        try chain.add("keys.json", now, signedBy: third)
        return chain
    }

    @Test("of three versions, each signed by the keys before it, is in order")
    func three() throws {
        let (keys, rules) = try Self.three().verify()
        #expect(rules.isEmpty && keys?.version == 3 && keys?.keys.count == 4)
    }

    @Test(
        "of one version is signed by a threshold of its own keys",
        arguments: [([1, 2], true), ([1], false), ([], false), ([3, 4], false), ([1, 3], false)] as [([UInt8], Bool)])
    func one(_ signers: [UInt8], _ isFine: Bool) throws {
        var chain = Chain()
        try chain.add("keys.json", Workshop.keySet([1, 2], threshold: 2), signedBy: signers)
        let (keys, rules) = try chain.verify()
        #expect((keys != nil) == isFine && rules == (isFine ? [] : ["keys-signature"]))
    }

    @Test(
        "is broken wherever too few keys of the version before signed",
        arguments: [
            ([1], [1, 2], [2, 3]), ([1, 2], [1], [2, 3]), ([1, 2], [1, 3], [2, 3]), ([1, 2], [1, 2], [3]),
            ([1, 2], [1, 2], [3, 4]), ([1, 2], [3], [2, 3]), ([], [1, 2], [2, 3]),
        ] as [([UInt8], [UInt8], [UInt8])])
    func threshold(_ first: [UInt8], _ second: [UInt8], _ third: [UInt8]) throws {
        let (keys, rules) = try Self.three(first: first, second: second, third: third).verify()
        #expect(keys == nil && rules == ["keys-signature"])
    }

    @Test("is broken when a version is missing", arguments: ["keys.1.json", "keys.2.json"])
    func missing(_ name: String) throws {
        var chain = try Self.three()
        chain.files[name] = nil
        let (keys, rules) = try chain.verify()
        #expect(keys == nil && rules == ["keys-signature"])
        chain.files = [:]
        #expect(try chain.verify().1 == ["keys-missing"])
    }

    @Test("is broken when prev is not the digest of the version before")
    func previous() throws {
        var chain = Chain()
        let one = try Workshop.keySet([1])
        try chain.add("keys.1.json", one, signedBy: [1])
        try chain.add("keys.json", Workshop.keySet([1, 2], version: 2, previous: one.file + [10]), signedBy: [1])
        #expect(try chain.verify().0 == nil && !chain.verify().1.isEmpty)
    }

    @Test(
        "is broken when a version was changed by a byte, also when the file says the same",
        arguments: ["keys.json", "keys.1.json", "keys.2.json"])
    func changed(_ name: String) throws {
        var chain = try Self.three()
        chain.files[name, default: []].append(10)
        #expect(try chain.verify().0 == nil)
    }

    @Test("is broken when versions are swapped or skipped")
    func skipped() throws {
        var chain = Chain()
        let one = try Workshop.keySet([1])
        try chain.add("keys.1.json", one, signedBy: [1])
        try chain.add("keys.2.json", one, signedBy: [1])
        try chain.add("keys.json", Workshop.keySet([1, 2], version: 3, previous: one.file), signedBy: [1])
        #expect(try chain.verify().0 == nil)
    }

    @Test("does not take a signature for another version")
    func otherVersion() throws {
        var chain = Chain()
        let one = try Workshop.keySet([1])
        try chain.add("keys.1.json", one, signedBy: [1])
        try chain.add("keys.json", Workshop.keySet([1, 2], version: 2, previous: one.file), signedBy: [1], version: 3)
        #expect(try chain.verify().1 == ["keys-signature"])
    }

    @Test("goes on from a version that the offline keys vouch for, though the keys before it signed nothing")
    func confirmed() throws {
        var chain = Chain()
        let one = try Workshop.keySet([1], revoked: [1])
        let two = try Workshop.keySet([1, 4], version: 2, previous: one.file, revoked: [1])
        let three = try Workshop.keySet([1, 4, 5], version: 3, previous: two.file, revoked: [1])
        try chain.add("keys.1.json", one, signedBy: [1])
        try chain.add("keys.2.json", two, signedBy: [4])
        try chain.add("keys.json", three, signedBy: [4])
        #expect(try chain.verify().1 == ["keys-signature"])
        chain.confirmed = SHA256Digest(of: two.file)
        do {
            let (keys, rules) = try chain.verify()
            #expect(keys == three && rules.isEmpty)
        }
        // What comes after it is signed as ever, and another version is not meant.
        try chain.add("keys.json", three, signedBy: [5])
        chain.files["keys.json.minisig"] = nil
        chain.files["keys.json.sshsig"] = nil
        #expect(try chain.verify().1 == ["keys-signature"])
        try chain.add("keys.json", three, signedBy: [4])
        chain.confirmed = SHA256Digest(of: one.file + [10])
        #expect(try chain.verify().1 == ["keys-signature"])
    }

    @Test("does not let a revoked key sign what follows")
    func revoked() throws {
        var chain = Chain()
        let one = try Workshop.keySet([1, 2], revoked: [1])
        try chain.add("keys.1.json", one, signedBy: [2])
        try chain.add(
            "keys.json", Workshop.keySet([1, 2, 3], version: 2, previous: one.file, revoked: [1]), signedBy: [1])
        #expect(try chain.verify().0 == nil)
    }

    @Test("does not let a key vanish", arguments: [true, false])
    func history(_ isRemoved: Bool) throws {
        var chain = Chain()
        let one = try Workshop.keySet([1, 2, 3], revoked: [3])
        try chain.add("keys.1.json", one, signedBy: [1])
        // Either key 3 is gone, or its revocation is withdrawn.
        try chain.add(
            "keys.json", Workshop.keySet(isRemoved ? [1, 2] : [1, 2, 3], version: 2, previous: one.file), signedBy: [1])
        let (keys, _) = try chain.verify()
        #expect(keys == nil)
    }

    @Test(
        "gives each file its version by its name only",
        arguments: [
            ("keys.1.json", 1), ("keys.12.json", 12), ("keys.json", nil), ("keys.0.json", nil), ("keys.01.json", nil),
            ("keys.-1.json", nil), ("keys.+1.json", nil), ("keys.1.json.minisig", nil), ("keys.x.json", nil),
            ("keys.99999999999999999999.json", nil), ("key.1.json", nil),
        ] as [(String, Int?)])
    func names(_ name: String, _ version: Int?) {
        #expect(KeySet.version(ofFile: name) == version)
    }

    @Test(
        "has no signature beside it that does not count, but for one by a new key of the set that it signs",
        arguments: [
            ("keys.json", 5, ["signature-unknown-key"]), ("keys.2.json", 4, ["signature-unknown-key"]),
            ("keys.1.json", 3, ["signature-unknown-key"]), ("keys.json", 4, []), ("keys.2.json", 3, []),
            ("keys.json", 1, []),
        ] as [(String, UInt8, [String])])
    func strangeSignature(_ name: String, _ key: UInt8, _ expected: [String]) throws {
        var chain = try Self.three()
        let signed = try #require(chain.files[name])
        let version = try KeySet(JSONReader.read(signed)).version
        let signature = try Workshop.key(key).sign(
            signed, named: name,
            binding: .keys(registry: "prompts.example", namespace: "acme", version: version))
        let beside = SignatureFileName(signed: name, number: 9, form: signature.name.form)
        chain.files[beside.text] = signature.bytes
        let (keys, rules) = try chain.verify()
        #expect(keys?.version == 3 && rules == expected)
        // A signature of another set says nothing here.
        chain.files[beside.text] = nil
        let other = name == "keys.1.json" ? "keys.2.json.minisig" : "keys.1.json.minisig"
        chain.files[name + ".9.minisig"] = chain.files[other]
        let (same, more) = try chain.verify()
        #expect(same?.version == 3 && more.count == 1)
    }

    @Test("publishes no key set that is not part of it")
    func strayVersion() async throws {
        let workshop = try Workshop.withTree()
        try workshop.write(Workshop.keySet([9]).file, to: "namespaces/acme/keys.7.json")
        let findings = try await workshop.findings()
        do { #expect(findings.contains { $0.severity == .error }) }
        try await workshop.build()
        let published = try Workshop.files(workshop.site)
        do { #expect(published["keys/@acme/keys.7.json"] == nil) }
    }
}
