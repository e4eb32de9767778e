import Testing

@testable import PromptuaryCore

@Suite("Paths of a log")
struct LogLayoutTests {
    static let tiles: [(LogTile, String)] = [
        (LogTile(level: 0, index: 0), "log/tile/0/000"),
        (LogTile(level: 0, index: 0, width: 1), "log/tile/0/000.p/1"),
        (LogTile(level: 0, index: 999, width: 255), "log/tile/0/999.p/255"),
        (LogTile(level: 0, index: 1000), "log/tile/0/x001/000"),
        (LogTile(level: 1, index: 1_234_067), "log/tile/1/x001/x234/067"),
        (LogTile(level: 3, index: 1_234_067, width: 17), "log/tile/3/x001/x234/067.p/17"),
        (LogTile(level: 2, index: 5_000_000), "log/tile/2/x005/x000/000"),
    ]

    @Test("tiles and bundles have the paths of C2SP tlog-tiles", arguments: tiles)
    func paths(tile: LogTile, path: String) {
        #expect(tile.path == path)
        if tile.level == 0 {
            let bundle = LogBundle(index: tile.index, width: tile.width)
            #expect(bundle.path == path.replacing("tile/0/", with: "tile/entries/"))
            #expect(bundle.tile == tile)
        }
    }

    @Test("a tree of 70,000 entries has the tiles that C2SP tlog-tiles counts")
    func example() {
        let edge = LogTile.edge(of: 70_000)
        #expect(
            edge == [
                LogTile(level: 0, index: 273, width: 112), LogTile(level: 1, index: 1, width: 17),
                LogTile(level: 2, index: 0, width: 1),
            ])
        #expect(LogTile.edge(of: 256) == [LogTile(level: 1, index: 0, width: 1)])
        #expect(LogTile.edge(of: 0).isEmpty)
        #expect(LogTile(level: 1, index: 0, in: 70_000)?.isFull == true)
        #expect(LogTile(level: 1, index: 2, in: 70_000) == nil)
        #expect(LogTile(level: -1, index: 0, in: 70_000) == nil)
        #expect(LogTile(level: 0, index: -1, in: 70_000) == nil)
        #expect(Array(LogBundle.all(of: 257)) == [LogBundle(index: 0), LogBundle(index: 1, width: 1)])
        #expect(Array(LogBundle.all(of: 256)) == [LogBundle(index: 0)])
    }

    @Test("a tile is as long as its name says, or full")
    func tileLengths() throws {
        let tile = LogTile(level: 0, index: 0, width: 2)
        for length in [0, 31, 32, 63, 65, 96, 8191, 8193] {
            #expect(refused(LogFault.tile) { _ = try tile.hashes([UInt8](repeating: 0, count: length)) })
        }
        #expect(try tile.hashes([UInt8](repeating: 0, count: 64)).count == 2)
        #expect(try tile.hashes([UInt8](repeating: 0, count: 8192)).count == 2)
    }

    @Test("a bundle is exactly as many entries as its name says, or full")
    func bundles() throws {
        let bundle = LogBundle(index: 0, width: 2)
        #expect(try bundle.entries([0, 1, 65, 0, 0]) == [[65], []])
        #expect(try bundle.entries([UInt8](repeating: 0, count: 512)) == [[], []])
        for bad: [UInt8] in [[], [0], [0, 0], [0, 1, 65, 0], [0, 1, 65, 0, 1], [0, 0, 0, 0, 0, 0], [1, 0, 0, 0]] {
            #expect(refused(LogFault.bundle) { _ = try bundle.entries(bad) })
        }
        let long = [UInt8](repeating: 7, count: 65_535)
        #expect(try LogBundle(index: 0, width: 1).entries([255, 255] + long) == [long])
        #expect(refused(LogFault.bundle) { _ = try bundle.entries([UInt8](repeating: 0, count: 514)) })
    }
}
