/// What a log says about releases and key sets, for a tree that is read beside it.
///
/// One look-up costs the hash of a name, so that trees of any size can be compared with their log.
public struct ReleaseLog: Sendable {
    private struct Key: Hashable {
        let package: PackageID
        let version: Version
    }

    /// How many entries the log has: the index of the next one.
    public let size: Int
    private var releases: [Key: LoggedRelease] = [:]
    private var keySets: [NamespaceName: [Int: SHA256Digest]] = [:]
    private var keySetTimes: [NamespaceName: [Int: Timestamp]] = [:]

    /// A log of so many entries, of which none is about a release or a key set yet.
    public init(size: Int) { self.size = size }

    /// Adds the entry of a release.
    ///
    /// The first one of a version counts, whatever later ones say, so entries may be added in any order.
    public mutating func add(_ release: LoggedRelease) {
        let key = Key(package: release.package, version: release.version)
        if let known = releases[key], known.index <= release.index { return }
        releases[key] = release
    }

    /// Adds the entry of a key set: the namespace, the version, and the digest of `keys.json`.
    ///
    /// The first one of a version counts; entries are added in the order of the log.
    public mutating func add(
        keysOf namespace: NamespaceName, version: Int, digest: SHA256Digest, time: Timestamp? = nil
    ) {
        guard keySets[namespace]?[version] == nil else { return }
        keySets[namespace, default: [:]][version] = digest
        keySetTimes[namespace, default: [:]][version] = time
    }

    /// The entry of a release, if it is logged.
    public func release(_ package: PackageID, _ version: Version) -> LoggedRelease? {
        releases[Key(package: package, version: version)]
    }

    /// The digests of the logged key sets of a namespace, by version.
    public func keySets(of namespace: NamespaceName) -> [Int: SHA256Digest] { keySets[namespace] ?? [:] }

    /// The time of the entry of a key set, if it is logged.
    public func time(ofKeys version: Int, of namespace: NamespaceName) -> Timestamp? {
        keySetTimes[namespace]?[version]
    }

    /// The times of the first entries of some packages.
    ///
    /// All entries are looked at.
    public func firstTimes(of packages: Set<PackageID>) -> [PackageID: Timestamp] {
        var first: [PackageID: LoggedRelease] = [:]
        for release in releases.values where packages.contains(release.package) {
            if let known = first[release.package], known.index <= release.index { continue }
            first[release.package] = release
        }
        return first.mapValues(\.time)
    }

    /// The versions of some packages that are logged, in no order; packages without any are left out.
    ///
    /// All entries are looked at.
    public func versions(of packages: Set<PackageID>) -> [PackageID: [Version]] {
        var versions: [PackageID: [Version]] = [:]
        for release in releases.values where packages.contains(release.package) {
            versions[release.package, default: []].append(release.version)
        }
        return versions
    }

    /// What stands for all that the log says, the same for logs that say the same.
    public var mark: String {
        var lines = releases.values.map { release in
            let signatures = (release.signatures + release.approvals).map(\.hex).joined(separator: ",")
            return
                "\(release.index) \(release.package) \(release.version) \(release.digest) \(release.time) \(signatures)\n"
        }
        for (namespace, sets) in keySets {
            for (version, digest) in sets { lines.append("\(namespace) \(version) \(digest)\n") }
        }
        var digest = SHA256Stream()
        for line in lines.sorted() { Array(line.utf8).withUnsafeBytes { digest.update($0) } }
        return digest.finish().hex
    }

    /// How far ahead of the log a revocation may lie before somebody is warned: 1000 entries.
    ///
    /// Until the log gets there, whoever stole the key can have releases logged that clients accept.
    public static let aheadLimit = 1000
}
