import Testing

@testable import PromptuaryCore

@Suite("Growing and reading a log")
struct LogTreeTests {
    static let sizes = [0, 1, 2, 3, 100, 255, 256, 257, 511, 512, 1000]

    @Test("the files of a log are its definition, tile by tile", arguments: sizes)
    func definition(size: Int) throws {
        let log = try LogFixture.Files(size: size)
        let leaves = LogFixture.leaves(size)
        #expect(log.tree.root == SlowTree.root(leaves[...]))
        var expected: [String: [UInt8]] = [:]
        for level in 0...2 {
            let step = 1 << (8 * level)
            let hashes = (0..<(size / step)).map { SlowTree.root(leaves[($0 * step)..<(($0 + 1) * step)]) }
            for start in stride(from: 0, to: hashes.count, by: 256) {
                let part = hashes[start..<min(start + 256, hashes.count)]
                expected[LogTile(level: level, index: start / 256, width: part.count).path] = part.flatMap(\.bytes)
            }
        }
        for start in stride(from: 0, to: size, by: 256) {
            let end = min(start + 256, size)
            expected[LogBundle(index: start / 256, width: end - start).path] = (start..<end).flatMap {
                [0, UInt8(LogFixture.entry($0).count)] + LogFixture.entry($0)
            }
        }
        #expect(log.files == expected)
    }

    @Test(
        "a log that grows in steps, also over restarts, ends like one that is made at once",
        arguments: [1, 7, 100, 256, 300])
    func steps(step: Int) throws {
        let whole = try LogFixture.Files(size: 1000)
        var log = try LogFixture.Files(size: 0)
        var size = 0
        while size < 1000 {
            size = min(size + step, 1000)
            if step > 1 || size % 50 == 0 {
                let files = log.files
                log.tree = try LogTree(try log.checkpoint) { files[$0] }
            }
            try log.grow(to: size)
        }
        #expect(log.tree.root == whole.tree.root)
        for (path, bytes) in whole.files { #expect(log.files[path] == bytes, "\(path)") }
    }

    @Test("a step writes the new tiles and bundles only")
    func cost() throws {
        var log = try LogFixture.Files(size: 70_000)
        var files = try log.tree.append([[1]])
        #expect(
            Set(files.map(\.path)) == ["log/tile/entries/273.p/113", "log/tile/0/273.p/113"], "nothing above changes")
        files = try log.tree.append([[UInt8]](repeating: [2], count: 200))
        #expect(
            Set(files.map(\.path)) == [
                "log/tile/entries/273", "log/tile/0/273", "log/tile/entries/274.p/57", "log/tile/0/274.p/57",
                "log/tile/1/001.p/18",
            ])
        #expect(try log.tree.append([]).isEmpty)
        #expect(log.tree.size == 70_201)
    }

    @Test("an entry that is too long changes nothing")
    func tooLong() throws {
        var log = try LogFixture.Files(size: 3)
        let root = log.tree.root
        #expect(refused(LogFault.entry) { _ = try log.tree.append([[1], [UInt8](repeating: 0, count: 65_536)]) })
        #expect(log.tree.size == 3 && log.tree.root == root)
        #expect(try log.tree.append([[UInt8](repeating: 0, count: 65_535)]).count == 2)
    }

    @Test("proofs that are read from tiles are those of RFC 6962", arguments: [1, 255, 256, 257, 1000])
    func proofs(size: Int) throws {
        let log = try LogFixture.Files(size: size)
        let leaves = LogFixture.leaves(size)
        var tiles = try LogTiles(try log.checkpoint) { log.files[$0] }
        for index in stride(from: 0, to: size, by: max(1, size / 23)) {
            let proof = try tiles.proof(MerkleProof.inclusion(of: index, in: size)) { log.files[$0] }
            #expect(proof == SlowTree.path(index, leaves[...]))
            let old = try tiles.proof(MerkleProof.consistency(from: index, to: size)) { log.files[$0] }
            #expect(old == (index == 0 ? [] : SlowTree.proof(index, leaves[...])))
            #expect(try tiles.hash(of: .tree(index)) == SlowTree.root(leaves[..<index]))
        }
        for bundle in LogBundle.all(of: size) {
            let entries = try tiles.entries(of: bundle) { log.files[$0] }
            #expect(entries == (0..<bundle.width).map { LogFixture.entry(bundle.index * 256 + $0) })
        }
    }

    @Test("a flipped byte in any tile or bundle is refused")
    func flipped() throws {
        let log = try LogFixture.Files(size: 600)
        let checkpoint = try log.checkpoint
        func readAll(_ files: [String: [UInt8]]) throws {
            var tiles = try LogTiles(checkpoint) { files[$0] }
            for bundle in LogBundle.all(of: 600) {
                let start = bundle.index << 8
                _ = try tiles.proof([MerkleRange(lower: start, upper: start + 1)]) { files[$0] }
                _ = try tiles.entries(of: bundle) { files[$0] }
            }
        }
        try readAll(log.files)
        for (path, bytes) in log.files {
            for at in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 9)) {
                var files = log.files
                files[path]?[at] ^= 1
                #expect(throws: Refusal.self, "\(path) byte \(at)") { try readAll(files) }
            }
            var files = log.files
            files[path]?.removeLast()
            #expect(throws: Refusal.self, "\(path) cut") { try readAll(files) }
            files[path] = nil
            #expect(refused(LogFault.missing) { try readAll(files) }, "\(path) gone")
        }
    }

    @Test("a partial tile or bundle may have made room for the full one")
    func pruned() throws {
        var log = try LogFixture.Files(size: 300)
        let (checkpoint, old) = (try log.checkpoint, log.files.keys)
        try log.grow(to: 600)
        let files = log.files.filter { !old.contains($0.key) || !$0.key.contains(".p/") }
        #expect(files.count < log.files.count)
        var kept = files
        kept["log/tile/1/000.p/1"] = log.files["log/tile/1/000.p/1"]
        var tiles = try LogTiles(checkpoint) { kept[$0] }
        #expect(try tiles.proof(MerkleProof.inclusion(of: 299, in: 300)) { kept[$0] }.count == 5)
        #expect(try LogTree(checkpoint) { kept[$0] }.root == checkpoint.root)
    }

    @Test("what lies beyond the tree is refused")
    func beyond() throws {
        let log = try LogFixture.Files(size: 300)
        let tiles = try LogTiles(try log.checkpoint) { log.files[$0] }
        #expect(refused(LogFault.size) { _ = try tiles.hash(of: .tree(301)) })
        #expect(refused(LogFault.size) { _ = try tiles.check(LogTile(level: 0, index: 1), Self.zeros) })
        #expect(refused(LogFault.size) { _ = try tiles.check(LogTile(level: 7, index: 0), Self.zeros) })
        #expect(refused(LogFault.tileHash) { _ = try tiles.check(LogTile(level: 0, index: 0), Self.zeros) })
        #expect(refused(LogFault.size) { _ = try tiles.entries(of: LogBundle(index: 9), []) })
        #expect(refused(LogFault.tile) { _ = try LogTiles(try log.checkpoint, edge: []) })
    }

    private static let zeros = [UInt8](repeating: 0, count: 8192)

    @Test("a fork and a shrunken log are refused, growth is not")
    func growth() throws {
        let (old, new) = (try LogFixture.Files(size: 257), try LogFixture.Files(size: 1000))
        let forked = try LogFixture.Files(size: 1000, fork: 100)
        func grow(_ from: LogFixture.Files, _ to: LogFixture.Files) throws {
            var tiles = try LogTiles(try to.checkpoint) { to.files[$0] }
            let proof = try tiles.proof(MerkleProof.consistency(from: from.tree.size, to: to.tree.size)) {
                to.files[$0]
            }
            try from.checkpoint.checkGrowth(to: try to.checkpoint, proof: proof)
        }
        try grow(old, new)
        try grow(new, new)
        try grow(try LogFixture.Files(size: 0), new)
        #expect(refused(LogFault.fork) { try grow(old, forked) })
        #expect(refused(LogFault.fork) { try grow(new, forked) })
        #expect(refused(LogFault.smaller) { try new.checkpoint.checkGrowth(to: try old.checkpoint, proof: []) })
        let other = Checkpoint(origin: try NoteName("other/log"), size: 1000, root: new.tree.root)
        #expect(refused(LogFault.origin) { try new.checkpoint.checkGrowth(to: other, proof: []) })
    }
}
