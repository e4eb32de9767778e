internal import PromptuaryCore

/// The log of a site, read through tiles that are checked against a verified checkpoint.
struct LogReader: Sendable {
    /// The checkpoint whose signatures the caller has verified.
    let checkpoint: Checkpoint
    private let source: any SiteSource
    private var tiles: LogTiles
    private var known: Set<Checkpoint>

    /// The log of a checkpoint; the tiles at its edge are read.
    init(_ checkpoint: Checkpoint, from source: any SiteSource) async throws {
        var edge: [[UInt8]] = []
        for tile in LogTile.edge(of: checkpoint.size) { edge.append(try await Self.read(tile, source)) }
        tiles = try LogTiles(checkpoint, edge: edge)
        (self.checkpoint, self.source, known) = (checkpoint, source, [checkpoint])
    }

    /// Refuses unless the log is that of an earlier checkpoint with entries added.
    mutating func checkGrowth(from old: Checkpoint) async throws {
        guard !known.contains(old) else { return }
        var proof: [SHA256Digest] = []
        if old.size < checkpoint.size {
            let ranges = MerkleProof.consistency(from: old.size, to: checkpoint.size)
            for tile in tiles.missing(for: ranges) { try tiles.add(tile, try await Self.read(tile, source)) }
            proof = try tiles.proof(ranges)
        }
        try old.checkGrowth(to: checkpoint, proof: proof)
        known.insert(old)
    }

    /// All entries in order, each checked against the checkpoint.
    ///
    /// At most 8 bundles are held at a time.
    mutating func forEachEntry(_ body: (Int, [UInt8]) throws -> Void) async throws {
        let bundles = Array(LogBundle.all(of: checkpoint.size))
        for start in stride(from: 0, to: bundles.count, by: 8) {
            let chunk = bundles[start..<min(start + 8, bundles.count)]
            for tile in tiles.missing(for: chunk.map(\.tile)) where tile.level > 0 {
                try tiles.add(tile, try await Self.read(tile, source))
            }
            let read = try await Self.read(chunk, tiles, source)
            for (bundle, entries) in zip(chunk, read) {
                for (offset, entry) in entries.enumerated() { try body(bundle.index << 8 + offset, entry) }
            }
        }
    }

    private static func read(
        _ bundles: ArraySlice<LogBundle>, _ tiles: LogTiles, _ source: any SiteSource
    ) async throws -> [[[UInt8]]] {
        try await withThrowingTaskGroup(of: (Int, [[UInt8]]).self) { group in
            for bundle in bundles {
                group.addTask {
                    let tile = bundle.tile
                    var hashes = tiles.hashes(of: tile)
                    if hashes == nil { hashes = try tiles.check(tile, try await read(tile, source)) }
                    let bytes = try await read(bundle, source)
                    return (bundle.index, try LogTiles.entries(of: bundle, bytes, hashes: hashes ?? []))
                }
            }
            var found: [(Int, [[UInt8]])] = []
            for try await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The bytes of a tile; a partial one may have made room for the full one.
    private static func read(_ tile: LogTile, _ source: any SiteSource) async throws -> [UInt8] {
        let limit = 32 * LogLayout.width
        if let bytes = try await read(tile.path, upTo: limit, source) { return bytes }
        if !tile.isFull, let bytes = try await read(tile.full.path, upTo: limit, source) { return bytes }
        throw Refusal(LogFault.missing, "\(tile.path) is not there")
    }

    private static func read(_ bundle: LogBundle, _ source: any SiteSource) async throws -> [UInt8] {
        if let bytes = try await read(bundle.path, upTo: LogBundle.sizeLimit, source) { return bytes }
        if bundle.width < LogLayout.width,
            let bytes = try await read(bundle.full.path, upTo: LogBundle.sizeLimit, source)
        {
            return bytes
        }
        throw Refusal(LogFault.missing, "\(bundle.path) is not there")
    }

    private static func read(_ path: String, upTo limit: Int, _ source: any SiteSource) async throws -> [UInt8]? {
        do {
            return try await source.read(path, upTo: limit)
        } catch SourceError.tooLarge {
            throw Refusal(LogFault.tile, "\(path) has more than \(limit) bytes")
        }
    }
}
