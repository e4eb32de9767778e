/// What the log of a registry says already, for the job that adds to it.
public struct LoggedState: Sendable {
    private struct Key: Hashable {
        let package: PackageID
        let version: Version
    }

    /// The releases and key sets.
    public let releases: ReleaseLog
    private var yanked: Set<Key> = []

    /// The state that the entries of a log make, in the order of the log.
    public init(_ entries: [LogEntry]) { self.init(size: entries.count, entries.enumerated().map { ($0, $1) }) }

    /// The state that some entries of a log of this size make, each with its index, in the order of the log.
    ///
    /// It knows of the packages and namespaces that they are about.
    public init(size: Int, _ entries: [(index: Int, entry: LogEntry)]) {
        var releases = ReleaseLog(size: size)
        for (index, entry) in entries {
            releases.add(entry, at: index)
            guard case .yank(let yank) = entry.kind else { continue }
            let key = Key(package: yank.id, version: yank.version)
            if yank.isYanked { yanked.insert(key) } else { yanked.remove(key) }
        }
        self.releases = releases
    }

    /// How many entries the log has.
    public var size: Int { releases.size }

    /// Whether the log says last that a release is yanked.
    public func isYanked(_ package: PackageID, _ version: Version) -> Bool {
        yanked.contains(Key(package: package, version: version))
    }

    /// The entries that a catalog has and the log has not: key sets first, then releases, then yanks.
    ///
    /// The order depends on nothing but the two. `signature` gives the digest of a signature file.
    public func entries(
        of catalog: Catalog, at time: Timestamp, signature: (Release, Release.Signature) -> SHA256Digest?
    ) throws(Refusal) -> [LogEntry] {
        var due: [LogEntry] = []
        for namespace in catalog.namespaces { due += try entries(of: namespace, at: time) }
        for package in catalog.packages { due += entries(of: package, at: time, signature: signature) }
        return LogEntry.ordered(due)
    }

    /// The entries that a namespace has and the log has not.
    public func entries(of namespace: Namespace, at time: Timestamp) throws(Refusal) -> [LogEntry] {
        guard namespace.keys != nil else { return [] }
        var entries: [LogEntry] = []
        let known = releases.keySets(of: namespace.name)
        for set in try SignedKeySet.versions(of: namespace) {
            let version = try set.keys().version
            guard known[version] == nil else { continue }
            entries.append(
                LogEntry(.keys(namespace: namespace.name, version: version, digest: set.digest), time: time))
        }
        return entries
    }

    /// The entries that a package has and the log has not.
    ///
    /// A release that the package dates keeps that time while the log is empty, which is how a tree with a history comes into its
    /// log; later ones are entered at `time`.
    public func entries(
        of package: Package, at time: Timestamp, signature: (Release, Release.Signature) -> SHA256Digest?,
        approval: (Release, String) -> SHA256Digest? = { _, _ in nil }
    ) -> [LogEntry] {
        var entries: [LogEntry] = []
        for release in package.releases where releases.release(package.id, release.version) == nil {
            let signatures = release.signatures.compactMap { file in
                signature(release, file).map {
                    LogEntry.Signature(keyID: file.key?.fingerprint ?? "", digest: $0)
                }
            }
            entries.append(
                LogEntry(
                    .release(
                        LogEntry.Release(
                            id: package.id, version: release.version, digest: release.contents.digest,
                            size: release.contents.size, signatures: signatures,
                            approvals: release.approvalPaths.compactMap { approval(release, $0) })),
                    time: size == 0 ? release.publishedAt ?? time : time))
        }
        for release in package.releases where (release.yank != nil) != isYanked(package.id, release.version) {
            let reason = release.yank.map { SHA256Digest(of: Array($0.reason.utf8)) }
            entries.append(
                LogEntry(
                    .yank(
                        LogEntry.Yank(
                            id: package.id, version: release.version, isYanked: release.yank != nil, reason: reason)),
                    time: time))
        }
        return entries
    }
}

extension LogEntry {
    /// Entries in the order in which they are logged together: key sets, releases by their times, yanks; each by name and version.
    public static func ordered(_ entries: [LogEntry]) -> [LogEntry] {
        entries.sorted { left, right in
            switch (left.kind, right.kind) {
            case (.keys(let one, let version, _), .keys(let other, let otherVersion, _)):
                return one != other ? one < other : version < otherVersion
            case (.release(let one), .release(let other)):
                if left.time != right.time { return left.time < right.time }
                return one.id != other.id ? one.id < other.id : one.version < other.version
            case (.yank(let one), .yank(let other)):
                return one.id != other.id ? one.id < other.id : one.version < other.version
            default: return left.rank < right.rank
            }
        }
    }

    private var rank: Int {
        switch kind {
        case .keys: 0
        case .release: 1
        case .yank: 2
        }
    }
}
