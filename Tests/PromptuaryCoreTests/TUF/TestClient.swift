@testable import PromptuaryCore

/// The smallest client: it fetches from a dictionary and keeps what it took, as a client on disk does.
struct TestClient {
    /// The root it was shipped with, or has come to.
    var root: [UInt8]
    /// The files it took last, by role.
    var kept: [String: [UInt8]] = [:]
    var time = TestRepository.start

    init(_ repository: TestRepository) { root = repository.site["1.root.json"] ?? [] }

    /// Updates everything, and looks for a path when there is one: `trusted`, `found ROLE`, `absent` or `CODE SUBJECT`.
    mutating func visit(_ repository: TestRepository, for path: String? = nil) -> String {
        visit(repository.site, for: path)
    }

    mutating func visit(_ site: [String: [UInt8]], for path: String? = nil) -> String {
        do {
            var trusted = try refresh(site)
            guard let path else { return "trusted" }
            var search = TargetSearch(path: path)
            while true {
                switch search.next(in: trusted) {
                case .load(let role, let delegator): try load(role, delegator, &trusted, site)
                case .found(_, let role): return "found \(role)"
                case .absent: return "absent"
                }
            }
        } catch {
            return "\(error.reason.rawValue) \(error.subject)"
        }
    }

    mutating func refresh(_ site: [String: [UInt8]]) throws(Distrust) -> TrustedMetadata {
        var trusted = try TrustedMetadata(root: root, at: time)
        for _ in 0..<MetadataLimits.rootRotations {
            guard let next = site["\(trusted.root.body.version + 1).root.json"] else { break }
            try trusted.updateRoot(next)
            root = next
        }
        if trusted.areCopiesVoid { (kept["timestamp"], kept["snapshot"]) = (nil, nil) }
        try trusted.finishRoot()
        if let copy = kept["timestamp"] { _ = try? trusted.updateTimestamp(copy, isLocal: true) }
        let timestamp = try Self.fetch("timestamp", nil, site)
        if try trusted.updateTimestamp(timestamp) { kept["timestamp"] = timestamp }
        if let copy = kept["snapshot"] { try? trusted.updateSnapshot(copy, isLocal: true) }
        if !trusted.isSnapshotCurrent {
            let snapshot = try Self.fetch("snapshot", trusted.timestamp?.body.snapshot.version, site)
            try trusted.updateSnapshot(snapshot)
            kept["snapshot"] = snapshot
        }
        try load("targets", "root", &trusted, site)
        return trusted
    }

    private mutating func load(
        _ role: String, _ delegator: String, _ trusted: inout TrustedMetadata, _ site: [String: [UInt8]]
    ) throws(Distrust) {
        if let copy = kept[role] {
            do {
                return try trusted.updateTargets(copy, role: role, delegator: delegator)
            } catch {
                kept[role] = nil
            }
        }
        guard let version = trusted.targetsMeta(role)?.version else {
            throw Distrust(.unlisted, role, "not listed")
        }
        let file = try Self.fetch(role, version, site)
        try trusted.updateTargets(file, role: role, delegator: delegator)
        kept[role] = file
    }

    private static func fetch(_ role: String, _ version: Int?, _ site: [String: [UInt8]]) throws(Distrust) -> [UInt8] {
        guard let file = site[MetadataPath.file(of: role, version: version)] else {
            throw Distrust(.missing, role, "not there")
        }
        return file
    }
}
