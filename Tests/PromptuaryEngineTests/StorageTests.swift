import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Files and folders")
struct StorageTests {
    @Test("are listed by the bytes of their names with what they are, links not followed")
    func entries() throws {
        let workshop = try Workshop()
        for name in ["b", "a", "é", "B", "z/x", "10", "9", ".hidden"] { try workshop.write("x", to: name) }
        try workshop.link("l", to: "z")
        mkfifo(workshop.path("p"), 0o644)
        let entries = try Directory(workshop.tree).entries()
        #expect(entries.map(\.name) == [".hidden", "10", "9", "B", "a", "b", "l", "p", "z", "é"])
        #expect(entries.map(\.kind) == [.file, .file, .file, .file, .file, .file, .link, .other, .directory, .file])
    }

    @Test(
        "are read when they are regular and small enough",
        arguments: [(0, true), (99, true), (100, true), (101, false), (5000, false)])
    func limits(_ size: Int, _ isFine: Bool) throws {
        let workshop = try Workshop()
        try workshop.write([UInt8](repeating: 7, count: size), to: "a")
        let folder = try Directory(workshop.tree)
        if isFine {
            #expect(
                try folder.contents(of: "a", upTo: 100).count == size
                    && FileContents.read(workshop.path("a"), upTo: 100).count == size)
        } else {
            let error = try #require(throws: StorageError.self) { try FileContents.read(workshop.path("a"), upTo: 100) }
            #expect(error.code == EFBIG && error.path == workshop.path("a"))
        }
    }

    @Test(
        "are not read through links, and pipes do not hang",
        arguments: ["link", "pipe", "folder", "none", "file/below", "null"])
    func irregular(_ name: String) throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "file")
        try workshop.write("x", to: "folder/x")
        try workshop.link("link", to: "file")
        try workshop.link("null", to: "/dev/null")
        mkfifo(workshop.path("pipe"), 0o644)
        let folder = try Directory(workshop.tree)
        let codes = [
            "link": ELOOP, "pipe": EINVAL, "folder": EISDIR, "none": ENOENT, "file/below": ENOTDIR, "null": ELOOP,
        ]
        do {
            _ = try folder.contents(of: name, upTo: 100)
            Issue.record("it was read")
        } catch {
            #expect(error.code == codes[name] && error.description.contains(name))
        }
        #expect(try folder.regularFile(name, upTo: 100) == nil)
        if name == "none" || name == "file/below" { #expect(try folder.contentsIfPresent(of: name, upTo: 100) == nil) }
    }

    @Test("inside a folder are not reached through a link")
    func linkedFolder() throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "real/x")
        try workshop.link("alias", to: "real")
        let folder = try Directory(workshop.tree)
        #expect(folder.holds("alias") && folder.holds("real") && !folder.holds("none"))
        do {
            _ = try folder.directory("alias")
            Issue.record("it was opened")
        } catch {
            #expect(error.code == ENOTDIR || error.code == ELOOP)
        }
    }

    @Test("are written whole, with their mode, and nothing is left beside them")
    func durable() throws {
        let workshop = try Workshop()
        let path = workshop.folder + "/a"
        try DurableFile.write([1, 2, 3], to: path)
        try DurableFile.write([4], to: path)
        #expect(try FileContents.read(path, upTo: 10) == [4])
        try DurableFile.write([5], to: workshop.folder + "/b", mode: 0o600)
        #expect(
            try FileManager.default.attributesOfItem(atPath: workshop.folder + "/b")[.posixPermissions] as? Int == 0o600
        )
        #expect(try Workshop.names(workshop.folder) == ["a", "b"])
    }

    @Test("are not replaced when they must be new")
    func noReplace() throws {
        let workshop = try Workshop()
        let path = workshop.folder + "/a"
        try DurableFile.write([1], to: path, replace: false)
        let error = try #require(throws: StorageError.self) { try DurableFile.write([2], to: path, replace: false) }
        #expect(error.code == EEXIST)
        #expect(try FileContents.read(path, upTo: 10) == [1] && Workshop.names(workshop.folder) == ["a"])
        try FileManager.default.createSymbolicLink(
            atPath: workshop.folder + "/dangling", withDestinationPath: "nowhere")
        #expect(throws: StorageError.self) {
            try DurableFile.write([2], to: workshop.folder + "/dangling", replace: false)
        }
        #expect(!FileManager.default.fileExists(atPath: workshop.folder + "/nowhere"))
    }

    @Test("that cannot be written say so and leave nothing", arguments: ["none/a", "folder"])
    func failure(_ name: String) throws {
        let workshop = try Workshop()
        try FileManager.default.createDirectory(
            atPath: workshop.folder + "/folder/x", withIntermediateDirectories: true)
        #expect(throws: StorageError.self) { try DurableFile.write([1], to: workshop.folder + "/" + name) }
        #expect(try Workshop.names(workshop.folder) == ["folder"])
    }

    @Test("get the folders above them, unless a file is in the way")
    func folders() throws {
        let workshop = try Workshop()
        try DurableFile.makeDirectories(workshop.folder + "/a/b/c")
        try DurableFile.makeDirectories(workshop.folder + "/a/b/c")
        try DurableFile.write([1], to: workshop.folder + "/a/file")
        #expect(throws: StorageError.self) { try DurableFile.makeDirectories(workshop.folder + "/a/file") }
        #expect(throws: StorageError.self) { try DurableFile.makeDirectories(workshop.folder + "/a/file/b") }
    }

    @Test("have one real path, also where the end of it is not there yet")
    func realPath() throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "real/x")
        try workshop.link("alias", to: "real")
        let root = RealPath.of(workshop.tree)
        #expect(RealPath.of(workshop.path("alias/new/er")) == root + "/real/new/er")
        #expect(
            RealPath.of(workshop.path("real/../real/x")) == root + "/real/x" && RealPath.of("/") == "/"
                && RealPath.of("/none/") == "/none")
        #expect(
            RealPath.of(workshop.path("none/../alias")) == root + "/real"
                || RealPath.of(workshop.path("none/../alias")).hasPrefix(root))
    }

    @Test("in a tree are removed without following links")
    func removedTree() throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "keep/x")
        try workshop.write("x", to: "gone/deep/x")
        try workshop.link("gone/link", to: "../keep")
        try RemovedTree.remove(workshop.path("gone"))
        try RemovedTree.remove(workshop.path("none"))
        #expect(try Workshop.files(workshop.tree).keys.sorted() == ["keep/x"])
        #expect(!FileManager.default.fileExists(atPath: workshop.path("gone")))
    }
}

@Suite("Times of publication")
struct PublicationTimesTests {
    /// Runs git in a folder with nothing of this machine's settings.
    private static func git(_ folder: String, at date: String = "2026-01-01T00:00:00Z", _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "git", "-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
                "init.defaultBranch=main", "-c", "commit.gpgsign=false",
            ] + arguments
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": date,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "git \(arguments)")
    }

    @Test("are the committer times of the commits that added the files")
    func history() async throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg")
        try workshop.write("x", to: "registry.yaml")
        try Self.git(workshop.tree, "init", "-q")
        try Self.git(workshop.tree, "add", ".")
        try Self.git(workshop.tree, at: "2026-02-02T02:02:02Z", "commit", "-qm", "one")
        try workshop.write("y", to: "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg")
        try workshop.write("x", to: "packages/acme/tool/1.1.0/strange \u{E9} name\n.pdpkg")
        try Self.git(workshop.tree, "add", ".")
        try Self.git(workshop.tree, at: "2026-03-03T03:03:03Z", "commit", "-qm", "two\n\n\u{1}99999")
        let times = await PublicationTimes.read(Git(workshop.tree))
        #expect(times.published("packages/acme/tool/1.0.0/tool-1.0.0.pdpkg")?.description == "2026-02-02T02:02:02Z")
        #expect(
            times.published("packages/acme/tool/1.1.0/strange \u{E9} name\n.pdpkg")?.description
                == "2026-03-03T03:03:03Z")
        #expect(times.published("registry.yaml") == nil && times.published("packages/none") == nil)
        let head = await Git(workshop.tree).head()
        #expect(head?.time.description == "2026-03-03T03:03:03Z" && head?.commit.utf8.count == 40)
        let places = [":(literal)packages", ":(literal)registry.yaml"]
        #expect(await Git(workshop.tree).differences(in: places) == [])
        try workshop.write("x", to: "untracked")
        #expect(await Git(workshop.tree).differences(in: places) == [])
        try workshop.write("x", to: "packages/un tracked\n")
        #expect(await Git(workshop.tree).differences(in: places) == [":(top,literal)packages/un tracked\n"])
        #expect(await Git(workshop.folder + "/none").differences(in: places) == nil)
    }

    @Test(
        "are those of the last addition for a file that was taken back, and hold in a folder below the repository's root"
    )
    func subfolder() async throws {
        let workshop = try Workshop()
        let file = "deep/tree/packages/a.pdpkg"
        try workshop.write("x", to: file)
        try Self.git(workshop.tree, "init", "-q")
        try Self.git(workshop.tree, "add", ".")
        try Self.git(workshop.tree, at: "2026-01-01T00:00:00Z", "commit", "-qm", "add")
        try Self.git(workshop.tree, "rm", "-q", file)
        try Self.git(workshop.tree, at: "2026-01-02T00:00:00Z", "commit", "-qm", "remove")
        try workshop.write("x", to: file)
        try Self.git(workshop.tree, "add", ".")
        try Self.git(workshop.tree, at: "2026-01-03T00:00:00Z", "commit", "-qm", "again")
        let times = await PublicationTimes.read(Git(workshop.path("deep/tree")))
        #expect(times.published("packages/a.pdpkg")?.day == "2026-01-03")
    }

    @Test("are unknown outside of a repository and in one without commits")
    func unknown() async throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "packages/x")
        #expect(await Git(workshop.tree).head() == nil)
        #expect(await PublicationTimes.read(Git(workshop.tree)).published("packages/x") == nil)
        try Self.git(workshop.tree, "init", "-q")
        #expect(await Git(workshop.tree).head() == nil)
        #expect(await PublicationTimes.read(Git(workshop.folder + "/none")).published("packages/x") == nil)
    }

    @Test("stand in the site, and no file time does")
    func inSite() async throws {
        let workshop = try Workshop.withTree()
        try Self.git(workshop.tree, "init", "-q")
        try Self.git(workshop.tree, "add", ".")
        try Self.git(workshop.tree, at: "2026-02-02T02:02:02Z", "commit", "-qm", "one")
        try await workshop.build { $0.at = nil }
        let files = try Workshop.files(workshop.site)
        #expect(
            String(decoding: files["@acme/tool/package.json"] ?? [], as: UTF8.self).contains(
                "\"publishedAt\":\"2026-02-02T02:02:02Z\""))
        let status = try JSONReader.read(files["status.json"] ?? [])
        #expect(status["builtAt"]?.string == "2026-02-02T02:02:02Z" && status["commit"]?.string?.utf8.count == 40)
    }
}
