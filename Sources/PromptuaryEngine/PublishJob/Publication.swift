internal import PromptuaryCore

/// One publication of a site: from what is there to the next signed state.
///
/// The order of its steps is that in which they may fail without harm: what the log will say is on disk before anybody can see
/// it, and what readers see changes with the last renames of the stage only. Each step costs as much as what has changed.
final class Publication {
    private let settings: SiteBuild.Signing
    private let site: SiteStage.Handle
    private let store: PublishStore
    private let state: BuildState
    private let published: PublishedState
    private let bins: SuccinctRoles
    private let binKeys: [String: TUFKey]
    private var journal: PublishJournal
    private var tree: LogTree
    private let sizeBefore: Int
    private var pending: [[UInt8]] = []
    private var due: [LogEntry] = []
    private var newFiles: [String: [UInt8]] = [:]
    private var stagedBundles: Set<String> = []
    private var checkpoint: SignedCheckpoint?
    private var tilesOfTree: LogTiles?
    private var checkedTrees: Set<Checkpoint> = []
    private var touchedBins: Set<Int> = []
    private var plan: MetadataPlan?

    /// Begins a publication into a stage.
    ///
    /// Refused with a ``PublishFault`` when what is there cannot be gone on from.
    init(_ settings: SiteBuild.Signing, stage: SiteStage, state: BuildState) throws {
        self.settings = settings
        self.state = state
        site = stage.files
        store = PublishStore(folder: settings.state ?? stage.stateFolder)
        if let folder = settings.state { try DurableFile.makeDirectories(folder) }
        try store.sweep()
        journal = try store.journal()
        published = try PublishedState(in: stage.files, trust: settings.trust)
        guard let delegations = settings.trust.roles["bins"]?.body.delegations,
            case .succinct(let succinct) = delegations.roles
        else { throw Refusal(PublishFault.trust, "the role bins delegates to no bins") }
        (bins, binKeys) = (succinct, delegations.keys)
        tree = published.tree
        if let pending = try store.pending(), pending.base + pending.entries.count > tree.size {
            guard pending.base <= tree.size else {
                throw Refusal(
                    PublishFault.log, "the site has \(tree.size) entries, and \(pending.base) were published before")
            }
            self.pending = Array(pending.entries[(tree.size - pending.base)...])
            for file in try tree.append(self.pending) { newFiles[file.path] = file.bytes }
        }
        sizeBefore = tree.size
        guard sizeBefore >= journal.logSize else {
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
        try learn()
    }

    /// Brings what the state knows of the log up to its end, with the entries that an interrupted publication has left.
    ///
    /// A state that knows another log than the site's, such as a longer one, is of no use: what was logged decides which releases
    /// are due, when they came out and whether their signatures count.
    private func learn() throws {
        let (size, root) = try state.logMark()
        guard size == 0 || published.grew(from: size, root: root) else {
            throw DamagedState(path: state.path, reason: "it knows \(size) entries of another log")
        }
        let state = state
        try published.entries(from: size) { index, entry in try state.addLogged(entry, entry.bytes, at: index) }
        for (offset, bytes) in pending.enumerated() {
            try state.addLogged(try LogEntry(bytes: bytes), bytes, at: published.tree.size + offset)
        }
    }

    /// The digests of the key sets that the holders of the offline keys vouch for.
    var confirmedKeys: [NamespaceName: SHA256Digest] {
        settings.trust.terms.confirmedDigests
    }

    /// What the owners of claimed namespaces have signed.
    var claims: [NamespaceName: TrustTerms.Claim] { settings.trust.terms.claims }

    /// A text that is another one when the offline roles are.
    var terms: String {
        settings.trust.roles.sorted { $0.key < $1.key }
            .map { "\($0.key) \(SHA256Digest(of: $0.value.signedBytes))" }.joined(separator: ", ")
    }

    /// Whether all that is signed has to be looked at: the log lost a key, or targets are in other bins.
    ///
    /// Otherwise only what has changed is signed again.
    var isWhole: Bool {
        get throws { try !areProofsCurrent || published.metadata == nil || state.text("bins") != binsMark }
    }

    private var binsMark: String { "\(bins.bits) \(bins.keys.keyIDs.joined(separator: " "))" }

    private var areProofsCurrent: Bool {
        Set(published.log.keys).isSubset(of: settings.trust.terms.log.keys)
    }

    /// How many entries the log has before this publication adds its own.
    var logSize: Int { sizeBefore }

    /// What the log says of some packages, by key, and namespaces, by name.
    func log(of keys: some Sequence<String>) throws -> LoggedState {
        LoggedState(size: sizeBefore, try keys.flatMap { try state.logged($0) })
    }

    // MARK: - The log

    /// Notes what a namespace adds to the log.
    func consider(_ namespace: Namespace) throws {
        due += try log(of: [namespace.name.text]).entries(of: namespace, at: settings.time)
    }

    /// Notes what a package adds to the log; `files` are those of its releases.
    func consider(_ package: Package, files: [String: ReadFile]) throws {
        func digest(_ release: Release, _ name: String) -> SHA256Digest? {
            files[release.version.pathText + "/" + name]?.digest
        }
        due += try log(of: [package.id.key]).entries(
            of: package, at: settings.time, signature: { digest($0, $1.fileName) }, approval: digest)
    }

    /// Adds to the log what was noted.
    ///
    /// What it says is on disk then, before anybody can see it. The first publication of a large registry has very many entries:
    /// they are taken in pieces, and full bundles go into the stage at once.
    func grow(_ update: SiteUpdate) throws {
        due.sort { $0.isLogged(before: $1) }
        try store.begin(base: published.tree.size) { add in
            for bytes in pending { try add(bytes) }
            pending = []
            for start in stride(from: 0, to: due.count, by: Self.pieceSize) {
                let first = tree.size
                let piece = try due[start..<min(start + Self.pieceSize, due.count)].enumerated().map { offset, entry in
                    let bytes = entry.bytes
                    try state.addLogged(entry, bytes, at: first + offset)
                    try add(bytes)
                    return bytes
                }
                for file in try tree.append(piece) { newFiles[file.path] = file.bytes }
                try putBundles(update)
            }
        }
        due = []
        let text = tree.checkpoint(origin: settings.trust.terms.log.origin)
        checkpoint =
            published.checkpoint.flatMap { $0.checkpoint == text ? signedToday($0) : nil }
            ?? text.signed(by: settings.keys.log)
        try state.setLogMark(size: tree.size, root: text.root)
    }

    /// How many entries are added to the log at once.
    private static let pieceSize = 4096

    /// Puts the full bundles into the stage, and forgets their bytes.
    private func putBundles(_ update: SiteUpdate) throws {
        let paths = newFiles.keys.filter {
            $0.utf8.starts(with: LogBundle.folder.utf8) && LogLayout.full(ofPartial: $0) == nil
        }
        for path in paths.sorted() {
            guard let bytes = newFiles.removeValue(forKey: path) else { continue }
            try update.put([SiteFile(try SitePath(path), .bytes(bytes), .log)], in: update.shown)
            stagedBundles.insert(path)
        }
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

    private func putLog(_ checkpoint: SignedCheckpoint, _ update: SiteUpdate) throws {
        // Partial tiles of a state between the published and the new one are nobody's.
        try putBundles(update)
        var files = try newFiles.filter { belongs($0.key) }.sorted { $0.key < $1.key }.map { path, bytes in
            SiteFile(try SitePath(path), .bytes(bytes), .log)
        }
        let left = edge(of: published.tree.size)
        update.shown.obsolete.formUnion(left.subtracting(edge(of: tree.size)))
        // Those of earlier publications have stayed until now.
        for full in Set(left.compactMap { LogLayout.full(ofPartial: $0) }) where isNew(full) {
            update.shown.obsolete.formUnion((1..<LogLayout.width).map { "\(full).p/\($0)" }.filter { site.holds($0) })
        }
        try update.put(files, in: update.shown)
        update.shown.all?.formUnion(allTiles)
        files = [
            SiteFile(
                try SitePath(LogLayout.checkpoint), .bytes(checkpoint.bytes), .checkpoint, coverage: .listed)
        ]
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
            files.append(SiteFile(try SitePath(LogLayout.witnessed), .bytes(witnessed.bytes), .replaceable))
        }
        try update.put(files, of: .log, in: update.shown)
    }

    /// The partial tiles and bundles of a size.
    private func edge(of size: Int) -> Set<String> {
        var paths = Set(LogTile.edge(of: size).filter { !$0.isFull }.map(\.path))
        if size & 255 > 0 { paths.insert(LogBundle(index: size >> 8, width: size & 255).path) }
        return paths
    }

    /// The paths of all tiles and bundles.
    private var allTiles: Set<String> {
        var paths = edge(of: tree.size)
        var level = 0
        while tree.size >> (8 * (level + 1)) > 0 {
            for index in 0..<(tree.size >> (8 * (level + 1))) { paths.insert(LogTile(level: level, index: index).path) }
            level += 1
        }
        for index in 0..<(tree.size >> 8) { paths.insert(LogBundle(index: index).path) }
        return paths
    }

    private func isNew(_ path: String) -> Bool { newFiles[path] != nil || stagedBundles.contains(path) }

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
        _ old: [UInt8], of index: Int, _ entry: [UInt8], in checkpoint: Checkpoint
    ) throws -> LogProof? {
        guard let proof = try? LogProof(bytes: old), proof.index == index, proof.extra == entry,
            isOurs(proof.checkpoint)
        else { return nil }
        let tree = proof.checkpoint.checkpoint
        guard
            MerkleProof.verifyInclusion(
                proof.hashes, of: MerkleHash.leaf(entry), at: index, in: tree.size, root: tree.root)
        else { return nil }
        if !checkedTrees.contains(tree) {
            guard (try? check(tree, growsTo: checkpoint)) != nil else { return nil }
            checkedTrees.insert(tree)
        }
        return LogProof(index: index, extra: entry, hashes: proof.hashes, checkpoint: signedToday(proof.checkpoint))
    }

    /// The proofs of a package's releases that are not there yet.
    ///
    /// When a key that has signed proofs is no longer one of the log's, all of them, signed by the one of today too.
    func proofs(of package: Package) throws -> [SiteFile] {
        guard let checkpoint else { return [] }
        var files: [SiteFile] = []
        for (release, index, entry) in try places(of: package) {
            let path = try SitePath(SiteLayout.blob(release).text + LogLayout.proofSuffix)
            if areProofsCurrent, site.holds(path.text) { continue }
            if !areProofsCurrent, let old = try site.published(path.text, upTo: LogProof.sizeLimit),
                let proof = try renewed(old, of: index, entry, in: checkpoint.checkpoint)
            {
                files.append(SiteFile(path, .bytes(proof.bytes), .proof))
                continue
            }
            var known = try tilesOfTree ?? tiles(of: checkpoint.checkpoint)
            let hashes = try known.proof(MerkleProof.inclusion(of: index, in: tree.size), reading: read)
            tilesOfTree = known
            let proof = LogProof(index: index, extra: entry, hashes: hashes, checkpoint: checkpoint)
            files.append(SiteFile(path, .bytes(proof.bytes), .proof))
        }
        return files
    }

    private typealias Place = (Release, Int, [UInt8])
    /// Those of the package that was asked for last: its proofs and its targets are made one after the other.
    private var lastPlaces: (key: String, places: [Place])?

    /// The releases of a package with the index and the bytes of their entries.
    private func places(of package: Package) throws -> [Place] {
        if let lastPlaces, lastPlaces.key == package.id.key { return lastPlaces.places }
        var places: [Place] = []
        let entries = try state.logged(package.id.key)
        for release in package.releases {
            let first = entries.first { _, entry in
                if case .release(let logged) = entry.kind { logged.version == release.version } else { false }
            }
            if let first { places.append((release, first.index, first.entry.bytes)) }
        }
        lastPlaces = (package.id.key, places)
        return places
    }

    // MARK: - Keys and targets

    /// The shards of key sets that are published, for those that some namespaces are in, or all.
    func putKeys(of namespaces: Set<String>, isWhole: Bool, _ update: SiteUpdate) throws {
        let terms = settings.trust.terms
        for (path, bytes) in terms.keyFiles {
            try update.put(
                [SiteFile(try SitePath(path), .bytes(bytes), .replaceable, coverage: .listed)], of: .keys(path),
                in: update.shown)
        }
        for path in try state.keyPaths() where terms.keyFiles[path] == nil && path.hasPrefix("keys/") {
            try update.put([], of: .keys(path), in: update.shown)
        }
        var numbers = Set(0..<UInt8.max).union([.max])
        if !isWhole {
            numbers = Set(namespaces.compactMap { try? NamespaceName($0) }.map { KeyShard.number(of: $0) })
        }
        let confirmed = Array(terms.shards.values)
        for number in numbers.sorted() {
            let path = KeyShard.path(number: number, confirmed: false)
            let shard = try KeyShard.later(of: try state.namespaces(inShard: number), than: confirmed).first
            let files = try shard.map {
                [SiteFile(try SitePath($0.path), .bytes($0.bytes), .replaceable, coverage: .listed)]
            }
            try update.put(files ?? [], of: .keys(path), in: update.shown)
        }
    }

    /// Takes the files of an owner that metadata is to list, all its paths, and those that are no more.
    ///
    /// `package` is whose they are, if they are a package's.
    func take(_ targets: [SiteTarget], paths: [String], gone: [String], package: Package?) throws {
        if !journal.superseded.isEmpty { for path in paths { journal.superseded[path] = nil } }
        for path in gone where try state.setTarget(path, in: bins.bin(of: path), nil) {
            touchedBins.insert(bins.bin(of: path))
        }
        guard !targets.isEmpty else { return }
        let customs = try package.map { try self.customs(of: $0, targets) } ?? [:]
        for target in targets {
            let path = target.path.text
            // The role `keys` lists its own, and so do the owners of claimed namespaces, whose files were in bins before.
            guard !path.utf8.starts(with: "keys/".utf8) else { continue }
            let isClaimed = settings.trust.terms.claimant(of: path) != nil
            let file = TargetFile(length: target.length, sha256: target.digest, custom: customs[path])
            let bin = bins.bin(of: path)
            let entry = isClaimed ? nil : try file.canonicalBytes()
            if try state.setTarget(path, in: bin, entry) { touchedBins.insert(bin) }
        }
    }

    private func customs(of package: Package, _ targets: [SiteTarget]) throws -> [String: Value] {
        let digests = Dictionary(targets.map { ($0.path.text, $0.digest) }) { first, _ in first }
        var customs: [String: Value] = [:]
        for (release, index, _) in try places(of: package) {
            let signatures: [Value] = release.signatures.compactMap { signature in
                let path = SiteLayout.beside(release.package, signature.fileName).text
                return digests[path].map {
                    .mapping([
                        Value.Member(key: "path", value: .string(path)),
                        Value.Member(key: "sha256", value: .string($0.hex)),
                    ])
                }
            }
            let approvals: [Value] = release.approvalPaths.compactMap { name in
                let path = SiteLayout.beside(release.package, name).text
                return digests[path].map {
                    .mapping([
                        Value.Member(key: "path", value: .string(path)),
                        Value.Member(key: "sha256", value: .string($0.hex)),
                    ])
                }
            }
            let approved = approvals.isEmpty ? [] : [Value.Member(key: "approvals", value: .list(approvals))]
            customs[SiteLayout.blob(release).text] = .mapping(
                approved + [
                    Value.Member(key: "log_index", value: .integer(index)),
                    Value.Member(key: "signatures", value: .list(signatures)),
                ])
        }
        return customs
    }

    /// Refuses packages of claimed namespaces that are not what their owners have signed.
    ///
    /// When neither the packages nor what was signed has changed since the last publication, that has found nothing.
    func checkClaims(_ update: SiteUpdate) throws {
        guard try update.hasReadClaimed || state.text("terms") != update.basis.terms else { return }
        var targets: [SiteTarget] = []
        for namespace in settings.trust.terms.claims.keys {
            for key in try state.packageKeys(in: namespace.text) {
                guard let known = try state.known(key), known.isShown else { continue }
                targets += try update.blobs(of: known.package)
            }
        }
        try settings.trust.terms.checkClaims(targets)
    }

    // MARK: - Signing

    /// Puts everything that is signed beside the documents into the stage, the metadata last.
    func sign(_ update: SiteUpdate) throws {
        guard let checkpoint else { return }
        try putLog(checkpoint, update)
        let changes = try changes(isWhole: update.isWhole)
        let numbers = Dictionary(uniqueKeysWithValues: signedBins.map { (bins.name(ofBin: $0), $0) })
        let plan = try MetadataPlan(
            bins: changes, offline: settings.trust, keys: settings.keys.roles,
            published: published.metadata, floor: journal.floor, at: settings.time,
            existing: { [site] in try site.published($0, upTo: MetadataLimits.listed) },
            content: { bin in try numbers[bin.name].map { try state.content(ofBin: $0) } ?? [] },
            take: { try update.put([$0], in: update.shown) })
        try update.put(plan.files, in: update.shown)
        let now = Self.paths(plan.snapshot, plan.timestamp)
        let before = published.metadata.map { Self.paths($0.snapshot.body, $0.timestamp.body) } ?? []
        update.shown.obsolete.formUnion(before.subtracting(now))
        update.shown.all?.formUnion(now)
        let expires = Timestamp(seconds: settings.time.seconds + MetadataPlan.Lifetimes.bins)
        for bin in signedBins { try state.setExpiry(expires, ofBin: bin) }
        try state.set("bins", .text(binsMark))
        self.plan = plan
    }

    private var signedBins: [Int] = []

    private func changes(isWhole: Bool) throws -> BinChanges {
        let isForgotten = published.metadata.map {
            MetadataPlan.isForgotten($0.timestamp, $0.snapshot, by: settings.trust.root.body)
        }
        let renewal = Timestamp(seconds: settings.time.seconds + MetadataPlan.Lifetimes.bins / 2)
        var changed: [BinChanges.Bin] = []
        var kept: [String] = []
        signedBins = []
        let numbers: Set<Int>? =
            isWhole || isForgotten != false ? nil : touchedBins.union(try state.bins(expiringBefore: renewal))
        for number in 0..<bins.count {
            let name = bins.name(ofBin: number)
            if let numbers, !numbers.contains(number) {
                kept.append(name)
                continue
            }
            if let old = try published.bin(name, isForgotten: isForgotten ?? false),
                let expiry = old.expiry(
                    listing: try state.content(ofBin: number), signedBy: bins.keys, in: binKeys), expiry > renewal
            {
                try state.setExpiry(expiry, ofBin: number)
                kept.append(name)
            } else {
                changed.append(BinChanges.Bin(name: name))
                signedBins.append(number)
            }
        }
        return BinChanges(changed, kept: kept)
    }

    /// The files of a state's roles.
    private static func paths(_ snapshot: SnapshotRole, _ timestamp: TimestampRole) -> Set<String> {
        var paths: Set<String> = [
            MetadataPlan.path(of: "snapshot", version: snapshot.version), MetadataPlan.timestampPath,
        ]
        for (name, file) in snapshot.meta {
            paths.insert(MetadataPlan.path(of: String(name.dropLast(5)), version: file.version))
        }
        return paths
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

    // MARK: - The end

    /// What may go of the paths that no longer belong to the site, now or since earlier: not what a reader of the last 14 days may
    /// still ask for.
    func retire(_ obsolete: Set<String>) -> [String] {
        obsolete.union(journal.superseded.keys).filter { path in
            if retains(path) { return false }
            journal.superseded[path] = nil
            return true
        }
    }

    /// Whether a file that no longer belongs to the site stays: what a reader of the last 14 days may still ask for.
    func retains(_ path: String) -> Bool {
        func isNeeded(since time: Timestamp) -> Bool {
            time.seconds + MetadataPlan.Lifetimes.superseded > settings.time.seconds
        }
        // Of most, that was said before.
        if let since = journal.superseded[path], isNeeded(since: since) { return true }
        if path.utf8.starts(with: "log/tile/".utf8) {
            // Partial tiles stay until there is the full one.
            guard let full = LogLayout.full(ofPartial: path) else { return true }
            guard isNew(full) || site.holds(full) else { return true }
        } else if path == LogLayout.witnessed {
            return true
        } else if path.utf8.starts(with: "metadata/".utf8) {
            if path.hasSuffix(".root.json") { return true }
        } else if (try? SitePath(path))?.unnamed == nil, !path.hasSuffix(LogLayout.proofSuffix) {
            return false
        }
        let since = journal.superseded[path] ?? settings.time
        guard isNeeded(since: since) else { return false }
        journal.superseded[path] = since
        return true
    }

    /// Remembers that the stage has become the site.
    func end() throws {
        guard let plan else { return }
        journal.floor = MetadataPlan.Floor(snapshot: plan.snapshot.version, timestamp: plan.timestamp.version)
        journal.logSize = tree.size
        try store.end(journal)
    }
}
