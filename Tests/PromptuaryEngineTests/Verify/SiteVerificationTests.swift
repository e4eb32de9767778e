import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("A site is verified as a whole")
struct SiteVerificationTests {
    let workshop: Workshop
    var state: String { workshop.folder + "/state" }

    init() throws { workshop = try Workshop() }

    private func verify(
        _ registry: SignedRegistry, at time: Timestamp = SignedRegistry.start, root: Int? = 1,
        packages: [String] = [], name: String = "memory", place: VerificationState.Place? = nil,
        endless: Set<String> = []
    ) async throws -> VerificationReport {
        var options = SiteVerification.Options(at: time)
        if let root {
            options.root = ("root.json", try #require(registry.files["metadata/\(root).root.json"]))
        }
        options.state = place ?? .folder(state)
        options.packages = try packages.map {
            try PackageID(identity: $0, default: try NamespaceName("main"), dotted: false)
        }
        let source = HostileSource(name: name, files: registry.files, endless: endless)
        return try await SiteVerification(source, options).run()
    }

    private func standings(_ report: VerificationReport) -> [String: String] {
        Dictionary(uniqueKeysWithValues: report.guarantees.map { ($0.name.rawValue, $0.standing.rawValue) })
    }

    private func broken(_ report: VerificationReport) -> String {
        let names = report.guarantees.filter { $0.standing == .broken }.map(\.name.rawValue)
        return (names + report.broken.first.map(\.code)).joined(separator: " ")
    }

    // MARK: - Honest sites

    @Test("an honest site keeps every promise, and what cannot be known is said to be not proven")
    func honest() async throws {
        var registry = try SignedRegistry.honest()
        let first = try await verify(registry)
        #expect(first.isTrusted)
        #expect(first.registry == SignedRegistry.name)
        #expect(
            standings(first) == [
                "authentic": "holds", "fresh": "holds", "complete": "holds", "published": "not-proven",
                "logged": "holds", "append-only": "not-proven", "witnessed": "not-proven",
            ])
        try registry.release("@acme/tool", "1.2.0", by: [1])
        try registry.publish()
        let second = try await verify(registry, root: nil)
        #expect(
            standings(second) == [
                "authentic": "holds", "fresh": "holds", "complete": "holds", "published": "holds", "logged": "holds",
                "append-only": "holds", "witnessed": "not-proven",
            ])
        #expect(second.guarantees.first { $0.name == .published }?.figures["pinned"] == .list([.string("fresh")]))
        #expect(second.guarantees.first { $0.name == .logged }?.figures["releases"] == .integer(4))
        #expect(try RegistryMemory(bytes: FileContents.read(state + "/memory.json", upTo: 1 << 20)).anchor == .file)
    }

    @Test("a root from the site itself never proves that the site is authentic")
    func firstUse() async throws {
        let registry = try SignedRegistry.honest()
        for _ in 0..<2 {
            let report = try await verify(registry, root: nil)
            #expect(report.isTrusted)
            #expect(standings(report)["authentic"] == "not-proven")
        }
        #expect(standings(try await verify(registry))["authentic"] == "holds")
        #expect(standings(try await verify(registry, root: nil))["authentic"] == "holds")
    }

    @Test("chosen packages are verified alone, and one that is not there is named")
    func packages() async throws {
        let registry = try SignedRegistry.honest()
        let report = try await verify(registry, packages: ["@acme/tool"])
        #expect(report.isTrusted)
        #expect(report.guarantees.first { $0.name == .complete }?.figures["targets"] == .integer(4))
        await #expect(throws: Refusal.self) { try await verify(registry, packages: ["@acme/nothing"]) }
    }

    @Test("a site without metadata is an unsigned preview, and is not trusted")
    func unsigned() async throws {
        var registry = try SignedRegistry.honest()
        let root = try #require(registry.files["metadata/1.root.json"])
        registry.files = ["status.json": Array("{\"signed\":false}".utf8)]
        let options = SiteVerification.Options(at: SignedRegistry.start, root: ("root.json", root))
        let report = try await SiteVerification(HostileSource(files: registry.files), options).run()
        #expect(broken(report) == "authentic site-unsigned")
    }

    // MARK: - Attacks by the host

    @Test("a site that is kept from getting news is refused when its timestamp expires")
    func freeze() async throws {
        let registry = try SignedRegistry.honest()
        #expect(broken(try await verify(registry, at: SignedRegistry.after(days: 8))) == "fresh untrusted-expired")
        #expect(!FileManager.default.fileExists(atPath: state))
    }

    @Test("an older state is refused after a restart, and the memory stays as it was")
    func rollback() async throws {
        var registry = try SignedRegistry.honest()
        let old = registry
        try registry.release("@acme/tool", "1.2.0", by: [1])
        try registry.publish()
        #expect(try await verify(registry).isTrusted)
        let before = try Workshop.files(state)
        #expect(broken(try await verify(old, root: nil)) == "fresh untrusted-rollback")
        #expect(broken(try await verify(old)) == "fresh untrusted-rollback")
        #expect(try Workshop.files(state) == before)
    }

    @Test(
        "a file that is not as listed is found, and nothing is remembered",
        arguments: ["flip", "truncate", "grow", "remove", "swap", "endless"])
    func damage(kind: String) async throws {
        var registry = try SignedRegistry.honest()
        let path = try registry.stored(try SignedRegistry.file("@acme/tool", "1.0.0").path)
        let bytes = try #require(registry.files[path])
        switch kind {
        case "flip": registry.files[path]?[bytes.count / 2] ^= 1
        case "truncate": registry.files[path] = Array(bytes.dropLast())
        case "grow": registry.files[path] = bytes + [0]
        case "remove": registry.files[path] = nil
        case "swap":
            registry.files[path] =
                registry.files[
                    try registry.stored(try SignedRegistry.file("@acme/tool", "1.1.0").path)]
        default: break
        }
        let report = try await verify(registry, endless: kind == "endless" ? [path] : [])
        let codes = [
            "flip": "hash", "truncate": "length", "grow": "length", "remove": "missing", "swap": "hash",
            "endless": "length",
        ]
        #expect(broken(report) == "complete logged untrusted-\(codes[kind] ?? "") release-withheld")
        #expect(!FileManager.default.fileExists(atPath: state))
    }

    @Test(
        "metadata that does not end or is not there is refused",
        arguments: [
            ("timestamp.json", true, "authentic untrusted-size"), ("2.root.json", true, "authentic untrusted-size"),
            ("1.snapshot.json", true, "authentic untrusted-size"),
            ("1.snapshot.json", false, "authentic untrusted-missing"),
            ("1.targets.json", false, "authentic untrusted-missing"),
        ])
    func metadata(file: String, isEndless: Bool, expected: String) async throws {
        var registry = try SignedRegistry.honest()
        if !isEndless { registry.files["metadata/" + file] = nil }
        #expect(broken(try await verify(registry, endless: isEndless ? ["metadata/" + file] : [])) == expected)
    }

    @Test("a remembered site does not become another registry")
    func otherRegistry() async throws {
        let registry = try SignedRegistry.honest()
        let base = VerificationState.Place.below(workshop.folder + "/states")
        #expect(try await verify(registry, root: nil, place: base).isTrusted)
        var other = registry
        let signer = try SignedRegistry.signer("else.example/log", "log")
        other.files["log/checkpoint"] = other.log.checkpoint(origin: signer.name).signed(by: signer).bytes
        #expect(broken(try await verify(other, root: nil, place: base)) == "authentic registry-changed")
    }

    @Test("a root that contradicts the remembered one is refused, also when it is given")
    func otherRoot() async throws {
        let registry = try SignedRegistry.honest()
        #expect(try await verify(registry).isTrusted)
        var other = try SignedRegistry()
        other.root.expires = SignedRegistry.after(days: 300)
        (other.root.version, other.keyTargets, other.targets) = (0, registry.keyTargets, registry.targets)
        try other.publishRoot(by: ["holder 2", "holder 3"])
        var site = registry
        site.files["metadata/1.root.json"] = other.files["metadata/1.root.json"]
        #expect(broken(try await verify(site)) == "authentic root-contradicts-memory")
    }
}
