import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Whoever has all online keys cannot ship a bad package")
struct StolenKeysTests {
    /// The memory of a client that has seen the honest registry, in a folder that vanishes with the value.
    private final class Client {
        let workshop: Workshop
        var state: String { workshop.folder + "/state" }

        init() throws { workshop = try Workshop() }

        func verify(_ registry: SignedRegistry, at time: Timestamp = SignedRegistry.start) async throws -> String {
            let root = try #require(registry.files["metadata/1.root.json"])
            let options = SiteVerification.Options(at: time, root: ("root.json", root), state: .folder(state))
            let report = try await SiteVerification(HostileSource(files: registry.files), options).run()
            let names = report.guarantees.filter { $0.standing == .broken }.map(\.name.rawValue)
            return (names + report.broken.first.map(\.code)).joined(separator: " ")
        }
    }

    @Test("a replaced package is refused, whoever signed it, because the log has other bytes")
    func replaced() async throws {
        var registry = try SignedRegistry.honest()
        _ = try registry.put("@acme/tool", "1.0.0", by: [7], summary: "Evil")
        try registry.publish()
        #expect(try await Client().verify(registry) == "published release-trust-other-bytes")
    }

    @Test("a new release without the owners' keys is refused, also when it is logged")
    func forged() async throws {
        for keys in [[7], []] as [[UInt8]] {
            var registry = try SignedRegistry.honest()
            try registry.release("@acme/tool", "9.0.0", by: keys, summary: "Evil")
            try registry.publish()
            let code = keys.isEmpty ? "unsigned" : "threshold"
            #expect(try await Client().verify(registry) == "published release-trust-\(code)")
        }
    }

    @Test("a package that is replaced and logged once more is refused")
    func loggedTwice() async throws {
        var registry = try SignedRegistry.honest()
        try registry.logRelease(
            "@acme/tool", "1.0.0", try registry.put("@acme/tool", "1.0.0", by: [1], summary: "Other"))
        try registry.publish()
        let verdict = try await Client().verify(registry)
        #expect(verdict.contains("release-logged-twice"))
    }

    @Test("keys of a confirmed namespace are not replaced by an online role")
    func newKeys() async throws {
        var registry = try SignedRegistry.honest()
        try registry.addNamespace("acme", key: 7, isConfirmed: false)
        try registry.release("@acme/tool", "9.0.0", by: [7], summary: "Evil")
        try registry.publish()
        let refusals = Array(repeating: "keys-skipped-version", count: 4).joined(separator: " ")
        #expect(try await Client().verify(registry) == "published logged \(refusals) keys-logged-otherwise")
    }

    @Test("keys of a namespace that was seen before are not exchanged")
    func exchangedKeys() async throws {
        let client = try Client()
        var registry = try SignedRegistry.honest()
        #expect(try await client.verify(registry) == "")
        try registry.addNamespace("fresh", key: 7, isConfirmed: false, isLogged: false)
        try registry.publish()
        #expect(try await client.verify(registry).contains("key-history-other-keys"))
    }

    @Test("a release that is taken off the site is missed, because the log has it")
    func withheld() async throws {
        var registry = try SignedRegistry.honest()
        registry.targets[try SignedRegistry.file("@acme/tool", "1.1.0").path] = nil
        try registry.publish()
        #expect(try await Client().verify(registry) == "logged release-withheld")
    }

    @Test("a release that is not logged is refused")
    func unlogged() async throws {
        var registry = try SignedRegistry.honest()
        _ = try registry.put("@acme/tool", "1.2.0", by: [1], summary: "Quiet")
        try registry.publish()
        #expect(try await Client().verify(registry) == "logged release-not-logged")
    }

    @Test("key sets that are not logged are noticed")
    func unloggedKeys() async throws {
        var registry = try SignedRegistry.honest()
        try registry.addNamespace("quiet", key: 5, isConfirmed: false, isLogged: false)
        try registry.publish()
        #expect(try await Client().verify(registry) == "logged keys-not-logged")
    }

    @Test("a log that is written anew is refused by whoever remembers the old one")
    func fork() async throws {
        let client = try Client()
        let honest = try SignedRegistry.honest()
        #expect(try await client.verify(honest) == "")
        var forked = try SignedRegistry()
        try forked.addNamespace("acme", key: 1, isConfirmed: true)
        try forked.addNamespace("fresh", key: 3, isConfirmed: false)
        for version in ["1.1.0", "1.0.0", "1.2.0"] { try forked.release("@acme/tool", version, by: [1]) }
        try forked.publish()
        try forked.publish()
        #expect(try await client.verify(forked) == "append-only log-fork")
        var shrunk = try SignedRegistry()
        try shrunk.addNamespace("acme", key: 1, isConfirmed: true)
        for _ in 0..<3 { try shrunk.publish() }
        #expect(try await client.verify(shrunk) == "append-only log-smaller")
    }

    @Test("a checkpoint that is older than the metadata's, unsigned or missing is refused")
    func checkpoint() async throws {
        var registry = try SignedRegistry.honest()
        let old = registry.files["log/checkpoint"]
        try registry.release("@acme/tool", "1.2.0", by: [1])
        try registry.publish()
        registry.files["log/checkpoint"] = old
        #expect(try await Client().verify(registry) == "logged checkpoint-behind-metadata")
        registry.files["log/checkpoint"] = nil
        #expect(try await Client().verify(registry) == "logged checkpoint-missing")
        registry.online["log"] = "thief"
        try registry.publish()
        #expect(try await Client().verify(registry).hasPrefix("logged note-"))
    }

    @Test("an entry of the log that is not there or not the signed one is found")
    func entries() async throws {
        var registry = try SignedRegistry.honest()
        let bundle = try #require(registry.files.keys.first { $0.hasPrefix("log/tile/entries/") })
        let bytes = try #require(registry.files[bundle])
        registry.files[bundle]?[bytes.count / 2] ^= 1
        #expect(try await Client().verify(registry) == "logged log-entry-hash")
        registry.files[bundle] = nil
        #expect(try await Client().verify(registry) == "logged log-file-missing")
    }

    @Test("witnesses count when there are enough of them and they saw the log lately")
    func witnesses() async throws {
        var registry = try SignedRegistry.honest()
        (registry.witnesses, registry.witnessThreshold) = (["a", "b", "c"], 2)
        try registry.publish()
        #expect(try await Client().verify(registry) == "witnessed witnesses-too-few")
        try registry.witness(["a"], at: SignedRegistry.start)
        #expect(try await Client().verify(registry) == "witnessed witnesses-too-few")
        try registry.witness(["a", "c"], at: SignedRegistry.start)
        #expect(try await Client().verify(registry) == "")
        try registry.witness(["a", "c"], at: Timestamp(seconds: SignedRegistry.start.seconds - 8 * 86_400))
        #expect(try await Client().verify(registry) == "witnessed witnesses-too-few")
        try registry.witness(["a", "thief"], at: SignedRegistry.start)
        #expect(try await Client().verify(registry) == "witnessed witnesses-too-few")
    }
}
