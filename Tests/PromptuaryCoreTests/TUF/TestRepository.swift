import Testing

@testable import PromptuaryCore

/// A small honest repository in memory, which tests change as an attacker would.
///
/// `targets` delegates `keys/*.json` to `keys` and everything to `bins`, which has the hash bins `bin-0` to `bin-3`.
/// Everything is published at ``start``; the keys follow from their names.
struct TestRepository {
    static let start = Timestamp(seconds: 1_800_000_000)
    static let day = 86_400
    static let binNames = ["bin-0", "bin-1", "bin-2", "bin-3"]

    var root: RootRole
    var targets: [String: TargetsRole] = [:]
    var snapshot: SnapshotRole
    var timestamp: TimestampRole
    /// The names of the keys that sign a role; all bins sign with `bin`.
    var signers: [String: [String]]
    /// What a web server has: the files of metadata, by name.
    var site: [String: [UInt8]] = [:]

    init() throws {
        signers = [
            "root": ["holder 1", "holder 2"], "targets": ["holder 1", "holder 2"], "keys": ["holder 1", "holder 2"],
            "bins": ["holder 1", "holder 2"], "bin": ["bin"], "snapshot": ["snapshot"], "timestamp": ["timestamp"],
        ]
        let holders = RoleKeys(["holder 1", "holder 2", "holder 3"].map(Self.key), threshold: 2)
        root = RootRole(
            version: 1, expires: Self.after(days: 365),
            keys: ["holder 1", "holder 2", "holder 3", "snapshot", "timestamp"].map(Self.key),
            roles: [
                "root": holders, "targets": holders, "snapshot": RoleKeys([Self.key("snapshot")]),
                "timestamp": RoleKeys([Self.key("timestamp")]),
            ])
        snapshot = SnapshotRole(version: 0, expires: Self.after(days: 14), meta: [:])
        timestamp = TimestampRole(version: 0, expires: Self.after(days: 7), snapshot: MetaFile(version: 1))
        let bins = SuccinctRoles(bits: 2, namePrefix: "bin", keys: RoleKeys([Self.key("bin")]))
        for name in bins.names { targets[name] = Self.role() }
        targets["bins"] = Self.role(Delegations(keys: [Self.key("bin")], roles: .succinct(bins)))
        targets["keys"] = Self.role()
        let everything = (0..<16).map { String($0, radix: 16) }
        targets["targets"] = Self.role(
            Delegations(
                keys: ["holder 1", "holder 2", "holder 3"].map(Self.key),
                roles: .named([
                    DelegatedRole(name: "keys", keys: holders, scope: .paths(["keys/*.json"]), isTerminating: true),
                    DelegatedRole(
                        name: "bins", keys: holders, scope: .pathHashPrefixes(everything), isTerminating: true),
                ])))
        try publishRoot(raising: 0)
        try publish(targets.keys.sorted())
    }

    static func role(_ delegations: Delegations? = nil) -> TargetsRole {
        TargetsRole(version: 0, expires: after(days: 365), delegations: delegations)
    }

    static func after(days: Int) -> Timestamp { Timestamp(seconds: start.seconds + days * day) }
}

// MARK: - Keys

extension TestRepository {
    static let pairs: [String: Ed25519.KeyPair] = {
        var pairs: [String: Ed25519.KeyPair] = [:]
        for name in ["holder 1", "holder 2", "holder 3", "bin", "snapshot", "timestamp"] {
            for name in [name, "new " + name] { pairs[name] = try? pair(SHA256Digest(of: Array(name.utf8)).bytes) }
        }
        return pairs
    }()

    private static func pair(_ seed: [UInt8]) throws -> Ed25519.KeyPair {
        try Ed25519.KeyPair(seed: SecretBytes(seed))
    }

    /// The key of a name that ``pairs`` has.
    static func key(_ name: String) -> TUFKey {
        guard let pair = pairs[name] else { preconditionFailure("no test key has the name \(name)") }
        return TUFKey(pair.publicKey)
    }

    /// A role with signatures by the keys of these names.
    static func signed<Body: Role>(_ body: Body, by names: [String]) throws -> SignedRole<Body> {
        var signed = try SignedRole(body)
        for name in names { signed.sign(with: try #require(pairs[name])) }
        return signed
    }

    /// Replaces the one key of a top-level role and of its signer.
    mutating func rotate(_ role: String) {
        let key = Self.key("new " + role)
        root.keys[key.id] = key
        root.roles[role] = RoleKeys([key])
        signers[role] = ["new " + role]
    }
}

// MARK: - Publishing

extension TestRepository {
    /// Signs the root, `raising` versions further, and puts it on the site.
    mutating func publishRoot(raising: Int = 1) throws {
        root.version += raising
        site["\(root.version).root.json"] = try Self.signed(root, by: signers["root"] ?? []).file
    }

    /// Signs roles one version further, then the snapshot and the timestamp.
    mutating func publish(_ roles: [String] = []) throws {
        for role in roles {
            targets[role]?.version += 1
            try store(role)
        }
        snapshot.version += 1
        timestamp.version += 1
        try seal()
    }

    /// Signs a role as it is now, and lists it.
    mutating func store(_ role: String) throws {
        let body = try #require(targets[role])
        let names = signers[role] ?? signers["bin"] ?? []
        let file = try Self.signed(body, by: names).file
        site["\(body.version).\(role).json"] = file
        snapshot.meta[role + ".json"] = MetaFile(version: body.version, file: file)
    }

    /// Signs the snapshot and the timestamp as they are now, the one listed in the other.
    mutating func seal() throws {
        let file = try Self.signed(snapshot, by: signers["snapshot"] ?? []).file
        site["\(snapshot.version).snapshot.json"] = file
        timestamp.snapshot = MetaFile(version: snapshot.version, file: file)
        try sealTimestamp()
    }

    /// Signs the timestamp as it is now.
    mutating func sealTimestamp() throws {
        site["timestamp.json"] = try Self.signed(timestamp, by: signers["timestamp"] ?? []).file
    }

    /// Puts a file of some bytes into its bin and publishes it.
    mutating func release(_ path: String) throws { try publish([add(path)]) }

    /// Puts a file of some bytes into its bin; the name of the bin.
    mutating func add(_ path: String) -> String {
        let bin = Self.bin(of: path)
        targets[bin]?.targets[path] = TargetFile(
            length: path.utf8.count, sha256: SHA256Digest(of: Array(path.utf8)), custom: .mapping([]))
        return bin
    }

    static func bin(of path: String) -> String {
        let bins = SuccinctRoles(bits: 2, namePrefix: "bin", keys: RoleKeys(keyIDs: [], threshold: 1))
        return bins.name(ofBin: bins.bin(of: path))
    }
}
