import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Who needs what is offered no more")
struct ChangeDependentsTests {
    private static func add(_ name: String, to workshop: Workshop) throws {
        let path = "packages/acme/\(name)/1.0.0/\(name)-1.0.0.pdpkg"
        try workshop.write(try Workshop.package("@acme/\(name)", "1.0.0", needing: "@acme/tool"), to: path)
        try workshop.sign(path, by: [1], .release(registry: workshop.registry, id: "@acme/\(name)", version: "1.0.0"))
    }

    /// A base in which `early` needs the tool, and after the last build of its site `late` too; a branch yanks the tool.
    private static func workshop() async throws -> Workshop {
        let workshop = try Workshop.withTree()
        try add("early", to: workshop)
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        try await workshop.build()
        try add("late", to: workshop)
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        let versions = try Workshop.names(workshop.path("packages/acme/tool")).filter { !$0.hasPrefix("package") }
        let yanks = versions.map { "{version: \"\($0.replacing("_", with: "+"))\", reason: it is broken}" }
        try workshop.addNotes("@acme/tool", "yanked: [\(yanks.joined(separator: ", "))]\n")
        try workshop.commit()
        return workshop
    }

    @Test("is told by what a build has written down, and by what has changed since, as by reading everything")
    func dependents() async throws {
        let workshop = try await Self.workshop()
        let plain = try await workshop.judge()
        let paths = Set(plain.findings.map(\.path))
        for name in ["early", "late"] { #expect(paths.contains { $0.hasPrefix("packages/acme/\(name)/") }) }
        #expect(try await workshop.judge { $0.site = workshop.site } == plain)
        let git = GitObjects(workshop.tree)
        let set = try await ChangeSet(git, base: "main", head: "change")
        let known = try #require(KnownDependents(besides: workshop.site + "/"))
        let acme = try NamespaceName("acme")
        let tool = PackageID(acme, try PackageName("tool"))
        #expect(try await known.candidates(for: [tool], git, set)?.map(\.name.text) == ["early", "late"])
        #expect(known.dependents(of: [PackageID(acme, try PackageName("late"))]) == [])
    }

    @Test("is not asked of a state that is damaged, in use, of another program or not exactly about a commit")
    func others() async throws {
        let workshop = try await Self.workshop()
        #expect(KnownDependents(besides: workshop.folder + "/nowhere") == nil)
        let path = SiteStage.places(of: workshop.site).work + "/" + BuildState.fileName
        for change: StaticString in [
            "UPDATE meta SET value = 'x' WHERE key = 'mark'", "UPDATE meta SET value = NULL WHERE key = 'commit'",
            "INSERT OR REPLACE INTO meta VALUES ('others', 'packages/acme')",
        ] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(KnownDependents(besides: workshop.site) != nil)
            let database = try Database(path)
            try database.execute(change)
            #expect(KnownDependents(besides: workshop.site) == nil, "\(change)")
            try bytes.write(to: URL(fileURLWithPath: path))
        }
        let builder = try Database(path)
        try builder.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        #expect(KnownDependents(besides: workshop.site) == nil)
        try builder.execute("ROLLBACK")
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
        #expect(KnownDependents(besides: workshop.site) == nil)
        let plain = try await workshop.judge()
        #expect(try await workshop.judge { $0.site = workshop.site } == plain)
    }
}
