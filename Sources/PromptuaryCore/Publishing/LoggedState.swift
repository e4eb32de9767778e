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
    public init(_ entries: [LogEntry]) {
        var releases = ReleaseLog(size: entries.count)
        for (index, entry) in entries.enumerated() {
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
    /// The order depends on nothing but the two. A release that the catalog dates keeps that time while the log is empty, which
    /// is how a tree with a history comes into its log; later ones are entered at `time`. `signature` gives the digest of a
    /// signature file.
    public func entries(
        of catalog: Catalog, at time: Timestamp, signature: (Release, Release.Signature) -> SHA256Digest?
    ) throws(Refusal) -> [LogEntry] {
        try keyEntries(of: catalog, at: time) + releaseEntries(of: catalog, at: time, signature: signature)
            + yankEntries(of: catalog, at: time)
    }

    private func keyEntries(of catalog: Catalog, at time: Timestamp) throws(Refusal) -> [LogEntry] {
        var entries: [LogEntry] = []
        for namespace in catalog.namespaces.sorted(by: { $0.name < $1.name }) where namespace.keys != nil {
            let known = releases.keySets(of: namespace.name)
            for set in try SignedKeySet.versions(of: namespace) {
                let version = try set.keys().version
                guard known[version] == nil else { continue }
                entries.append(
                    LogEntry(.keys(namespace: namespace.name, version: version, digest: set.digest), time: time))
            }
        }
        return entries
    }

    private func releaseEntries(
        of catalog: Catalog, at time: Timestamp, signature: (Release, Release.Signature) -> SHA256Digest?
    ) -> [LogEntry] {
        var fresh: [Release] = []
        for package in catalog.packages {
            fresh += package.releases.filter { releases.release($0.package, $0.version) == nil }
        }
        let dated = fresh.map { ($0, size == 0 ? $0.publishedAt ?? time : time) }
        return dated.sorted { left, right in
            if left.1 != right.1 { return left.1 < right.1 }
            return left.0.package != right.0.package
                ? left.0.package < right.0.package : left.0.version < right.0.version
        }.map { release, time in
            let signatures = release.signatures.compactMap { file in
                signature(release, file).map {
                    LogEntry.Signature(keyID: file.key?.fingerprint ?? "", digest: $0)
                }
            }
            return LogEntry(
                .release(
                    LogEntry.Release(
                        id: release.package, version: release.version, digest: release.contents.digest,
                        size: release.contents.size, signatures: signatures)), time: time)
        }
    }

    private func yankEntries(of catalog: Catalog, at time: Timestamp) -> [LogEntry] {
        var entries: [LogEntry] = []
        for package in catalog.packages.sorted(by: { $0.id < $1.id }) {
            for release in package.releases where (release.yank != nil) != isYanked(package.id, release.version) {
                let reason = release.yank.map { SHA256Digest(of: Array($0.reason.utf8)) }
                entries.append(
                    LogEntry(
                        .yank(
                            LogEntry.Yank(
                                id: package.id, version: release.version, isYanked: release.yank != nil, reason: reason)
                        ),
                        time: time))
            }
        }
        return entries
    }
}
