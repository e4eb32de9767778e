import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("A TUF client follows a repository and remembers what it verified")
struct TUFClientTests {
    let workshop: Workshop
    var folder: String { workshop.folder + "/metadata" }

    init() throws { workshop = try Workshop() }

    private func client(
        _ registry: SignedRegistry, root: [UInt8]? = nil, limit: Int = 256, at time: Timestamp = SignedRegistry.start
    ) throws -> TUFClient {
        let store = TrustedStore(folder, timing: .immediate)
        let kept = try store.bytes(of: "root", upTo: MetadataLimits.root)
        let first = try #require(root ?? kept ?? registry.files["metadata/1.root.json"])
        return try TUFClient(
            root: first, source: HostileSource(files: registry.files), store: store, at: time, rotationLimit: limit)
    }

    @Test("what was verified is there after a restart, byte for byte")
    func survives() async throws {
        let registry = try SignedRegistry.honest()
        var first = try client(registry)
        try await first.refresh()
        for role in ["snapshot", "targets"] {
            #expect(
                try FileContents.read("\(folder)/\(role).json", upTo: 1 << 20)
                    == registry.files["metadata/1.\(role).json"])
        }
        var offline = registry
        offline.files = offline.files.filter { $0.key == "metadata/timestamp.json" }
        var second = try client(offline, root: registry.files["metadata/1.root.json"])
        try await second.refresh()
        #expect(second.trusted.snapshot?.body.version == 1)
    }

    @Test("an older timestamp is refused after a restart")
    func rollback() async throws {
        var registry = try SignedRegistry.honest()
        let old = registry.files["metadata/timestamp.json"]
        try registry.publish()
        var first = try client(registry)
        try await first.refresh()
        registry.files["metadata/timestamp.json"] = old
        var second = try client(registry)
        await #expect(throws: Distrust(.rollback, "timestamp", "version 1 comes after version 2")) {
            try await second.refresh()
        }
    }

    @Test("a copy that somebody changed on disk is not used", arguments: ["timestamp", "snapshot", "targets"])
    func changedCopy(role: String) async throws {
        let registry = try SignedRegistry.honest()
        var first = try client(registry)
        try await first.refresh()
        let path = "\(folder)/\(role).json"
        let bytes = try FileContents.read(path, upTo: 1 << 20)
        try Data([UInt8](repeating: 0x20, count: 3) + bytes.dropLast(5)).write(to: URL(fileURLWithPath: path))
        var second = try client(registry)
        try await second.refresh()
        #expect(second.trusted.targets("targets") == first.trusted.targets("targets"))
    }

    @Test("roots are followed one by one, up to a limit")
    func rotations() async throws {
        var registry = try SignedRegistry.honest()
        for _ in 0..<4 { try registry.publishRoot() }
        var patient = try client(registry, limit: 4)
        try await patient.refresh()
        #expect(patient.trusted.root.body.version == 5)
        #expect(patient.rootDigests.count == 5)
        var impatient = try client(registry, root: registry.files["metadata/1.root.json"], limit: 3)
        await #expect(throws: BrokenPromise.self) { try await impatient.refresh() }
    }

    @Test("copies from before the online keys were changed are forgotten")
    func recovery() async throws {
        var registry = try SignedRegistry.honest()
        for _ in 0..<5 { try registry.publish() }
        var first = try client(registry)
        try await first.refresh()
        for role in ["snapshot", "timestamp"] {
            let key = try SignedRegistry.key("new " + role)
            registry.root.keys[key.id] = key
            registry.root.roles[role] = RoleKeys([key])
            registry.online[role] = "new " + role
        }
        try registry.publishRoot()
        registry.version = 0
        try registry.publish()
        var second = try client(registry)
        try await second.refresh()
        #expect(second.trusted.timestamp?.body.version == 1)
    }

    @Test(
        "the file of a role stays in its folder, whatever the role is called",
        arguments: ["../x", "/etc/passwd", "a/b", ".", "..", "%2e", "ä", String(repeating: "x", count: 255)])
    func names(role: String) throws {
        let name = TrustedStore.fileName(of: role)
        #expect(!name.contains("/") && name.utf8.count < 255 && name.hasSuffix(".json"))
        var store = TrustedStore(folder, timing: .immediate)
        try store.keep([1, 2, 3], of: role)
        #expect(try Workshop.names(folder) == [name])
        #expect(try store.bytes(of: role, upTo: 3) == [1, 2, 3])
        #expect(try store.bytes(of: role, upTo: 2) == nil)
        try store.forget(role)
        #expect(try Workshop.names(folder) == [])
    }

    @Test("what is deferred reaches the disk only when it is committed")
    func deferred() throws {
        var store = TrustedStore(folder, timing: .deferred)
        try store.keep([1], of: "root")
        #expect(try store.bytes(of: "root", upTo: 9) == [1])
        #expect(!FileManager.default.fileExists(atPath: folder))
        try store.commit()
        #expect(try Workshop.names(folder) == ["root.json"])
        try store.forget("root")
        #expect(try store.bytes(of: "root", upTo: 9) == nil)
        #expect(try Workshop.names(folder) == ["root.json"])
        try store.commit()
        #expect(try Workshop.names(folder) == [])
    }

    @Test("a target is what its metadata says, or it is refused")
    func targets() async throws {
        let registry = try SignedRegistry.honest()
        let path = try SignedRegistry.file("@acme/tool", "1.0.0").path
        var client = try client(registry)
        try await client.refresh()
        let found = try #require(try await client.target(at: path))
        #expect(found.role.hasPrefix("bin-"))
        #expect(try await client.target(at: "@acme/tool/-/tool-9.9.9.pdpkg") == nil)
        let source = HostileSource(files: registry.files)
        #expect(try await client.download(path, found.file, from: source) == registry.targets[path]?.bytes)
        for (change, code) in [
            (TargetFile(length: found.file.length - 1, sha256: found.file.sha256), "untrusted-length"),
            (TargetFile(length: found.file.length + 1, sha256: found.file.sha256), "untrusted-length"),
            (TargetFile(length: 1 << 40, sha256: found.file.sha256), "untrusted-size"),
            (TargetFile(length: found.file.length, sha256: SHA256Digest(of: [])), "untrusted-missing"),
        ] {
            await #expect(
                performing: {
                    try await client.download(path, change, from: source)
                }, throws: { ($0 as? Distrust)?.reason.rawValue == code })
        }
        await #expect(throws: BrokenPromise.self) { try await client.download("../x", found.file, from: source) }
    }
}
