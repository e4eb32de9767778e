/// The state that a log needs to grow: its size, the partial tiles at its right edge, and the last entry bundle.
///
/// Adding entries costs as much as the entries do, and at most 255 hashes more for each of the tree's up to five levels of
/// tiles. A value that grows is a new value; nothing is written.
public struct LogTree: Sendable {
    /// How many entries there are.
    public private(set) var size = 0
    /// The hashes of the partial tile of each level, from level 0 upwards; some are empty.
    private var edge: [[SHA256Digest]] = []
    /// The bytes of the partial bundle, empty when there is none.
    private var bundle: [UInt8] = []

    /// A log without entries.
    public init() {}

    /// A log that continues from a checkpoint, whose right edge is read and checked against the root.
    ///
    /// `read` gives the bytes of a file of the site, or nil. Refused with a ``LogFault`` when a file is missing or wrong.
    public init(_ checkpoint: Checkpoint, reading read: (String) throws -> [UInt8]?) throws {
        let tiles = try LogTiles(checkpoint, reading: read)
        size = checkpoint.size
        for tile in LogTile.edge(of: size) {
            while edge.count < tile.level { edge.append([]) }
            edge.append(tiles.hashes(of: tile) ?? [])
        }
        guard size & 255 > 0 else { return }
        let last = LogBundle(index: size >> 8, width: size & 255)
        for entry in try tiles.entries(of: last, reading: read) { LogBundle.append(entry, to: &bundle) }
    }

    /// The root hash.
    public var root: SHA256Digest {
        var peaks: [SHA256Digest] = []
        for level in edge.reversed() {
            var start = 0
            while start < level.count {
                let width = 1 << (Int.bitWidth - 1 - (level.count - start).leadingZeroBitCount)
                peaks.append(MerkleHash.complete(level[start..<(start + width)]))
                start += width
            }
        }
        return MerkleHash.joined(peaks)
    }

    /// The checkpoint of this state.
    public func checkpoint(origin: NoteName) -> Checkpoint { Checkpoint(origin: origin, size: size, root: root) }

    /// A file of the log.
    public struct File: Sendable, Hashable {
        /// The path in the site.
        public let path: String
        /// Its content, which never changes under this path.
        public let bytes: [UInt8]
    }

    /// Adds entries and gives the files that the grown log has and the old one had not: full tiles and bundles, and the
    /// partial ones of the new size.
    ///
    /// The same entries give the same files. Refused when an entry has more than 65,535 bytes or the log more than 2^40
    /// entries; the log is unchanged then.
    public mutating func append(_ entries: [[UInt8]]) throws(Refusal) -> [File] {
        guard entries.allSatisfy({ $0.count <= LogEntry.sizeLimit }) else {
            throw Refusal(LogFault.entry, "an entry has more than \(LogEntry.sizeLimit) bytes")
        }
        guard entries.count <= MerkleProof.sizeLimit - size else {
            throw Refusal(LogFault.size, "the log would have more than 2^40 entries")
        }
        guard !entries.isEmpty else { return [] }
        let old = size
        var files: [File] = []
        for entry in entries {
            LogBundle.append(entry, to: &bundle)
            size += 1
            if size & 255 == 0 {
                files.append(File(path: LogBundle(index: (size >> 8) - 1).path, bytes: bundle))
                bundle = []
            }
            carry(MerkleHash.leaf(entry), into: &files)
        }
        if !bundle.isEmpty {
            files.append(File(path: LogBundle(index: size >> 8, width: size & 255).path, bytes: bundle))
        }
        for tile in LogTile.edge(of: size) where size >> (8 * tile.level) != old >> (8 * tile.level) {
            files.append(File(path: tile.path, bytes: LogTile.bytes(edge[tile.level])))
        }
        return files
    }

    /// Puts a hash at the edge of level 0, and those of tiles that became full at the edge above.
    private mutating func carry(_ leaf: SHA256Digest, into files: inout [File]) {
        var (hash, level) = (leaf, 0)
        while true {
            if edge.count == level { edge.append([]) }
            edge[level].append(hash)
            guard edge[level].count == LogLayout.width else { return }
            let tile = LogTile(level: level, index: (size >> (8 * (level + 1))) - 1)
            files.append(File(path: tile.path, bytes: LogTile.bytes(edge[level])))
            hash = MerkleHash.complete(edge[level][...])
            edge[level] = []
            level += 1
        }
    }
}
