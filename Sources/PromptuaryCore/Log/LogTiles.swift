/// Tiles of one signed tree, every one of them checked against its root.
///
/// A tree's partial tiles together give the root; a full tile is checked by the tile above, which has its hash. So nothing
/// that this value hands out has to be trusted. It keeps the tiles that it was given, and the hashes of the subtrees inside: 16 KiB
/// each.
public struct LogTiles: Sendable {
    /// The size of the tree.
    public let size: Int
    private var tiles: [LogTile: Subtrees] = [:]

    /// The complete subtrees of a tile, which proofs ask for again and again.
    private struct Subtrees: Sendable {
        /// The hashes of those of each height, from the tile's own hashes upwards.
        private var levels: [[SHA256Digest]]

        init(_ hashes: [SHA256Digest]) {
            levels = [hashes]
            while let last = levels.last, last.count > 1 {
                levels.append((0..<(last.count / 2)).map { MerkleHash.node(last[2 * $0], last[2 * $0 + 1]) })
            }
        }

        var hashes: [SHA256Digest] { levels[0] }

        /// The hash of a subtree by its height and its place among those of this height.
        subscript(height: Int, place: Int) -> SHA256Digest? {
            height < levels.count && place < levels[height].count ? levels[height][place] : nil
        }
    }

    /// The tree of a checkpoint, from the bytes of its partial tiles in the order of ``LogTile/edge(of:)``.
    ///
    /// Refused with a ``LogFault`` when they are not the tiles of this tree.
    public init(_ checkpoint: Checkpoint, edge: [[UInt8]]) throws(Refusal) {
        size = checkpoint.size
        let wanted = LogTile.edge(of: size)
        guard edge.count == wanted.count else {
            throw Refusal(LogFault.tile, "\(edge.count) tiles are there instead of \(wanted.count)")
        }
        for (tile, bytes) in zip(wanted, edge) { tiles[tile] = Subtrees(try tile.hashes(bytes)) }
        guard try hash(of: .tree(size)) == checkpoint.root else {
            throw Refusal(LogFault.root, "the tiles at the edge of the log do not give the root of the checkpoint")
        }
    }

    /// The hashes of a tile that was added.
    public func hashes(of tile: LogTile) -> [SHA256Digest]? { tiles[tile]?.hashes }

    /// The tiles that must be added before the hashes of these ranges are known, in the order in which to add them.
    public func missing(for ranges: [MerkleRange]) -> [LogTile] {
        missing(for: ranges.flatMap { $0.nodes.map(tile(of:)) })
    }

    /// The tiles that must be added to have these tiles, in the order in which to add them.
    public func missing(for wanted: [LogTile]) -> [LogTile] {
        var chain: Set<LogTile> = []
        for tile in wanted {
            var next = tile
            while tiles[next] == nil, chain.insert(next).inserted, let parent = parent(of: next) { next = parent }
        }
        return chain.sorted { ($0.level, $1.index) > ($1.level, $0.index) }
    }

    /// The hashes of a full tile, after a check against the tile above it, which must have been added.
    public func check(_ tile: LogTile, _ bytes: [UInt8]) throws(Refusal) -> [SHA256Digest] {
        try subtrees(of: tile, bytes).hashes
    }

    private func subtrees(of tile: LogTile, _ bytes: [UInt8]) throws(Refusal) -> Subtrees {
        let hashes = try tile.hashes(bytes)
        if let known = tiles[tile] {
            guard known.hashes == hashes else { throw Refusal(LogFault.tileHash, "\(tile.path) is not of this tree") }
            return known
        }
        guard tile.isFull, let parent = parent(of: tile), let above = tiles[parent],
            let expected = above[0, tile.index & 255]
        else {
            throw Refusal(LogFault.size, "\(tile.path) is not a tile of a log with \(size) entries")
        }
        let subtrees = Subtrees(hashes)
        guard subtrees[8, 0] == expected else {
            throw Refusal(LogFault.tileHash, "\(tile.path) is not of this tree")
        }
        return subtrees
    }

    /// Checks a tile and keeps it.
    public mutating func add(_ tile: LogTile, _ bytes: [UInt8]) throws(Refusal) {
        tiles[tile] = try subtrees(of: tile, bytes)
    }

    /// The entries of a bundle, after a check of each against a tile of level 0, which must have been added.
    public func entries(of bundle: LogBundle, _ bytes: [UInt8]) throws(Refusal) -> [[UInt8]] {
        guard let hashes = tiles[bundle.tile]?.hashes else {
            throw Refusal(LogFault.size, "\(bundle.path) is not a bundle of a log with \(size) entries")
        }
        return try Self.entries(of: bundle, bytes, hashes: hashes)
    }

    /// The entries of a bundle, after a check of each against hashes that were checked.
    public static func entries(
        of bundle: LogBundle, _ bytes: [UInt8], hashes: [SHA256Digest]
    ) throws(Refusal) -> [[UInt8]] {
        let entries = try bundle.entries(bytes)
        for (number, entry) in entries.enumerated() {
            guard number < hashes.count, MerkleHash.leaf(entry) == hashes[number] else {
                throw Refusal(
                    LogFault.entryHash, "entry \(bundle.index << 8 + number) in \(bundle.path) is not of this tree")
            }
        }
        return entries
    }

    /// The hashes of ranges: a proof.
    ///
    /// Refused with ``LogFault/missing`` when a tile was not added.
    public func proof(_ ranges: [MerkleRange]) throws(Refusal) -> [SHA256Digest] {
        var hashes: [SHA256Digest] = []
        for range in ranges { hashes.append(try hash(of: range)) }
        return hashes
    }

    /// The hash of a range.
    public func hash(of range: MerkleRange) throws(Refusal) -> SHA256Digest {
        guard range.upper <= size else {
            throw Refusal(LogFault.size, "\(range.upper) is beyond the \(size) entries of the log")
        }
        return try range.hash { node throws(Refusal) in
            let tile = tile(of: node)
            let place = node.index & ((1 << (8 - (node.height & 7))) - 1)
            guard let hash = tiles[tile]?[node.height & 7, place] else {
                throw Refusal(LogFault.missing, "\(tile.path) is not there")
            }
            return hash
        }
    }

    /// The tile that holds the leaves of a subtree.
    private func tile(of node: MerkleNode) -> LogTile {
        let (level, height) = (node.height >> 3, node.height & 7)
        let index = (node.index << height) >> 8
        return LogTile(level: level, index: index, in: size) ?? LogTile(level: level, index: index)
    }

    /// The tile with the hash of a full tile; nil for those at the edge.
    private func parent(of tile: LogTile) -> LogTile? {
        tile.isFull ? LogTile(level: tile.level + 1, index: tile.index >> 8, in: size) : nil
    }
}

// MARK: - Reading

extension LogTiles {
    /// The tree of a checkpoint, whose partial tiles are read and checked.
    ///
    /// `read` gives the bytes of a file of the site, or nil; whatever it throws comes through.
    public init(_ checkpoint: Checkpoint, reading read: (String) throws -> [UInt8]?) throws {
        try self.init(checkpoint, edge: LogTile.edge(of: checkpoint.size).map { try Self.read($0, read) })
    }

    /// The hashes of ranges; the tiles that are not there yet are read and checked.
    public mutating func proof(_ ranges: [MerkleRange], reading read: (String) throws -> [UInt8]?) throws
        -> [SHA256Digest]
    {
        for tile in missing(for: ranges) { try add(tile, try Self.read(tile, read)) }
        return try proof(ranges)
    }

    /// The entries of a bundle whose tile was added or lies at the edge.
    public func entries(of bundle: LogBundle, reading read: (String) throws -> [UInt8]?) throws -> [[UInt8]] {
        guard let bytes = try read(bundle.path) ?? (bundle.width < 256 ? try read(bundle.full.path) : nil) else {
            throw Refusal(LogFault.missing, "\(bundle.path) is not there")
        }
        return try entries(of: bundle, bytes)
    }

    /// The bytes of a tile; a partial one may have made room for the full one.
    private static func read(_ tile: LogTile, _ read: (String) throws -> [UInt8]?) throws -> [UInt8] {
        guard let bytes = try read(tile.path) ?? (tile.isFull ? nil : try read(tile.full.path)) else {
            throw Refusal(LogFault.missing, "\(tile.path) is not there")
        }
        return bytes
    }
}
