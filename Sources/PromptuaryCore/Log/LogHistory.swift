/// What the entries of a log say together.
public struct LogHistory: Sendable {
    /// A release in the log.
    public struct Logged: Sendable, Hashable {
        /// The index of its entry.
        public let index: Int
        /// The digest of the package file.
        public let digest: SHA256Digest
        /// The bytes of the package file.
        public let size: Int
    }

    private struct Key: Hashable {
        let id: PackageID
        let version: String
    }

    /// How many entries were taken.
    public private(set) var count = 0
    /// How many of them are changes of keys.
    public private(set) var keyChanges = 0
    /// How many of them are yanks and their ends.
    public private(set) var yanks = 0
    private var releases: [Key: Logged] = [:]
    private var keyVersions: [NamespaceName: Int] = [:]

    /// The history of an empty log.
    public init() {}

    /// How many releases there are.
    public var releaseCount: Int { releases.count }

    /// The release of a version, when it was logged.
    public func release(_ id: PackageID, _ version: Version) -> Logged? {
        releases[Key(id: id, version: version.description)]
    }

    /// Takes the next entry.
    ///
    /// Refused with ``LogFault/contradiction`` are a second release of a version, a yank of a release that was not logged
    /// before, and a key set that does not follow the one before it.
    public mutating func take(_ entry: LogEntry) throws(Refusal) {
        let index = count
        switch entry.kind {
        case .release(let release):
            let key = Key(id: release.id, version: release.version.description)
            if let old = releases[key] {
                throw Refusal(
                    LogFault.contradiction,
                    "\(release.id) \(release.version) is in the log twice, as entries \(old.index) and \(index)")
            }
            releases[key] = Logged(index: index, digest: release.digest, size: release.size)
        case .keys(let namespace, let version, _):
            guard version > keyVersions[namespace] ?? 0 else {
                throw Refusal(
                    LogFault.contradiction, "entry \(index) is version \(version) of the keys of \(namespace) once more"
                )
            }
            keyVersions[namespace] = version
            keyChanges += 1
        case .yank(let yank):
            guard releases[Key(id: yank.id, version: yank.version.description)] != nil else {
                throw Refusal(
                    LogFault.contradiction,
                    "entry \(index) is about \(yank.id) \(yank.version), which was not logged before")
            }
            yanks += 1
        }
        count += 1
    }
}
