import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The index of dependencies")
struct DependencyIndexTests {
    private static let main = Result { try NamespaceName("main") }
    private static func id(_ name: String) throws -> PackageID {
        try PackageID(identity: name, default: main.get(), dotted: false)
    }

    /// A base in which `user` and `other` need the tool of another namespace; `other` in a release that is not its last.
    private static func workshop() throws -> Workshop {
        let workshop = try Workshop.withTree()
        func add(_ name: String, _ version: String, needing needed: String?) throws {
            let path = "packages/city.library/\(name)/\(version)/\(name)-\(version).pdpkg"
            let id = "@city.library/\(name)"
            try workshop.write(try Workshop.package(id, version, needing: needed), to: path)
            try workshop.sign(path, by: [1], .release(registry: workshop.registry, id: id, version: version))
        }
        try add("user", "1.0.0", needing: "@acme/tool")
        try add("other", "1.0.0", needing: "@acme/tool")
        try add("other", "1.1.0", needing: nil)
        try workshop.write("no archive", to: "packages/city.library/broken/1.0.0/broken-1.0.0.pdpkg")
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        return workshop
    }

    private static func dependents(_ workshop: Workshop, of name: String) async throws -> [String] {
        let git = GitObjects(workshop.tree)
        let tree = try #require(try await git.tree(of: "HEAD", at: ""))
        let settings = try RegistrySettings(YAMLReader.read(workshop.read("registry.yaml")))
        let asked = try id(name)
        return try await DependencyIndex(git, tree: tree, settings: settings).dependents { $0 == asked }.map(
            \.name.text
        )
        .sorted()
    }

    private static func memory(_ workshop: Workshop) -> String { workshop.path(".git/promptuary/needs") }

    @Test("knows who needs a package in any release, also when it was remembered and something is new")
    func dependents() async throws {
        let workshop = try Self.workshop()
        #expect(try await Self.dependents(workshop, of: "@acme/tool") == ["other", "user"])
        #expect(try await Self.dependents(workshop, of: "@acme/absent") == [])
        try workshop.write(
            try Workshop.package("@acme/late", "1.0.0", needing: "@acme/tool"),
            to: "packages/acme/late/1.0.0/late-1.0.0.pdpkg")
        try workshop.remove("packages/city.library/user")
        try workshop.commit()
        #expect(try await Self.dependents(workshop, of: "@acme/tool") == ["late", "other"])
        let lines = try #require(
            String(data: Data(contentsOf: URL(fileURLWithPath: Self.memory(workshop))), encoding: .utf8))
        #expect(lines.contains("acme/tool") && lines.split(separator: "\n").count == 6 + 2)
    }

    @Test("opens no package that it remembers")
    func remembered() async throws {
        let workshop = try Self.workshop()
        let before = try await Self.dependents(workshop, of: "@acme/tool")
        let blob = try workshop.answer("rev-parse", "HEAD:packages/city.library/user/1.0.0/user-1.0.0.pdpkg")
        try workshop.remove(".git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        #expect(try await Self.dependents(workshop, of: "@acme/tool") == before)
        try FileManager.default.removeItem(atPath: Self.memory(workshop))
        let refusal = await #expect(throws: Refusal.self) { try await Self.dependents(workshop, of: "@acme/tool") }
        #expect(refusal?.code == "change-objects-missing")
    }

    @Test("forgets what is damaged, of another program or of another default namespace")
    func damaged() throws {
        let workshop = try Workshop()
        let memory = DependencyMemory(folder: workshop.folder + "/m", default: try Self.main.get())
        #expect(memory.read().isEmpty)
        let known = ["a1": [try Self.id("@acme/tool"), try Self.id("@b.c/d-e")], "b2": []]
        memory.write(known)
        #expect(memory.read() == known)
        #expect(DependencyMemory(folder: workshop.folder + "/m", default: try NamespaceName("acme")).read().isEmpty)
        let file = workshop.folder + "/m/needs"
        let bytes = try FileContents.read(file, upTo: 1 << 20)
        for position in bytes.indices {
            var other = bytes
            other[position] ^= 1
            try Data(other).write(to: URL(fileURLWithPath: file))
            #expect(memory.read().isEmpty, "\(position)")
            try Data(bytes[..<position]).write(to: URL(fileURLWithPath: file))
            #expect(memory.read().isEmpty, "\(position)")
        }
    }

    @Test("is asked for those that need anything in a namespace that is shown no more")
    func hidden() async throws {
        let workshop = try Self.workshop()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.write("protection: private\n", to: "namespaces/acme/namespace.yaml")
        try workshop.commit()
        // That is an error by itself; when reviewers lift it, who is left behind is still said.
        #expect(try await workshop.judge().findings.map(\.rule).contains("namespace-hidden"))
        let settings = try RegistrySettings(YAMLReader.read(workshop.read("registry.yaml")))
        let terms = ChangeSide.Terms(settings: settings, confirmed: [:], claims: [:], log: nil)
        let git = GitObjects(workshop.tree)
        let set = try await ChangeSet(git, base: "main", head: "change")
        func side() throws -> ChangeSide {
            try ChangeSide(in: workshop.tree, namespaces: ["acme"], packages: [], terms: terms)
        }
        let new = try side()
        try workshop.git("checkout", "-q", "main")
        let old = try side()
        let loss = try #require(ChangeLoss(old, new))
        #expect(ChangeLoss(old, old) == nil)
        let dependents = try await loss.dependents(git, set, settings: settings, site: nil)
        #expect(dependents.map(\.name.text).sorted() == ["other", "user"])
        let base = BasePackages(git, tree: set.baseTree, settings: settings)
        var judgement = ChangeJudgement(base, settings, names: ChangeJudgement.Names())
        let found = try await judgement.findings(old, new, beside: dependents, of: loss)
        let path = "packages/city.library/user/1.0.0/user-1.0.0.pdpkg"
        #expect(found.new.contains { $0.rule == "dependency-private" && $0.path == path })
        #expect(!found.old.contains { $0.rule == "dependency-private" })
    }

    @Test(
        "leaves out files that are larger than a package may be, and goes on behind them",
        arguments: [0, 7, 8, 1 << 20])
    func stream(_ limit: Int) async throws {
        let workshop = try Workshop()
        let texts = ["", "1234567", "12345678", String(repeating: "x\n", count: 200_000), "end"]
        for (number, text) in texts.enumerated() { try workshop.write(text, to: "\(number)") }
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        let blobs = try texts.indices.map { try workshop.answer("rev-parse", "HEAD:\($0)") }
        var read: [String?] = []
        try await GitObjects(workshop.tree).stream(blobs, upTo: limit) { bytes in
            read.append(bytes.map { String(decoding: $0, as: UTF8.self) })
        }
        #expect(read == texts.map { $0.utf8.count > limit ? nil : $0 })
        let absent = String(repeating: "0", count: 39) + "1"
        await #expect(throws: Refusal.self) { try await GitObjects(workshop.tree).stream([absent], upTo: 9) { _ in } }
    }
}
