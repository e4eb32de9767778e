internal import Glibc
public import PromptuaryCore
internal import Templates

/// A tree becomes a site.
///
/// Everything is read and judged before anything that a reader sees is touched; see ``SiteStage`` for how the new state appears.
public struct SiteBuild: Sendable {
    /// What is to be built.
    public struct Options: Sendable {
        /// The path of the tree.
        public var tree: String
        /// The path of the site.
        public var site: String
        /// Where the part of the catalog goes that only owners see; nil leaves it out.
        public var privateSite: String?
        /// Where templates are looked for before the embedded ones.
        public var templates: String?
        /// Where the web server configurations are written; nil writes none.
        public var serverConfigurations: String?
        /// Whether compressed neighbours (`.gz`) are written beside text files.
        public var compress = false
        /// The time that the site describes, instead of the commit's.
        public var at: Timestamp?
        /// How it is found out what has changed since the last build.
        public var changes = ChangeSource.auto
        /// Whether everything is read and made again, and what does not belong is removed from the site.
        public var isRebuild = false
        /// For a preview: the log that says which releases are older than the revocation of a key, and when they came out.
        public var log: ReleaseLog?
        /// How the site is signed; nil makes an unsigned preview.
        public var signing: Signing?
        /// Which change is judged before anything is built; nil judges the tree alone.
        public var judging: ChangeDoor?
        /// Packages that are in the tree only while they are read.
        var rehearsal: StateRehearsal?

        /// A build of a tree into a site.
        public init(tree: String, site: String) {
            self.tree = tree
            self.site = site
        }
    }

    /// How a site is signed.
    public struct Signing: Sendable {
        /// What the holders of the offline keys signed.
        public let trust: TrustFolder
        /// The secret keys of the server.
        public let keys: PublishingKeys
        /// The time of the publication.
        public let time: Timestamp
        /// Checkpoints that witnesses have cosigned.
        public var cosigned: [SignedCheckpoint]
        /// Where the publisher remembers what it has published; nil for the folder `.SITE.promptuary` beside the site.
        public var state: String?

        /// Signing by a server's keys at a time.
        public init(
            trust: TrustFolder, keys: PublishingKeys, time: Timestamp, cosigned: [SignedCheckpoint] = [],
            state: String? = nil
        ) {
            self.state = state
            self.trust = trust
            self.keys = keys
            self.time = time
            self.cosigned = cosigned
        }
    }

    /// What a build did.
    public struct Report: Sendable {
        /// What rules and readers had to say.
        public let findings: [Finding]
        /// The findings about files that are not published because their owners have not signed them yet.
        public var waiting: [Finding] { findings.filter { $0.rule == StandingRule.claimUnsigned.rawValue } }
        /// Whether the site was written.
        public let isBuilt: Bool
        /// How many packages the site shows.
        public var packages = 0
        /// How many releases the site shows.
        public var releases = 0
        /// Files that are new or different.
        public var written = 0
        /// Files that stayed as they were.
        public var unchanged = 0
        /// Files that no longer belong.
        public var removed = 0
        /// Bytes written.
        public var bytes = 0
        /// What was signed; nil for a preview.
        public var signed: Signed?
        /// The verdict on the change that was judged before; nil when none was.
        public var verdict: Verdict?

        /// What a publication signed.
        public struct Signed: Sendable, Hashable {
            /// How many entries the log has.
            public let logSize: Int
            /// How many entries are new.
            public let newEntries: Int
            /// How many bins were signed again.
            public let bins: Int
            /// When a client stops taking the state for current.
            public let expires: Timestamp
        }
    }

    /// The program's name and version, as documents name it.
    public static let generator = "Promptuary \(ProgramVersion.text)"

    private let options: Options
    private let progress: Progress?

    /// A build with these options.
    public init(_ options: Options, progress: Progress? = nil) {
        self.options = options
        self.progress = progress
    }

    /// Builds the site.
    ///
    /// With error findings nothing is written.
    ///
    /// Errors: ``BuildError``, ``StorageError``, and a `Refusal` for templates that are refused.
    public func run() async throws -> Report {
        do {
            return try await build()
        } catch is DamagedState {
            return try await build(isAnew: true)
        }
    }

    private func build(isAnew: Bool = false) async throws -> Report {
        try Overlap.refuse(tree: options.tree, site: options.site)
        if let other = options.privateSite {
            try Overlap.refuse(tree: options.tree, site: other)
            guard !Overlap.isOverlap(options.site, other) else { throw BuildError.siteOverlap(options.site, other) }
        }
        let (assets, templates) = try TemplateSource(folder: options.templates).assets()
        let signing = options.signing
        let stage = try SiteStage(
            site: options.site, isSigned: signing != nil,
            rehearsal: options.rehearsal)
        // Its lock holds until nothing else of this build is open.
        defer { withExtendedLifetime(stage) {} }
        if signing == nil, try stage.files.published(MetadataPlan.timestampPath, upTo: 1 << 20) != nil {
            throw Refusal(PublishFault.signedSite, "\(options.site) is signed, and this build has no keys")
        }
        let judged = try await options.judging?.verdict(on: options.tree, for: stage)
        if let judged, judged.outcome != .clean {
            var report = Report(findings: judged.findings, isBuilt: false)
            report.verdict = judged
            return report
        }
        let hidden: SiteStage? = if let path = options.privateSite { try SiteStage(site: path) } else { nil }
        let root = try TreeReader.root(options.tree)
        let source: ChangeSource = options.changes == .auto ? (signing == nil ? .files : .git) : options.changes
        let (found, problems) = try await BuildStart.find(
            options.tree, in: root, state: stage.stateFolder, isAnew: isAnew || options.isRebuild, log: logMark,
            from: source, lent: options.rehearsal?.folders ?? [])
        guard let start = found else { return Report(findings: problems, isBuilt: false) }
        let state = start.state
        if let judged, start.commit != judged.head {
            state.forget()
            throw Refusal(
                ChangeFault.uncommitted,
                "\(options.tree) is not as it is in the commit \(judged.head), which was judged")
        }
        let publication = try signing.map { try Publication($0, stage: stage, state: state) }
        let outputs = "\(templates) \(options.compress) \(hidden?.site ?? "") \(signing?.trust.root.body.version ?? 0)"
        let site = try SiteMark(of: stage, hidden)
        let isKnown =
            try !state.isNew && !state.isInterrupted && !stage.isFresh && !(hidden?.isFresh ?? false)
            && state.text("site") == site.text
        let isWhole = try !isKnown || state.text("outputs") != outputs || publication?.isWhole ?? false
        let basis = SiteUpdate.Basis(
            settings: start.settings, log: options.log, times: start.times,
            confirmed: publication?.confirmedKeys ?? [:], claims: publication?.claims ?? [:], time: signing?.time,
            terms: publication?.terms ?? "")
        let update = SiteUpdate(
            state: state, basis: basis, tree: options.tree, isWhole: isWhole, shown: SitePart(stage, isShown: true),
            hidden: hidden.map { SitePart($0, isShown: false) },
            surfaces: [Surface.prompd, .promptGen, .pages(assets)].filter { start.settings.surfaces.contains($0.id) },
            compress: options.compress, publication: publication, progress: progress, rehearsal: options.rehearsal)
        // What the site had is of no interest then: everything that is not made again goes.
        for part in update.parts where isWhole && !part.stage.isFresh { part.all = [] }
        if isWhole, !state.isNew { try state.forgetDocuments() }
        update.add(start.findings)
        var changes = start.changes
        if isWhole, !state.isNew { changes.packages = try state.folders(with: changes.packages) }
        try await update.read(changes, in: root)
        try update.judge()
        update.add(try removed(update, publication, isKnown: isKnown))
        let findings = start.settings.weighed(update.findings).sorted()
        guard !findings.contains(where: { $0.severity == .error }) else {
            state.forget()
            var report = Report(findings: findings, isBuilt: false)
            report.verdict = judged
            return report
        }
        try publication?.checkClaims(update)
        try publication?.log.grow(update)
        let built = try await write(update, start, publication)
        // What cannot be written is known before anything is published.
        let configurations = try options.serverConfigurations.map {
            (folder: $0, files: try ServerConfigurations(settings: start.settings, site: options.site).files())
        }
        try Task.checkCancellation()
        try state.set("outputs", .text(outputs))
        try state.set("terms", .text(basis.terms))
        try state.begin()
        var removed = 0
        for part in update.parts.reversed() {
            var obsolete = part.obsolete
            for (path, _) in part.ledger.staged { obsolete.remove(path) }
            let owner = part.isShown ? publication : nil
            removed += try part.stage.commit(part.ledger, removing: owner?.retire(obsolete) ?? Array(obsolete))
            if let all = part.all {
                removed += try part.stage.sweep(keeping: all) { try owner?.retains($0) ?? false }
            }
        }
        do {
            try publication?.end()
            try state.set("site", .text(try SiteMark(of: stage, hidden).text))
            try state.end()
            if let configurations { try ServerConfigurations.write(configurations.files, to: configurations.folder) }
        } catch let error as StorageError {
            throw error.at(.after)
        }
        progress?.end()
        var report = Report(findings: findings, isBuilt: true)
        report.packages = built.figures.packages
        report.releases = built.figures.releases
        for part in update.parts where part.isShown {
            report.written = part.ledger.written
            report.unchanged = part.ledger.unchanged
            report.bytes = part.ledger.bytes
        }
        report.removed = removed
        report.signed = publication?.report
        report.verdict = judged
        return report
    }

    /// What decides beside the tree how packages are read.
    private var logMark: String {
        guard let log = options.log else { return options.signing == nil ? "preview" : "signed" }
        return "log \(log.size) \(log.mark)"
    }

    /// Makes all documents that have to be made again; the result is which registry the public site shows.
    private func write(
        _ update: SiteUpdate, _ start: BuildStart, _ publication: Publication?
    ) async throws -> RegistryView.State {
        try await update.writePackages()
        try update.writeNamespaces()
        try update.writeIndex()
        try Task.checkCancellation()
        let at = options.at ?? start.head?.time
        for part in update.parts where !part.isShown {
            let current = try update.writeRegistry(of: part, builtAt: at, commit: start.commit)
            try update.writeStatus(current, of: part, expires: nil)
        }
        let current = try update.writeRegistry(of: update.shown, builtAt: at, commit: start.commit)
        try publication?.putKeys(of: update.readNamespaces, isWhole: update.isWhole, update)
        try publication?.sign(update)
        try update.writeStatus(current, of: update.shown, expires: publication?.expiries)
        return current
    }

    /// Findings about releases that are on the site and no longer in the tree.
    private func removed(
        _ update: SiteUpdate, _ publication: Publication?, isKnown: Bool
    ) throws -> [Finding] {
        let stage = update.shown.stage
        guard !stage.isFresh else { return [] }
        let state = update.state
        let registry = PublishedReleases.Registry(
            name: update.basis.settings.name, keys: { try state.namespace($0.text)?.keys },
            log: { id in try publication?.log.entries(of: [id.key]).releases ?? update.basis.log })
        if isKnown {
            return try PublishedReleases.findings(in: stage.site, registry, missing: update.missing)
        }
        return try PublishedReleases.findings(in: stage.site, registry) { id in
            guard try state.namespace(id.namespace.text)?.isPublic ?? false, let outline = try state.outline(id.key)
            else { return [] }
            return Set(outline.releases.map { SiteLayout.fileName(id, $0.version, $0.format) })
        }
    }
}

/// What tells the site that a build has left from any other.
private struct SiteMark {
    let text: String

    init(of stage: SiteStage, _ hidden: SiteStage?) throws {
        text = [stage.site, hidden?.site].compactMap { $0 }.map { site in
            var folder = stat()
            var file = stat()
            guard stat(site, &folder) == 0, stat(site + "/status.json", &file) == 0 else { return "-" }
            return
                "\(folder.st_dev) \(folder.st_ino) \(file.st_ino) \(file.st_size) \(file.st_mtim.tv_sec).\(file.st_mtim.tv_nsec)"
        }.joined(separator: ", ")
    }
}

/// Refusing a site inside its tree and a tree inside its site.
enum Overlap {
    static func refuse(tree: String, site: String) throws {
        guard !isOverlap(tree, site) else { throw BuildError.overlap(tree: tree, site: site) }
    }

    /// Whether two directories are the same or one lies in the other.
    static func isOverlap(_ one: String, _ other: String) -> Bool {
        let (one, other) = (RealPath.of(one) + "/", RealPath.of(other) + "/")
        return one.hasPrefix(other) || other.hasPrefix(one) || one == "//" || other == "//"
    }
}
