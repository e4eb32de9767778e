internal import PromptuaryCore

/// The log of a publication: what it says already, what comes to it, and what readers get of it.
///
/// What comes is on disk before anybody can see it, so that a publication that was cut off is gone on with.
final class LogGrowth {
    private let settings: SiteBuild.Signing
    let site: SiteStage.Handle
    private let store: PublishStore
    let state: BuildState
    private let published: PublishedState
    /// How many entries the log has before this publication adds its own.
    let sizeBefore: Int
    var tree: LogTree
    private var pending: [[UInt8]] = []
    private var due: [LogEntry] = []
    private var newFiles: [String: [UInt8]] = [:]
    private var stagedBundles: Set<String> = []
    var checkpoint: SignedCheckpoint?
    var tilesOfTree: LogTiles?
    /// The trees of old proofs that were checked to be earlier ones of this log.
    var checkedTrees: Set<Checkpoint> = []
    /// Those of the package that was asked for last: its proofs and its targets are made one after the other.
    var lastPlaces: (key: String, places: [Place])?

    /// The log of a site, with the entries that an interrupted publication has left.
    ///
    /// Refused with ``PublishFault/log`` when the site has fewer entries than were published before.
    init(
        _ settings: SiteBuild.Signing, site: SiteStage.Handle, store: PublishStore, state: BuildState,
        published: PublishedState, journal: PublishJournal
    ) throws {
        self.settings = settings
        self.site = site
        self.store = store
        self.state = state
        self.published = published
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
    }

    /// Brings what the state knows of the log up to its end, with the entries that an interrupted publication has left.
    ///
    /// A state that knows another log than the site's, such as a longer one, is of no use: what was logged decides which releases
    /// are due, when they came out and whether their signatures count.
    func learn() throws {
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

    /// How many entries the log has by now.
    var size: Int { tree.size }

    /// How many of them are not published yet.
    var newEntries: Int { tree.size - published.tree.size }

    /// Whether all keys that have signed proofs are still keys of the log.
    var areProofsCurrent: Bool {
        Set(published.log.keys).isSubset(of: settings.trust.terms.log.keys)
    }

    /// What the log says of some packages, by key, and namespaces, by name.
    func entries(of keys: some Sequence<String>) throws -> LoggedState {
        LoggedState(size: sizeBefore, try keys.flatMap { try state.logged($0) })
    }

    // MARK: - Growing

    /// Notes what a namespace adds to the log.
    func consider(_ namespace: Namespace) throws {
        due += try self.entries(of: [namespace.name.text]).entries(of: namespace, at: settings.time)
    }

    /// Notes what a package adds to the log; `files` are those of its releases.
    func consider(_ package: Package, files: [String: ReadFile]) throws {
        func digest(_ release: Release, _ name: String) -> SHA256Digest? {
            files[release.version.pathText + "/" + name]?.digest
        }
        due += try self.entries(of: [package.id.key]).entries(
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
    func signedToday(_ old: SignedCheckpoint) -> SignedCheckpoint {
        let log = settings.trust.terms.log
        if (try? log.verify(old)) != nil { return old }
        var signed = old
        signed.add(settings.keys.log.sign(old.checkpoint.text))
        return (try? log.verify(signed)) != nil ? signed : old.checkpoint.signed(by: settings.keys.log)
    }

    /// Whether a checkpoint was signed by this log, as readers know it now or after this publication.
    func isOurs(_ signed: SignedCheckpoint) -> Bool {
        (try? settings.trust.terms.log.verify(signed)) != nil || (try? published.log.verify(signed)) != nil
    }

    /// Refuses a checkpoint that another tree than this one gives.
    func check(_ old: Checkpoint, growsTo new: Checkpoint) throws {
        var tiles = try tiles(of: new)
        let proof = try tiles.proof(MerkleProof.consistency(from: old.size, to: new.size), reading: read)
        try old.checkGrowth(to: new, proof: proof)
    }

    // MARK: - Files

    /// Puts the log into the stage: tiles, bundles, the checkpoint and the one that witnesses have cosigned.
    func put(_ update: SiteUpdate) throws {
        guard let checkpoint else { return }
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

    /// Whether a full tile or bundle is there, or comes with this publication.
    func holds(_ full: String) -> Bool { isNew(full) || site.holds(full) }

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

    func read(_ path: String) throws -> [UInt8]? {
        try newFiles[path] ?? site.published(path, upTo: LogBundle.sizeLimit)
    }

    func tiles(of checkpoint: Checkpoint) throws -> LogTiles { try LogTiles(checkpoint, reading: read) }
}
