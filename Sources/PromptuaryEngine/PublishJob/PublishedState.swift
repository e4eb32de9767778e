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
    /// The entries of the log.
    let entries: [LogEntry]

    /// Reads what a site has.
    ///
    /// Expired metadata is fine: a publisher that was away goes on. Refused with ``PublishFault/site`` or
    /// ``PublishFault/log`` when it was not signed by this registry or is not whole.
    init(in site: SiteStage.Handle, trust: TrustFolder) throws {
        metadata = try Self.metadata(in: site, trust: trust)
        log = try Self.log(of: metadata, in: site, trust: trust)
        guard let bytes = try site.published(LogLayout.checkpoint, upTo: SignedNote.sizeLimit) else {
            guard metadata == nil else {
                throw Refusal(PublishFault.log, "the site has metadata and no \(LogLayout.checkpoint)")
            }
            (checkpoint, tree, entries) = (nil, LogTree(), [])
            return
        }
        do {
            let signed = try SignedCheckpoint(bytes: bytes)
            // The newest keys have signed already when a publication stopped before its timestamp.
            if (try? trust.terms.log.verify(signed)) == nil { _ = try log.verify(signed) }
            let read = { (path: String) in try site.published(path, upTo: LogBundle.sizeLimit) }
            var tiles = try LogTiles(signed.checkpoint, reading: read)
            var entries: [LogEntry] = []
            entries.reserveCapacity(signed.checkpoint.size)
            for bundle in LogBundle.all(of: signed.checkpoint.size) {
                for tile in tiles.missing(for: [bundle.tile]) {
                    guard let bytes = try read(tile.path) else {
                        throw Refusal(LogFault.missing, "\(tile.path) is not there")
                    }
                    try tiles.add(tile, bytes)
                }
                for entry in try tiles.entries(of: bundle, reading: read) { entries.append(try LogEntry(bytes: entry)) }
            }
            tree = try LogTree(signed.checkpoint, reading: read)
            checkpoint = signed
            self.entries = entries
        } catch let refusal as Refusal {
            throw Refusal(PublishFault.log, "the log of the site: \(refusal.message)", at: refusal.place)
        }
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
            let isForgotten = MetadataPlan.isForgotten(timestamp, snapshot, by: trust.root.body)
            var bins: [String: PublishedBin] = [:]
            for (file, meta) in snapshot.body.meta where file.hasPrefix("bin-") && file.hasSuffix(".json") {
                let name = String(file.dropLast(5))
                // What a thief has listed and clients forget need not be there.
                let bytes = isForgotten ? try? listed(name, meta, in: site) : try listed(name, meta, in: site)
                bins[name] = bytes.map { PublishedBin(version: meta.version, file: $0) }
            }
            return MetadataPlan.Published(timestamp: timestamp, snapshot: snapshot, bins: bins)
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
