public import PromptuaryCore

/// A tree is judged by the rules, without a site being made.
public struct TreeCheck: Sendable {
    private let tree: String
    private let site: String?
    private let progress: Progress?

    /// A check of the tree at `tree`, compared with what `site` has published and logged, if one is given.
    ///
    /// The tree's `trust/` is verified too.
    public init(tree: String, site: String? = nil, progress: Progress? = nil) {
        self.tree = tree
        self.site = site
        self.progress = progress
    }

    /// The findings, in order.
    public func run() async throws -> [Finding] {
        var sink: TreeReader.Sink?
        var log: ReleaseLog?
        if let site {
            log = try PublishedLog.read(site)
            let published = try PublishedFiles(site)
            sink = { release, namespace, package, _, _ in
                guard namespace.isPublic else { return }
                try published.refuseChange(of: SiteLayout.blob(release).text, to: package)
            }
        }
        let store = TrustStore(tree)
        var findings = try store.findings()
        let confirmed = findings.isEmpty ? try store.folder()?.terms.confirmedDigests : nil
        let reading = try await TreeReader(
            tree: tree, times: PublicationTimes(), log: log, confirmed: confirmed ?? [:], sink: sink,
            progress: progress
        ).read()
        findings += reading.findings
        if let site, let catalog = reading.catalog {
            findings += try PublishedReleases.findings(in: site, missingFrom: catalog.publicPart, log: log)
        }
        return findings.sorted()
    }
}

/// The immutable files of a site, to compare with.
private final class PublishedFiles: Sendable {
    private let root: Directory

    init(_ site: String) throws { root = try Directory(site) }

    func refuseChange(of path: String, to bytes: [UInt8]) throws {
        guard let there = try root.contentsIfPresent(of: path, upTo: PackageContents.sizeLimit) else { return }
        guard there == bytes else { throw BuildError.immutable(path) }
    }
}
