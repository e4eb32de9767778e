import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The dossier of a change in a repository")
struct DossierReadingTests {
    /// A valid tree on `main`, after changes, and the branch `change` that is checked out.
    private static func bench(_ prepare: (Workshop) throws -> Void = { _ in }) throws -> Workshop {
        let workshop = try Workshop.withTree()
        try prepare(workshop)
        try workshop.git("init", "-q")
        try commit(workshop)
        try workshop.git("checkout", "-q", "-b", "change")
        return workshop
    }

    private static func commit(_ workshop: Workshop) throws {
        try workshop.git("add", "-A")
        try workshop.git("commit", "-q", "-m", "x")
    }

    private static func report(_ workshop: Workshop, hasDossier: Bool = true) async throws -> ChangeCheck.Report {
        try commit(workshop)
        let scratch = workshop.folder + "/scratch"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        var options = ChangeCheck.Options(
            tree: workshop.tree, base: "main", scratch: scratch, now: Timestamp(seconds: 1_795_343_400))
        options.hasDossier = hasDossier
        let report = try await ChangeCheck(options).run()
        #expect(try Workshop.names(scratch).isEmpty)
        return report
    }

    private static func dossier(_ workshop: Workshop) async throws -> Dossier {
        try #require(try await report(workshop).dossier)
    }

    @Test("is made only when it is asked for, and does not change the verdict")
    func asked() async throws {
        let workshop = try Self.bench()
        try workshop.addRelease("@acme/tool", "1.1.1")
        let without = try await Self.report(workshop, hasDossier: false)
        #expect(without.dossier == nil)
        try workshop.write("# Docs\n", to: "docs/a.md")
        let with = try await Self.report(workshop)
        let dossier = try #require(with.dossier)
        #expect(dossier.verdict == with.verdict)
        #expect(with.verdict.findings == without.verdict.findings)
    }

    @Test("compares a release with the one before it, and knows who signed and who depends on it")
    func release() async throws {
        let workshop = try Self.bench { workshop in
            let path = "packages/acme/user/1.0.0/user-1.0.0.pdpkg"
            try workshop.write(try Workshop.package("@acme/user", "1.0.0", needing: "@acme/tool"), to: path)
            try workshop.sign(
                path, by: [1], .release(registry: workshop.registry, id: "@acme/user", version: "1.0.0"))
        }
        try workshop.addRelease("@acme/tool", "1.1.1", summary: "Another summary that is long enough")
        let dossier = try await Self.dossier(workshop)
        let part = try #require(dossier.releases.first)
        #expect(dossier.releases.count == 1 && dossier.omittedReleases == 0 && dossier.keys.isEmpty)
        #expect(part.change.previous?.version.description == "1.1.0")
        #expect(part.threshold == 1 && part.signerCount == 1 && part.evidence?.isKept == true)
        #expect(part.files.map(\.path).contains("manifest.json"))
        guard case .known(let dependents) = part.dependents else {
            Issue.record("nobody looked who depends on it")
            return
        }
        #expect(dependents.map(\.package.description) == ["@acme/user"])
        let release = dossier.files.first { $0.file.path == part.change.release.path }
        #expect(release?.file.old == nil && release?.content == nil)
    }

    @Test("shows the keys before and after, and differences of texts of the tree, never of signatures")
    func keys() async throws {
        let workshop = try Self.bench()
        let old = try workshop.read("namespaces/acme/keys.json")
        try workshop.write(old, to: "namespaces/acme/keys.1.json")
        try workshop.write(
            try workshop.read("namespaces/acme/keys.json.minisig"), to: "namespaces/acme/keys.1.json.minisig")
        try workshop.addKeys("acme", try Workshop.keySet([1, 3], version: 2, previous: old), signedBy: [1])
        let dossier = try await Self.dossier(workshop)
        let change = try #require(dossier.keys.first)
        #expect(change.namespace.text == "acme" && change.old?.keys.count == 1 && change.new?.keys.count == 2)
        let file = dossier.files.first { $0.file.path == "namespaces/acme/keys.json" }
        guard case .lines(let difference)? = file?.content else {
            Issue.record("no difference of keys.json")
            return
        }
        #expect(difference.addedCount > 0)
        for file in dossier.files where file.file.path.hasSuffix(".minisig") { #expect(file.content == nil) }
    }

    @Test("leaves links and what lies nowhere in the tree unread")
    func kinds() async throws {
        let workshop = try Self.bench()
        try workshop.remove("registry.yaml")
        try workshop.link("registry.yaml", to: "namespaces/acme/keys.json")
        try workshop.write("x\n", to: "surprise.txt")
        let dossier = try await Self.dossier(workshop)
        #expect(Set(dossier.files.map(\.file.path)) == ["registry.yaml", "surprise.txt"])
        for file in dossier.files { #expect(file.content == nil) }
    }

    @Test("shows so many releases and counts the others")
    func many() async throws {
        let workshop = try Self.bench()
        let count = Dossier.releaseLimit + 3
        for number in 1...count { try workshop.addRelease("@acme/tool", "1.1.\(number)") }
        let dossier = try await Self.dossier(workshop)
        #expect(dossier.releases.count == Dossier.releaseLimit && dossier.omittedReleases == 3)
    }

    @Test("of a base without trust has the verdict and nothing else, and can be shown")
    func distrust() async throws {
        let workshop = try Self.bench { try $0.write("name: [\n", to: "registry.yaml") }
        try workshop.addRelease("@acme/tool", "1.1.1")
        let dossier = try await Self.dossier(workshop)
        #expect(!dossier.verdict.isBaseTrusted && dossier.releases.isEmpty && dossier.files.isEmpty)
        let page = try DossierPage.embedded().bytes(of: dossier, program: "1.0.0")
        #expect(String(decoding: page, as: UTF8.self).contains("The base cannot be trusted"))
    }
}
