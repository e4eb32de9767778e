import Testing

@testable import PromptuaryCore

/// The metadata of a site in memory, published plan by plan.
struct PlannedSite {
    static let start = TrustFixture.start
    static let day = 86_400

    /// What lies in the site, burned numbers too.
    var files: [String: [UInt8]] = [:]
    var folder: TrustFolder
    var online: [UInt8] = [11, 12, 13]
    var floor = MetadataPlan.Floor()

    init(_ folder: TrustFolder? = nil) throws { self.folder = try folder ?? TrustFixture.folder() }

    static func after(days: Int) -> Timestamp { Timestamp(seconds: start.seconds + days * day) }

    /// Targets by path, with content that follows from a number.
    static func targets(_ content: [String: Int]) -> [String: TargetFile] {
        content.mapValues { TargetFile(length: $0, sha256: SHA256Digest(of: Array("\($0)".utf8))) }
    }

    /// What a publisher finds.
    func published() throws -> MetadataPlan.Published? {
        guard let bytes = files[MetadataPlan.timestampPath] else { return nil }
        let timestamp = try SignedRole<TimestampRole>(file: bytes)
        let path = MetadataPlan.path(of: "snapshot", version: timestamp.body.snapshot.version)
        let snapshot = try SignedRole<SnapshotRole>(file: try #require(files[path]))
        var bins: [String: PublishedBin] = [:]
        for (file, meta) in snapshot.body.meta where file.hasPrefix("bin-") {
            let name = String(file.dropLast(5))
            guard let bytes = files[MetadataPlan.path(of: name, version: meta.version)] else { continue }
            bins[name] = PublishedBin(version: meta.version, file: bytes)
        }
        return MetadataPlan.Published(timestamp: timestamp, snapshot: snapshot, bins: bins)
    }

    func plan(_ targets: [String: TargetFile], at time: Timestamp = start) throws -> MetadataPlan {
        let keys = MetadataPlan.Keys(
            bins: try TrustFixture.key(online[0]), snapshot: try TrustFixture.key(online[1]),
            timestamp: try TrustFixture.key(online[2]))
        let published = try published()
        let bins = try BinChanges(to: targets, from: published, offline: folder, at: time)
        return try MetadataPlan(
            bins: bins, offline: folder, keys: keys, published: published, floor: floor, at: time,
            existing: { files[$0] })
    }

    /// Publishes and gives the paths of what is new, in order.
    @discardableResult
    mutating func publish(_ targets: [String: TargetFile], at time: Timestamp = start) throws -> [String] {
        let plan = try plan(targets, at: time)
        var new: [String] = []
        for file in plan.files {
            guard case .bytes(let bytes) = file.content, files[file.path.text] != bytes else { continue }
            #expect(!file.lifetime.isImmutable || files[file.path.text] == nil, "\(file.path) is replaced")
            files[file.path.text] = bytes
            new.append(file.path.text)
        }
        return new
    }

    /// Lets a client go to the end; it remembers what another one has seen.
    func follow(_ client: TrustedMetadata? = nil, at time: Timestamp = start) throws -> TrustedMetadata {
        var next = try TrustedMetadata(root: try #require(files["metadata/1.root.json"]), at: time)
        var version = 2
        while let root = files["metadata/\(version).root.json"] {
            try next.updateRoot(root)
            version += 1
        }
        try next.finishRoot()
        // Local copies that the root of today does not sign are as good as none.
        if let file = client?.timestamp?.file { _ = try? next.updateTimestamp(file, isLocal: true) }
        _ = try next.updateTimestamp(try #require(files[MetadataPlan.timestampPath]))
        if let file = client?.snapshot?.file { _ = try? next.updateSnapshot(file, isLocal: true) }
        func file(_ role: String, _ version: Int?) throws -> [UInt8] {
            let path = MetadataPlan.path(of: role, version: version ?? 0)
            return try #require(files[path], "\(path)")
        }
        try next.updateSnapshot(try file("snapshot", next.timestamp?.body.snapshot.version))
        let offline = [("targets", "root"), ("keys", "targets"), ("bins", "targets")]
        let bins = (0..<(1 << folder.terms.bits)).compactMap { bin -> (String, String)? in
            guard case .succinct(let roles)? = folder.roles["bins"]?.body.delegations?.roles else { return nil }
            return (roles.name(ofBin: bin), "bins")
        }
        for (role, delegator) in offline + bins {
            try next.updateTargets(
                try file(role, next.targetsMeta(role)?.version), role: role, delegator: delegator)
        }
        return next
    }

    /// The targets that a client finds in the bins.
    func targets(_ client: TrustedMetadata) -> [String: TargetFile] {
        var all: [String: TargetFile] = [:]
        guard case .succinct(let roles)? = folder.roles["bins"]?.body.delegations?.roles else { return all }
        for name in roles.names {
            all.merge(client.targets(name)?.body.targets ?? [:]) { first, _ in first }
        }
        return all
    }
}
