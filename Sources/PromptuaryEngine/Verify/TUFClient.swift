public import PromptuaryCore

/// The shell of ``TrustedMetadata``: fetches metadata, remembers what was verified, and finds targets.
///
/// The client workflow of the TUF specification 5.2 to 5.7. Local copies come first and are used only when they verify;
/// each verified file is remembered before the next is fetched. One value serves one refresh.
public struct TUFClient: Sendable {
    /// What was verified so far.
    public private(set) var trusted: TrustedMetadata
    /// Where verified metadata is remembered.
    public private(set) var store: TrustedStore
    /// The digests of the roots that were followed, by version: of their signed part.
    public private(set) var rootDigests: [Int: SHA256Digest]

    private let source: any SiteSource
    private let folder: String
    private let rotationLimit: Int

    /// A client that trusts a root, with the metadata files of a source below `folder`, which is empty or ends in `/`.
    ///
    /// Expiries are judged for `time`. At most `rotationLimit` new roots are fetched.
    public init(
        root: [UInt8], source: any SiteSource, folder: String = "metadata/", store: TrustedStore, at time: Timestamp,
        rotationLimit: Int = MetadataLimits.rootRotations
    ) throws(Distrust) {
        trusted = try TrustedMetadata(root: root, at: time)
        (self.source, self.folder, self.store, self.rotationLimit) = (source, folder, store, rotationLimit)
        rootDigests = [trusted.root.body.version: SHA256Digest(of: trusted.root.signedBytes)]
    }

    /// Brings the top-level roles up to date.
    ///
    /// Errors: ``Distrust``, ``BrokenPromise`` when there are too many new roots, ``SourceError``, ``StorageError``.
    public mutating func refresh() async throws {
        try await refreshRoot()
        try await refreshTimestamp()
        try await refreshSnapshot()
        try await load("targets", delegator: "root")
    }

    private mutating func refreshRoot() async throws {
        var rotations = 0
        while true {
            let next = trusted.root.body.version + 1
            guard let file = try await fetch("root", version: next, upTo: MetadataLimits.root) else { break }
            guard rotations < rotationLimit else {
                throw BrokenPromise(
                    VerificationFault.rootRotations, "root",
                    "more than \(rotationLimit) new roots came, version \(next) is one too many")
            }
            try trusted.updateRoot(file)
            rootDigests[next] = SHA256Digest(of: trusted.root.signedBytes)
            if trusted.areCopiesVoid {
                // Before the root is kept, so that no copy of a thief's outlives a crash in between.
                try store.forget("timestamp")
                try store.forget("snapshot")
            }
            try store.keep(file, of: "root")
            rotations += 1
        }
        try trusted.finishRoot()
    }

    private mutating func refreshTimestamp() async throws {
        if let local = try store.bytes(of: "timestamp", upTo: MetadataLimits.timestamp) {
            _ = try? trusted.updateTimestamp(local, isLocal: true)
        }
        let file = try await fetch("timestamp", version: nil, upTo: MetadataLimits.timestamp)
        guard let file else { throw Distrust(.missing, "timestamp", "the site has no timestamp.json") }
        if try trusted.updateTimestamp(file) { try store.keep(file, of: "timestamp") }
    }

    private mutating func refreshSnapshot() async throws {
        guard let version = trusted.timestamp?.body.snapshot.version else { return }
        if let local = try store.bytes(of: "snapshot", upTo: MetadataLimits.listed) {
            try? trusted.updateSnapshot(local, isLocal: true)
        }
        guard !trusted.isSnapshotCurrent else { return }
        let file = try await fetch(required: "snapshot", version: version, upTo: trusted.snapshotLimit)
        try trusted.updateSnapshot(file)
        try store.keep(file, of: "snapshot")
    }
}

// MARK: - Targets

extension TUFClient {
    /// Takes a targets role from the local copy or the source; done already, it costs nothing.
    public mutating func load(_ role: String, delegator: String) async throws {
        guard trusted.targets(role, delegator: delegator) == nil else { return }
        guard let meta = trusted.targetsMeta(role) else {
            throw Distrust(.unlisted, role, "the snapshot does not list the role")
        }
        let limit = trusted.targetsLimit(role)
        if let local = try store.bytes(of: role, upTo: limit), verifies(local, role, delegator) { return }
        let file = try await fetch(required: role, version: meta.version, upTo: limit)
        try trusted.updateTargets(file, role: role, delegator: delegator)
        try store.keep(file, of: role)
    }

    private mutating func verifies(_ file: [UInt8], _ role: String, _ delegator: String) -> Bool {
        do {
            try trusted.updateTargets(file, role: role, delegator: delegator)
            return true
        } catch {
            return false
        }
    }

    /// A copy of what is trusted that has one more role, which neither this value nor the store remembers.
    ///
    /// This is how all roles of a repository can be looked at in bounded memory, and several at once.
    public func trusted(with role: String, delegator: String) async throws -> TrustedMetadata {
        guard let meta = trusted.targetsMeta(role) else {
            throw Distrust(.unlisted, role, "the snapshot does not list the role")
        }
        var copy = trusted
        let file = try await fetch(required: role, version: meta.version, upTo: trusted.targetsLimit(role))
        try copy.updateTargets(file, role: role, delegator: delegator)
        return copy
    }

    /// What the repository says of a target, and which role says so; nil when it has none of this path.
    public mutating func target(at path: String) async throws -> (file: TargetFile, role: String)? {
        var search = TargetSearch(path: path)
        while true {
            switch search.next(in: trusted) {
            case .load(let role, let delegator): try await load(role, delegator: delegator)
            case .found(let file, let role): return (file, role)
            case .absent: return nil
            }
        }
    }

    /// The most bytes that a target may have, whatever metadata says: 64 MiB.
    public static let targetLimit = 64 << 20

    /// The bytes of a target, which have the length and the digest that the metadata lists.
    ///
    /// They are read under the name with the digest, when the repository keeps consistent snapshots, from a source whose
    /// paths are target paths.
    public func download(_ path: String, _ file: TargetFile, from source: any SiteSource) async throws -> [UInt8] {
        guard SourcePath.isPlain(path) else {
            throw BrokenPromise(VerificationFault.targetPath, path, "the path leads out of the site")
        }
        guard file.length <= Self.targetLimit else {
            throw Distrust(.size, path, "\(file.length) bytes are listed, a file may have \(Self.targetLimit)")
        }
        let stored = trusted.root.body.consistentSnapshot ? file.storedPath(of: path) : path
        let bytes: [UInt8]?
        do {
            bytes = try await source.read(stored, upTo: file.length)
        } catch SourceError.tooLarge {
            throw Distrust(.length, path, "the file has more than the \(file.length) bytes that are listed")
        }
        guard let bytes else { throw Distrust(.missing, path, "the site has no \(stored)") }
        guard bytes.count == file.length else {
            throw Distrust(.length, path, "the file has \(bytes.count) bytes, \(file.length) are listed")
        }
        let digest = SHA256Digest(of: bytes)
        guard digest == file.sha256 else {
            throw Distrust(.hash, path, "the file has the sha256 \(digest), \(file.sha256) is listed")
        }
        return bytes
    }
}

// MARK: - Files

extension TUFClient {
    private func fetch(_ role: String, version: Int?, upTo limit: Int) async throws -> [UInt8]? {
        do {
            return try await source.read(folder + Self.fileName(of: role, version: version), upTo: limit)
        } catch SourceError.tooLarge {
            throw Distrust(.size, role, "the file has more than \(limit) bytes")
        }
    }

    private func fetch(required role: String, version: Int, upTo limit: Int) async throws -> [UInt8] {
        let file =
            trusted.root.body.consistentSnapshot
            ? try await fetch(role, version: version, upTo: limit) : try await fetch(role, version: nil, upTo: limit)
        guard let file else { throw Distrust(.missing, role, "the site does not have version \(version)") }
        return file
    }

    /// The name of a role's file; sources encode what has a meaning in URLs, but a slash would make a folder.
    private static func fileName(of role: String, version: Int?) -> String {
        role.utf8.contains(UInt8(ascii: "/"))
            ? MetadataPath.file(of: role, version: version) : (version.map { "\($0)." } ?? "") + role + ".json"
    }

    /// Remembers what was deferred.
    public mutating func commit() throws(StorageError) { try store.commit() }
}
