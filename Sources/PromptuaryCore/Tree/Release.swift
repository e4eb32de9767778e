/// One version of one package: a package file that was read, and the signatures beside it that were verified.
public final class Release: Sendable {
    /// A signature file of a release and the key that made it.
    public struct Signature: Sendable, Hashable {
        /// The name of the file beside the package file.
        public let fileName: String
        /// The tool that verifies it: `minisign` or `ssh`.
        public let form: SignatureFileName.Form
        /// The key in the namespace's key set; nil when no key of the set made it that counts.
        public let key: KeySet.Key?

        /// A signature from its parts.
        public init(fileName: String, form: SignatureFileName.Form, key: KeySet.Key?) {
            self.fileName = fileName
            self.form = form
            self.key = key
        }
    }

    /// The package.
    public let package: PackageID
    /// The version.
    public let version: Version
    /// The path of the package file in the tree.
    public let path: String
    /// What reading the file told.
    public let contents: PackageContents
    /// The signature files.
    public let signatures: [Signature]
    /// The approvals of reviewers that are published with it.
    public let approvals: [ReleaseApproval]
    /// When it was published, if that is known.
    public let publishedAt: Timestamp?
    /// Why it must not be chosen any more, if it is yanked.
    public let yank: PackageNotes.Yank?
    /// The name of the package file, as the site and the tree have it.
    public let fileName: String

    /// A release from its parts.
    public convenience init(
        package: PackageID, version: Version, path: String, contents: PackageContents, signatures: [Signature],
        publishedAt: Timestamp?, yank: PackageNotes.Yank? = nil, approvals: [ReleaseApproval] = []
    ) {
        self.init(
            package: package, version: version, path: path, contents: contents, signatures: signatures,
            publishedAt: publishedAt, yank: yank, fileName: SiteLayout.fileName(package, version, contents.format),
            approvals: approvals)
    }

    /// A release whose file name was already put together.
    init(
        package: PackageID, version: Version, path: String, contents: PackageContents, signatures: [Signature],
        publishedAt: Timestamp?, yank: PackageNotes.Yank?, fileName: String, approvals: [ReleaseApproval] = []
    ) {
        self.package = package
        self.version = version
        self.path = path
        self.contents = contents
        self.signatures = signatures
        self.publishedAt = publishedAt
        self.yank = yank
        self.fileName = fileName
        self.approvals = approvals
    }

    /// The different keys that have signed it.
    var signers: Set<Ed25519.PublicKey> { Set(signatures.compactMap { $0.key?.key.key }) }

    /// The manifest.
    public var manifest: Manifest { _read { yield contents.manifest } }

    /// The same release, yanked.
    fileprivate func yanked(_ yank: PackageNotes.Yank) -> Release {
        Release(
            package: package, version: version, path: path, contents: contents, signatures: signatures,
            publishedAt: publishedAt, yank: yank, approvals: approvals)
    }
}

/// A package with all its releases, oldest version first.
public final class Package: Sendable {
    /// The name.
    public let id: PackageID
    /// The releases in ascending order of their versions; never empty.
    public let releases: [Release]
    /// What maintainers say about it.
    public let notes: PackageNotes
    /// The path of its folder in the tree.
    public let path: String
    /// The index of the release that stands for the package.
    public let latestIndex: Int
    /// The README of that release in Markdown, if it has one.
    public let readme: [UInt8]?

    /// A package from its releases; nil when there are none.
    public init?(_ id: PackageID, releases: [Release], notes: PackageNotes, path: String, readme: [UInt8]? = nil) {
        guard !releases.isEmpty else { return nil }
        var sorted = releases.sorted { $0.version < $1.version }
        for yank in notes.yanks {
            if let index = sorted.firstIndex(where: { $0.version == yank.version }) {
                sorted[index] = sorted[index].yanked(yank)
            }
        }
        self.id = id
        self.releases = sorted
        self.notes = notes
        self.readme = readme
        self.path = path
        latestIndex = Self.latest(of: sorted.map(\.version), notes: notes)
    }

    /// A package whose releases are in order and yanked as the notes say, and whose latest release is known.
    init(
        _ id: PackageID, ascending releases: [Release], latestIndex: Int, notes: PackageNotes, path: String,
        readme: [UInt8]?
    ) {
        self.id = id
        self.releases = releases
        self.notes = notes
        self.path = path
        self.latestIndex = latestIndex
        self.readme = readme
    }

    /// The release that stands for the package: the one tagged `latest`, else the highest that is neither yanked nor
    /// a pre-release, else the highest that is not yanked, else the highest.
    public var latest: Release { releases[latestIndex] }

    /// The index of the version, among ascending ones, that stands for a package with these notes.
    static func latest<Versions: BidirectionalCollection<Version>>(
        of versions: Versions, notes: PackageNotes
    ) -> Int where Versions.Index == Int {
        func isOffered(_ version: Version) -> Bool { !notes.yanks.contains { $0.version == version } }
        if let tagged = notes.distTags.first(where: { $0.tag == "latest" }),
            let index = versions.firstIndex(where: { $0 == tagged.version && isOffered($0) })
        {
            return index
        }
        return versions.lastIndex { isOffered($0) && !$0.isPrerelease } ?? versions.lastIndex(where: isOffered)
            ?? versions.count - 1
    }

    /// The version, of those that there are, that stands for a package with these notes; nil when there is none.
    public static func latest(of versions: [Version], notes: PackageNotes) -> Version? {
        let sorted = versions.sorted()
        return sorted.isEmpty ? nil : sorted[latest(of: sorted, notes: notes) as Int]
    }

    /// The format of its releases.
    public var format: PackageFormat { latest.contents.format }

    /// The name under which a client asks for it: the identity in its manifest.
    public var clientName: String { latest.manifest.identity }

    /// Whether clients ask for it without a scope.
    public var isUnscoped: Bool { format == .pdpkg && clientName.utf8.first != UInt8(ascii: "@") }

    /// The release with a version.
    public func release(_ version: Version) -> Release? { releases.first { $0.version == version } }

    /// The tags that name a version, `latest` included.
    public func tags(of release: Release) -> [String] {
        var tags = notes.distTags.filter { $0.version == release.version }.map(\.tag)
        if release.version == latest.version, !tags.contains("latest") { tags.append("latest") }
        return tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// When the newest release was published.
    public var updatedAt: Timestamp? { releases.compactMap(\.publishedAt).max() }

    /// When the first release was published.
    public var createdAt: Timestamp? { releases.compactMap(\.publishedAt).min() }

    /// The versions that an installer may be offered, in ascending order: no pre-releases, and no yanked release that would
    /// be the largest string of the list, because installers take that one for the newest.
    public var installable: [Release] {
        guard notes.quarantine == nil else { return [] }
        let candidates = releases.filter { !$0.version.isPrerelease }
        guard
            let top = candidates.filter({ $0.yank == nil }).map(\.version.description).max(by: {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            })
        else { return [] }
        return candidates.filter { $0.yank == nil || $0.version.description.utf8.lexicographicallyPrecedes(top.utf8) }
    }
}
