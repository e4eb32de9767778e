internal import PromptuaryCore

/// One publication of a site: from what is there to the next signed state.
///
/// The order of its steps is that in which they may fail without harm: what the log will say is on disk before anybody can see
/// it, and what readers see changes with the last renames of the stage only.
final class Publication {
    private let settings: SiteBuild.Signing
    private let site: SiteStage.Handle
    private let store: PublishStore
    private let published: PublishedState
    private var journal: PublishJournal
    private var tree: LogTree
    private var entries: [LogEntry]
    private var newFiles: [String: [UInt8]] = [:]
    private var plan: MetadataPlan?
    private var retained: [String: Timestamp] = [:]

    /// What the log says with the entries that an interrupted publication has left.
    let logged: LoggedState

    /// Begins a publication into a stage.
    ///
    /// Refused with a ``PublishFault`` when what is there cannot be gone on from.
    init(_ settings: SiteBuild.Signing, stage: SiteStage) throws {
        self.settings = settings
        site = stage.files
        store = PublishStore(folder: settings.state ?? stage.stateFolder)
        if let folder = settings.state { try DurableFile.makeDirectories(folder) }
        try store.sweep()
        journal = try store.journal()
        published = try PublishedState(in: stage.files, trust: settings.trust)
        tree = published.tree
        entries = published.entries
        if let pending = try store.pending(), pending.base + pending.entries.count > tree.size {
            guard pending.base <= tree.size else {
                throw Refusal(
                    PublishFault.log, "the site has \(tree.size) entries, and \(pending.base) were published before")
            }
            let rest = Array(pending.entries[(tree.size - pending.base)...])
            for file in try tree.append(rest) { newFiles[file.path] = file.bytes }
            entries += try rest.map { bytes throws(Refusal) in try LogEntry(bytes: bytes) }
        }
        guard tree.size >= journal.logSize else {
            throw Refusal(
                PublishFault.log, "the site has \(tree.size) entries, and \(journal.logSize) were published before")
        }
        let floor = journal.floor
        if let metadata = published.metadata,
            metadata.snapshot.body.version < floor.snapshot || metadata.timestamp.body.version < floor.timestamp
        {
            throw Refusal(
                PublishFault.site,
                "the site is an older copy: it has timestamp \(metadata.timestamp.body.version), and \(floor.timestamp) was published"
            )
        }
        logged = LoggedState(entries)
    }

    /// The digests of the key sets that the holders of the offline keys vouch for.
    var confirmedKeys: [NamespaceName: SHA256Digest] {
        settings.trust.terms.confirmedDigests
    }

    /// What the owners of claimed namespaces have signed.
    var claims: [NamespaceName: TrustTerms.Claim] { settings.trust.terms.claims }

    /// Puts everything that is signed beside a catalog's documents into the stage, the metadata last.
    func sign(_ catalog: Catalog, in ledger: inout SiteStage.Ledger) throws {
        try settings.trust.terms.checkClaims(ledger.targets)
        try grow(by: catalog, ledger)
        let checkpoint = tree.checkpoint(origin: settings.trust.terms.log.origin)
        let signed =
            published.checkpoint.flatMap { $0.checkpoint == checkpoint ? signedToday($0) : nil }
            ?? checkpoint.signed(by: settings.keys.log)
        try putLog(signed, in: &ledger)
        let indices = try putProofs(of: catalog, signed, in: &ledger)
        try putKeys(of: catalog, in: &ledger)
        let targets = listing(catalog, indices, ledger)
        let bins = try BinChanges(
            to: targets, from: published.metadata, offline: settings.trust, at: settings.time)
        let plan = try MetadataPlan(
            bins: bins, offline: settings.trust, keys: settings.keys.roles, published: published.metadata,
            floor: journal.floor, at: settings.time,
            existing: { [site] in try site.published($0, upTo: MetadataLimits.listed) })
        for file in plan.files { try site.put(file, in: &ledger) }
        for (name, file) in plan.snapshot.meta {
            ledger.planned.insert(MetadataPlan.path(of: String(name.dropLast(5)), version: file.version))
        }
        ledger.planned.insert(MetadataPlan.path(of: "snapshot", version: plan.snapshot.version))
        ledger.planned.insert(MetadataPlan.timestampPath)
        self.plan = plan
    }

    /// When the metadata expires, for monitors.
    var expiries: (timestamp: Timestamp, snapshot: Timestamp)? {
        plan.map { ($0.timestamp.expires, $0.snapshot.expires) }
    }

    /// What was signed.
    var report: SiteBuild.Report.Signed? {
        plan.map {
            SiteBuild.Report.Signed(
                logSize: tree.size, newEntries: tree.size - published.tree.size, bins: $0.signedBins,
                expires: $0.timestamp.expires)
        }
    }

    // MARK: - The log

    private func grow(by catalog: Catalog, _ ledger: SiteStage.Ledger) throws {
        var digests: [String: SHA256Digest] = [:]
        for target in ledger.targets { digests[target.path.text] = target.digest }
        let due = try logged.entries(of: catalog, at: settings.time) { release, signature in
            digests[SiteLayout.beside(release.package, signature.fileName).text]
        }
        for file in try tree.append(due.map(\.bytes)) { newFiles[file.path] = file.bytes }
        entries += due
        guard tree.size > published.tree.size else { return }
        let new = entries[published.entries.count...]
        try store.begin(PendingEntries(base: published.tree.size, entries: new.map(\.bytes)))
    }

    /// A checkpoint of this tree that a key of today has signed: the same, or with one more signature.
    ///
    /// After the log got another key the old signature stays, so that readers believe it before and after the timestamp.
    private func signedToday(_ old: SignedCheckpoint) -> SignedCheckpoint {
        let log = settings.trust.terms.log
        if (try? log.verify(old)) != nil { return old }
        var signed = old
        signed.add(settings.keys.log.sign(old.checkpoint.text))
        return (try? log.verify(signed)) != nil ? signed : old.checkpoint.signed(by: settings.keys.log)
    }

    /// Whether a checkpoint was signed by this log, as readers know it now or after this publication.
    private func isOurs(_ signed: SignedCheckpoint) -> Bool {
        (try? settings.trust.terms.log.verify(signed)) != nil || (try? published.log.verify(signed)) != nil
    }

    /// Refuses a checkpoint that another tree than this one gives.
    private func check(_ old: Checkpoint, growsTo new: Checkpoint) throws {
        var tiles = try tiles(of: new)
        let proof = try tiles.proof(MerkleProof.consistency(from: old.size, to: new.size), reading: read)
        try old.checkGrowth(to: new, proof: proof)
    }

    private func putLog(_ checkpoint: SignedCheckpoint, in ledger: inout SiteStage.Ledger) throws {
        // Partial tiles of a state between the published and the new one are nobody's.
        for (path, bytes) in newFiles.sorted(by: { $0.key < $1.key }) where belongs(path) {
            try site.put(SiteFile(try SitePath(path), .bytes(bytes), .log), in: &ledger)
        }
        try site.put(
            SiteFile(try SitePath(LogLayout.checkpoint), .bytes(checkpoint.bytes), .checkpoint, coverage: .listed),
            in: &ledger)
        // What is no checkpoint any more is replaced by the next that witnesses cosign.
        let old = try site.published(LogLayout.witnessed, upTo: SignedNote.sizeLimit).flatMap {
            try? SignedCheckpoint(bytes: $0)
        }
        let known: [SignedCheckpoint] = (old.map { [$0] } ?? []) + settings.cosigned
        let candidates = try known.filter { $0.checkpoint.size <= tree.size && isOurs($0) }.map { candidate in
            do {
                try check(candidate.checkpoint, growsTo: checkpoint.checkpoint)
            } catch let refusal as Refusal {
                throw Refusal(PublishFault.log, "a cosigned checkpoint is of another log: \(refusal.message)")
            }
            return signedToday(candidate)
        }
        if let witnessed = WitnessedCheckpoint.merge(candidates, log: settings.trust.terms.log) {
            try site.put(
                SiteFile(try SitePath(LogLayout.witnessed), .bytes(witnessed.bytes), .replaceable), in: &ledger)
        }
    }

    private func belongs(_ path: String) -> Bool {
        guard path.utf8.contains(where: { $0 == UInt8(ascii: ".") }) else { return true }
        return LogTile.edge(of: tree.size).contains { $0.path == path }
            || LogBundle(index: tree.size >> 8, width: tree.size & 255).path == path
    }

    private func read(_ path: String) throws -> [UInt8]? {
        try newFiles[path] ?? site.published(path, upTo: LogBundle.sizeLimit)
    }

    private func tiles(of checkpoint: Checkpoint) throws -> LogTiles { try LogTiles(checkpoint, reading: read) }

    /// The proof of an entry that readers before and after a change of the log's keys believe; nil when the old one is
    /// no proof of this tree.
    private func renewed(
        _ old: [UInt8], of index: Int, in checkpoint: Checkpoint, checked: inout Set<Checkpoint>
    ) throws -> LogProof? {
        let entry = entries[index].bytes
        guard let proof = try? LogProof(bytes: old), proof.index == index, proof.extra == entry,
            isOurs(proof.checkpoint)
        else { return nil }
        let tree = proof.checkpoint.checkpoint
        guard
            MerkleProof.verifyInclusion(
                proof.hashes, of: MerkleHash.leaf(entry), at: index, in: tree.size, root: tree.root)
        else { return nil }
        if !checked.contains(tree) {
            guard (try? check(tree, growsTo: checkpoint)) != nil else { return nil }
            checked.insert(tree)
        }
        return LogProof(index: index, extra: entry, hashes: proof.hashes, checkpoint: signedToday(proof.checkpoint))
    }

    /// Puts a proof beside each release that has none, and gives the indices of all releases.
    ///
    /// When a key that has signed proofs is no longer one of the log's, every proof is signed by the one of today too.
    private func putProofs(
        of catalog: Catalog, _ checkpoint: SignedCheckpoint, in ledger: inout SiteStage.Ledger
    ) throws -> [String: Int] {
        var places: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            guard case .release(let release) = entry.kind else { continue }
            let key = "\(release.id)@\(release.version)"
            if places[key] == nil { places[key] = index }
        }
        var indices: [String: Int] = [:]
        var tiles: LogTiles?
        var checked: Set<Checkpoint> = []
        let areCurrent = Set(published.log.keys).isSubset(of: settings.trust.terms.log.keys)
        for package in catalog.packages {
            for release in package.releases {
                guard let index = places["\(release.package)@\(release.version)"] else { continue }
                let blob = SiteLayout.blob(release)
                indices[blob.text] = index
                let path = try SitePath(blob.text + LogLayout.proofSuffix)
                if areCurrent, site.holds(path.text) {
                    ledger.planned.insert(path.text)
                    continue
                }
                if !areCurrent, let old = try site.published(path.text, upTo: LogProof.sizeLimit),
                    let proof = try renewed(old, of: index, in: checkpoint.checkpoint, checked: &checked)
                {
                    try site.put(SiteFile(path, .bytes(proof.bytes), .proof), in: &ledger)
                    continue
                }
                var known = try tiles ?? self.tiles(of: checkpoint.checkpoint)
                let hashes = try known.proof(MerkleProof.inclusion(of: index, in: tree.size), reading: read)
                tiles = known
                let proof = LogProof(
                    index: index, extra: entries[index].bytes, hashes: hashes, checkpoint: checkpoint)
                try site.put(SiteFile(path, .bytes(proof.bytes), .proof), in: &ledger)
            }
        }
        return indices
    }

    // MARK: - Keys and targets

    private func putKeys(of catalog: Catalog, in ledger: inout SiteStage.Ledger) throws {
        let terms = settings.trust.terms
        for (path, bytes) in terms.keyFiles {
            try site.put(
                SiteFile(try SitePath(path), .bytes(bytes), .replaceable, coverage: .listed), in: &ledger)
        }
        for shard in try KeyShard.later(of: catalog.namespaces, than: Array(terms.shards.values)) {
            try site.put(
                SiteFile(try SitePath(shard.path), .bytes(shard.bytes), .replaceable, coverage: .listed),
                in: &ledger)
        }
    }

    /// What the bins list: all targets but those of the role `keys` and of claimed namespaces.
    private func listing(
        _ catalog: Catalog, _ indices: [String: Int], _ ledger: SiteStage.Ledger
    ) -> [String: TargetFile] {
        var targets: [String: TargetFile] = [:]
        targets.reserveCapacity(ledger.targets.count)
        for target in ledger.targets where !target.path.text.utf8.starts(with: "keys/".utf8) {
            guard settings.trust.terms.claimant(of: target.path.text) == nil else { continue }
            targets[target.path.text] = TargetFile(length: target.length, sha256: target.digest)
        }
        for package in catalog.packages {
            for release in package.releases {
                let path = SiteLayout.blob(release).text
                guard let file = targets[path], let index = indices[path] else { continue }
                let signatures: [Value] = release.signatures.compactMap { signature in
                    let path = SiteLayout.beside(release.package, signature.fileName).text
                    return targets[path].map {
                        .mapping([
                            Value.Member(key: "path", value: .string(path)),
                            Value.Member(key: "sha256", value: .string($0.sha256.hex)),
                        ])
                    }
                }
                targets[path] = TargetFile(
                    length: file.length, sha256: file.sha256,
                    custom: .mapping([
                        Value.Member(key: "log_index", value: .integer(index)),
                        Value.Member(key: "signatures", value: .list(signatures)),
                    ]))
            }
        }
        return targets
    }

    // MARK: - The end

    /// Whether a file that no longer belongs to the site stays: what a reader of the last 14 days may still ask for.
    func retains(_ path: String) -> Bool {
        if path.utf8.starts(with: "log/tile/".utf8) {
            guard let partial = path.range(of: ".p/") else { return true }
            // Partial tiles stay until there is the full one.
            let full = String(path[..<partial.lowerBound])
            guard newFiles[full] != nil || site.holds(full) else { return true }
        } else if path == LogLayout.witnessed {
            return true
        } else if path.utf8.starts(with: "metadata/".utf8) {
            if path.hasSuffix(".root.json") { return true }
        } else if (try? SitePath(path))?.unnamed == nil, !path.hasSuffix(LogLayout.proofSuffix) {
            return false
        }
        let since = journal.superseded[path] ?? settings.time
        guard since.seconds + MetadataPlan.Lifetimes.superseded > settings.time.seconds else { return false }
        retained[path] = since
        return true
    }

    /// Remembers that the stage has become the site.
    func end() throws {
        guard let plan else { return }
        journal.superseded = retained
        journal.floor = MetadataPlan.Floor(snapshot: plan.snapshot.version, timestamp: plan.timestamp.version)
        journal.logSize = tree.size
        try store.end(journal)
    }
}

extension String {
    /// The range of a text in this one, compared by bytes.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        let (units, wanted) = (Array(utf8), Array(text.utf8))
        guard units.count >= wanted.count else { return nil }
        for at in 0...(units.count - wanted.count) where units[at..<(at + wanted.count)].elementsEqual(wanted) {
            let start = utf8.index(startIndex, offsetBy: at)
            return start..<utf8.index(start, offsetBy: wanted.count)
        }
        return nil
    }
}
