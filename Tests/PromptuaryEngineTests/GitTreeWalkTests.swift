import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("What differs between two git trees")
struct GitTreeWalkTests {
    /// What `git diff --raw` says, as the walk says it.
    private static func byGit(_ workshop: Workshop, _ old: String, _ new: String) async throws -> Set<String> {
        let git = GitProcess(workshop.tree)
        let words = ["diff", "--raw", "-z", "--no-abbrev", "--no-renames", "-O/dev/null", old, new, "--"]
        let bytes = try #require(try await git.output(words, upTo: 1 << 24))
        var lines: Set<String> = []
        var fields = bytes.split(separator: 0).makeIterator()
        while let head = fields.next(), let path = fields.next() {
            let parts = String(decoding: head.dropFirst(), as: UTF8.self).split(separator: " ").map(String.init)
            let old = parts[0] == "000000" ? "" : "\(ChangedFile.Content.Kind(mode: parts[0])) \(parts[2])"
            let new = parts[1] == "000000" ? "" : "\(ChangedFile.Content.Kind(mode: parts[1])) \(parts[3])"
            lines.insert("\(String(decoding: path, as: UTF8.self)): \(old) > \(new)")
        }
        return lines
    }

    private static func byWalk(_ difference: TreeDifference) -> [String] {
        difference.files.map { file in
            let old = file.old.map { "\($0.kind) \($0.blob)" } ?? ""
            let new = file.new.map { "\($0.kind) \($0.blob)" } ?? ""
            return "\(String(decoding: file.path, as: UTF8.self)): \(old) > \(new)"
        }
    }

    private static func walk(_ workshop: Workshop, _ old: String?, _ new: String?, limit: Int = 10_000) async throws
        -> TreeDifference?
    {
        try await GitTreeWalk.difference(GitObjects(workshop.tree), from: old, to: new, limit: limit)
    }

    private static func tree(_ workshop: Workshop, _ entries: [(mode: String, name: String, number: String)]) throws
        -> String
    {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array("\(entry.mode) \(entry.name)".utf8) + [0]
            bytes += try #require(Hex.decode(entry.number))
        }
        let path = workshop.folder + "/entries"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try workshop.answer("hash-object", "-t", "tree", "-w", "--literally", path)
    }

    @Test("is what git says, for files, folders, modes and names that come and go at random", arguments: 0..<6)
    func oracle(_ seed: Int) async throws {
        let workshop = try Workshop()
        try workshop.write("x", to: "x")
        try workshop.git("init", "-q", "-b", "main")
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var trees: [String] = []
        for _ in 0..<5 {
            for _ in 0..<25 {
                let names = ["a", "a-b", "a.b", "ab", "ä", "a b"]
                let parts = (0...random(3)).map { _ in names[Int(random(UInt64(names.count)))] }
                let name = parts.joined(separator: "/")
                let path = workshop.path(name)
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
                    if random(2) == 0 || isFolder.boolValue { try workshop.remove(name) }
                    continue
                }
                guard (try? workshop.write("\(random(4))", to: name)) != nil else { continue }
                if random(4) == 0 { chmod(path, 0o755) }
            }
            try workshop.commit(at: nil)
            trees.append(try workshop.answer("rev-parse", "HEAD^{tree}"))
        }
        for old in trees {
            for new in trees {
                let found = try #require(try await Self.walk(workshop, old, new))
                let lines = Self.byWalk(found)
                let said = try await Self.byGit(workshop, old, new)
                #expect(Set(lines) == said && said.count == lines.count)
                #expect(found.disordered.isEmpty && found.empty.isEmpty)
            }
        }
        let last = try #require(trees.last)
        let all = try #require(try await Self.walk(workshop, nil, last))
        let said = try await Self.byGit(workshop, "4b825dc642cb6eb9a060e54bf8d69288fbee4904", last)
        #expect(Set(Self.byWalk(all)) == said)
        #expect(try await Self.walk(workshop, last, nil)?.files.count == all.files.count)
        #expect(try await Self.walk(workshop, nil, last, limit: all.files.count)?.files.count == all.files.count)
        #expect(try await Self.walk(workshop, nil, last, limit: all.files.count - 1) == nil)
    }

    @Test("says which folders of the new tree git would not have written so")
    func forms() async throws {
        let workshop = try Workshop.withBranch()
        let blob = try workshop.answer("rev-parse", "HEAD:registry.yaml")
        let full = try Self.tree(workshop, [("100644", "x", blob)])
        let empty = try Self.tree(workshop, [])
        let strange: [[(mode: String, name: String, number: String)]] = [
            [("100644", "b", blob), ("100644", "a", blob)], [("100644", "a", blob), ("100644", "a", blob)],
            [("100644", "a", blob), ("100644", "a-b", blob), ("40000", "a", full)],
            [("40000", "a", full), ("100644", "a-b", blob)], [("040000", "a", full)], [("100664", "a", blob)],
            [("100644", "a/b", blob)], [("100644", "", blob)],
        ]
        for entries in strange {
            let tree = try Self.tree(workshop, [("40000", "in", Self.tree(workshop, entries))])
            let found = try #require(try await Self.walk(workshop, nil, tree))
            #expect(found.disordered == [Array("in".utf8)], "\(entries)")
            #expect(try await Self.walk(workshop, tree, nil)?.disordered == [])
        }
        let fine = try Self.tree(workshop, [("100644", "a-b", blob), ("40000", "a", full), ("100644", "ab", blob)])
        #expect(try await Self.walk(workshop, nil, fine)?.disordered == [])
        let hollow = try Self.tree(workshop, [("40000", "in", Self.tree(workshop, [("40000", "deep", empty)]))])
        let found = try #require(try await Self.walk(workshop, nil, hollow))
        #expect(found.empty == [Array("in/deep".utf8)] && found.files.isEmpty)
        #expect(try await Self.walk(workshop, full, empty)?.empty == [])
    }

    @Test("is parted at a folder, by paths from there")
    func parted() {
        func file(_ path: String) -> TreeDifference.File {
            TreeDifference.File(path: Array(path.utf8), old: nil, new: nil)
        }
        let all = TreeDifference(
            files: ["a/b/x", "a/bc", "a/b", "y"].map(file), disordered: [[], Array("a/b".utf8), Array("a/b/c".utf8)],
            empty: [Array("a/b/d".utf8), Array("z".utf8)])
        let (inside, beside) = all.parted(at: "a/b")
        #expect(inside.files.map { String(decoding: $0.path, as: UTF8.self) } == ["x"])
        #expect(beside.files.map { String(decoding: $0.path, as: UTF8.self) } == ["a/bc", "a/b", "y"])
        #expect(inside.disordered == [[], Array("c".utf8)] && beside.disordered == [[]])
        #expect(inside.empty == [Array("d".utf8)] && beside.empty == [Array("z".utf8)])
        #expect(all.parted(at: "").inside.files.count == 4)
    }
}
