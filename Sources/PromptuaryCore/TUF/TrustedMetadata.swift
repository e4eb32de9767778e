/// The metadata that a client has come to believe: the client workflow of TUF without its files and requests.
///
/// TUF specification 5.3 to 5.6. The caller brings bytes in the order of the workflow: root after root and
/// ``finishRoot()``, the timestamp, the snapshot, then targets roles. Each step either takes what it got or throws
/// ``Distrust`` and changes nothing. Copies that were kept on disk go first and are marked as local: they may have
/// expired in the meantime, and yet nothing older may follow them; the caller passes over one that is refused. To call the
/// steps in another order is a mistake in the program and stops it.
public struct TrustedMetadata: Sendable {
    /// The moment at which everything has to be valid, the same for the whole workflow (5.1).
    public let time: Timestamp
    /// The newest root so far.
    public private(set) var root: SignedRole<RootRole>
    /// The timestamp, when there is one.
    public private(set) var timestamp: SignedRole<TimestampRole>?
    /// The snapshot, when there is one; see ``isSnapshotCurrent``.
    public private(set) var snapshot: SignedRole<SnapshotRole>?
    private var isRootFinal = false
    /// Whether a root on the way changed the online keys: copies of the timestamp and the snapshot are to be deleted (5.3.11).
    public private(set) var areCopiesVoid = false
    private var isSnapshotListed = false
    private var loaded: [String: Loaded] = [:]

    /// A targets role, and the roles that vouched for it with their keys.
    private struct Loaded {
        let role: SignedRole<TargetsRole>
        var delegators: Set<String>
    }

    /// Begins with a root that the client was shipped with, or kept; it has to be signed by its own keys.
    ///
    /// It may have expired: newer ones follow.
    public init(root file: [UInt8], at time: Timestamp) throws(Distrust) {
        self.time = time
        root = try Self.read(file, "root", limit: MetadataLimits.root)
        try Self.check(root, "root", root.body.roles["root"], root.body.keys)
    }
}

// MARK: - Root

extension TrustedMetadata {
    /// Takes the root that follows: exactly one version higher, signed by the keys of the old and of the new root (5.3.4, 5.3.5).
    ///
    /// It may have expired, as long as a newer one follows.
    public mutating func updateRoot(_ file: [UInt8]) throws(Distrust) {
        precondition(!isRootFinal, "a root comes before finishRoot")
        let next: SignedRole<RootRole> = try Self.read(file, "root", limit: MetadataLimits.root)
        try Self.check(next, "root", root.body.roles["root"], root.body.keys)
        guard next.body.version == root.body.version + 1 else {
            throw Distrust(
                .version, "root", "version \(next.body.version) does not follow version \(root.body.version)")
        }
        try Self.check(next, "root", next.body.roles["root"], next.body.keys)
        if ["timestamp", "snapshot"].contains(where: { root.body.keys(of: $0) != next.body.keys(of: $0) }) {
            areCopiesVoid = true
        }
        root = next
    }

    /// Ends the chain of roots: the last one has to be valid still (5.3.10).
    ///
    /// When a root on the way changed the keys of the timestamp or the snapshot, local copies of both are refused from
    /// now on, because a thief of the old keys may have made their versions as high as he liked (5.3.11).
    public mutating func finishRoot() throws(Distrust) {
        try checkExpiry(root.body, "root")
        isRootFinal = true
    }
}

// MARK: - Timestamp and snapshot

extension TrustedMetadata {
    /// Takes a timestamp that is newer than the one before; false when it has the same version and nothing is to be done.
    ///
    /// Refused are lower versions, also of the snapshot, and timestamps that have expired unless they are local (5.4).
    @discardableResult
    public mutating func updateTimestamp(_ file: [UInt8], isLocal: Bool = false) throws(Distrust) -> Bool {
        precondition(isRootFinal, "a timestamp comes after finishRoot")
        precondition(snapshot == nil, "a timestamp comes before the snapshot")
        if isLocal { try checkCopies("timestamp") }
        let next: SignedRole<TimestampRole> = try Self.read(file, "timestamp", limit: MetadataLimits.timestamp)
        try Self.check(next, "timestamp", root.body.roles["timestamp"], root.body.keys)
        if let old = timestamp?.body {
            try Self.checkRollback("timestamp", from: old.version, to: next.body.version)
            // The file that was taken first stays, and it may be one that was kept until it expired.
            if next.body.version == old.version {
                if !isLocal { try checkExpiry(old, "timestamp") }
                return false
            }
            try Self.checkRollback("snapshot", from: old.snapshot.version, to: next.body.snapshot.version)
        }
        if !isLocal { try checkExpiry(next.body, "timestamp") }
        timestamp = next
        return true
    }

    /// Takes the snapshot that the timestamp names, which has to list all that the one before listed (5.5).
    ///
    /// A local one may be another than the timestamp names, and is then there only to be compared with.
    public mutating func updateSnapshot(_ file: [UInt8], isLocal: Bool = false) throws(Distrust) {
        guard let timestamp = timestamp?.body else { preconditionFailure("a snapshot comes after the timestamp") }
        precondition(loaded.isEmpty, "a snapshot comes before the targets")
        try checkExpiry(timestamp, "timestamp")
        if isLocal { try checkCopies("snapshot") }
        let meta = timestamp.snapshot
        if !isLocal { try Self.check(file, "snapshot", meta, limit: MetadataLimits.snapshot) }
        let next: SignedRole<SnapshotRole> = try Self.read(
            file, "snapshot", limit: isLocal ? MetadataLimits.listed : Self.limit(meta, MetadataLimits.snapshot))
        try Self.check(next, "snapshot", root.body.roles["snapshot"], root.body.keys)
        if let old = snapshot?.body {
            for (name, file) in old.meta {
                guard let listed = next.body.meta[name] else {
                    throw Distrust(.removed, "snapshot", "\(name) was listed before and is no longer")
                }
                try Self.checkRollback(name, from: file.version, to: listed.version)
            }
        }
        if !isLocal {
            try Self.checkVersion("snapshot", next.body.version, listed: meta.version)
            try checkExpiry(next.body, "snapshot")
        }
        snapshot = next
        isSnapshotListed = !isLocal || next.body.version == meta.version && meta.describes(file)
    }

    /// Whether the snapshot is the one that the timestamp names, and is valid: none has to be fetched.
    public var isSnapshotCurrent: Bool {
        guard let snapshot else { return false }
        return isSnapshotListed && time < snapshot.body.expires
    }
}

// MARK: - Targets

extension TrustedMetadata {
    /// What the snapshot says of a targets role's file; nil when it does not list the role.
    public func targetsMeta(_ role: String) -> MetaFile? { snapshot?.body.meta[role + ".json"] }

    /// A targets role that was taken, whoever delegated to it.
    public func targets(_ role: String) -> SignedRole<TargetsRole>? { loaded[role]?.role }

    /// A targets role that was taken and that this delegator's keys signed.
    ///
    /// Two roles may delegate to one and name different keys; what is good for one is not for the other.
    public func targets(_ role: String, delegator: String) -> SignedRole<TargetsRole>? {
        loaded[role].flatMap { $0.delegators.contains(delegator) ? $0.role : nil }
    }

    /// Takes a targets role: as the snapshot lists it, signed by the keys that its delegator names, and valid (5.6).
    ///
    /// The delegator of the role `targets` is `root`. A delegator must have been taken, and must delegate to the role.
    /// Local copies are judged in the same way.
    public mutating func updateTargets(_ file: [UInt8], role: String, delegator: String) throws(Distrust) {
        precondition(isSnapshotCurrent, "targets come after a current snapshot")
        guard let meta = targetsMeta(role) else {
            throw Distrust(.unlisted, role, "the snapshot does not list the role")
        }
        let (keys, table) = vouching(for: role, delegator)
        try Self.check(file, role, meta, limit: MetadataLimits.targets)
        let next: SignedRole<TargetsRole> = try Self.read(file, role, limit: Self.limit(meta, MetadataLimits.targets))
        try Self.check(next, role, keys, table)
        try Self.checkVersion(role, next.body.version, listed: meta.version)
        try checkExpiry(next.body, role)
        if let old = loaded[role], old.role.signedBytes != next.signedBytes { forget(role) }
        loaded[role] = Loaded(role: next, delegators: (loaded[role]?.delegators ?? []).union([delegator]))
    }

    /// Takes back a role, and what it vouched for: without a listed hash two files can be of one version.
    private mutating func forget(_ role: String) {
        loaded[role] = nil
        for name in loaded.keys { loaded[name]?.delegators.remove(role) }
    }

    private func vouching(for role: String, _ delegator: String) -> (RoleKeys?, [String: TUFKey]) {
        if delegator == "root" {
            precondition(role == "targets", "root delegates to targets only")
            return (root.body.roles[role], root.body.keys)
        }
        guard let delegations = loaded[delegator]?.role.body.delegations, let keys = delegations.keys(of: role) else {
            preconditionFailure("a delegator comes before the roles to which it delegates")
        }
        return (keys, delegations.keys)
    }
}

// MARK: - How much to fetch

extension TrustedMetadata {
    /// The most bytes that the snapshot may have.
    public var snapshotLimit: Int {
        timestamp.map { Self.limit($0.body.snapshot, MetadataLimits.snapshot) } ?? MetadataLimits.snapshot
    }

    /// The most bytes that a targets role may have.
    public func targetsLimit(_ role: String) -> Int {
        targetsMeta(role).map { Self.limit($0, MetadataLimits.targets) } ?? MetadataLimits.targets
    }

    private static func limit(_ meta: MetaFile, _ unlisted: Int) -> Int {
        min(meta.length ?? unlisted, MetadataLimits.listed)
    }
}

// MARK: - Checks

extension TrustedMetadata {
    private static func read<Body: Role>(_ file: [UInt8], _ subject: String, limit: Int) throws(Distrust) -> SignedRole<
        Body
    > {
        guard file.count <= limit else {
            throw Distrust(.size, subject, "the file has \(file.count) bytes, it may have \(limit)")
        }
        do {
            return try SignedRole(file: file, limits: MetadataLimits.json(bytes: limit))
        } catch {
            throw Distrust(error, subject)
        }
    }

    private static func check(_ file: [UInt8], _ subject: String, _ meta: MetaFile, limit unlisted: Int)
        throws(Distrust)
    {
        if let length = meta.length, file.count != length {
            throw Distrust(.length, subject, "the file has \(file.count) bytes, \(length) are listed")
        }
        let limit = limit(meta, unlisted)
        guard file.count <= limit else {
            throw Distrust(.size, subject, "the file has \(file.count) bytes, it may have \(limit)")
        }
        guard meta.describes(file) else {
            throw Distrust(.hash, subject, "the file has another sha256 than the one listed")
        }
    }

    private static func check<Body: Role>(
        _ signed: SignedRole<Body>, _ subject: String, _ keys: RoleKeys?, _ table: [String: TUFKey]
    ) throws(Distrust) {
        let wanted = keys ?? RoleKeys(keyIDs: [], threshold: 1)
        let count = signed.validKeyIDs(of: wanted, in: table).count
        guard count >= wanted.threshold else {
            throw Distrust(.signatures, subject, "\(count) of its keys signed, \(wanted.threshold) have to")
        }
    }

    private static func checkRollback(_ subject: String, from old: Int, to new: Int) throws(Distrust) {
        guard new >= old else { throw Distrust(.rollback, subject, "version \(new) comes after version \(old)") }
    }

    private static func checkVersion(_ subject: String, _ version: Int, listed: Int) throws(Distrust) {
        guard version == listed else {
            throw Distrust(.version, subject, "the file has version \(version), version \(listed) is listed")
        }
    }

    private func checkCopies(_ subject: String) throws(Distrust) {
        guard !areCopiesVoid else {
            throw Distrust(.signatures, subject, "the copy is from before the online keys were changed")
        }
    }

    private func checkExpiry(_ role: some Role, _ subject: String) throws(Distrust) {
        guard time < role.expires else { throw Distrust(.expired, subject, "it expired at \(role.expires)") }
    }
}
