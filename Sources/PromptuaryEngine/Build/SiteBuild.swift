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
        /// For a preview: the log that says which releases are older than the revocation of a key, and when they came out.
        public var log: ReleaseLog?
        /// How the site is signed; nil makes an unsigned preview.
        public var signing: Signing?

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
        try Overlap.refuse(tree: options.tree, site: options.site)
        if let other = options.privateSite {
            try Overlap.refuse(tree: options.tree, site: other)
            guard !Overlap.isOverlap(options.site, other) else { throw BuildError.siteOverlap(options.site, other) }
        }
        let assets = try TemplateSource(folder: options.templates).assets()
        let git = Git(options.tree)
        let head = await git.head()
        let times = head == nil ? PublicationTimes() : await PublicationTimes.read(git)
        let isClean = await git.isClean()
        let commit = isClean ? head?.commit : nil
        let signing = options.signing
        let stage = try SiteStage(site: options.site, isSigned: signing != nil)
        let publication = try signing.map { try Publication($0, stage: stage) }
        if publication == nil, try stage.files.published(MetadataPlan.timestampPath, upTo: 1 << 20) != nil {
            throw Refusal(PublishFault.signedSite, "\(options.site) is signed, and this build has no keys")
        }
        let hidden: SiteStage? = if let path = options.privateSite { try SiteStage(site: path) } else { nil }
        let files = stage.files
        let hiddenFiles = hidden?.files
        let log = publication?.logged.releases ?? options.log
        let reader = TreeReader(
            tree: options.tree, times: times, log: log, newReleasesAt: signing?.time,
            confirmed: publication?.confirmedKeys ?? [:], claims: publication?.claims ?? [:],
            sink: { release, namespace, package, signatures, ledger in
                guard let target = namespace.isPublic ? files : hiddenFiles else { return }
                try target.put(
                    SiteFile(
                        SiteLayout.blob(release), .bytes(package), .immutable, coverage: .listed,
                        digest: release.contents.digest), in: &ledger)
                for signature in signatures {
                    try target.put(
                        SiteFile(
                            SiteLayout.beside(release.package, signature.name), .bytes(signature.bytes), .immutable,
                            coverage: .listed), in: &ledger)
                }
            }, progress: progress)
        var reading = try await reader.read()
        if let judged = reading.judged, !stage.isFresh {
            reading.findings += try PublishedReleases.findings(
                in: options.site, missingFrom: judged.publicPart, log: log)
        }
        guard reading.isValid, let catalog = reading.catalog else {
            return Report(findings: reading.findings.sorted(), isBuilt: false)
        }
        let at = options.at ?? head?.time ?? catalog.packages.compactMap(\.updatedAt).max() ?? Timestamp(seconds: 0)
        let writer = SiteWriter(assets: assets, compress: options.compress, progress: progress)
        // Blobs of both parts were staged by one reading; each stage takes the paths that are its own.
        let tree = options.tree
        let source: @Sendable (Release) -> [UInt8]? = { release in
            let bytes = try? FileContents.read(tree + "/" + release.path, upTo: PackageContents.sizeLimit)
            return bytes.flatMap { SHA256Digest(of: $0) == release.contents.digest ? $0 : nil }
        }
        let visible = catalog.publicPart
        let shown = CatalogViews(
            visible, builtAt: at, commit: commit, generator: Self.generator,
            isSigned: publication != nil, source: source)
        var ledger = reading.ledger
        if hidden != nil { ledger = ledger.filtered { catalog.isPublicPath($0) } }
        try await writer.write(shown, to: files, ledger: &ledger)
        try Task.checkCancellation()
        if let hidden, let hiddenFiles {
            let views = CatalogViews(
                catalog.privatePart, builtAt: at, commit: commit, generator: Self.generator, source: source)
            var own = reading.ledger.filtered { !catalog.isPublicPath($0) }
            try await writer.write(views, to: hiddenFiles, ledger: &own)
            try hiddenFiles.put(StatusDocument.file(views.registry, views.context), in: &own)
            _ = try hidden.commit(own)
        }
        try publication?.sign(visible, in: &ledger)
        try files.put(StatusDocument.file(shown.registry, shown.context, expires: publication?.expiries), in: &ledger)
        // What cannot be written is known before anything is published.
        let configurations = try options.serverConfigurations.map {
            (folder: $0, files: try ServerConfigurations(settings: catalog.settings, site: options.site).files())
        }
        let removed = try stage.commit(ledger) { publication?.retains($0) ?? false }
        try publication?.end()
        if let configurations { try ServerConfigurations.write(configurations.files, to: configurations.folder) }
        progress?.end()
        var report = Report(findings: reading.findings, isBuilt: true)
        report.packages = shown.registry.figures.packages
        report.releases = shown.registry.figures.releases
        report.written = ledger.written
        report.unchanged = ledger.unchanged
        report.removed = removed
        report.bytes = ledger.bytes
        report.signed = publication?.report
        return report
    }
}

extension Catalog {
    /// Whether a path of a site belongs to the part that everybody sees.
    fileprivate func isPublicPath(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "@"), let slash = path.firstIndex(of: "/"),
            let name = try? NamespaceName(path[..<slash])
        else { return true }
        return namespace(name)?.isPublic ?? false
    }
}

extension SiteStage.Ledger {
    /// The part of the ledger whose paths satisfy a condition.
    fileprivate func filtered(_ holds: (String) -> Bool) -> SiteStage.Ledger {
        var copy = self
        copy.staged = staged.filter { holds($0.path) }
        copy.planned = planned.filter(holds)
        copy.targets = targets.filter { holds($0.path.text) }
        return copy
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
