import Foundation
import Synchronization
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Watching a tree")
struct TreeWatchTests {
    private static func git(_ words: String..., in folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "git", "-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "-c",
                "init.defaultBranch=main", "-c", "commit.gpgsign=false",
            ] + words
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "git \(words)")
    }

    /// A watch over the tree of a workshop that has begun.
    private static func watch(
        _ workshop: Workshop, templates: String? = nil, from source: ChangeSource = .files,
        rhythm: TreeWatch.Rhythm = TreeWatch.Rhythm(look: 50), limit: Int = .max,
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) async -> TreeWatch {
        let tree = workshop.tree
        let watch = TreeWatch(rhythm: rhythm, limit: limit, say: say) {
            await TreeWatch.places(tree: tree, templates: templates, from: source)
        }
        await watch.begin()
        return watch
    }

    /// A number that tasks share.
    private final class Count: Sendable {
        private let number = Mutex(0)
        var value: Int { number.withLock { $0 } }
        func up() { number.withLock { $0 += 1 } }
    }

    /// A way to change a tree.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let apply: @Sendable (Workshop) throws -> Void
    }

    private static let file = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"

    @Test(
        "wakes up, once, for",
        arguments: [
            Change(testDescription: "a file that is written") { try $0.write("title: x\n", to: "registry.yaml") },
            Change(testDescription: "a file that is saved by rename") {
                try $0.write("protection: open\n", to: "namespaces/acme/.namespace.yaml.new")
                #expect(
                    rename($0.path("namespaces/acme/.namespace.yaml.new"), $0.path("namespaces/acme/namespace.yaml"))
                        == 0)
            },
            Change(testDescription: "a file that is renamed from elsewhere") {
                try Data("x".utf8).write(to: URL(fileURLWithPath: $0.folder + "/notes"))
                #expect(rename($0.folder + "/notes", $0.path("packages/acme/tool/package.yaml")) == 0)
            },
            Change(testDescription: "a file that is appended to") {
                let handle = try #require(FileHandle(forWritingAtPath: $0.path(file)))
                try handle.seekToEnd()
                try handle.write(contentsOf: Data("x".utf8))
                try handle.close()
            },
            Change(testDescription: "a file that is removed") { try $0.remove(file) },
            Change(testDescription: "rights that are changed") { #expect(chmod($0.path(file), 0o600) == 0) },
            Change(testDescription: "a symbolic link") { try $0.link("packages/acme/tool/link", to: "1.0.0") },
            Change(testDescription: "a folder that is removed") { try $0.remove("packages/acme/tool") },
            Change(testDescription: "a file below a new folder") {
                try $0.write("x", to: "packages/new/tool/1.0.0/a/b")
            },
            Change(testDescription: "a file of what holders sign") { try $0.write("x", to: "trust/pending/x.json") },
            Change(testDescription: "a stray file") { try $0.write("x", to: "stray") },
        ])
    func changes(_ change: Change) async throws {
        let workshop = try Workshop.withTree()
        let watch = await Self.watch(workshop)
        #expect(try await !watch.change(within: 60))
        try change.apply(workshop)
        #expect(try await watch.change(within: 5000))
        #expect(try await !watch.change(within: 60))
    }

    @Test("sleeps through what no build reads")
    func others() async throws {
        let workshop = try Workshop.withTree()
        try workshop.write("x", to: "docs/a.md")
        let watch = await Self.watch(workshop)
        try workshop.write("y", to: "docs/a.md")
        _ = try FileContents.read(workshop.path(Self.file), upTo: 1 << 20)
        _ = try FileManager.default.contentsOfDirectory(atPath: workshop.path("packages"))
        #expect(try await !watch.change(within: 200))
    }

    @Test("watches folders that come, also those that came full, and not those that went")
    func folders() async throws {
        let workshop = try Workshop.withTree()
        let watch = await Self.watch(workshop)
        try workshop.write("x", to: "packages/new/tool/1.0.0/tool-1.0.0.pdpkg")
        #expect(try await watch.change(within: 5000))
        try workshop.write("y", to: "packages/new/tool/1.0.0/tool-1.0.0.pdpkg")
        #expect(try await watch.change(within: 5000))
        // A whole folder arrives by one rename, and is known by its new name when it is renamed again.
        let elsewhere = workshop.folder + "/elsewhere"
        #expect(rename(workshop.path("packages/new"), elsewhere) == 0)
        #expect(try await watch.change(within: 5000))
        try Data("z".utf8).write(to: URL(fileURLWithPath: elsewhere + "/tool/1.0.0/tool-1.0.0.pdpkg"))
        #expect(try await !watch.change(within: 100))
        #expect(rename(elsewhere, workshop.path("packages/other")) == 0)
        #expect(rename(workshop.path("packages/other"), workshop.path("packages/third")) == 0)
        #expect(try await watch.change(within: 5000))
        try workshop.write("z", to: "packages/third/tool/1.0.0/tool-1.0.0.pdpkg")
        #expect(try await watch.change(within: 5000))
        try workshop.write("z", to: "packages/third/tool/2.0.0/tool-2.0.0.pdpkg")
        #expect(try await watch.change(within: 5000))
        try workshop.write("zz", to: "packages/third/tool/2.0.0/tool-2.0.0.pdpkg")
        #expect(try await watch.change(within: 5000))
    }

    @Test("gathers a burst, and does not wait for the end of a long one")
    func bursts() async throws {
        let workshop = try Workshop.withTree()
        let watch = await Self.watch(workshop, rhythm: TreeWatch.Rhythm(silence: 300, most: 1500, look: 50))
        for number in 0..<100 { try workshop.write("x", to: "packages/acme/tool/1.0.\(number)/x") }
        #expect(try await watch.change(within: 5000))
        #expect(try await !watch.change(within: 400))
        let path = workshop.path("packages/acme/tool/1.0.0/x")
        let writing = Task {
            while !Task.isCancelled {
                try Data("x".utf8).write(to: URL(fileURLWithPath: path))
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        let start = ContinuousClock().now
        #expect(try await watch.change(within: 20_000))
        #expect(ContinuousClock().now - start < .seconds(15))
        writing.cancel()
        _ = await writing.result
    }

    @Test("wakes up for a commit and for another one that is checked out")
    func commits() async throws {
        let workshop = try Workshop.withTree()
        try Self.git("init", in: workshop.tree)
        try Self.git("add", ".", in: workshop.tree)
        try Self.git("commit", "-m", "one", in: workshop.tree)
        try workshop.write("title: x\n", to: "registry.yaml")
        try workshop.addRelease("@acme/tool", "2.0.0")
        try Self.git("add", ".", in: workshop.tree)
        let watch = await Self.watch(workshop)
        let commits = await Self.watch(workshop, from: .git)
        try Self.git("commit", "-m", "two", in: workshop.tree)
        #expect(try await watch.change(within: 5000))
        #expect(try await commits.change(within: 5000))
        try workshop.addRelease("@acme/tool", "3.0.0")
        #expect(try await watch.change(within: 5000))
        #expect(try await !commits.change(within: 100))
        try Self.git("checkout", "HEAD~1", in: workshop.tree)
        #expect(try await watch.change(within: 5000))
        #expect(try await commits.change(within: 5000))
        // The folder that went with the checkout comes back and is watched again.
        try Self.git("checkout", "main", in: workshop.tree)
        #expect(try await watch.change(within: 5000))
        try workshop.write("x", to: "packages/acme/tool/2.0.0/x")
        #expect(try await watch.change(within: 5000))
    }

    @Test("goes on when the tree, or the templates, were removed or replaced by others")
    func replaced() async throws {
        let workshop = try Workshop.withTree()
        let templates = workshop.folder + "/templates"
        let watch = await Self.watch(workshop, templates: templates)
        let (tree, old) = (workshop.tree, workshop.folder + "/old")
        try FileManager.default.createDirectory(atPath: templates + "/pages", withIntermediateDirectories: true)
        #expect(try await watch.change(within: 5000))
        try Data("x".utf8).write(to: URL(fileURLWithPath: templates + "/pages/a.mustache"))
        #expect(try await watch.change(within: 5000))
        #expect(rename(tree, old) == 0)
        #expect(try await watch.change(within: 5000))
        try FileManager.default.copyItem(atPath: old, toPath: tree)
        #expect(try await watch.change(within: 5000))
        _ = try await watch.change(within: 300)
        try workshop.write("x", to: Self.file)
        #expect(try await watch.change(within: 5000))
        try Data("x".utf8).write(to: URL(fileURLWithPath: old + "/" + Self.file))
        #expect(try await !watch.change(within: 100))
    }

    @Test("ends at once with its task")
    func cancellation() async throws {
        let workshop = try Workshop.withTree()
        let watch = await Self.watch(workshop, rhythm: TreeWatch.Rhythm(look: 60_000))
        let start = ContinuousClock().now
        let task = Task { try await watch.change(within: 60_000) }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock().now - start < .seconds(10))
    }

    @Test("says once that there are too many folders, and looks for changes instead", arguments: [3, 15])
    func limits(limit: Int) async throws {
        let workshop = try Workshop.withTree()
        let said = Mutex<[String]>([])
        let watch = await Self.watch(workshop, limit: limit) { line in said.withLock { $0.append(line) } }
        let builds = Count()
        let tree = workshop.tree
        let loop = WatchLoop(watch: watch, pause: 10) { await TreeMark.read(tree, from: .files) }
        let task = Task {
            try await loop.run { _ in
                builds.up()
            } onFailure: { _, _ in
                .stop
            }
        }
        /// Whether there were so many builds within ten seconds.
        func hasBuilt(_ count: Int) async throws -> Bool {
            for _ in 0..<500 where builds.value < count { try await Task.sleep(for: .milliseconds(20)) }
            return builds.value >= count
        }
        #expect(try await hasBuilt(1))
        // So many folders that a watch that had enough until now has not.
        for number in 0..<8 { try workshop.write("x", to: "packages/acme/tool/3.0.\(number)/x") }
        #expect(try await hasBuilt(2))
        try await Task.sleep(for: .milliseconds(300))
        let count = builds.value
        try workshop.write("xx", to: "packages/acme/tool/3.0.7/x")
        #expect(try await hasBuilt(count + 1))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(said.withLock { $0 }.count == 1)
    }
}

@Suite("Building again and again")
struct WatchLoopTests {
    private struct Failure: Error {}

    @Test("goes on after a failure at the next change, and stops at what no change mends")
    func reactions() async throws {
        let workshop = try Workshop.withTree()
        let tree = workshop.tree
        let watch = TreeWatch(say: { _ in }) { await TreeWatch.places(tree: tree, templates: nil, from: .files) }
        let seen = Mutex<[Bool]>([])
        let loop = WatchLoop(watch: watch) { nil }
        await #expect(throws: Failure.self) {
            try await loop.run { isFirst in
                seen.withLock { $0.append(isFirst) }
                // What changes during a build is the reason for the next one.
                try Data("\(seen.withLock { $0.count })".utf8).write(to: URL(fileURLWithPath: tree + "/registry.yaml"))
                if seen.withLock({ $0.count != 2 }) { throw Failure() }
            } onFailure: { _, _ in
                seen.withLock { $0.count } == 3 ? .stop : .wait
            }
        }
        #expect(seen.withLock { $0 } == [true, true, false])
    }
}

@Suite("The mark of a tree")
struct TreeMarkTests {
    @Test("is the commit, registry.yaml, trust and the templates with changes from git, else every file")
    func marks() async throws {
        let workshop = try Workshop.withTree()
        let (tree, templates) = (workshop.tree, workshop.folder + "/templates")
        try FileManager.default.createDirectory(atPath: templates + "/pages", withIntermediateDirectories: true)
        func marks() async -> [TreeMark?] {
            [
                await TreeMark.read(tree, templates: templates, from: .git),
                await TreeMark.read(tree, templates: templates, from: .files),
            ]
        }
        /// Which of both are different after a change.
        func changed(_ change: () throws -> Void) async throws -> [Bool] {
            let before = await marks()
            #expect(!before.contains(nil))
            try change()
            return zip(before, await marks()).map { $0 != $1 }
        }
        let commit = {
            for words in [["init"], ["add", "."], ["commit", "--allow-empty", "-m", "x"]] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                process.arguments =
                    ["git", "-C", tree, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example"] + words
                (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
                try process.run()
                process.waitUntilExit()
            }
        }
        #expect(try await changed {} == [false, false])
        // Without git both are the files.
        #expect(try await changed { try workshop.write("x", to: "packages/acme/tool/x") } == [true, true])
        try commit()
        #expect(try await changed {} == [false, false])
        #expect(try await changed { try workshop.write("y", to: "packages/acme/tool/x") } == [false, true])
        #expect(try await changed { try workshop.write("y", to: "registry.yaml") } == [true, true])
        #expect(try await changed { try workshop.write("y", to: "trust/root.json") } == [true, true])
        #expect(
            try await changed { try Data("x".utf8).write(to: URL(fileURLWithPath: templates + "/pages/x")) } == [
                true, true,
            ])
        #expect(try await changed(commit) == [true, true])
        #expect(await TreeMark.read(workshop.folder + "/nothing", from: .git) == nil)
    }
}
