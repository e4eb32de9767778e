import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// A whole signed registry in memory: metadata, packages, key sets, log.
///
/// Tests change it as an attacker would. `acme` is confirmed by the offline keys and has the publisher key 1; `fresh` is not, and has the key 3. The roles are
/// those of a published site, with four hash bins. Keys follow from their names.
struct SignedRegistry {
    static let start = Timestamp(seconds: 1_800_000_000)
    static let name = "prompts.example"
    static let holders = ["holder 1", "holder 2", "holder 3"]

    /// What a web server has.
    var files: [String: [UInt8]] = [:]
    /// What is published under a path, and what the metadata adds.
    var targets: [String: (bytes: [UInt8], custom: Value?)] = [:]
    /// The targets of the offline role for keys.
    var keyTargets: [String: [UInt8]] = [:]
    var root: RootRole
    var log = LogTree()
    var version = 0
    var time = start
    /// The names of the keys that the site signs with; a thief has them too.
    var online = ["bins": "bins", "snapshot": "snapshot", "timestamp": "timestamp", "log": "log"]
    var witnesses: [String] = []
    var witnessThreshold = 0
    private var pending: [(entry: LogEntry, path: String?)] = []

    init() throws {
        root = RootRole(
            version: 0, expires: Self.after(days: 365),
            keys: try (Self.holders + ["snapshot", "timestamp"]).map(Self.key), roles: [:])
        root.roles["root"] = RoleKeys(try Self.holders.map(Self.key), threshold: 2)
        root.roles["targets"] = root.roles["root"]
        root.roles["snapshot"] = RoleKeys([try Self.key("snapshot")])
        root.roles["timestamp"] = RoleKeys([try Self.key("timestamp")])
        try publishRoot()
    }

    /// Two releases of `@acme/tool`, one of `@fresh/thing`, published once.
    static func honest() throws -> SignedRegistry {
        var registry = try SignedRegistry()
        try registry.addNamespace("acme", key: 1, isConfirmed: true)
        try registry.addNamespace("fresh", key: 3, isConfirmed: false)
        try registry.release("@acme/tool", "1.0.0", by: [1])
        try registry.release("@acme/tool", "1.1.0", by: [1])
        try registry.release("@fresh/thing", "1.0.0", by: [3])
        try registry.publish()
        return registry
    }

    static func after(days: Int) -> Timestamp { Timestamp(seconds: start.seconds + days * 86_400) }

    static func pair(_ name: String) throws -> Ed25519.KeyPair {
        try Ed25519.KeyPair(seed: SecretBytes(SHA256Digest(of: Array(name.utf8)).bytes))
    }

    static func key(_ name: String) throws -> TUFKey { TUFKey(try pair(name).publicKey) }

    static func signer(_ name: String, _ key: String) throws -> NoteSigner {
        NoteSigner(name: try NoteName(name), pair: try pair(key))
    }
}

// MARK: - Content

extension SignedRegistry {
    mutating func addNamespace(_ name: String, key: UInt8, isConfirmed: Bool, isLogged: Bool = true) throws {
        let namespace = try NamespaceName(name)
        let set = try Workshop.keySet([key])
        let file = set.file
        let signature = try Workshop.key(key).sign(
            file, named: "keys.json", binding: .keys(registry: Self.name, namespace: name, version: 1))
        let signed = SignedKeySet(
            document: file, signatures: [SignedKeySet.Signature(name: signature.name, bytes: signature.bytes)])
        var shard = KeyShard(number: KeyShard.number(of: namespace), isConfirmed: isConfirmed)
        try shard.set([signed], for: namespace)
        if isConfirmed { keyTargets[shard.path] = shard.bytes } else { targets[shard.path] = (shard.bytes, nil) }
        if isLogged {
            pending.append((LogEntry(.keys(namespace: namespace, version: 1, digest: signed.digest), time: time), nil))
        }
    }

    mutating func release(_ id: String, _ version: String, by keys: [UInt8], summary: String = "Honest") throws {
        try logRelease(id, version, try put(id, version, by: keys, summary: summary))
    }

    /// Puts a package file with its signatures on the site, in place of what is there.
    mutating func put(_ id: String, _ version: String, by keys: [UInt8], summary: String) throws -> [SignatureFile] {
        let bytes = try Workshop.package(id, version, summary: summary)
        let path = try Self.file(id, version).path
        let binding = try SignatureBinding.release(registry: Self.name, id: id, version: version)
        let name = String(path[path.index(after: try #require(path.lastIndex(of: "/")))...])
        var signatures: [SignatureFile] = []
        for key in keys { signatures.append(try Workshop.key(key).sign(bytes, named: name, binding: binding)) }
        let folder = path.dropLast(name.count)
        for signature in signatures { targets[folder + signature.name.text] = (signature.bytes, nil) }
        let index = targets[path]?.custom?["log_index"] ?? .integer(log.size + pending.count)
        let list = signatures.map { signature in
            Value.mapping([
                Value.Member(key: "path", value: .string(folder + signature.name.text)),
                Value.Member(key: "sha256", value: .string(SHA256Digest(of: signature.bytes).hex)),
            ])
        }
        targets[path] = (
            bytes,
            .mapping([
                Value.Member(key: "log_index", value: index), Value.Member(key: "signatures", value: .list(list)),
            ])
        )
        return signatures
    }

    mutating func logRelease(_ id: String, _ version: String, _ signatures: [SignatureFile]) throws {
        let file = try Self.file(id, version)
        let bytes = try #require(targets[file.path]).bytes
        let release = LogEntry.Release(
            id: file.package, version: file.version, digest: SHA256Digest(of: bytes), size: bytes.count,
            signatures: signatures.map { LogEntry.Signature(keyID: "key", digest: SHA256Digest(of: $0.bytes)) })
        pending.append((LogEntry(.release(release), time: time), file.path))
    }

    static func file(_ id: String, _ version: String) throws -> ReleaseFile {
        let package = try PackageID(identity: id, default: try NamespaceName("main"), dotted: false)
        return ReleaseFile(package, try Version(version), .pdpkg)
    }
}

// MARK: - Publishing

extension SignedRegistry {
    mutating func publishRoot(by signers: [String] = ["holder 1", "holder 2"]) throws {
        root.version += 1
        files["metadata/\(root.version).root.json"] = try Self.signed(root, by: signers).file
    }

    static func signed<Body: Role>(_ body: Body, by names: [String]) throws -> SignedRole<Body> {
        var signed = try SignedRole(body)
        for name in names { signed.sign(with: try pair(name)) }
        return signed
    }

    /// Publishes everything as it is, all roles one version further.
    mutating func publish() throws {
        version += 1
        let checkpoint = try publishLog()
        targets["log/checkpoint"] = (checkpoint.bytes, nil)
        try publishMetadata()
    }

    private mutating func publishLog() throws -> SignedCheckpoint {
        let first = log.size
        for file in try log.append(pending.map(\.entry.bytes)) { files[file.path] = file.bytes }
        let signer = try Self.signer(Self.name + "/log", online["log"] ?? "")
        let checkpoint = log.checkpoint(origin: signer.name).signed(by: signer)
        var tiles = try LogTiles(checkpoint.checkpoint, reading: { files[$0] })
        for (offset, (entry, path)) in pending.enumerated() {
            guard let path else { continue }
            let ranges = MerkleProof.inclusion(of: first + offset, in: log.size)
            let proof = LogProof(
                index: first + offset, extra: entry.bytes, hashes: try tiles.proof(ranges, reading: { files[$0] }),
                checkpoint: checkpoint)
            files[path + LogLayout.proofSuffix] = proof.bytes
        }
        pending = []
        let description = try LogDescription(
            origin: signer.name, keys: [try Self.signer(Self.name + "/log", "log").verifier(.ed25519)],
            witnesses: try witnesses.map { try Self.signer("\($0).example/w", $0).verifier(.cosignature) },
            threshold: witnessThreshold)
        keyTargets[LogLayout.description] = description.bytes
        files[LogLayout.checkpoint] = checkpoint.bytes
        return checkpoint
    }

    private mutating func publishMetadata() throws {
        let bins = SuccinctRoles(bits: 2, namePrefix: "bin", keys: RoleKeys([try Self.key("bins")]))
        let holders = RoleKeys(try Self.holders.map(Self.key), threshold: 2)
        var roles: [String: TargetsRole] = [:]
        for name in bins.names { roles[name] = role() }
        for (path, target) in targets {
            let bin = bins.name(ofBin: bins.bin(of: path))
            roles[bin]?.targets[path] = store(path, target.bytes, target.custom)
        }
        var keys = role()
        for (path, bytes) in keyTargets { keys.targets[path] = store(path, bytes, nil) }
        roles["keys"] = keys
        roles["bins"] = role(Delegations(keys: [try Self.key("bins")], roles: .succinct(bins)))
        let everything = (0..<16).map { String($0, radix: 16) }
        roles["targets"] = role(
            Delegations(
                keys: try Self.holders.map(Self.key),
                roles: .named([
                    DelegatedRole(
                        name: "keys", keys: holders, scope: .paths([PathPattern("keys/*.json")]), isTerminating: true),
                    DelegatedRole(
                        name: "bins", keys: holders, scope: .pathHashPrefixes(everything), isTerminating: true),
                ])))
        var snapshot = SnapshotRole(version: version, expires: Self.after(days: 14), meta: [:])
        for (name, role) in roles {
            let signers = bins.contains(name) ? [online["bins"] ?? ""] : ["holder 1", "holder 2"]
            let file = try Self.signed(role, by: signers).file
            files["metadata/\(version).\(name).json"] = file
            snapshot.meta[name + ".json"] = MetaFile(version: version, file: file)
        }
        let file = try Self.signed(snapshot, by: [online["snapshot"] ?? ""]).file
        files["metadata/\(version).snapshot.json"] = file
        let expires = Timestamp(seconds: time.seconds + 7 * 86_400)
        let timestamp = TimestampRole(
            version: version, expires: expires, snapshot: MetaFile(version: version, file: file))
        files["metadata/timestamp.json"] = try Self.signed(timestamp, by: [online["timestamp"] ?? ""]).file
    }

    private func role(_ delegations: Delegations? = nil) -> TargetsRole {
        TargetsRole(version: version, expires: Self.after(days: 365), delegations: delegations)
    }

    private mutating func store(_ path: String, _ bytes: [UInt8], _ custom: Value?) -> TargetFile {
        let file = TargetFile(length: bytes.count, sha256: SHA256Digest(of: bytes), custom: custom)
        files[file.storedPath(of: path)] = bytes
        if path != LogLayout.checkpoint { files[path] = bytes }
        return file
    }

    /// Lets witnesses cosign the published checkpoint.
    mutating func witness(_ names: [String], at time: Timestamp) throws {
        var signed = try SignedCheckpoint(bytes: try #require(files[LogLayout.checkpoint]))
        for name in names { signed.add(try Self.signer("\(name).example/w", name).cosign(signed.checkpoint, at: time)) }
        files[LogLayout.witnessed] = signed.bytes
    }

    /// The path under which a target lies for clients.
    func stored(_ path: String) throws -> String {
        let bytes = try #require(targets[path]?.bytes ?? keyTargets[path])
        return TargetFile(length: bytes.count, sha256: SHA256Digest(of: bytes)).storedPath(of: path)
    }
}

/// A site in memory; some of its files never end.
struct HostileSource: SiteSource {
    var name = "memory"
    var files: [String: [UInt8]]
    var endless: Set<String> = []

    func read(_ path: String, upTo limit: Int) async throws -> [UInt8]? {
        guard SourcePath.isPlain(path) else { return nil }
        if endless.contains(path) { throw SourceError.tooLarge(path, limit: limit) }
        guard let bytes = files[path] else { return nil }
        guard bytes.count <= limit else { throw SourceError.tooLarge(path, limit: limit) }
        return bytes
    }
}
