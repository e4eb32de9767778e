public import PromptuaryCore
internal import Synchronization

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
        let log = try site.flatMap { try PublishedLog.read($0) }
        let published = try site.map { try PublishedFiles($0) }
        let store = TrustStore(tree)
        var findings = try store.findings()
        let terms = findings.isEmpty ? try store.folder()?.terms : nil
        let claimed = ClaimedFiles()
        let reading = try await TreeReader(
            tree: tree, times: PublicationTimes(), log: log, confirmed: terms?.confirmedDigests ?? [:],
            claims: terms?.claims ?? [:],
            sink: { release, namespace, package, signatures, _ in
                guard namespace.isPublic else { return }
                try published?.refuseChange(of: SiteLayout.blob(release).text, to: package)
                guard terms?.claims[namespace.name] != nil else { return }
                claimed.add(release, package, signatures)
            }, progress: progress
        ).read()
        findings += reading.findings
        if let site, let judged = reading.judged {
            findings += try PublishedReleases.findings(in: site, missingFrom: judged.publicPart, log: log)
        }
        // A release that cannot be read is no reason to say that its owners' role lacks it.
        if let terms, reading.isValid {
            do {
                try terms.checkClaims(claimed.targets)
            } catch {
                findings.append(Finding(error, path: "trust"))
            }
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

/// The files of claimed namespaces that would be published, to compare with what their owners list.
private final class ClaimedFiles: Sendable {
    private let found = Mutex<[SiteTarget]>([])

    var targets: [SiteTarget] { found.withLock { $0 } }

    func add(_ release: Release, _ package: [UInt8], _ signatures: [(name: String, bytes: [UInt8])]) {
        let files =
            [SiteTarget(path: SiteLayout.blob(release), length: package.count, digest: release.contents.digest)]
            + signatures.map {
                SiteTarget(
                    path: SiteLayout.beside(release.package, $0.name), length: $0.bytes.count,
                    digest: SHA256Digest(of: $0.bytes))
            }
        found.withLock { $0 += files }
    }
}
