import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("A site that follows a history")
struct IncrementalHistoryTests {
    /// A workshop whose tree is in git, with one site for each way to find changes.
    private struct Bench {
        let workshop: Workshop
        private var hour = 0

        init() throws {
            workshop = try Workshop.withTree()
            // A package whose locks tell which release was there at which time.
            try workshop.write(
                """
                id: acme.asker
                version: "1.0.0"
                metadata: {name: Asker, description: Needs the base, authors: [Ada], license: MIT}
                dependencies: [{package: city.library.base, version: latest}]
                namespaces: {base: {rules: {}}}

                """, to: "packages/acme/asker/1.0.0/asker-1.0.0.yaml")
            try workshop.sign(
                "packages/acme/asker/1.0.0/asker-1.0.0.yaml", by: [1],
                .release(registry: workshop.registry, id: "@acme/asker", version: "1.0.0"))
            try workshop.git("init", "-q")
        }

        /// Commits everything, some hours after midnight.
        func commit(at hour: Int) throws {
            try workshop.git("add", "-A")
            try workshop.git("commit", "-q", "--allow-empty", "-m", "x", at: Self.date(hour))
        }

        static func date(_ hour: Int) -> String {
            "\(Timestamp(seconds: 1_780_000_000 + hour * 3600))"
        }

        /// Builds in both ways, or one, and compares with clean sites.
        func check(_ comment: Comment, from sources: [ChangeSource] = [.git, .files]) async throws {
            for source in sources {
                let (site, clean) = (workshop.site + "-\(source)", workshop.folder + "/clean")
                let prepare = { (options: inout SiteBuild.Options) in
                    options.changes = source
                    options.at = nil
                    options.log = nil
                }
                try await workshop.build {
                    prepare(&$0)
                    $0.site = site
                    $0.privateSite = site + "-private"
                }
                try await workshop.build {
                    prepare(&$0)
                    $0.site = clean
                    $0.privateSite = clean + "-private"
                }
                for end in ["", "-private"] {
                    #expect(try SiteImage(site + end).difference(from: SiteImage(clean + end)) == "", comment)
                    try FileManager.default.removeItem(atPath: clean + end)
                }
                try FileManager.default.removeItem(atPath: workshop.folder + "/.clean.promptuary")
            }
        }
    }

    @Test("equals a clean one after merges, also of what was there already, and after a history that was rewritten")
    func merges() async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        try bench.commit(at: 0)
        try await bench.check("the beginning")

        try workshop.git("checkout", "-q", "-b", "side")
        try workshop.addRelease("@acme/tool", "1.2.0")
        try workshop.addRelease("@city.library/base", "1.1.0", .yaml)
        try bench.commit(at: 1)
        try workshop.git("checkout", "-q", "main")
        try workshop.addRelease("@inner/secret", "1.3.0")
        try bench.commit(at: 5)
        try await bench.check("a release beside a branch")
        try workshop.git("merge", "-q", "--no-edit", "side", at: Bench.date(6))
        try await bench.check("a merge of older commits")

        // The same release on two branches: the later commit tells the time, in whatever order they come.
        for (name, first, second) in [("one", 10, 8), ("two", 12, 14)] {
            try workshop.git("checkout", "-q", "-b", name)
            try workshop.addRelease("@acme/tool", "2.\(first).0")
            try bench.commit(at: first)
            try workshop.git("checkout", "-q", "main")
            try workshop.addRelease("@acme/tool", "2.\(first).0")
            try bench.commit(at: second)
            try await bench.check("a release that was picked from a branch")
            try workshop.git("merge", "-q", "--no-edit", name, at: Bench.date(second + 7))
            try await bench.check("a merge of what is there already")
        }

        try workshop.git("checkout", "-q", "-b", "other", "HEAD")
        try workshop.addNotes("@acme/tool", "deprecated: {reason: old}\n")
        try bench.commit(at: 30)
        try await bench.check("another branch")
        try workshop.git("checkout", "-q", "main")
        try await bench.check("back on the old one")
        try workshop.git("commit", "-q", "--amend", "-m", "y", at: Bench.date(31))
        try await bench.check("a commit that was amended")
    }

    @Test("keeps the times of releases when their namespace, its keys or the latest release change")
    func times() async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        try bench.commit(at: 0)
        try await bench.check("the beginning")
        try workshop.write("protection: protected\ndisplay-name: Acme\n", to: "namespaces/acme/namespace.yaml")
        try bench.commit(at: 1)
        try await bench.check("another title")
        try workshop.addNotes("@acme/tool", "yanked: [{version: 1.1.0, reason: bad}]\n")
        try bench.commit(at: 2)
        try await bench.check("the latest release yanked")
        try workshop.write("protection: public\n", to: "namespaces/inner/namespace.yaml")
        try bench.commit(at: 3)
        try await bench.check("a private namespace made public")
        // What a build has seen before it was committed has a time afterwards.
        try workshop.addRelease("@city.library/base", "1.1.0", .yaml)
        try await workshop.build {
            $0.site = workshop.site + "-files"
            $0.at = nil
            $0.log = nil
        }
        try bench.commit(at: 4)
        try await bench.check("a release that was built before it was committed")
    }

    @Test("sees what git keeps and readers of the tree refuse: links and programs")
    func modes() async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        let path = "packages/city.library/base/1.0.0/base-1.0.0.yaml"
        try bench.commit(at: 0)
        try await bench.check("the beginning")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: workshop.path(path))
        try bench.commit(at: 1)
        try await bench.check("a file that may be run")
        try workshop.remove(path)
        try workshop.link(path, to: "../../../../registry.yaml")
        try bench.commit(at: 2)
        for source in [ChangeSource.git, .files] {
            let report = try await workshop.build {
                $0.changes = source
                $0.site = workshop.site + "-\(source)"
            }
            #expect(!report.isBuilt && report.findings.contains { $0.rule == "file-irregular" }, "\(source)")
        }
    }

    @Test("follows a tree that is only a part of its repository")
    func partOfRepository() async throws {
        let workshop = try Workshop.withTree()
        let outer = try Self.nest(workshop)
        func commit(at date: String) throws {
            try workshop.git("-C", "..", "add", "-A")
            try workshop.git("commit", "-q", "-m", "x", at: date)
        }
        try commit(at: "2026-01-01T00:00:00Z")
        func build(_ site: String) async throws {
            try await workshop.build {
                $0.changes = .git
                $0.site = site
                $0.at = nil
            }
        }
        try await build(workshop.site)
        try Data("x".utf8).write(to: URL(fileURLWithPath: outer + "/elsewhere.txt"))
        try workshop.addRelease("@acme/tool", "1.2.0")
        try commit(at: "2026-01-02T00:00:00Z")
        try await build(workshop.site)
        try await build(workshop.folder + "/clean")
        #expect(try SiteImage(workshop.site).difference(from: SiteImage(workshop.folder + "/clean")) == "")
    }

    /// Puts the tree of a workshop into a folder of a repository.
    private static func nest(_ workshop: Workshop) throws -> String {
        let outer = workshop.folder + "/outer"
        try FileManager.default.createDirectory(atPath: outer, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: workshop.tree, toPath: outer + "/tree")
        try FileManager.default.createSymbolicLink(atPath: workshop.tree, withDestinationPath: "outer/tree")
        try workshop.git("-C", "..", "init", "-q")
        return outer
    }

    /// What `status.json` of a site says under a key.
    private static func status(_ site: String, _ key: String) throws -> String? {
        let file = try FileContents.read(site + "/status.json", upTo: 1 << 20)
        return (try JSONSerialization.jsonObject(with: Data(file)) as? [String: Any])?[key] as? String
    }

    @Test("looks at all files when one of very many that were committed is gone")
    func manyFiles() async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        try bench.commit(at: 0)
        try await bench.check("the beginning")
        // More names than a pipe takes at once.
        let name = String(repeating: "n", count: 200)
        for number in 0..<500 { try workshop.write("\(number)", to: "docs/\(number)\(name)") }
        try bench.commit(at: 1)
        try workshop.remove("docs/0\(name)")
        try await bench.check("a commit of many files")
    }

    @Test("follows a tree that the repository around it ignores, as if there were none")
    func ignored() async throws {
        let workshop = try Workshop.withTree()
        let outer = try Self.nest(workshop)
        try Data("tree/\n".utf8).write(to: URL(fileURLWithPath: outer + "/.gitignore"))
        try workshop.git("-C", "..", "add", "-A")
        try workshop.git("-C", "..", "commit", "-q", "-m", "x")
        func build(_ site: String) async throws {
            try await workshop.build {
                $0.changes = .git
                $0.site = site
                $0.at = nil
            }
        }
        try await build(workshop.site)
        #expect(try Self.status(workshop.site, "commit") == nil)
        try workshop.addRelease("@acme/tool", "1.2.0")
        try await build(workshop.site)
        try await build(workshop.folder + "/clean")
        #expect(try SiteImage(workshop.site).difference(from: SiteImage(workshop.folder + "/clean")) == "")
        #expect(try SiteImage(workshop.site).files["@acme/tool/-/tool-1.2.0.pdpkg"] != nil)
    }

    @Test("sees packages that are ignored in a tree that is not")
    func ignoredPackages() async throws {
        let workshop = try Workshop.withTree()
        try workshop.git("init", "-q")
        try workshop.write("packages/acme/\n", to: ".gitignore")
        try workshop.git("add", "-A")
        try workshop.git("commit", "-q", "-m", "x")
        try await workshop.build { $0.changes = .git }
        #expect(try Self.status(workshop.site, "commit") == nil)
        try workshop.addRelease("@acme/tool", "1.2.0")
        try await workshop.build { $0.changes = .git }
        #expect(try SiteImage(workshop.site).files["@acme/tool/-/tool-1.2.0.pdpkg"] != nil)
    }

    @Test("names the commit when what it shows is as it was committed, and only then", arguments: [false, true])
    func commits(_ isNested: Bool) async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        if isNested {
            try workshop.remove(".git")
            _ = try Self.nest(workshop)
        }
        let site = workshop.site + "-files"
        let (note, space) = ("packages/acme/tool/package.yaml", "namespaces/acme/namespace.yaml")
        let old = try workshop.read(space)
        func check(_ isNamed: Bool, _ comment: Comment) async throws {
            // From git, what is not committed is not there.
            try await bench.check(comment, from: isNamed ? [.git, .files] : [.files])
            #expect(try (Self.status(site, "commit") != nil) == isNamed, comment)
        }
        try bench.commit(at: 0)
        try await check(true, "the beginning")
        try workshop.write("# Hello\n", to: "README.md")
        try workshop.write("# Hello\n", to: "docs/a.md")
        try await check(true, "files that no page shows")
        try workshop.write("protection: protected\ndisplay-name: Acme\n", to: space)
        try await check(false, "a namespace that is not committed")
        try workshop.addNotes("@acme/tool", "deprecated: {reason: old}\n")
        try await check(false, "and notes")
        try workshop.write(old, to: space)
        try await check(false, "the namespace is as it was")
        try await check(false, "nothing changed")
        for name in try Workshop.names(workshop.path("packages/acme/tool")) where name.hasPrefix("package.yaml") {
            try workshop.remove("packages/acme/tool/" + name)
        }
        try await check(true, "all is as it was")
        try workshop.addNotes("@acme/tool", "deprecated: {reason: older}\n")
        try workshop.addRelease("@inner/fresh", "1.0.0")
        try await check(false, "notes and a new package")
        try workshop.git("add", note + "*")
        try workshop.git("commit", "-q", "-m", "x", at: Bench.date(1))
        try await check(false, "only the notes are committed")
        try workshop.remove("packages/inner/fresh")
        try await check(true, "no new package")
        try workshop.write("name: prompts.example\ntitle: Other\n", to: "registry.yaml")
        try await check(false, "another title")
        try bench.commit(at: 2)
        try await check(true, "all is committed")
    }

    @Test("knows when a release was added that was taken away and comes back without a commit")
    func returns() async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        // What is public cannot be taken away.
        let path = try workshop.addRelease("@inner/secret", "1.2.0")
        let folder = "packages/inner/secret/1.2.0"
        let files = try Workshop.files(workshop.path(folder))
        func putBack() throws { for (name, bytes) in files { try workshop.write(bytes, to: folder + "/" + name) } }
        try bench.commit(at: 0)
        try workshop.remove(folder)
        try bench.commit(at: 1)
        try await bench.check("the release is only in the history")
        try putBack()
        try await bench.check("back, and not committed", from: [.files])
        try workshop.remove(folder)
        try await bench.check("gone again", from: [.files])
        try putBack()
        try await bench.check("back again", from: [.files])
        try bench.commit(at: 2)
        try await bench.check("committed")
        try workshop.remove(folder)
        try await bench.check("gone, and not committed", from: [.files])
        try workshop.git("checkout", "-q", "--", path)
        try putBack()
        try await bench.check("back from git")
        // Added and taken back between two builds.
        try workshop.addRelease("@inner/secret", "1.3.0")
        let bytes = try Workshop.files(workshop.path("packages/inner/secret/1.3.0"))
        try bench.commit(at: 3)
        try workshop.remove("packages/inner/secret/1.3.0")
        try bench.commit(at: 4)
        try await bench.check("never seen")
        for (name, content) in bytes { try workshop.write(content, to: "packages/inner/secret/1.3.0/" + name) }
        try await bench.check("seen at last", from: [.files])
    }

    @Test("tells what stands where a folder of a namespace was", arguments: ["file", "link"])
    func noFolder(_ kind: String) async throws {
        let bench = try Bench()
        let workshop = bench.workshop
        try bench.commit(at: 0)
        try await bench.check("the beginning")
        try workshop.remove("namespaces/acme")
        if kind == "file" {
            try workshop.write("x", to: "namespaces/acme")
        } else {
            try workshop.link("namespaces/acme", to: "inner")
        }
        for isCommitted in [false, true] {
            if isCommitted { try bench.commit(at: 1) }
            for source in isCommitted ? [ChangeSource.git, .files] : [.files] {
                func findings(_ site: String) async throws -> [String] {
                    let report = try await workshop.build {
                        $0.changes = source
                        $0.site = site
                    }
                    #expect(!report.isBuilt)
                    // A site with a past has more to say.
                    let findings = report.findings.filter { !IncrementalSequence.rulesOfSite.contains($0.rule) }
                    return findings.map { "\($0.rule) \($0.path) \($0.message)" }
                }
                let found = try await findings(workshop.site + "-\(source)")
                let wanted = try await findings(workshop.folder + "/fresh")
                #expect(wanted == found, "\(source): \(wanted) for \(found)")
                #expect(found.contains { $0.contains("namespaces/acme ") }, "\(found)")
            }
        }
    }
}
