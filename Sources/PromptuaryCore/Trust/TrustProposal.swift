/// A change to the offline roles that waits for signatures: `trust/pending`.
///
/// What it says is worked out from the bytes to sign; its title is only what somebody says about it.
public struct TrustProposal: Sendable {
    /// What is said about a proposal, which nothing proves.
    public struct Title: Sendable, Hashable {
        /// What was asked for, one line for each step.
        public var purpose: [String]
        /// Who says to propose it, or nil.
        public var by: String?
        /// When it was proposed.
        public var proposed: Timestamp

        /// A title from its parts.
        public init(purpose: [String], by: String? = nil, proposed: Timestamp) {
            self.purpose = purpose
            self.by = by
            self.proposed = proposed
        }
    }

    /// A signature that counts for nothing, and why.
    public struct Ignored: Sendable, Hashable {
        /// The file that holds it.
        public let file: String
        /// Why.
        public let refusal: Refusal
    }

    /// What is said about it.
    public let title: Title
    /// What it follows; nil when trust begins with it.
    public let base: TrustFolder?
    /// What holds once it is published.
    public let terms: TrustTerms
    /// The roles that change, with the signatures that hold so far.
    public internal(set) var roles: [String: OfflineRole]
    /// Signatures that count for nothing.
    public internal(set) var ignored: [Ignored] = []

    /// A proposal that gives a registry these terms.
    ///
    /// Each role that changes, and each in `renewed`, gets the next version and the new date. When the holders or their
    /// threshold change, all roles that they sign do. Refused with ``TrustFault/unchanged`` when nothing changes.
    public init(
        after base: TrustFolder?, terms: TrustTerms, title: Title, expires: Timestamp,
        renewing renewed: Set<String> = []
    ) throws(Refusal) {
        self.title = title
        self.base = base
        self.terms = terms
        var forced = renewed
        if let base, !terms.hasSameSigners(as: base.terms) {
            forced.formUnion(["root", "keys", "bins"] + (terms.claims.isEmpty ? [] : ["claimed"]))
        }
        for (namespace, claim) in terms.claims {
            guard let old = base?.terms.claims[namespace] else { continue }
            if old.keys != claim.keys || old.threshold != claim.threshold {
                forced.insert(TrustTerms.roleName(of: namespace))
            }
        }
        var roles: [String: OfflineRole] = [:]
        let oldRoot = base?.root.body
        let sameRoot = oldRoot.map { terms.root(version: $0.version, expires: $0.expires) == $0 } ?? false
        if !sameRoot || forced.contains("root") {
            let root = terms.root(version: (oldRoot?.version ?? 0) + 1, expires: expires)
            roles["root"] = .root(try SignedRole(root))
        }
        let same = try terms.targetsRoles { name in
            (base?.roles[name]?.body.version ?? 0, base?.roles[name]?.body.expires ?? expires)
        }
        for (name, body) in same where body != base?.roles[name]?.body || forced.contains(name) {
            var next = body
            next.version += 1
            next.expires = expires
            roles[name] = .targets(try SignedRole(next))
        }
        guard !roles.isEmpty else { throw Refusal(TrustFault.unchanged, "nothing would change") }
        self.roles = roles
    }

    /// The names of the roles that change, delegators first.
    public var names: [String] {
        let order = ["root", "targets", "keys", "bins", "claimed"]
        return order.filter { roles[$0] != nil } + roles.keys.filter { !order.contains($0) }.sorted()
    }

    /// The name of the file with the bytes to sign.
    public static func fileName(of role: String, version: Int) -> String { "\(role)-\(version).signed" }

    /// Whose signatures a role that changes needs: for a later root those of the holders before it too.
    public func needs(of name: String) -> [TrustNeed] {
        guard let role = roles[name] else { return [] }
        var names = base?.root.body.holders ?? [:]
        if case .root(let root) = role {
            names.merge(root.body.holders) { _, new in new }
            let judges = [base?.root.body, root.body].compactMap { $0 }
            return judges.compactMap { judge in
                judge.roles["root"].map { keys in
                    TrustNeed(
                        "the holders of root \(judge.version)", keys: keys, table: judge.keys, role: role, names: names)
                }
            }
        }
        guard let root = newRoot else { return [] }
        return [TrustFolder.needs(of: name, role, root: root.body, roles: newRoles)]
    }

    /// Whether every role has the signatures that it needs.
    public var isComplete: Bool { names.allSatisfy { name in needs(of: name).allSatisfy(\.isMet) } }

    /// The root that holds once this is published.
    var newRoot: SignedRole<RootRole>? {
        if case .root(let root) = roles["root"] { return root }
        return base?.root
    }

    /// The other roles that hold once this is published.
    var newRoles: [String: SignedRole<TargetsRole>] {
        var result = base?.roles ?? [:]
        for (name, role) in roles { if case .targets(let role) = role { result[name] = role } }
        return result
    }

    /// The files that publishing puts into the folder, by their paths inside it.
    ///
    /// Refused with ``TrustFault/incomplete`` while signatures are missing, and when the folder that they make is not in
    /// order.
    public func completed() throws(Refusal) -> [String: [UInt8]] {
        for name in names {
            if let need = needs(of: name).first(where: { !$0.isMet }) {
                throw Refusal(
                    TrustFault.incomplete,
                    "\(name) \(roles[name]?.version ?? 0) has \(need.signed.count) of \(need.threshold) signatures of \(need.label)"
                )
            }
        }
        var files = changedTargets
        for (name, role) in roles { files[TrustFolder.path(of: name, version: role.version)] = role.file }
        _ = try TrustFolder(files: (base?.files ?? [:]).merging(files) { _, new in new })
        return files
    }

    /// The target files of the role `keys` that change, by their paths in the folder.
    var changedTargets: [String: [UInt8]] {
        let old = base?.terms.keyFiles ?? [:]
        let changed = terms.keyFiles.filter { old[$0.key] != $0.value }
        return Dictionary(changed.map { (TrustFolder.path(ofTarget: $0.key), $0.value) }) { first, _ in first }
    }
}
