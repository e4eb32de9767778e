import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The stage of a site")
struct SiteStageTests {
    private static func file(_ path: String, _ text: String, _ lifetime: SiteFile.Lifetime = .replaceable) throws
        -> SiteFile
    {
        SiteFile(try SitePath(path), .bytes(Array(text.utf8)), lifetime)
    }

    private static func stage(_ site: String, _ files: [SiteFile], break broken: Int? = nil) throws {
        let stage = try SiteStage(site: site)
        var ledger = SiteStage.Ledger()
        for file in files { try stage.files.put(file, in: &ledger) }
        if let broken {
            // A file that is gone from the stage stops the commit at exactly its rename.
            let order = ledger.staged.sorted { $0.lifetime < $1.lifetime }
            let slash = site.lastIndex(of: "/") ?? site.startIndex
            try FileManager.default.removeItem(
                atPath: "\(site[..<slash])/.\(site[site.index(after: slash)...]).promptuary/stage/\(order[broken].path)"
            )
        }
        _ = try stage.commit(ledger)
        _ = try stage.sweep(keeping: Set(ledger.paths))
    }

    private static func first() throws -> [SiteFile] {
        try [
            file("status.json", "one", .pointer), file("index.html", "home one", .pointer),
            file("@a/b/package.json", "one"), file("@a/b/-/b-1.pdpkg", "blob 1", .immutable),
            file("@a/gone.html", "old"),
            SiteFile(SitePath("packages/b/index.html"), .link(SitePath("@a/b/package.json")), .replaceable),
        ]
    }

    private static func second() throws -> [SiteFile] {
        try [
            file("status.json", "two", .pointer), file("index.html", "home two", .pointer),
            file("@a/b/package.json", "two"), file("@a/b/-/b-1.pdpkg", "blob 1", .immutable),
            file("@a/b/-/b-2.pdpkg", "blob 2", .immutable),
            file("@a/c/package.json", "c"),
            SiteFile(SitePath("packages/b/index.html"), .link(SitePath("@a/b/package.json")), .replaceable),
            SiteFile(SitePath("packages/b/download/2"), .link(SitePath("@a/b/-/b-2.pdpkg")), .immutable),
        ]
    }

    @Test(
        "stopped after any number of renames leaves only whole files, pointers last, and the next build puts it right",
        arguments: 0..<7)
    func crash(_ number: Int) throws {
        let workshop = try Workshop()
        try Self.stage(workshop.site, Self.first())
        let old = try Workshop.files(workshop.site)
        #expect(throws: StorageError.self) { try Self.stage(workshop.site, Self.second(), break: number) }
        let clean = workshop.folder + "/clean"
        try Self.stage(clean, Self.second())
        let new = try Workshop.files(clean)
        let now = try Workshop.files(workshop.site)
        for (path, bytes) in now { #expect(bytes == old[path] || bytes == new[path], "\(path)") }
        #expect(Set(old.keys).isSubset(of: now.keys))
        if now["status.json"] == new["status.json"] {
            #expect(Set(new.keys).subtracting(["index.html", "status.json"]).allSatisfy { now[$0] == new[$0] })
        }
        #expect(try Workshop.names(workshop.folder) == ["clean", "site"])
        try Self.stage(workshop.site, Self.second())
        #expect(try Workshop.files(workshop.site) == new)
    }

    @Test("that nobody commits leaves no site and no folder")
    func dropped() throws {
        let workshop = try Workshop()
        do {
            let stage = try SiteStage(site: workshop.site)
            var ledger = SiteStage.Ledger()
            for file in try Self.first() { try stage.files.put(file, in: &ledger) }
            #expect(stage.isFresh && ledger.written == 6)
        }
        #expect(try Workshop.names(workshop.folder).isEmpty)
    }

    @Test("refuses other bytes under an immutable path")
    func immutable() throws {
        let workshop = try Workshop()
        try Self.stage(workshop.site, Self.first())
        #expect(throws: BuildError.immutable("@a/b/-/b-1.pdpkg")) {
            try Self.stage(workshop.site, [Self.file("@a/b/-/b-1.pdpkg", "BLOB 1", .immutable)])
        }
        #expect(try Workshop.files(workshop.site)["@a/b/-/b-1.pdpkg"] == Array("blob 1".utf8))
    }

    @Test("fails where a folder stands in the way of a file, and goes on once it is gone")
    func folderInTheWay() throws {
        let workshop = try Workshop()
        try Self.stage(workshop.site, Self.first())
        let way = workshop.site + "/@a/c/package.json"
        try FileManager.default.createDirectory(atPath: way + "/x", withIntermediateDirectories: true)
        #expect(throws: StorageError.self) { try Self.stage(workshop.site, Self.second()) }
        try FileManager.default.removeItem(atPath: way)
        try Self.stage(workshop.site, Self.second())
        #expect(try Workshop.files(workshop.site)["@a/c/package.json"] == Array("c".utf8))
    }

    @Test("shares the bytes of a link with its target, and follows when the target changes")
    func links() throws {
        let workshop = try Workshop()
        try Self.stage(workshop.site, Self.first())
        func inode(_ path: String) throws -> Int {
            try FileManager.default.attributesOfItem(atPath: workshop.site + "/" + path)[.systemFileNumber] as? Int ?? 0
        }
        #expect(try inode("packages/b/index.html") == inode("@a/b/package.json"))
        try Self.stage(workshop.site, Self.second())
        #expect(try Workshop.files(workshop.site)["packages/b/index.html"] == Array("two".utf8))
        #expect(try inode("packages/b/index.html") == inode("@a/b/package.json"))
    }

    @Test("puts a site right whose links became copies")
    func copied() throws {
        let workshop = try Workshop()
        try Self.stage(workshop.site, Self.first())
        try FileManager.default.removeItem(atPath: workshop.site + "/packages/b/index.html")
        try Data("one".utf8).write(to: URL(fileURLWithPath: workshop.site + "/packages/b/index.html"))
        try Self.stage(workshop.site, Self.second())
        let clean = workshop.folder + "/clean"
        try Self.stage(clean, Self.second())
        #expect(try Workshop.files(workshop.site) == Workshop.files(clean))
    }
}
