/// The roles that terms come to, as `docs/formats/trust.md` lays them down.
extension TrustTerms {
    /// The path of the log's description, a target of the role `keys`.
    public static let logPath = "keys/log.json"

    private var holderKeys: [TUFKey] { holders.map { TUFKey($0.key) }.sorted { $0.id < $1.id } }
    private var holderRole: RoleKeys { RoleKeys(holderKeys, threshold: threshold) }

    /// The name of the role that the owners of a namespace sign: `ns.NS`.
    static func roleName(of namespace: NamespaceName) -> String { "ns." + namespace.text }

    /// The package files of a namespace and what lies beside them: `@NS/*/-/*`.
    private static func packageFiles(of namespace: NamespaceName) -> PathPattern { PathPattern("\(namespace)/*/-/*") }

    /// The root.
    func root(version: Int, expires: Timestamp) -> RootRole {
        let (snapshot, timestamp) = (TUFKey(online.snapshot), TUFKey(online.timestamp))
        return RootRole(
            version: version, expires: expires, keys: holderKeys + [snapshot, timestamp],
            roles: [
                "root": holderRole, "targets": holderRole, "snapshot": RoleKeys([snapshot]),
                "timestamp": RoleKeys([timestamp]),
            ],
            holders: Dictionary(holders.map { ($0.keyID, $0.name.text) }) { first, _ in first })
    }

    /// The roles of the targets kind, by name, with versions and dates that the caller knows.
    func targetsRoles(
        _ number: (_ role: String) -> (version: Int, expires: Timestamp)
    ) throws(Refusal) -> [String: TargetsRole] {
        func role(_ name: String, _ targets: [String: TargetFile] = [:], _ delegations: Delegations? = nil) {
            let (version, expires) = number(name)
            roles[name] = TargetsRole(version: version, expires: expires, targets: targets, delegations: delegations)
        }
        var roles: [String: TargetsRole] = [:]
        role("targets", [:], topDelegations)
        role("keys", try keyTargets())
        let bin = TUFKey(online.bins)
        let bins = SuccinctRoles(bits: bits, namePrefix: "bin", keys: RoleKeys([bin]))
        role("bins", [:], Delegations(keys: [bin], roles: .succinct(bins)))
        guard !claims.isEmpty else { return roles }
        role("claimed", [:], claimDelegations)
        for (namespace, claim) in claims { role(Self.roleName(of: namespace), claim.files) }
        return roles
    }

    private var topDelegations: Delegations {
        var roles = [
            DelegatedRole(
                name: "keys", keys: holderRole, scope: .paths([PathPattern("keys/*.json")]), isTerminating: true)
        ]
        if !claims.isEmpty {
            // Who looks for a package of any other namespace has no reason to ask this role.
            roles.append(
                DelegatedRole(
                    name: "claimed", keys: holderRole, scope: .paths(claims.keys.sorted().map(Self.packageFiles)),
                    isTerminating: false))
        }
        let prefixes = (0..<16).map { String($0, radix: 16) }
        roles.append(
            DelegatedRole(name: "bins", keys: holderRole, scope: .pathHashPrefixes(prefixes), isTerminating: true))
        return Delegations(keys: holderKeys, roles: .named(roles))
    }

    private var claimDelegations: Delegations {
        let sorted = claims.sorted { $0.key < $1.key }
        return Delegations(
            keys: sorted.flatMap { $0.value.keys.map { TUFKey($0) } },
            roles: .named(
                sorted.map { namespace, claim in
                    DelegatedRole(
                        name: Self.roleName(of: namespace),
                        keys: RoleKeys(claim.keys.map { TUFKey($0) }, threshold: claim.threshold),
                        scope: .paths([Self.packageFiles(of: namespace)]), isTerminating: true)
                }))
    }

    /// The target files of the role `keys`, by their paths in the site.
    public var keyFiles: [String: [UInt8]] {
        var files = Dictionary(shards.values.map { ($0.path, $0.bytes) }) { first, _ in first }
        files[Self.logPath] = log.bytes
        return files
    }

    private func keyTargets() throws(Refusal) -> [String: TargetFile] {
        keyFiles.mapValues { TargetFile(length: $0.count, sha256: SHA256Digest(of: $0)) }
    }
}

// MARK: - Reading

extension TrustTerms {
    /// The terms that roles come to; refused with ``TrustFault/layout`` when they say more or something else.
    ///
    /// `files` are the target files of the role `keys`, by their paths in the site. Nothing is asked of signatures.
    init(
        root: RootRole, roles: [String: TargetsRole], files: [String: [UInt8]]
    ) throws(Refusal) {
        guard let signers = root.roles["root"] else { throw Self.wrong("root") }
        var holders: [Holder] = []
        for id in signers.keyIDs {
            guard let key = root.keys[id]?.key, let name = root.holders[id] else { throw Self.wrong("root") }
            holders.append(Holder(name: try HolderName(name), key: key))
        }
        self.holders = holders.sorted { $0.name < $1.name }
        threshold = signers.threshold
        guard let delegations = roles["bins"]?.delegations, case .succinct(let bins) = delegations.roles else {
            throw Self.wrong("bins")
        }
        bits = bins.bits
        online = OnlineKeys(
            bins: try Self.only(bins.keys, delegations.keys, "bins"),
            snapshot: try Self.only(root.roles["snapshot"], root.keys, "root"),
            timestamp: try Self.only(root.roles["timestamp"], root.keys, "root"))
        (shards, claims) = ([:], [:])
        guard let description = files[Self.logPath] else {
            throw Refusal(TrustFault.targetFile, "log.json is missing", at: Place(entry: "log.json"))
        }
        log = try LogDescription(bytes: description)
        for (path, bytes) in files where path != Self.logPath {
            let digits = path.utf8.count == 12 ? Hex.decode(path.dropFirst(5).prefix(2)) : nil
            guard let number = digits?.first, KeyShard.path(number: number, confirmed: true) == path else {
                throw Refusal(TrustFault.unknownFile, "\(quoted(path)) is no shard of key sets")
            }
            shards[number] = try KeyShard(bytes: bytes, number: number, isConfirmed: true)
        }
        if let claimed = roles["claimed"]?.delegations, case .named(let delegated) = claimed.roles {
            for role in delegated {
                guard role.name.utf8.starts(with: "ns.".utf8), let body = roles[role.name] else {
                    throw Self.wrong("claimed")
                }
                let namespace = try NamespaceName(role.name.dropFirst(3))
                let keys = role.keys.keyIDs.compactMap { claimed.keys[$0]?.key }
                claims[namespace] = Claim(keys: keys, threshold: role.keys.threshold, files: body.targets)
            }
        }
        try check()
        try compare(root: root, roles: roles, files: files)
    }

    private func compare(
        root: RootRole, roles: [String: TargetsRole], files: [String: [UInt8]]
    ) throws(Refusal) {
        guard self.root(version: root.version, expires: root.expires) == root else { throw Self.wrong("root") }
        let expected = try targetsRoles { role in
            (roles[role]?.version ?? 0, roles[role]?.expires ?? Timestamp(seconds: 0))
        }
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            guard let listed = roles["keys"]?.target(at: path), listed.length == bytes.count,
                listed.sha256 == SHA256Digest(of: bytes)
            else {
                throw Refusal(TrustFault.targetFile, "the role keys lists \(path) with other bytes, or not at all")
            }
        }
        if let more = roles["keys"]?.targets.keys.filter({ files[$0] == nil }).min() {
            throw Refusal(TrustFault.targetFile, "the role keys lists \(quoted(more)), which is missing")
        }
        for name in Set(expected.keys).union(roles.keys).sorted() {
            guard let role = roles[name] else {
                throw Refusal(TrustFault.roleMissing, "the role \(name) is missing", at: Place(entry: name + ".json"))
            }
            guard expected[name] == role else { throw Self.wrong(name) }
        }
        // A shard that is written in another way has another digest, although it says the same.
        guard keyFiles == files else {
            throw Refusal(TrustFault.targetFile, "a shard is not in the form of the format")
        }
    }

    private static func only(
        _ role: RoleKeys?, _ table: [String: TUFKey], _ file: String
    ) throws(Refusal) -> Ed25519.PublicKey {
        guard let role, role.keyIDs.count == 1, let key = table[role.keyIDs[0]]?.key else { throw wrong(file) }
        return key
    }

    private static func wrong(_ role: String) -> Refusal {
        Refusal(
            TrustFault.layout, "the role \(role) is not laid out as the format says", at: Place(entry: role + ".json"))
    }
}
