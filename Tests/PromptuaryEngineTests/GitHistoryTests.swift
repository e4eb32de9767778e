import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Since when the history of a branch has something")
struct GitHistoryTests {
    /// What one call of git for each question says: the oldest commit that has changed the path, or the number of places
    /// that have the blob.
    private static func byGit(_ workshop: Workshop, _ asked: GitArrival, in folder: String) async throws -> Timestamp? {
        let words =
            [
                "-c", "log.showRoot=true", "log", "--first-parent", "--diff-merges=first-parent", "--no-patch",
                "--format=%ct",
            ]
            + (asked.blob.map { ["--find-object=" + $0] } ?? []) + ["main", "--", asked.path]
        let bytes = try #require(try await GitProcess(folder).output(words, upTo: 1 << 20))
        return bytes.split(separator: 10).last.flatMap { Int(String(decoding: $0, as: UTF8.self)) }.map {
            Timestamp(seconds: $0)
        }
    }

    @Test("is told in one reading as git tells it for each path by itself", arguments: ["", "inner/tree/"])
    func arrivals(_ place: String) async throws {
        let workshop = try Workshop()
        func write(_ text: String, _ path: String) throws { try workshop.write(text, to: place + path) }
        try write("one", "packages/a/x/1/f")
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit(at: 1000)
        try write("two", "packages/a/y/f")
        try write("keys 1", "namespaces/a/keys.json")
        try workshop.commit(at: 2000)
        try workshop.git("checkout", "-q", "-b", "side")
        try write("three", "packages/a/z/f")
        try workshop.commit(at: 100)
        try workshop.git("checkout", "-q", "main")
        try write("keys 2", "namespaces/a/keys.json")
        try workshop.commit(at: 3000)
        try workshop.git("merge", "-q", "--no-ff", "-m", "m", "side", at: "@4000 +0000")
        try write("two", "packages/a/y/again")
        try workshop.remove(place + "packages/a/x")
        try workshop.commit(at: 5000)
        func blob(_ revision: String) throws -> String {
            try workshop.answer("rev-parse", "\(revision):\(place)namespaces/a/keys.json")
        }
        var asked: Set<GitArrival> = [
            GitArrival(path: "namespaces/a", blob: try blob("main")),
            GitArrival(path: "namespaces/a", blob: try blob("main~3")),
            GitArrival(path: "packages/a", blob: try blob("main")), GitArrival(path: "packages/a/y/f/g"),
        ]
        for path in [
            "packages/a/x", "packages/a/y", "packages/a/z", "packages/a/y/f", "namespaces/a", "packages", "packages/b",
            "packages/a/x/1/f", "packages/a/xx",
        ] { asked.insert(GitArrival(path: path)) }
        let folder = workshop.path(place)
        let times = try await GitObjects(folder).arrivals(asked, in: "main")
        for one in asked {
            let expected = try await Self.byGit(workshop, one, in: folder)
            #expect(times[one] == expected, "\(one)")
        }
        #expect(times[GitArrival(path: "packages/a/z")] == Timestamp(seconds: 4000))
        #expect(try await GitObjects(folder).arrivals([], in: "main").isEmpty)
    }

    @Test("is told of every line that has led there, when that is asked, also of one that a merge has given up")
    func wholeHistory() async throws {
        let workshop = try Workshop()
        try workshop.write("one", to: "kept/f")
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit(at: 1000)
        try workshop.git("checkout", "-q", "-b", "side")
        try workshop.write("two", to: "gone/f")
        try workshop.commit(at: 2000)
        let blob = try workshop.answer("rev-parse", "side:gone/f")
        try workshop.git("checkout", "-q", "main")
        try workshop.git("merge", "-q", "-s", "ours", "-m", "m", "side", at: "@3000 +0000")
        let asked: Set<GitArrival> = [GitArrival(path: "gone", blob: blob), GitArrival(path: "gone", blob: "0")]
        let git = GitObjects(workshop.tree)
        #expect(try await git.arrivals(asked, in: "main").isEmpty)
        #expect(
            try await git.arrivals(asked, in: "main", isWhole: true)
                == [GitArrival(path: "gone", blob: blob): Timestamp(seconds: 2000)])
    }

    @Test("is asked with few paths, which hold all others")
    func pathspecs() {
        let few = (0..<20).map { "packages/a/n\($0)" }
        #expect(GitObjects.pathspecs(few).count == 20)
        let many = (0..<5000).map { "packages/ns\($0 % 10)/n\($0)" } + ["namespaces/ns1"]
        #expect(GitObjects.pathspecs(many) == ["namespaces/ns1"] + (0..<10).map { "packages/ns\($0)" })
        let wide = (0..<5000).map { "packages/ns\($0)/n" } + ["namespaces/ns1"]
        #expect(GitObjects.pathspecs(wide) == ["namespaces", "packages"])
    }
}
