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
    private let bins: BinListing
    /// What it adds to the log.
    let log: LogGrowth
    private var journal: PublishJournal
    private let superseded: SupersededFiles
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
        superseded = try SupersededFiles(folder: store.folder, state: state)
        published = try PublishedState(in: stage.files, trust: settings.trust)
        bins = try BinListing(settings, state: state, published: published)
        log = try LogGrowth(
            settings, site: site, store: store, state: state, published: published, journal: journal)
        let floor = journal.floor
        if let metadata = published.metadata,
            metadata.snapshot.body.version < floor.snapshot || metadata.timestamp.body.version < floor.timestamp
        {
            throw Refusal(
                PublishFault.site,
                "the site is an older copy: it has timestamp \(metadata.timestamp.body.version), and \(floor.timestamp) was published"
            )
        }
        try log.learn()
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
        get throws { try !log.areProofsCurrent || !bins.areCurrent }
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
        if !superseded.isEmpty { for path in paths { try superseded.remove(path) } }
        let places = try targets.isEmpty ? [] : package.map { try log.places(of: $0) } ?? []
        try bins.take(targets, gone: gone, places: places)
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
        try log.put(update)
        let plan = try MetadataPlan(
            bins: bins.changes(isWhole: update.isWhole), offline: settings.trust, keys: settings.keys.roles,
            published: published.metadata, floor: journal.floor, at: settings.time,
            existing: { [site] in try site.published($0, upTo: MetadataLimits.listed) },
            content: bins.content,
            take: { try update.put([$0], in: update.shown) })
        try update.put(plan.files, in: update.shown)
        let now = Self.paths(plan.snapshot, plan.timestamp)
        let before = published.metadata.map { Self.paths($0.snapshot.body, $0.timestamp.body) } ?? []
        update.shown.obsolete.formUnion(before.subtracting(now))
        update.shown.all?.formUnion(now)
        try bins.end()
        self.plan = plan
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
                logSize: log.size, newEntries: log.newEntries, bins: $0.signedBins,
                expires: $0.timestamp.expires)
        }
    }

    // MARK: - The end

    /// What may go of the paths that no longer belong to the site, now or since earlier: not what a reader of the last 14 days may
    /// still ask for.
    func retire(_ obsolete: Set<String>) throws -> [String] {
        let lastNeeded = Timestamp(seconds: settings.time.seconds - MetadataPlan.Lifetimes.superseded)
        return try obsolete.union(superseded.files(until: lastNeeded)).filter { path in
            if try retains(path) { return false }
            try superseded.remove(path)
            return true
        }
    }

    /// Whether a file that no longer belongs to the site stays: what a reader of the last 14 days may still ask for.
    func retains(_ path: String) throws -> Bool {
        func isNeeded(since time: Timestamp) -> Bool {
            time.seconds + MetadataPlan.Lifetimes.superseded > settings.time.seconds
        }
        let known = try superseded.time(of: path)
        // Of most, that was said before.
        if let known, isNeeded(since: known) { return true }
        // No file of a site has such a name.
        if path.utf8.contains(10) { return false }
        if path.utf8.starts(with: "log/tile/".utf8) {
            // Partial tiles stay until there is the full one.
            guard let full = LogLayout.full(ofPartial: path) else { return true }
            guard log.holds(full) else { return true }
        } else if path == LogLayout.witnessed {
            return true
        } else if path.utf8.starts(with: "metadata/".utf8) {
            if path.hasSuffix(".root.json") { return true }
        } else if (try? SitePath(path))?.unnamed == nil, !path.hasSuffix(LogLayout.proofSuffix) {
            return false
        }
        if known != nil { return false }
        try superseded.add(path, since: settings.time)
        return true
    }

    /// Remembers that the stage has become the site.
    func end() throws {
        guard let plan else { return }
        journal.floor = MetadataPlan.Floor(snapshot: plan.snapshot.version, timestamp: plan.timestamp.version)
        journal.logSize = log.size
        try superseded.end()
        try store.end(journal)
    }
}
