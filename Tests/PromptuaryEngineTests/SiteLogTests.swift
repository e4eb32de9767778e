import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// A site in memory, which counts what is read of it.
private actor MemorySource: SiteSource {
    nonisolated let name = "memory"
    var files: [String: [UInt8]]
    private(set) var reads = 0

    init(_ files: [String: [UInt8]]) { self.files = files }

    func put(_ path: String, _ bytes: [UInt8]?) { files[path] = bytes }

    func read(_ path: String, upTo limit: Int) async throws -> [UInt8]? {
        reads += 1
        guard let bytes = files[path] else { return nil }
        guard bytes.count <= limit else { throw SourceError.tooLarge(path, limit: limit) }
        return bytes
    }
}

@Suite("The log of a site")
struct SiteLogTests {
    private static func signer(_ name: String, _ seed: UInt8) throws -> NoteSigner {
        NoteSigner(
            name: try NoteName(name),
            pair: try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: seed, count: 32))))
    }

    private static var log: NoteSigner { get throws { try signer("registry.example/log", 1) } }
    private static var witness: NoteSigner { get throws { try signer("w.example", 2) } }

    private static func description(threshold: Int = 0) throws -> LogDescription {
        try LogDescription(
            origin: try log.name, keys: [try log.verifier(.ed25519)],
            witnesses: [try witness.verifier(.cosignature)], threshold: threshold)
    }

    private static func site(_ size: Int, fork: Int? = nil) throws -> (files: [String: [UInt8]], checkpoint: Checkpoint)
    {
        var tree = LogTree()
        var files: [String: [UInt8]] = [:]
        let entries = try (0..<size).map { try DemonstrationLog.entry($0, variant: $0 == fork ? "f" : "").bytes }
        for file in try tree.append(entries) { files[file.path] = file.bytes }
        let checkpoint = tree.checkpoint(origin: try log.name)
        files[LogLayout.checkpoint] = checkpoint.signed(by: try log).bytes
        return (files, checkpoint)
    }

    private static func cosigned(_ checkpoint: Checkpoint, at seconds: Int) throws -> SignedCheckpoint {
        var signed = checkpoint.signed(by: try log)
        signed.add(try witness.cosign(checkpoint, at: Timestamp(seconds: seconds)))
        return signed
    }

    @Test("a whole log is verified, with each of its files read once", arguments: [0, 1, 256, 600])
    func whole(size: Int) async throws {
        let (files, _) = try Self.site(size)
        let source = MemorySource(files)
        let report = try await SiteLog(source, description: try Self.description()).verify()
        #expect(report.problems.isEmpty && report.history.count == size && report.witnessed == nil)
        #expect(await source.reads == files.count + 2, "and log/witnessed and index/packages.json, which are not there")
    }

    @Test("a proof reads few files, verifies, and prefers the witnessed checkpoint")
    func proof() async throws {
        let (files, _) = try Self.site(600)
        let (_, old) = try Self.site(400)
        let source = MemorySource(files)
        let log = SiteLog(source, description: try Self.description())
        let (id, version) = (try PackageID(scoped: "@team-1/tool-44"), try Version("1.1.0"))
        let newest = try await log.prove(id, version)
        #expect(newest.index == 133 && newest.checkpoint.checkpoint.size == 600)
        await source.put(LogLayout.witnessed, try Self.cosigned(old, at: 5).bytes)
        // The partial tiles of the smaller tree were published when it was the newest.
        for (path, bytes) in try Self.site(400).files where path.contains(".p/") { await source.put(path, bytes) }
        let witnessed = try await log.prove(id, version)
        #expect(witnessed.checkpoint.checkpoint.size == 400 && witnessed.extra == newest.extra)
        _ = try witnessed.verifiedEntry(in: try Self.description(threshold: 1))
        await #expect(throws: Refusal.self) { try await log.prove(id, try Version("9.9.9")) }
    }

    @Test("a witnessed checkpoint of another tree is found, and so is one that is ahead")
    func forkedWitness() async throws {
        let (files, _) = try Self.site(600)
        let source = MemorySource(files)
        let log = SiteLog(source, description: try Self.description())
        for (other, code) in [
            (try Self.site(400, fork: 3).checkpoint, LogFault.fork), (try Self.site(601).checkpoint, .smaller),
            (try Self.site(600, fork: 599).checkpoint, .fork),
        ] {
            await source.put(LogLayout.witnessed, try Self.cosigned(other, at: 5).bytes)
            let refusal = await #expect(throws: Refusal.self) { try await log.verify() }
            #expect(refusal?.code == code.rawValue)
            await source.put(LogLayout.witnessed, nil)
            await #expect(throws: Refusal.self) { try await log.witnessed(merging: [Self.cosigned(other, at: 5)]) }
        }
    }

    @Test("cosignatures that come in end up in one witnessed checkpoint, and the next one replaces it")
    func merging() async throws {
        let (files, checkpoint) = try Self.site(600)
        let source = MemorySource(files)
        let log = SiteLog(source, description: try Self.description(threshold: 1))
        #expect(try await log.witnessed(merging: []) == nil)
        #expect(try await log.verify().problems.map(\.code) == ["log-witnesses"])
        let old = try Self.cosigned(try Self.site(256).checkpoint, at: 5)
        #expect(try await log.witnessed(merging: [old]) == old)
        await source.put(LogLayout.witnessed, old.bytes)
        #expect(try await log.verify().problems.isEmpty)
        let new = try Self.cosigned(checkpoint, at: 6)
        #expect(try await log.witnessed(merging: [new]) == new)
        #expect(try await log.witnessed(merging: []) == old)
    }

    @Test("published files that are not in the log, or not as they are, are found")
    func listings() async throws {
        var (files, _) = try Self.site(300)
        let digest = SHA256Digest(of: Array("133".utf8))
        _ = digest
        files["index/packages.json"] = Array("{\"shards\":[\"a\"]}".utf8)
        files["index/packages/a.json"] = Array(
            "{\"packages\":[{\"id\":\"@team-1/tool-44\"},{\"id\":\"@team-1/none\"}]}".utf8)
        files["@team-1/tool-44/versions.json"] = Array(
            """
            {"versions":[{"version":"1.1.0","file":"-/a.pdpkg"},{"version":"1.2.0","file":"-/b.pdpkg"},
            {"version":"3.0.0","file":"-/a.pdpkg"}]}
            """.utf8)
        // The demonstration's entry 133 has the digest of these three bytes.
        files["@team-1/tool-44/-/a.pdpkg"] = Array("133".utf8)
        let report = try await SiteLog(MemorySource(files), description: try Self.description()).verify()
        #expect(report.logged == 1 && report.unlisted == 1 && report.problems.count == 2)
        #expect(report.problems.allSatisfy { $0.code == "log-not-logged" })
        files["@team-1/tool-44/-/a.pdpkg"] = Array("134".utf8)
        let changed = try await SiteLog(MemorySource(files), description: try Self.description()).verify()
        #expect(changed.logged == 0 && changed.problems.count == 3)
    }

    @Test("a missing tile, a missing log and an entry of another format are refused by their names")
    func refusals() async throws {
        var (files, _) = try Self.site(300)
        files["log/tile/0/000"] = nil
        func code(_ files: [String: [UInt8]]) async throws -> String? {
            let log = SiteLog(MemorySource(files), description: try Self.description())
            return await #expect(throws: Refusal.self) { try await log.verify() }?.code
        }
        #expect(try await code(files) == "log-file-missing")
        #expect(try await code([:]) == "log-absent")
        var tree = LogTree()
        files = [:]
        for file in try tree.append([Array("{}".utf8)]) { files[file.path] = file.bytes }
        files[LogLayout.checkpoint] = tree.checkpoint(origin: try Self.log.name).signed(by: try Self.log).bytes
        #expect(try await code(files) == "log-entry")
        files[LogLayout.checkpoint] = [UInt8](repeating: 0, count: 300 << 10)
        await #expect(throws: SourceError.self) {
            try await SiteLog(MemorySource(files), description: try Self.description()).head()
        }
    }
}
