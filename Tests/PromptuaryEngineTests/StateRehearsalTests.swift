import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Rehearsing a build whose packages are lent to the tree")
struct StateRehearsalTests {
    @Test("leaves what a build of the whole tree leaves, but for the files of the packages, and nothing in the tree")
    func same() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let whole = try Workshop.files(workshop.site)
        let folder = "packages/acme/tool"
        let lent = try Workshop.files(workshop.path(folder)).map { StateRehearsal.File($0.key, $0.value) }
        try workshop.remove(folder)
        let kept = try Workshop.files(workshop.tree)
        let rehearsal = StateRehearsal([StateRehearsal.Folder(namespace: "acme", name: "tool")]) { _ in lent }
        let site = workshop.folder + "/rehearsed"
        var options = SiteBuild.Options(tree: workshop.tree, site: site)
        options.at = Timestamp("2026-11-22T10:30:00Z")
        let report = try await rehearsal.run(options)
        #expect(report.isBuilt && report.packages == 2 && report.written == whole.count)
        let files = try Workshop.files(site)
        #expect(files == whole.filter { !$0.key.contains("@acme/tool/") })
        #expect(files.count < whole.count && files["@acme/index.html"] != nil)
        #expect(try Workshop.files(workshop.tree) == kept)
    }

    @Test(
        "knows the files of lent packages by their namespace and a name below it",
        arguments: [
            ("@big/tool/package.json", true), ("@big/tool/-/tool-1.0.0.pdpkg", true),
            ("packages/@big/tool/1.0.0/index.html", true),
            ("@big/index.html", false), ("namespaces/@big.json", false), ("@bigger/tool/package.json", false),
            ("packages/index.html", false), ("index/packages/01.json", false),
        ])
    func lent(_ path: String, _ isLent: Bool) {
        let rehearsal = StateRehearsal([StateRehearsal.Folder(namespace: "big", name: "tool")]) { _ in [] }
        #expect(rehearsal.isLent(path) == isLent)
    }
}
