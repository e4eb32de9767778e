import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("What waits in a change")
struct ChangeWaitingTests {
    private static let now = Timestamp(seconds: 1_795_343_400)
    private static let policy = """
        name: prompts.example
        policy: {merge-alone: [package, release, keys], waiting-hours: {key: 24}}

        """

    /// A base that got the key 3 some hours ago, and a branch with a release that it has signed.
    private static func workshop(hours: Int) throws -> Workshop {
        let workshop = try Workshop.withTree()
        try workshop.write(policy, to: "registry.yaml")
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit(at: now.seconds - 900 * 3600)
        let old = try workshop.read("namespaces/acme/keys.json")
        try workshop.write(old, to: "namespaces/acme/keys.1.json")
        try workshop.write(
            try workshop.read("namespaces/acme/keys.json.minisig"), to: "namespaces/acme/keys.1.json.minisig")
        try workshop.addKeys("acme", Workshop.keySet([1, 3], version: 2, previous: old), signedBy: [1])
        try workshop.commit(at: now.seconds - hours * 3600)
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [1, 3])
        try workshop.commit(at: now.seconds - 90_000 * 3600)
        return workshop
    }

    @Test(
        "is a release by a key that the base got not long ago, by the time of the commit", arguments: [1, 23, 24, 25])
    func history(_ hours: Int) async throws {
        let verdict = try await Self.workshop(hours: hours).judge()
        #expect(verdict.outcome == .clean)
        let end = Timestamp(seconds: Self.now.seconds + (24 - hours) * 3600)
        #expect(verdict.merge.answer == (hours < 24 ? .after(end) : .yes))
        if hours < 24 { #expect(verdict.merge.reasons.first?.sentence.hasSuffix("by the time of its commit") == true) }
    }

    @Test("is not a release by a key that the base has had all along")
    func oldKey() async throws {
        let workshop = try Self.workshop(hours: 1)
        try workshop.git("checkout", "-q", "-B", "change", "main")
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [1])
        try workshop.commit()
        #expect(try await workshop.judge().merge.answer == .yes)
    }

    @Test("is told by the log of the site when there is one: what it does not have yet waits from now on")
    func log() async throws {
        let workshop = try Self.workshop(hours: 30)
        let empty = workshop.folder + "/nothing"
        #expect(try await workshop.judge { $0.site = empty }.merge.answer == .yes)
        var log = ReleaseLog(size: 10)
        let acme = try NamespaceName("acme")
        let time = Timestamp(seconds: Self.now.seconds - 3600)
        for (version, name) in [(1, "keys.1.json"), (2, "keys.json")] {
            log.add(
                keysOf: acme, version: version,
                digest: SHA256Digest(of: try workshop.read("namespaces/acme/\(name)")), time: version == 2 ? time : nil)
        }
        #expect(log.time(ofKeys: 2, of: acme) == time && log.time(ofKeys: 1, of: acme) == nil)
        let git = GitObjects(workshop.tree)
        let set = try await ChangeSet(git, base: "main", head: "change")
        let side = try ChangeSide.namespace("acme", of: workshop)
        let id = PackageID(acme, try PackageName("tool"))
        let arrivals = try await ArrivalReading(git, set, log: log).read([id], known: [id], in: [acme: side])
        let new = try Workshop.key(3).publicKey.fingerprint
        let old = try Workshop.key(1).publicKey.fingerprint
        #expect(arrivals.source == .log && arrivals.keys == [new: time])
        #expect(arrivals.keys[old] == nil && arrivals.packages.isEmpty)
    }
}

extension ChangeSide {
    /// A namespace of a tree, read as a side of a change is.
    fileprivate static func namespace(_ name: String, of workshop: Workshop) throws -> Namespace {
        let terms = Terms(
            settings: try RegistrySettings(YAMLReader.read(workshop.read("registry.yaml"))), confirmed: [:],
            claims: [:],
            log: nil)
        let side = try ChangeSide(in: workshop.tree, namespaces: [name], packages: [], terms: terms)
        return try #require(side.namespaces[NamespaceName(name)])
    }
}
