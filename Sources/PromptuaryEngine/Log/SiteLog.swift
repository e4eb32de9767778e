public import PromptuaryCore

/// The transparency log of a site, read and checked; nothing of it is believed that a signed root does not cover.
public struct SiteLog: Sendable {
    /// The site.
    public let source: any SiteSource
    /// What is known of the log from elsewhere: its name, its keys, its witnesses.
    public let description: LogDescription

    /// The log of a site, as its description has it.
    public init(_ source: any SiteSource, description: LogDescription) {
        (self.source, self.description) = (source, description)
    }

    /// What the site itself says about its log, in `keys/log.json`.
    ///
    /// Nobody has vouched for it here: it shows whether the log is whole, not whose it is.
    public static func unauthenticatedDescription(of source: any SiteSource) async throws -> LogDescription {
        guard let bytes = try await source.read(LogLayout.description, upTo: LogDescription.sizeLimit) else {
            throw Refusal(LogFault.absent, "\(source.name) has no \(LogLayout.description)")
        }
        return try LogDescription(bytes: bytes)
    }

    /// A checkpoint whose signatures were verified.
    public struct Head: Sendable {
        /// The checkpoint with its signatures.
        public let signed: SignedCheckpoint
        /// Who has signed it.
        public let verdict: LogDescription.Verdict

        /// What was signed.
        public var checkpoint: Checkpoint { signed.checkpoint }
    }

    /// The checkpoint at `log/checkpoint`, signed by the log.
    public func head() async throws -> Head {
        guard let head = try await head(at: LogLayout.checkpoint) else {
            throw Refusal(LogFault.absent, "\(source.name) has no \(LogLayout.checkpoint)")
        }
        return head
    }

    /// The checkpoint at `log/witnessed`, signed by the log and by witnesses that may be too few; nil when there is none.
    public func witnessed() async throws -> Head? { try await head(at: LogLayout.witnessed) }

    private func head(at path: String) async throws -> Head? {
        guard let bytes = try await source.read(path, upTo: SignedNote.sizeLimit) else { return nil }
        let signed = try SignedCheckpoint(bytes: bytes)
        return Head(signed: signed, verdict: try description.verify(signed))
    }

    /// The tree of a checkpoint: its partial tiles, read and checked against the root.
    public func tiles(of checkpoint: Checkpoint) async throws -> LogTiles {
        var edge: [[UInt8]] = []
        for tile in LogTile.edge(of: checkpoint.size) { edge.append(try await bytes(of: tile)) }
        return try LogTiles(checkpoint, edge: edge)
    }

    /// The hashes of ranges of a tree, whose tiles are read and checked as far as they are not there.
    public func hashes(of ranges: [MerkleRange], in tiles: inout LogTiles) async throws -> [SHA256Digest] {
        for tile in tiles.missing(for: ranges) { try tiles.add(tile, try await bytes(of: tile)) }
        return try tiles.proof(ranges)
    }

    /// Makes sure that a checkpoint, smaller or equal, is one of the same tree; refused as a fork otherwise.
    ///
    /// `proof` is what shows it to others.
    public func growth(from old: Checkpoint, to new: Checkpoint) async throws -> [SHA256Digest] {
        guard old.origin == new.origin, old.size <= new.size else {
            try old.checkGrowth(to: new, proof: [])
            return []
        }
        var tiles = try await tiles(of: new)
        let proof = try await hashes(of: MerkleProof.consistency(from: old.size, to: new.size), in: &tiles)
        try old.checkGrowth(to: new, proof: proof)
        return proof
    }

    /// The entries of a bundle, each checked; the tile that it belongs to is read and checked when it is not there.
    func entries(of bundle: LogBundle, in tiles: inout LogTiles) async throws -> [[UInt8]] {
        for tile in tiles.missing(for: [bundle.tile]) where tile != bundle.tile {
            try tiles.add(tile, try await bytes(of: tile))
        }
        let known = tiles.hashes(of: bundle.tile)
        let hashes: [SHA256Digest]
        if let known { hashes = known } else { hashes = try tiles.check(bundle.tile, try await bytes(of: bundle.tile)) }
        return try LogTiles.entries(of: bundle, try await bytes(of: bundle), hashes: hashes)
    }

    func bytes(of tile: LogTile) async throws -> [UInt8] {
        try await bytes(at: tile.path, or: tile.isFull ? nil : tile.full.path, upTo: 32 * LogLayout.width)
    }

    private func bytes(of bundle: LogBundle) async throws -> [UInt8] {
        let full = bundle.width == LogLayout.width ? nil : bundle.full.path
        return try await bytes(at: bundle.path, or: full, upTo: LogBundle.sizeLimit)
    }

    /// A file of the log; a partial tile or bundle may have made room for the full one.
    private func bytes(at path: String, or full: String?, upTo limit: Int) async throws -> [UInt8] {
        if let bytes = try await source.read(path, upTo: limit) { return bytes }
        if let full, let bytes = try await source.read(full, upTo: limit) { return bytes }
        throw Refusal(LogFault.missing, "\(source.name) has no \(path)")
    }
}
