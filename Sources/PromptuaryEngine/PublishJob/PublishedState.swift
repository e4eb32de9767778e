internal import PromptuaryCore

/// The signed part of a site as its own publisher finds it, verified as a client would.
struct PublishedState {
    /// The metadata; nil when the site has none yet.
    let metadata: MetadataPlan.Published?
    /// The log as readers of the metadata know it, whose keys may be those before a change.
    let log: LogDescription
    /// The checkpoint of the log; nil when there is none yet.
    let checkpoint: SignedCheckpoint?
    /// The log, ready to grow.
    let tree: LogTree
    private let site: SiteStage.Handle

    /// Reads what a site has.
    ///
    /// Expired metadata is fine: a publisher that was away goes on. Refused with ``PublishFault/site`` or
    /// ``PublishFault/log`` when it was not signed by this registry or is not whole.
    init(in site: SiteStage.Handle, trust: TrustFolder) throws {
        self.site = site
        metadata = try Self.metadata(in: site, trust: trust)
        log = try Self.log(of: metadata, in: site, trust: trust)
        guard let bytes = try site.published(LogLayout.checkpoint, upTo: SignedNote.sizeLimit) else {
            guard metadata == nil else {
                throw Refusal(PublishFault.log, "the site has metadata and no \(LogLayout.checkpoint)")
            }
            (checkpoint, tree) = (nil, LogTree())
            return
        }
        let log = log
        (checkpoint, tree) = try Self.refusing { () throws in
            let signed = try SignedCheckpoint(bytes: bytes)
            // The newest keys have signed already when a publication stopped before its timestamp.
            if (try? trust.terms.log.verify(signed)) == nil { _ = try log.verify(signed) }
            return (
                signed,
                try LogTree(signed.checkpoint) { try site.published($0, upTo: LogBundle.sizeLimit) }
            )
        }
    }

    /// Hands out the entries of the log from an index on, each checked against the checkpoint.
    func entries(from start: Int, _ take: (Int, LogEntry) throws -> Void) throws {
        guard let checkpoint, start < checkpoint.checkpoint.size else { return }
        let site = site
        let read = { (path: String) in try site.published(path, upTo: LogBundle.sizeLimit) }
        var tiles = try LogTiles(checkpoint.checkpoint, reading: read)
        for bundle in LogBundle.all(of: checkpoint.checkpoint.size) where (bundle.index + 1) << 8 > start {
            let entries = try Self.refusing {
                for tile in tiles.missing(for: [bundle.tile]) {
                    guard let bytes = try read(tile.path) else {
                        throw Refusal(LogFault.missing, "\(tile.path) is not there")
                    }
                    try tiles.add(tile, bytes)
                }
                return try tiles.entries(of: bundle, reading: read)
            }
            for (offset, bytes) in entries.enumerated() where bundle.index << 8 + offset >= start {
                try take(bundle.index << 8 + offset, try Self.refusing { try LogEntry(bytes: bytes) })
            }
        }
    }

    /// Whether the log was, when it had a size, the one with a root.
    func grew(from size: Int, root: String) -> Bool {
        guard let checkpoint = checkpoint?.checkpoint, size > 0, size <= checkpoint.size,
            let root = SHA256Digest(hex: root)
        else { return false }
        let site = site
        let read = { (path: String) in try site.published(path, upTo: LogBundle.sizeLimit) }
        do {
            var tiles = try LogTiles(checkpoint, reading: read)
            let proof = try tiles.proof(MerkleProof.consistency(from: size, to: checkpoint.size), reading: read)
            try Checkpoint(origin: checkpoint.origin, size: size, root: root).checkGrowth(to: checkpoint, proof: proof)
            return true
        } catch {
            return false
        }
    }

    private static func refusing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw Refusal(PublishFault.log, "the log of the site: \(refusal.message)", at: refusal.place)
        }
    }

    /// A bin as the snapshot lists it; nil when there is none, or when clients forget it and it is not there.
    func bin(_ name: String, isForgotten: Bool) throws -> PublishedBin? {
        guard let meta = metadata?.snapshot.body.meta[name + ".json"] else { return nil }
        // What a thief has listed and clients forget need not be there.
        if isForgotten {
            return (try? Self.listed(name, meta, in: site)).map { PublishedBin(version: meta.version, file: $0) }
        }
        return PublishedBin(version: meta.version, file: try Self.listed(name, meta, in: site))
    }

    private static func metadata(
        in site: SiteStage.Handle, trust: TrustFolder
    ) throws -> MetadataPlan.Published? {
        guard let bytes = try site.published(MetadataPlan.timestampPath, upTo: MetadataLimits.timestamp) else {
            return nil
        }
        do {
            let timestamp = try SignedRole<TimestampRole>(file: bytes)
            let roots = trust.roots.map(\.body).filter { isSigned(timestamp, "timestamp", by: $0) }
            guard !roots.isEmpty else {
                throw Refusal(PublishFault.site, "no root of the tree has the key that signed the timestamp")
            }
            let snapshot: SignedRole<SnapshotRole> = try role("snapshot", timestamp.body.snapshot, in: site)
            guard roots.contains(where: { isSigned(snapshot, "snapshot", by: $0) }) else {
                throw Refusal(PublishFault.site, "no root of the tree has the keys that signed timestamp and snapshot")
            }
            return MetadataPlan.Published(timestamp: timestamp, snapshot: snapshot, bins: [:])
        } catch let refusal as Refusal {
            throw Refusal(PublishFault.site, "the metadata of the site: \(refusal.message)", at: refusal.place)
        }
    }

    private static func isSigned<Body: Role>(_ role: SignedRole<Body>, _ name: String, by root: RootRole) -> Bool {
        root.roles[name].map { role.isSigned(by: $0, in: root.keys) } ?? false
    }

    /// The log as the published role `keys` describes it; as the tree does when nothing is published.
    private static func log(
        of metadata: MetadataPlan.Published?, in site: SiteStage.Handle, trust: TrustFolder
    ) throws -> LogDescription {
        guard let listed = metadata?.snapshot.body.meta["keys.json"],
            listed.version != trust.roles["keys"]?.body.version,
            let keys: SignedRole<TargetsRole> = try? role("keys", listed, in: site),
            // The holders of a root sign its role `keys` as they sign its role `targets`.
            trust.roots.contains(where: { isSigned(keys, "targets", by: $0.body) }),
            let file = keys.body.target(at: TrustTerms.logPath)
        else { return trust.terms.log }
        let path = try SitePath(TrustTerms.logPath).named(file.sha256).text
        guard let bytes = try site.published(path, upTo: LogDescription.sizeLimit),
            SHA256Digest(of: bytes) == file.sha256
        else { throw Refusal(PublishFault.log, "\(path) is not there, or has other bytes than listed") }
        return try LogDescription(bytes: bytes)
    }

    private static func role<Body: Role>(
        _ name: String, _ meta: MetaFile, in site: SiteStage.Handle
    ) throws -> SignedRole<Body> {
        let bytes = try listed(name, meta, in: site)
        let role = try SignedRole<Body>(file: bytes, limits: MetadataLimits.json(bytes: bytes.count))
        guard role.body.version == meta.version else {
            throw Refusal(
                PublishFault.site,
                "\(MetadataPlan.path(of: name, version: meta.version)) says that it is version \(role.body.version)")
        }
        return role
    }

    private static func listed(_ name: String, _ meta: MetaFile, in site: SiteStage.Handle) throws -> [UInt8] {
        let path = MetadataPlan.path(of: name, version: meta.version)
        guard let bytes = try site.published(path, upTo: MetadataLimits.listed) else {
            throw Refusal(PublishFault.site, "\(path) is not there")
        }
        guard meta.describes(bytes) else { throw Refusal(PublishFault.site, "\(path) has other bytes than listed") }
        return bytes
    }
}
