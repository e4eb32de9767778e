import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

extension Workshop {
    /// The entry of a release of the tree, with all its signature files.
    func entry(_ id: String, _ version: String, at time: String = "2026-01-01T00:00:00Z") throws -> LogEntry {
        let package = try PackageID(identity: id, default: NamespaceName("main"), dotted: false)
        let number = try Version(version)
        let folder = "packages/\(package.namespace.text)/\(package.name.text)/\(number.pathText)"
        let names = try Workshop.names(path(folder))
        let file = try #require(names.first { PackageFormat(fileName: $0) != nil })
        let bytes = try read(folder + "/" + file)
        let signatures = try names.filter { SignatureFileName.parse($0) != nil }.map {
            LogEntry.Signature(keyID: "key", digest: SHA256Digest(of: try read(folder + "/" + $0)))
        }
        return LogEntry(
            .release(
                .init(
                    id: package, version: number, digest: SHA256Digest(of: bytes), size: bytes.count,
                    signatures: signatures)), time: try #require(Timestamp(time)))
    }

    /// The entry of the current key set of a namespace.
    func keysEntry(_ name: String, version: Int, file: String = "keys.json") throws -> LogEntry {
        let digest = SHA256Digest(of: try read("namespaces/\(name)/\(file)"))
        return LogEntry(
            .keys(namespace: try NamespaceName(name), version: version, digest: digest), time: Timestamp(seconds: 0))
    }

    /// A log of these entries in the folder of the site, as a publish job writes it.
    func writeLog(_ entries: [LogEntry]) throws {
        var tree = LogTree()
        var files = try tree.append(entries.map(\.bytes)).map { ($0.path, $0.bytes) }
        let origin = try NoteName("prompts.example/log")
        let checkpoint = tree.checkpoint(origin: origin).signed(by: NoteSigner(name: origin, key: try Workshop.key(50)))
        files.append((LogLayout.checkpoint, checkpoint.bytes))
        for (name, bytes) in files {
            let path = site + "/" + name
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
    }

    /// Makes version 2 of a namespace's keys: those of version 1, some of them revoked, and more.
    func changeKeys(_ name: String, revoked: [UInt8: Int], more: [UInt8] = [], by signers: [UInt8]) throws {
        for file in try Workshop.names(path("namespaces/\(name)")) where file.hasPrefix("keys.json") {
            try write(
                read("namespaces/\(name)/\(file)"), to: "namespaces/\(name)/keys.1" + file.dropFirst("keys".count))
            try remove("namespaces/\(name)/\(file)")
        }
        let old = try read("namespaces/\(name)/keys.1.json")
        let keys = try KeySet(try JSONReader.read(old)).keys
        let set = try KeySet(
            keys: keys.map { key in
                let number = (UInt8(0)...99).first { (try? Workshop.key($0).publicKey) == key.key }
                return KeySet.Key(
                    key: key.key, name: key.name, notBefore: key.notBefore, revokedAt: number.flatMap { revoked[$0] })
            } + more.map { KeySet.Key(key: try Workshop.key($0).publicKey, name: "key \($0)") }, threshold: 1,
            version: 2, previous: SHA256Digest(of: old))
        try addKeys(name, set, signedBy: signers)
    }

    /// A tree whose namespace `acme` has the keys 1 and 2.
    static func withTwoKeys() throws -> Workshop {
        let workshop = try Workshop.withTree()
        try workshop.addKeys("acme", Workshop.keySet([1, 2]), signedBy: [1])
        return workshop
    }

    func read(log: ReleaseLog?, at time: Timestamp? = nil) async throws -> TreeReading {
        try await TreeReader(tree: tree, times: PublicationTimes(), log: log, newReleasesAt: time).read()
    }
}

@Suite("Keys revoked by the log")
struct RevocationTests {
    private static let tool = "packages/acme/tool"

    /// A log in which entries 10 and 20 are the releases of `@acme/tool`.
    private static func log(_ workshop: Workshop, size: Int = 30) throws -> ReleaseLog {
        var log = ReleaseLog(size: size)
        log.add(try workshop.entry("@acme/tool", "1.0.0"), at: 10)
        log.add(try workshop.entry("@acme/tool", "1.1.0", at: "2026-02-02T00:00:00Z"), at: 20)
        return log
    }

    private static func errors(_ reading: TreeReading) -> [String] {
        reading.findings.filter { $0.severity == .error }.map { "\($0.rule) \($0.path)" }
    }

    @Test(
        "releases before the revocation stay valid, those from it on are refused",
        arguments: [
            (1, ["1.0.0", "1.1.0"]), (10, ["1.0.0", "1.1.0"]), (11, ["1.1.0"]), (20, ["1.1.0"]), (21, []), (30, []),
            (1030, []),
        ])
    func revoked(_ index: Int, _ refused: [String]) async throws {
        let workshop = try Workshop.withTwoKeys()
        let log = try Self.log(workshop)
        try workshop.changeKeys("acme", revoked: [1: index], by: [1])
        let errors = Self.errors(try await workshop.read(log: log))
        #expect(
            errors
                == refused.flatMap {
                    [
                        "signature-threshold \(Self.tool)/\($0)/tool-\($0).pdpkg",
                        "signature-revoked-key \(Self.tool)/\($0)/tool-\($0).pdpkg.minisig",
                    ]
                })
    }

    @Test("without a log a revoked key counts for no release, and the remedy names the log")
    func withoutLog() async throws {
        let workshop = try Workshop.withTwoKeys()
        try workshop.changeKeys("acme", revoked: [1: 1030], by: [1])
        let reading = try await workshop.read(log: nil)
        #expect(Self.errors(reading).count == 4)
        let finding = try #require(reading.findings.first { $0.rule == "signature-revoked-key" })
        #expect(
            finding.remedy.contains("check TREE --site SITE")
                && finding.remedy.contains("build TREE PREVIEW --log-of SITE"))
    }

    @Test("a revoked key signs no new release, also when its revocation lies ahead", arguments: [5, 30, 31, 500])
    func newRelease(_ index: Int) async throws {
        let workshop = try Workshop.withTwoKeys()
        let log = try Self.log(workshop)
        try workshop.changeKeys("acme", revoked: [1: index], by: [1])
        try workshop.addRelease("@acme/tool", "1.2.0", signedBy: [1])
        let errors = Self.errors(try await workshop.read(log: log))
        #expect(errors.contains("signature-revoked-key \(Self.tool)/1.2.0/tool-1.2.0.pdpkg.minisig"))
        try workshop.remove(Self.tool + "/1.2.0/tool-1.2.0.pdpkg.minisig")
        try workshop.addRelease("@acme/tool", "1.2.0", signedBy: [2])
        #expect(try await !Self.errors(workshop.read(log: log)).contains { $0.contains("1.2.0") })
    }

    @Test("a key signs new releases from its first index on", arguments: [(29, true), (30, true), (31, false)])
    func early(_ index: Int, _ isFine: Bool) async throws {
        let workshop = try Workshop.withTree()
        let log = try Self.log(workshop)
        let old = try workshop.read("namespaces/acme/keys.json")
        for ending in ["", ".minisig"] {
            try workshop.write(
                workshop.read("namespaces/acme/keys.json" + ending), to: "namespaces/acme/keys.1.json" + ending)
        }
        let set = try KeySet(
            keys: [
                KeySet.Key(key: try Workshop.key(1).publicKey, name: "key 1"),
                KeySet.Key(key: try Workshop.key(2).publicKey, name: "key 2", notBefore: index),
            ], threshold: 1, version: 2, previous: SHA256Digest(of: old))
        try workshop.addKeys("acme", set, signedBy: [1])
        try workshop.addRelease("@acme/tool", "1.2.0", signedBy: [2])
        let errors = Self.errors(try await workshop.read(log: log))
        #expect(errors.isEmpty == isFine)
        #expect(isFine || errors.contains("signature-early-key \(Self.tool)/1.2.0/tool-1.2.0.pdpkg.sshsig"))
    }

    @Test("a signature that was added after the log has the release counts while its key is not revoked")
    func late() async throws {
        let workshop = try Workshop.withTwoKeys()
        let log = try Self.log(workshop)
        let binding = try SignatureBinding.release(registry: workshop.registry, id: "@acme/tool", version: "1.0.0")
        let file = Self.tool + "/1.0.0/tool-1.0.0.pdpkg"
        try workshop.sign(file, by: [2], binding)
        try workshop.remove(file + ".minisig")
        #expect(try await Self.errors(workshop.read(log: log)).isEmpty)
        try workshop.changeKeys("acme", revoked: [2: 25], by: [1])
        #expect(
            try await Self.errors(workshop.read(log: log)) == [
                "signature-threshold \(file)", "signature-revoked-key \(file).sshsig",
            ])
    }

    @Test("a release that the log has with other bytes is refused, although its owners signed it")
    func immutable() async throws {
        let workshop = try Workshop.withTree()
        let log = try Self.log(workshop)
        try workshop.addRelease("@acme/tool", "1.0.0", summary: "Another text")
        #expect(
            try await Self.errors(workshop.read(log: log)) == ["release-changed \(Self.tool)/1.0.0/tool-1.0.0.pdpkg"])
    }

    @Test("releases were published when the log says, new ones now, and those without a log as before")
    func times() async throws {
        let workshop = try Workshop.withTree()
        let log = try Self.log(workshop)
        try workshop.addRelease("@acme/tool", "1.2.0")
        let now = try #require(Timestamp("2026-11-22T10:30:00Z"))
        let catalog = try #require(try await workshop.read(log: log, at: now).catalog)
        let tool = try #require(catalog.packages.first { $0.id.description == "@acme/tool" })
        #expect(
            tool.releases.map { $0.publishedAt?.description } == [
                "2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z", "2026-11-22T10:30:00Z",
            ])
        // What is private is never logged: its time must not change with every run.
        let secret = try #require(catalog.packages.first { $0.id.description == "@inner/secret" })
        #expect(secret.releases.map(\.publishedAt) == [nil])
        let plain = try #require(try await workshop.read(log: nil, at: now).catalog)
        #expect(plain.packages.flatMap(\.releases).allSatisfy { $0.publishedAt == nil })
    }

    @Test("a logged key set does not change, and none is taken back")
    func keySets() async throws {
        let workshop = try Workshop.withTwoKeys()
        var log = try Self.log(workshop)
        log.add(try workshop.keysEntry("acme", version: 1), at: 0)
        #expect(try await Self.errors(workshop.read(log: log)).isEmpty)
        var other = log
        other.add(keysOf: try NamespaceName("acme"), version: 2, digest: SHA256Digest(of: []))
        #expect(try await Self.errors(workshop.read(log: other)) == ["keys-changed namespaces/acme/keys.json"])
        try workshop.changeKeys("acme", revoked: [:], by: [1])
        #expect(try await Self.errors(workshop.read(log: log)).isEmpty)
        log.add(try workshop.keysEntry("acme", version: 2), at: 5)
        #expect(try await Self.errors(workshop.read(log: log)).isEmpty)
        // Version 1 again, with the same keys in another order, and a chain that fits it.
        try workshop.addKeys("acme", Workshop.keySet([2, 1]), signedBy: [1], as: "keys.1.json")
        let first = try workshop.read("namespaces/acme/keys.1.json")
        try workshop.addKeys("acme", Workshop.keySet([1, 2], version: 2, previous: first), signedBy: [1])
        #expect(
            try await Self.errors(workshop.read(log: log)) == [
                "keys-changed namespaces/acme/keys.1.json", "keys-changed namespaces/acme/keys.json",
            ])
    }

    @Test("a revocation far ahead of the log is warned of", arguments: [(1030, false), (1031, true)])
    func ahead(_ index: Int, _ isWarned: Bool) async throws {
        let workshop = try Workshop.withTwoKeys()
        let log = try Self.log(workshop)
        try workshop.changeKeys("acme", revoked: [1: index], by: [1])
        let reading = try await workshop.read(log: log)
        let warnings = reading.findings.filter { $0.rule == "revocation-ahead" }
        #expect(reading.isValid && !warnings.isEmpty == isWarned)
        #expect(warnings.allSatisfy { $0.path == "namespaces/acme/keys.json" && $0.severity == .warning })
    }
}

@Suite("The log of a site, read by its builder")
struct PublishedLogTests {
    @Test("says what its entries say, whatever their number", arguments: [0, 1, 255, 256, 257, 600])
    func sizes(_ count: Int) throws {
        let workshop = try Workshop.withTree()
        let entry = try workshop.entry("@acme/tool", "1.0.0")
        let keys = try workshop.keysEntry("acme", version: 1)
        try workshop.writeLog((0..<count).map { $0 == count - 1 ? entry : keys })
        let log = try #require(try PublishedLog.read(workshop.site))
        #expect(log.size == count)
        let release = try log.release(PackageID(NamespaceName("acme"), PackageName("tool")), Version("1.0.0"))
        #expect(release?.index == (count == 0 ? nil : count - 1))
        #expect(try log.keySets(of: NamespaceName("acme")).count == (count > 1 ? 1 : 0))
    }

    @Test("a site without one has none, and neither has one that is not there")
    func none() async throws {
        let workshop = try Workshop.withTree()
        #expect(try PublishedLog.read(workshop.site) == nil)
        try await workshop.build()
        #expect(try PublishedLog.read(workshop.site) == nil)
    }

    @Test("a log that is broken stops the build instead of being ignored")
    func broken() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        try workshop.writeLog([try workshop.entry("@acme/tool", "1.0.0")])
        let bundle = workshop.site + "/" + LogBundle(index: 0, width: 1).path
        let whole = try FileContents.read(bundle, upTo: 1 << 20)
        for bytes in [[], Array(whole.dropLast()), whole + [0], whole.map { $0 == 0x72 ? 0x73 : $0 }] as [[UInt8]] {
            try Data(bytes).write(to: URL(fileURLWithPath: bundle))
            await #expect(throws: Refusal.self) { try await workshop.build() }
            await #expect(throws: Refusal.self) {
                try await TreeCheck(tree: workshop.tree, site: workshop.site).run()
            }
        }
        try FileManager.default.removeItem(atPath: bundle)
        await #expect(throws: Refusal.self) { try await workshop.build() }
        try Data([1, 2]).write(to: URL(fileURLWithPath: workshop.site + "/" + LogLayout.checkpoint))
        await #expect(throws: Refusal.self) { try await workshop.build() }
    }

    @Test("lets `build` and `check --site` accept releases that are older than a revocation")
    func used() async throws {
        let workshop = try Workshop.withTwoKeys()
        try await workshop.build()
        let entries = [
            try workshop.keysEntry("acme", version: 1), try workshop.entry("@acme/tool", "1.0.0"),
            try workshop.entry("@acme/tool", "1.1.0"),
        ]
        try workshop.changeKeys("acme", revoked: [1: 3], by: [1])
        #expect(try await !workshop.build().isBuilt)
        #expect(try await TreeCheck(tree: workshop.tree, site: workshop.site).run().contains { $0.severity == .error })
        try workshop.writeLog(entries)
        let checked = try await TreeCheck(tree: workshop.tree, site: workshop.site).run()
        #expect(!checked.contains { $0.severity == .error })
        #expect(try await workshop.findings().contains { $0.rule == "signature-revoked-key" })
        let report = try await workshop.build()
        #expect(report.isBuilt)
        #expect(
            String(decoding: try Workshop.files(workshop.site)["@acme/tool/package.json"] ?? [], as: UTF8.self)
                .contains("2026-01-01T00:00:00Z"))
    }

    @Test(
        "a release of a thief may vanish once its key is revoked, and no other one",
        arguments: [
            (2, ["1.1.0"], true), (2, ["1.0.0", "1.1.0"], false), (3, ["1.1.0"], false), (1, ["1.0.0", "1.1.0"], true),
        ]
    )
    func struckOut(_ index: Int, _ removed: [String], _ isFine: Bool) async throws {
        let workshop = try Workshop.withTwoKeys()
        try await workshop.build()
        try workshop.writeLog([
            try workshop.keysEntry("acme", version: 1), try workshop.entry("@acme/tool", "1.0.0"),
            try workshop.entry("@acme/tool", "1.1.0"),
        ])
        try workshop.changeKeys("acme", revoked: [1: index], by: [1])
        try workshop.addRelease("@acme/tool", "1.2.0", signedBy: [2])
        for version in removed { try workshop.remove("packages/acme/tool/\(version)") }
        let rules = try await TreeCheck(tree: workshop.tree, site: workshop.site).run().filter {
            $0.severity == .error
        }.map(\.rule)
        #expect(rules == (isFine ? [] : ["release-removed"]))
        let report = try await workshop.build()
        #expect(report.isBuilt == isFine)
        let there = try Workshop.files(workshop.site)["@acme/tool/-/tool-1.1.0.pdpkg"] != nil
        #expect(there == !isFine)
    }

    @Test("files that are gone from the site strike no release out")
    func notStruckOut() async throws {
        let workshop = try Workshop.withTwoKeys()
        try await workshop.build()
        try workshop.writeLog([try workshop.entry("@acme/tool", "1.0.0"), try workshop.entry("@acme/tool", "1.1.0")])
        try workshop.remove("packages/acme/tool/1.0.0")
        try FileManager.default.removeItem(atPath: workshop.site + "/@acme/tool/-/tool-1.0.0.pdpkg.minisig")
        let rules = try await TreeCheck(tree: workshop.tree, site: workshop.site).run().map(\.rule)
        #expect(rules.contains("release-removed"))
    }

    @Test("a build given another log asks only that one")
    func given() async throws {
        let workshop = try Workshop.withTwoKeys()
        try workshop.changeKeys("acme", revoked: [1: 3], by: [1])
        var log = ReleaseLog(size: 3)
        log.add(try workshop.entry("@acme/tool", "1.0.0"), at: 0)
        log.add(try workshop.entry("@acme/tool", "1.1.0"), at: 2)
        let given = log
        #expect(try await workshop.build { $0.log = given }.isBuilt)
    }
}
