/// What `trust/` holds, read strictly and verified: the chain of roots and the current offline roles.
///
/// That a role has expired is no reason to refuse; ``TrustStatus`` says it.
public struct TrustFolder: Sendable {
    /// The names of the roles of the targets kind that are always there.
    public static let standingRoles = ["targets", "keys", "bins"]

    /// All roots, the first one first.
    public let roots: [SignedRole<RootRole>]
    /// The current root.
    public let root: SignedRole<RootRole>
    /// The other roles by name: `targets`, `keys`, `bins`, and `claimed` and `ns.NS` if there are any.
    public let roles: [String: SignedRole<TargetsRole>]
    /// What the roles say.
    public let terms: TrustTerms

    /// The folder that these files make, by their paths inside it; `pending` is not part of it.
    ///
    /// Refused, with the file as the place, when a file is missing, unknown or not canonical, when one root does not follow
    /// another, when a role lacks signatures, or when the roles say more than ``TrustTerms``.
    public init(files: [String: [UInt8]]) throws(Refusal) {
        var rest = files
        roots = try Self.chain(&rest)
        guard let last = roots.last else {
            throw Refusal(TrustFault.roleMissing, "root.json is missing", at: Place(entry: "root.json"))
        }
        root = last
        var targetFiles: [String: [UInt8]] = [:]
        for path in rest.keys where path == "log.json" || path.utf8.starts(with: "shards/".utf8) {
            targetFiles[Self.sitePath(of: path)] = rest.removeValue(forKey: path)
        }
        var roles: [String: SignedRole<TargetsRole>] = [:]
        for (path, bytes) in rest {
            guard let name = Self.roleName(of: path) else {
                throw Refusal(TrustFault.unknownFile, "the file is not one of the format", at: Place(entry: path))
            }
            roles[name] = try Self.read(bytes, path: path)
        }
        self.roles = roles
        terms = try TrustTerms(root: root.body, roles: roles.mapValues(\.body), files: targetFiles)
        for name in roles.keys.sorted() {
            guard let role = roles[name], Self.needs(of: name, .targets(role), root: root.body, roles: roles).isMet
            else {
                throw Refusal(
                    TrustFault.unsigned, "too few of the right keys have signed", at: Place(entry: name + ".json"))
            }
        }
    }

    private static func chain(_ files: inout [String: [UInt8]]) throws(Refusal) -> [SignedRole<RootRole>] {
        var roots: [SignedRole<RootRole>] = []
        while let bytes = files.removeValue(forKey: rootPath(version: roots.count + 1)) {
            let path = rootPath(version: roots.count + 1)
            let next: SignedRole<RootRole> = try read(bytes, path: path)
            guard next.body.version == roots.count + 1 else {
                throw Refusal(TrustFault.version, "this is root \(next.body.version)", at: Place(entry: path))
            }
            for judge in [roots.last ?? next, next] {
                guard let keys = judge.body.roles["root"], next.isSigned(by: keys, in: judge.body.keys) else {
                    throw Refusal(
                        TrustFault.rootChain, "too few holders of root \(judge.body.version) have signed",
                        at: Place(entry: path))
                }
            }
            roots.append(next)
        }
        return roots
    }

    private static func read<Body>(_ bytes: [UInt8], path: String) throws(Refusal) -> SignedRole<Body> {
        do throws(Refusal) {
            let role = try SignedRole<Body>(file: bytes)
            guard role.file == bytes else {
                throw Refusal(TrustFault.roleForm, "the file is not in canonical form")
            }
            return role
        } catch {
            var refusal = error
            refusal.place = refusal.place.inside(entry: path)
            throw refusal
        }
    }

    /// A role by its name, `root` included.
    public func role(_ name: String) -> OfflineRole? {
        name == RootRole.typeName ? .root(root) : roles[name].map { .targets($0) }
    }

    /// Whose signatures a role of the targets kind needs.
    static func needs(
        of name: String, _ role: OfflineRole, root: RootRole, roles: [String: SignedRole<TargetsRole>]
    ) -> TrustNeed {
        func named(_ delegator: String) -> (RoleKeys, [String: TUFKey]) {
            guard let delegations = roles[delegator]?.body.delegations, let keys = delegations.keys(of: name) else {
                // Nobody can sign what nobody delegates.
                return (RoleKeys(keyIDs: [], threshold: 1), [:])
            }
            return (keys, delegations.keys)
        }
        let version = root.version
        if name.utf8.starts(with: "ns.".utf8) {
            let (keys, table) = named("claimed")
            let owner = "@" + name.dropFirst(3)
            let names = Dictionary(keys.keyIDs.map { ($0, "\(owner) \($0.prefix(8))") }) { first, _ in first }
            return TrustNeed("the owners of \(owner)", keys: keys, table: table, role: role, names: names)
        }
        let (keys, table) =
            name == "targets"
            ? (root.roles["targets"] ?? RoleKeys(keyIDs: [], threshold: 1), root.keys) : named("targets")
        return TrustNeed("the holders of root \(version)", keys: keys, table: table, role: role, names: root.holders)
    }
}

// MARK: - Names

extension TrustFolder {
    /// The name of a root in the folder: `root.json`, then `2.root.json`, `3.root.json`.
    static func rootPath(version: Int) -> String { version == 1 ? "root.json" : "\(version).root.json" }

    /// The path of a role's file in the folder.
    static func path(of role: String, version: Int) -> String {
        role == RootRole.typeName ? rootPath(version: version) : role + ".json"
    }

    /// The path in the site of a target file in the folder.
    static func sitePath(of path: String) -> String {
        path == "log.json" ? TrustTerms.logPath : "keys/" + path.dropFirst("shards/".utf8.count)
    }

    /// The path in the folder of a target file of the site.
    static func path(ofTarget path: String) -> String {
        path == TrustTerms.logPath ? "log.json" : "shards/" + path.dropFirst("keys/".utf8.count)
    }

    /// The role whose file has this path, or nil when it is none of the targets kind.
    static func roleName(of path: String) -> String? {
        guard path.utf8.count > 5, path.hasSuffix(".json") else { return nil }
        let name = String(path.dropLast(5))
        if standingRoles.contains(name) || name == "claimed" { return name }
        guard name.utf8.starts(with: "ns.".utf8), let namespace = try? NamespaceName(name.dropFirst(3)),
            TrustTerms.roleName(of: namespace).utf8.elementsEqual(name.utf8)
        else { return nil }
        return name
    }
}

// MARK: - Replacing

extension TrustFolder {
    /// Refuses to put a file in the place of another one that must stay, or that is newer.
    ///
    /// A root is never replaced, and of no role a higher version by a lower one or by other bytes of the same one.
    public static func refuseReplacement(of old: [UInt8]?, by new: [UInt8], path: String) throws(Refusal) {
        guard let old, old != new else { return }
        let place = Place(entry: path)
        guard !path.hasSuffix("root.json") else {
            throw Refusal(TrustFault.version, "a root would be replaced", at: place)
        }
        guard roleName(of: path) != nil else { return }
        let (before, after): (SignedRole<TargetsRole>, SignedRole<TargetsRole>) = (
            try read(old, path: path), try read(new, path: path)
        )
        guard after.body.version > before.body.version else {
            throw Refusal(
                TrustFault.version, "version \(before.body.version) would be replaced by \(after.body.version)",
                at: place)
        }
    }
}

// MARK: - For those who publish it

extension TrustFolder {
    /// The files of the folder, by their paths inside it.
    public var files: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for root in roots { files[Self.rootPath(version: root.body.version)] = root.file }
        for (name, role) in roles { files[name + ".json"] = role.file }
        for (path, bytes) in terms.keyFiles { files[Self.path(ofTarget: path)] = bytes }
        return files
    }

    /// The role files as a site has them, by path: `metadata/1.root.json`, `metadata/3.targets.json`.
    public var metadata: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for root in roots { files["metadata/\(root.body.version).root.json"] = root.file }
        for (name, role) in roles { files["metadata/\(role.body.version).\(name).json"] = role.file }
        return files
    }

    /// What a snapshot lists of the offline roles, by file name: `targets.json`, `keys.json`, `bins.json`.
    public var snapshotFiles: [String: MetaFile] {
        var files: [String: MetaFile] = [:]
        for (name, role) in roles { files[name + ".json"] = MetaFile(version: role.body.version, file: role.file) }
        return files
    }

    /// The id of this registry's trust: the SHA-256 of its first root, which people compare before they rely on it.
    public var fingerprint: SHA256Digest { SHA256Digest(of: roots[0].file) }
}
