import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Building a site")
struct SiteBuildTests {
    @Test("makes a site from a tree, and leaves beside it only what it remembers")
    func fresh() async throws {
        let workshop = try Workshop.withTree()
        let report = try await workshop.build()
        #expect(
            report.isBuilt && report.packages == 2 && report.releases == 3 && report.removed == 0
                && report.unchanged == 0)
        let files = try Workshop.files(workshop.site)
        #expect(files.count == report.written)
        #expect(
            try files["@acme/tool/-/tool-1.0.0.pdpkg"] == workshop.read("packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"))
        #expect(
            try files["@acme/tool/-/tool-1.0.0.pdpkg.minisig"]
                == workshop.read("packages/acme/tool/1.0.0/tool-1.0.0.pdpkg.minisig"))
        #expect(try Workshop.names(workshop.folder) == [".site.promptuary", "site", "tree"])
        #expect(try Workshop.names(workshop.stateFolder) == ["build.db"])
    }

    @Test("built again keeps every file, inode and time", arguments: [false, true])
    func again(_ compress: Bool) async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build { $0.compress = compress }
        let before = try Workshop.identities(workshop.site)
        let report = try await workshop.build { $0.compress = compress }
        #expect(
            report.isBuilt && report.written == 0 && report.removed == 0 && report.unchanged < before.count
                && report.bytes == 0)
        #expect(try Workshop.identities(workshop.site) == before)
    }

    @Test("changes only what a new release changes, and equals a clean build")
    func incremental() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let before = try Workshop.identities(workshop.site)
        try workshop.addRelease("@acme/tool", "1.2.0")
        try await workshop.build()
        let after = try Workshop.identities(workshop.site)
        for path in [
            "@acme/tool/-/tool-1.0.0.pdpkg", "@city.library/base/package.json", "keys/@acme/keys.json",
            "@city.library/base/index.html",
        ] { #expect(before[path] == after[path], "\(path)") }
        try await workshop.build { $0.site = workshop.folder + "/clean" }
        #expect(try Workshop.files(workshop.site) == Workshop.files(workshop.folder + "/clean"))
    }

    @Test("tells the protection of a package's namespace in the list as in its own document")
    func protection() async throws {
        let workshop = try Workshop.withTree()
        for level in ["public", "protected"] {
            try workshop.write("protection: \(level)\n", to: "namespaces/city.library/namespace.yaml")
            try await workshop.build()
            for path in ["api/v1/packages/index.json", "api/v1/packages/city.library/base/index.json"] {
                let text = String(
                    decoding: try FileContents.read(workshop.site + "/" + path, upTo: 1 << 20), as: UTF8.self)
                #expect(text.contains("\"protection_level\":\"\(level)\""), "\(path)")
            }
        }
    }

    private static func refused(_ workshop: Workshop, rule: String, path: String) async throws {
        let (files, identities) = (try Workshop.files(workshop.site), try Workshop.identities(workshop.site))
        let report = try await workshop.build()
        #expect(
            !report.isBuilt && report.findings.contains { $0.rule == rule && $0.path == path },
            "\(report.findings.map { "\($0.rule) \($0.path)" })")
        #expect(try Workshop.files(workshop.site) == files && Workshop.identities(workshop.site) == identities)
        #expect(try Workshop.names(workshop.folder) == [".site.promptuary", "site", "tree"])
        let checked = try await TreeCheck(tree: workshop.tree, site: workshop.site).run()
        #expect(checked.contains { $0.rule == rule && $0.path == path })
    }

    @Test("refuses a release with other bytes and leaves the old site untouched")
    func changedRelease() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        try workshop.addRelease("@acme/tool", "1.0.0", summary: "Another description")
        try await Self.refused(workshop, rule: "release-changed", path: "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg")
    }

    @Test(
        "refuses a tree that lost a release, a package or a namespace",
        arguments: ["packages/acme/tool/1.0.0", "packages/city.library/base"])
    func removedRelease(_ folder: String) async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        try workshop.remove(folder)
        try await Self.refused(
            workshop, rule: "release-removed", path: folder.hasSuffix("1.0.0") ? "packages/acme/tool" : folder)
    }

    @Test("refuses to hide what was public")
    func hiddenLater() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        try workshop.write("protection: private\n", to: "namespaces/city.library/namespace.yaml")
        try await Self.refused(workshop, rule: "release-removed", path: "packages/city.library/base")
    }

    @Test("refuses a signature with other bytes under a published name")
    func changedSignature() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let path = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg.minisig"
        let text = String(decoding: try workshop.read(path), as: UTF8.self)
        try workshop.write(
            text.replacingOccurrences(of: "untrusted comment: ", with: "untrusted comment: other "), to: path)
        let files = try Workshop.files(workshop.site)
        let report = try await workshop.build()
        #expect(!report.isBuilt && report.findings.contains { $0.severity == .error })
        #expect(try Workshop.files(workshop.site) == files)
    }

    @Test("writes nothing for a tree with an error, neither a site nor a folder beside it")
    func invalid() async throws {
        let workshop = try Workshop.withTree()
        try workshop.remove("packages/acme/tool/1.0.0/tool-1.0.0.pdpkg.minisig")
        let report = try await workshop.build()
        #expect(!report.isBuilt && report.findings.contains { $0.rule == "signature-missing" })
        #expect(try Workshop.names(workshop.folder) == ["tree"])
    }

    @Test("never puts a word of a private namespace into the public site")
    func privacy() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build { $0.privateSite = workshop.folder + "/private" }
        for (path, bytes) in try Workshop.files(workshop.site) {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(
                !path.contains("inner") && !path.contains("secret") && !text.contains("@inner")
                    && !text.contains("inner/secret"), "\(path)")
        }
        let hidden = try Workshop.files(workshop.folder + "/private")
        #expect(
            try hidden["@inner/secret/-/secret-1.0.0.pdpkg"]
                == workshop.read("packages/inner/secret/1.0.0/secret-1.0.0.pdpkg"))
        #expect(
            hidden["@inner/secret/-/secret-1.0.0.pdpkg.minisig"] != nil && hidden["@inner/secret/package.json"] != nil
                && hidden["keys/@inner/keys.json"] != nil)
        #expect(!hidden.keys.contains { $0.contains("acme") })
        #expect(try Workshop.names(workshop.folder) == [".site.promptuary", "private", "site", "tree"])
        let (one, other) = (
            try Workshop.identities(workshop.site), try Workshop.identities(workshop.folder + "/private")
        )
        try await workshop.build { $0.privateSite = workshop.folder + "/private" }
        #expect(
            try Workshop.identities(workshop.site) == one && Workshop.identities(workshop.folder + "/private") == other)
    }

    @Test(
        "refuses a private site inside the public one, and the other way round",
        arguments: ["/site/private", "/site/@inner/x", "/site", ""])
    func overlappingSites(_ end: String) async throws {
        let workshop = try Workshop.withTree()
        if end == "/site" || end.isEmpty {
            await #expect(throws: BuildError.self) {
                try await workshop.build { $0.privateSite = workshop.folder + end }
            }
        } else {
            do {
                await #expect(throws: BuildError.self) {
                    try await workshop.build { $0.privateSite = workshop.folder + end }
                }
            }
        }
    }

    @Test("does not put a private site into a public one that is there already")
    func privateInsideExisting() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        _ = try? await workshop.build { $0.privateSite = workshop.site + "/private" }
        let files = try Workshop.files(workshop.site)
        do { #expect(!files.keys.contains { $0.contains("secret") }) }
    }

    @Test(
        "refuses a site inside the tree and a tree inside the site, also through links and dots",
        arguments: ["/tree", "/tree/site", "", "/tree/../tree/x", "/tree/", "/alias", "/alias/x", "/"])
    func overlap(_ end: String) async throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.createSymbolicLink(atPath: workshop.folder + "/alias", withDestinationPath: "tree")
        let before = try Workshop.files(workshop.tree)
        let site = end == "/" ? "/" : workshop.folder + end
        await #expect { try await workshop.build { $0.site = site } } throws: { error in
            // The root of all files is refused either way: it holds the tree, and it is no site.
            error as? BuildError == .overlap(tree: workshop.tree, site: site) || site == "/" && error is BuildError
        }
        #expect(try Workshop.files(workshop.tree) == before && Workshop.names(workshop.folder) == ["alias", "tree"])
    }

    @Test("takes a name that only begins like the tree's for another folder")
    func notOverlapping() async throws {
        let workshop = try Workshop.withTree()
        #expect(try await workshop.build { $0.site = workshop.tree + "-site" }.isBuilt)
    }

    @Test("refuses a folder that no build has made, and touches nothing in it")
    func notASite() async throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.createDirectory(atPath: workshop.site, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: workshop.site + "/thesis.txt"))
        await #expect(throws: BuildError.notASite(workshop.site)) { try await workshop.build() }
        #expect(
            try Workshop.names(workshop.site) == ["thesis.txt"] && Workshop.names(workshop.folder) == ["site", "tree"])
    }

    @Test("refuses a file in place of the site")
    func fileForSite() async throws {
        let workshop = try Workshop.withTree()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: workshop.site))
        await #expect(throws: StorageError.self) { try await workshop.build() }
        #expect(try Workshop.names(workshop.folder) == ["site", "tree"])
    }

    @Test("fills an empty folder, with or without a slash behind its name")
    func emptyFolder() async throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.createDirectory(atPath: workshop.site, withIntermediateDirectories: true)
        #expect(try await workshop.build { $0.site = workshop.site + "/" }.isBuilt)
        #expect(try await workshop.build().written == 0)
    }

    @Test("refuses to begin while another build of the same site runs")
    func busy() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let other = try SiteStage(site: workshop.site)
        await #expect(throws: BuildError.busy(workshop.site)) { try await workshop.build() }
        withExtendedLifetime(other) {}
    }

    @Test("cleans up after a build that was killed")
    func leftovers() async throws {
        let workshop = try Workshop.withTree()
        try FileManager.default.createDirectory(
            atPath: workshop.folder + "/.site.promptuary/stage/@acme/tool", withIntermediateDirectories: true)
        try Data("half".utf8).write(
            to: URL(fileURLWithPath: workshop.folder + "/.site.promptuary/stage/@acme/tool/package.json"))
        #expect(try await workshop.build().isBuilt)
        #expect(try Workshop.names(workshop.folder) == [".site.promptuary", "site", "tree"])
        #expect(try Workshop.names(workshop.stateFolder) == ["build.db"])
    }

    @Test("that remembers nothing leaves the operator's own files alone and removes pages that no longer belong")
    func obsolete() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        for name in ["CNAME", ".nojekyll", "robots.txt", ".git/HEAD"] {
            let path = workshop.site + "/" + name
            try FileManager.default.createDirectory(
                atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        }
        for name in [
            "@acme/tool/old.html", "api/v1/packages/x/index.json", "keys/@gone/keys.json", "@acme/tool/deep/er/x",
        ] {
            let path = workshop.site + "/" + name
            try FileManager.default.createDirectory(
                atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
            try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        }
        try FileManager.default.removeItem(atPath: workshop.stateFolder)
        let report = try await workshop.build()
        #expect(report.removed == 4)
        let files = try Workshop.files(workshop.site)
        #expect(["CNAME", ".nojekyll", "robots.txt", ".git/HEAD"].allSatisfy { files[$0] == Array("mine".utf8) })
        #expect(!files.keys.contains { $0.contains("old.html") || $0.contains("gone") || $0.contains("deep") })
        #expect(
            !FileManager.default.fileExists(atPath: workshop.site + "/keys/@gone")
                && !FileManager.default.fileExists(atPath: workshop.site + "/@acme/tool/deep"))
    }

    @Test("does not follow a symbolic link out of the site when it removes or writes")
    func linkInSite() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let outside = workshop.folder + "/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: outside + "/x.html"))
        try FileManager.default.createSymbolicLink(atPath: workshop.site + "/@gone", withDestinationPath: outside)
        try FileManager.default.removeItem(atPath: workshop.site + "/health")
        try FileManager.default.createSymbolicLink(
            atPath: workshop.site + "/health", withDestinationPath: outside + "/x.html")
        try FileManager.default.removeItem(atPath: workshop.stateFolder)
        try await workshop.build()
        #expect(try Workshop.files(outside) == ["x.html": Array("mine".utf8)])
        #expect(!FileManager.default.fileExists(atPath: workshop.site + "/@gone"))
        #expect(try Workshop.files(workshop.site)["health"] == Array("{\"status\":\"ok\"}\n".utf8))
    }

    @Test("does not write through a folder that is a symbolic link, and changes nothing then")
    func folderLinkInSite() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let outside = workshop.folder + "/outside"
        try FileManager.default.moveItem(atPath: workshop.site + "/@acme", toPath: outside)
        try FileManager.default.createSymbolicLink(atPath: workshop.site + "/@acme", withDestinationPath: outside)
        let before = (try Workshop.files(outside), try Workshop.files(workshop.site))
        try workshop.addRelease("@acme/tool", "1.2.0")
        let report = try? await workshop.build()
        #expect(report?.isBuilt != true)
        #expect(try Workshop.files(outside) == before.0)
        #expect(try Workshop.files(workshop.site) == before.1)
    }

    @Test(
        "takes back the files of a surface that is switched off",
        arguments: [
            ("pages", ["index.html", "404.html", "about/index.html", "feed.atom"]),
            ("prompd", ["packages.json", ".well-known/registry.json", "health"]),
            ("prompt-gen", ["api/v1/packages/index.json"]),
        ])
    func surfaces(_ surface: String, _ gone: [String]) async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build()
        let rest = ["pages", "prompd", "prompt-gen"].filter { $0 != surface }
        try workshop.write(
            "name: prompts.example\ntitle: Prompts\nsurfaces: [\(rest.joined(separator: ", "))]\n", to: "registry.yaml")
        try await workshop.build()
        let files = try Workshop.files(workshop.site)
        func check() { #expect(gone.allSatisfy { files[$0] == nil }, "\(gone.filter { files[$0] != nil })") }
        if surface == "prompt-gen" { check() } else { do { check() } }
    }

    @Test("writes compressed neighbours that are smaller than their files, and takes them back")
    func compressed() async throws {
        let workshop = try Workshop.withTree()
        try await workshop.build { $0.compress = true }
        let files = try Workshop.files(workshop.site)
        #expect(files.keys.contains { $0.hasPrefix("@acme/tool/index.html.gz") })
        for (path, bytes) in files where path.hasSuffix(".gz") {
            #expect(bytes.count < files[String(path.dropLast(3))]?.count ?? 0)
        }
        try await workshop.build()
        try await workshop.build { $0.site = workshop.folder + "/clean" }
        let (now, clean) = (try Workshop.files(workshop.site), try Workshop.files(workshop.folder + "/clean"))
        do {
            #expect(Set(now.keys).subtracting(clean.keys).isEmpty, "\(Set(now.keys).subtracting(clean.keys).sorted())")
        }
    }

    @Test(
        "writes configurations for three servers beside the site, and refuses what would break out of them",
        arguments: [
            ("https://prompts.example/r", true), ("https://prompts.example:8443", true),
            ("https://a{b}.example", false), ("https://a.example/{x}", false), ("https://a.example/;x", false),
            ("https://a.example:80{x}", false), ("https://user@a.example", false),
        ])
    func servers(_ base: String, _ isFine: Bool) async throws {
        let workshop = try Workshop.withTree()
        try workshop.write("name: prompts.example\nbase-url: \"\(base)\"\n", to: "registry.yaml")
        func build() async throws {
            try await workshop.build { $0.serverConfigurations = workshop.folder + "/servers" }
        }
        guard isFine else {
            if base.contains(":80{") {
                do { await #expect(throws: Refusal.self) { try await build() } }
            } else {
                await #expect(throws: Refusal.self) { try await build() }
            }
            return
        }
        try await build()
        #expect(try Workshop.names(workshop.folder + "/servers") == ["Caddyfile", "apache.conf", "nginx.conf"])
    }
}
