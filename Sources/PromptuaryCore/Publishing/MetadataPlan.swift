/// The next state of a site's signed metadata: which role files are new, and which stay.
///
/// A pure function of what is published, what is to be published, and the time. Signing costs as much as the bins that change;
/// which those are is found out before, by ``BinChanges``.
public struct MetadataPlan: Sendable {
    /// The secret keys of the roles that a server signs.
    public struct Keys: Sendable {
        let bins: Ed25519.KeyPair
        let snapshot: Ed25519.KeyPair
        let timestamp: Ed25519.KeyPair

        /// The keys of the three roles.
        public init(bins: SecretKey, snapshot: SecretKey, timestamp: SecretKey) {
            (self.bins, self.snapshot, self.timestamp) = (bins.pair, snapshot.pair, timestamp.pair)
        }
    }

    /// What a site says now.
    public struct Published: Sendable {
        /// The timestamp.
        public var timestamp: SignedRole<TimestampRole>
        /// The snapshot.
        public var snapshot: SignedRole<SnapshotRole>
        /// The bins, by the names of their roles.
        public var bins: [String: PublishedBin]

        /// A published state from its parts.
        public init(
            timestamp: SignedRole<TimestampRole>, snapshot: SignedRole<SnapshotRole>,
            bins: [String: PublishedBin]
        ) {
            (self.timestamp, self.snapshot, self.bins) = (timestamp, snapshot, bins)
        }
    }

    /// The versions below which nothing new may be, as a publisher remembers them.
    public struct Floor: Sendable, Hashable {
        /// The version of the last snapshot.
        public var snapshot: Int
        /// The version of the last timestamp.
        public var timestamp: Int

        /// A floor from its parts.
        public init(snapshot: Int = 0, timestamp: Int = 0) { (self.snapshot, self.timestamp) = (snapshot, timestamp) }
    }

    /// How long roles live and when they are signed again.
    public enum Lifetimes {
        static let day = 86_400
        /// Bins live for a year: their freshness is the snapshot's and the timestamp's.
        public static let bins = 365 * day
        /// A snapshot lives for 14 days.
        public static let snapshot = 14 * day
        /// A timestamp lives for 7 days, which bounds how long a mirror can stand still unseen.
        public static let timestamp = 7 * day
        /// Snapshot and timestamp are signed again after a day.
        public static let renewal = day
        /// Superseded files stay for the life of a snapshot, for readers who hold it: 14 days.
        public static let superseded = snapshot
    }

    /// The role files that change, in the order in which they are published; without the bins, when those were handed over.
    public private(set) var files: [SiteFile] = []
    /// The timestamp.
    public private(set) var timestamp: TimestampRole
    /// The snapshot.
    public private(set) var snapshot: SnapshotRole
    /// How many bins are signed.
    public let signedBins: Int

    /// The path of a version of a role's file.
    public static func path(of role: String, version: Int) -> String { "metadata/\(version).\(role).json" }
    /// The path of the timestamp.
    public static let timestampPath = "metadata/timestamp.json"

    /// Plans the next state.
    ///
    /// `existing` gives the bytes that the site has at a path: a version number under which something else lies was burned by a
    /// publication that did not end, and the next one is taken. Refused when the offline roles are older than the published
    /// ones, or when no version number is left.
    ///
    /// `content` gives the targets of a bin that has none with it, and `take` gets the file of each bin, one after the other, so that
    /// never all of them are in memory.
    ///
    /// After the keys of snapshot and timestamp were both replaced clients remember neither (TUF specification 5.3.11), and
    /// nothing that a thief may have listed there binds the next state.
    public init(
        bins: BinChanges, offline: TrustFolder, keys: Keys, published: Published?, floor: Floor, at time: Timestamp,
        existing: (String) throws -> [UInt8]?, content: (BinChanges.Bin) throws -> [UInt8] = { _ in [] },
        take: ((SiteFile) throws -> Void)? = nil
    ) throws {
        let root = offline.root.body
        if try existing(Self.path(of: RootRole.typeName, version: root.version + 1)) != nil {
            throw Refusal(
                PublishFault.trust, "the site has root \(root.version + 1), the tree none after \(root.version)")
        }
        let isForgotten = published.map { Self.isForgotten($0.timestamp, $0.snapshot, by: root) } ?? false
        let listed = published?.snapshot.body.meta ?? [:]
        var meta = isForgotten ? [:] : listed
        for name in bins.kept { meta[name + ".json"] = listed[name + ".json"] }
        for (path, bytes) in offline.metadata.sorted(by: { $0.key < $1.key }) {
            let isRoot = path.hasSuffix(".root.json")
            files.append(SiteFile(SitePath(trusted: path), .bytes(bytes), isRoot ? .root : .role))
        }
        for (name, file) in offline.snapshotFiles {
            if let old = meta[name], old.version > file.version {
                throw Refusal(
                    PublishFault.trust, "the tree has version \(file.version) of \(name), the site \(old.version)")
            }
            meta[name] = file
        }
        timestamp =
            published?.timestamp.body ?? TimestampRole(version: 1, expires: time, snapshot: MetaFile(version: 1))
        snapshot = published?.snapshot.body ?? SnapshotRole(version: 1, expires: time, meta: [:])
        signedBins = bins.count
        for bin in bins.bins {
            let version = try Self.version(
                of: bin.name,
                after: max(published?.bins[bin.name]?.version ?? 0, listed[bin.name + ".json"]?.version ?? 0),
                isForgotten: isForgotten)
            let expires = Timestamp(seconds: time.seconds + Lifetimes.bins)
            let role = BinRole(version: version, expires: expires, targets: try bin.targets ?? content(bin))
            let file = try Self.sign(role, bin.name, keys.bins, existing)
            meta[bin.name + ".json"] = MetaFile(version: file.version, file: file.bytes)
            let bytes = SiteFile(SitePath(trusted: file.path), .bytes(file.bytes), .role)
            if let take { try take(bytes) } else { files.append(bytes) }
        }
        try signSnapshot(meta, root, keys, published, floor, time, existing)
        try signTimestamp(root, keys, published, floor, time)
    }

    private mutating func signSnapshot(
        _ meta: [String: MetaFile], _ root: RootRole, _ keys: Keys, _ published: Published?, _ floor: Floor,
        _ time: Timestamp, _ existing: (String) throws -> [UInt8]?
    ) throws {
        if let old = published?.snapshot, old.body.meta == meta, Self.isSigned(old, "snapshot", root),
            old.body.expires.seconds > time.seconds + Lifetimes.snapshot - Lifetimes.renewal
        {
            return
        }
        let isForgotten = published.map { Self.isForgotten($0.timestamp, $0.snapshot, by: root) } ?? false
        let version = try Self.version(
            of: "snapshot", after: published?.snapshot.body.version ?? 0, floor: floor.snapshot,
            isForgotten: isForgotten)
        let expires = Timestamp(seconds: time.seconds + Lifetimes.snapshot)
        let role = SnapshotRole(version: version, expires: expires, meta: meta)
        let file = try Self.sign(role, "snapshot", keys.snapshot, existing)
        snapshot = role
        snapshot.version = file.version
        timestamp.snapshot = MetaFile(version: file.version, file: file.bytes)
        files.append(SiteFile(SitePath(trusted: file.path), .bytes(file.bytes), .snapshot))
    }

    private mutating func signTimestamp(
        _ root: RootRole, _ keys: Keys, _ published: Published?, _ floor: Floor, _ time: Timestamp
    ) throws(Refusal) {
        if let old = published?.timestamp, old.body.snapshot == timestamp.snapshot,
            Self.isSigned(old, "timestamp", root),
            old.body.expires.seconds > time.seconds + Lifetimes.timestamp - Lifetimes.renewal
        {
            return
        }
        timestamp.version = try Self.version(
            of: "timestamp", after: published?.timestamp.body.version ?? 0, floor: floor.timestamp,
            isForgotten: published.map { !Self.isSigned($0.timestamp, "timestamp", root) } ?? false)
        timestamp.expires = Timestamp(seconds: time.seconds + Lifetimes.timestamp)
        var signed = try SignedRole(timestamp)
        signed.sign(with: keys.timestamp)
        files.append(SiteFile(SitePath(trusted: Self.timestampPath), .bytes(signed.file), .timestamp))
    }

    /// Whether clients that follow a root forget what they know of a state, for it replaced both keys.
    public static func isForgotten(
        _ timestamp: SignedRole<TimestampRole>, _ snapshot: SignedRole<SnapshotRole>, by root: RootRole
    ) -> Bool {
        !isSigned(timestamp, "timestamp", root) && !isSigned(snapshot, "snapshot", root)
    }

    /// The largest number that JSON readers agree on (RFC 8259 section 6).
    private static let lastVersion = 1 << 53 - 1

    /// The version of a role that follows the published one.
    ///
    /// Whoever stole an online key can use up all numbers. Then only what clients have forgotten begins again, behind the
    /// last number of the publisher's own.
    private static func version(
        of role: String, after published: Int, floor: Int = 0, isForgotten: Bool
    ) throws(Refusal) -> Int {
        let last = max(published, floor)
        if last < lastVersion { return last + 1 }
        guard isForgotten, floor < lastVersion else {
            throw Refusal(
                PublishFault.site,
                "\(role) has version \(last), the last there is: replace the keys of snapshot and timestamp in one change (docs/runbooks/online-keys-stolen.md)"
            )
        }
        return floor + 1
    }

    private static func isSigned<Body>(_ role: SignedRole<Body>, _ name: String, _ root: RootRole) -> Bool {
        root.roles[name].map { role.isSigned(by: $0, in: root.keys) } ?? false
    }

    /// Signs a role under the first version number, from its own on, that is free or has the same bytes.
    private static func sign<Body: Role>(
        _ body: Body, _ name: String, _ key: Ed25519.KeyPair, _ existing: (String) throws -> [UInt8]?
    ) throws -> (version: Int, path: String, bytes: [UInt8]) {
        var body = body
        while true {
            var signed = try SignedRole(body)
            signed.sign(with: key)
            let path = path(of: name, version: body.version)
            let bytes = signed.file
            if try existing(path).map({ $0 == bytes }) ?? true { return (body.version, path, bytes) }
            body.version += 1
        }
    }
}
