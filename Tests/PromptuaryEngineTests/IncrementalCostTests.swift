import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The cost of a change")
struct IncrementalCostTests {
    /// A tree with as many packages of one namespace as said, and a site of it.
    private static func workshop(of count: Int) async throws -> Workshop {
        let workshop = try Workshop()
        try workshop.write("name: prompts.example\n", to: "registry.yaml")
        try workshop.addNamespace("acme")
        for number in 0..<count { try workshop.addRelease("@acme/p\(number)x", "1.0.0", .yaml) }
        try await workshop.build()
        return workshop
    }

    /// The paths of files that a change has written or removed, without the shards of the index.
    private static func changed(_ workshop: Workshop, _ change: () throws -> Void) async throws -> Set<String> {
        let before = try SiteImage(workshop.site).files
        try change()
        #expect(try await workshop.build().isBuilt)
        let after = try SiteImage(workshop.site).files
        return Set(before.keys).union(after.keys).filter { !$0.hasPrefix("index/") && before[$0] != after[$0] }
    }

    @Test("is the same number of files in a tree of 20 packages and of 200: one release, one yank")
    func files() async throws {
        let (small, large) = (try await Self.workshop(of: 20), try await Self.workshop(of: 200))
        func compare(_ change: (Workshop) throws -> Void) async throws {
            let few = try await Self.changed(small) { try change(small) }
            let many = try await Self.changed(large) { try change(large) }
            #expect(few == many, "\(few.symmetricDifference(many).sorted())")
            #expect(few.contains("@acme/p0x/versions.json") && !few.contains("@acme/p1x/versions.json"))
            #expect(few.count <= 60)
        }
        // Without times the first name is the newest, in lists of every length.
        try await compare { try $0.addRelease("@acme/p0x", "1.1.0", .yaml) }
        try await compare { try $0.addNotes("@acme/p0x", "yanked: [{version: 1.0.0, reason: bad}]\n") }
    }

    @Test("is nothing when there is none", arguments: [false, true])
    func nothing(_ isSigned: Bool) async throws {
        let workshop = try isSigned ? Workshop.withTrust() : Workshop.withTree()
        func build() async throws -> SiteBuild.Report {
            let hidden = workshop.folder + "/hidden"
            return try await isSigned
                ? workshop.publishSite { $0.privateSite = hidden } : workshop.build { $0.privateSite = hidden }
        }
        _ = try await build()
        let before = try SiteImage(workshop.folder)
        for _ in 0..<2 {
            let report = try await build()
            #expect(report.isBuilt && report.written == 0 && report.removed == 0 && report.bytes == 0)
            let after = try SiteImage(workshop.folder)
            for path in Set(before.files.keys).union(after.files.keys)
            where !path.hasPrefix(".site.promptuary/build.db") {
                #expect(before.files[path] == after.files[path], "\(path)")
            }
        }
    }

    @Test("is no look at other packages when git says what has changed")
    func otherPackages() async throws {
        let workshop = try Workshop.withTree()
        try workshop.git("init", "-q")
        func commit() throws {
            try workshop.git("add", "-A")
            try workshop.git("commit", "-q", "-m", "x")
        }
        try commit()
        try await workshop.build { $0.changes = .git }
        try workshop.addRelease("@acme/tool", "1.2.0")
        try commit()
        let (tree, clone) = (workshop.tree, workshop.folder + "/clone")
        try workshop.git("clone", "-q", tree, clone)
        // What is not committed is not looked for, so it stays unseen even in a file that every look would refuse.
        let garbage = ["packages/city.library/base/1.0.0/base-1.0.0.yaml", "namespaces/city.library/keys.json"]
        for path in garbage { try workshop.write("garbage", to: path) }
        #expect(try await workshop.build { $0.changes = .git }.isBuilt)
        try await workshop.build {
            $0.tree = clone
            $0.site = workshop.folder + "/clean"
        }
        #expect(try SiteImage(workshop.site).difference(from: SiteImage(workshop.folder + "/clean")) == "")
        #expect(try await workshop.build { $0.changes = .files }.isBuilt == false)
    }

    @Test("follows over the limits at which shards and search documents split and join")
    func limits() async throws {
        let workshop = try Workshop()
        try workshop.write("name: prompts.example\n", to: "registry.yaml")
        try workshop.addNamespace("inner", protection: "private")
        func add(_ numbers: ClosedRange<Int>) throws {
            for number in numbers { try workshop.addRelease("@inner/p\(number)x", "1.0.0", .yaml) }
        }
        func check() async throws {
            let clean = workshop.folder + "/clean"
            try await workshop.build { $0.privateSite = workshop.folder + "/hidden" }
            try await workshop.build {
                $0.site = clean
                $0.privateSite = clean + "-hidden"
            }
            #expect(
                try SiteImage(workshop.folder + "/hidden").difference(from: SiteImage(clean + "-hidden")) == "")
            for end in ["", "-hidden"] { try FileManager.default.removeItem(atPath: clean + end) }
        }
        try add(1...127)
        try await check()
        for numbers in [128...128, 129...131] {
            try add(numbers)
            try await check()
        }
        for number in [5, 6, 7, 8] { try workshop.remove("packages/inner/p\(number)x") }
        try await check()
        try workshop.write("protection: public\n", to: "namespaces/inner/namespace.yaml")
        try await check()
    }
}
