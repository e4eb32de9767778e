/// How a registry's trust stands at a moment, and what to do next.
public struct TrustStatus: Sendable {
    /// How a role stands with its date.
    public enum Life: String, Sendable, Hashable {
        /// It is valid for a good while.
        case valid
        /// It is valid for less than ``warningDays``.
        case soon
        /// It has expired: clients refuse the registry.
        case expired
    }

    /// One role of the folder.
    public struct Row: Sendable, Hashable {
        /// The name of the role.
        public let role: String
        /// Its version.
        public let version: Int
        /// When it expires.
        public let expires: Timestamp
        /// How it stands.
        public let life: Life
    }

    /// One role of the proposal that lacks signatures, or has them.
    public struct Pending: Sendable, Hashable {
        /// The name of the role.
        public let role: String
        /// The version that is proposed.
        public let version: Int
        /// Whose signatures it needs.
        public let needs: [TrustNeed]
    }

    /// How many days before a role expires it is time to act: 60.
    public static let warningDays = 60

    /// The roles of the folder.
    public let rows: [Row]
    /// What holds, or nil before the first ceremony is complete.
    public let terms: TrustTerms?
    /// The digest of the first root, or nil.
    public let fingerprint: SHA256Digest?
    /// What is proposed.
    public let proposal: TrustProposal?
    /// The roles of the proposal.
    public let pending: [Pending]
    /// Namespaces whose current key set is not confirmed, in order.
    public let unconfirmed: [NamespaceName]

    /// How a folder and the proposal that follows it stand.
    ///
    /// `unconfirmed` is for the caller to find out, who knows the tree.
    public init(
        _ folder: TrustFolder?, proposal: TrustProposal?, unconfirmed: [NamespaceName] = [], at now: Timestamp
    ) {
        var names: [String] = []
        if let folder { names = ["root"] + TrustFolder.standingRoles + folder.roles.keys.filter(Self.isExtra).sorted() }
        rows = names.compactMap { name in
            guard let role = folder?.role(name) else { return nil }
            let left = role.expires.seconds - now.seconds
            let life: Life = left <= 0 ? .expired : left < Self.warningDays * 86_400 ? .soon : .valid
            return Row(role: name, version: role.version, expires: role.expires, life: life)
        }
        terms = folder?.terms
        fingerprint = folder?.fingerprint
        self.proposal = proposal
        pending = (proposal?.names ?? []).map { name in
            Pending(role: name, version: proposal?.roles[name]?.version ?? 0, needs: proposal?.needs(of: name) ?? [])
        }
        self.unconfirmed = unconfirmed
    }

    private static func isExtra(_ role: String) -> Bool { !TrustFolder.standingRoles.contains(role) }

    /// Those of whom signatures are missing, by name, and how many of them are needed at least.
    ///
    /// One person signs all roles at once, so that the highest number over all roles is enough.
    public var missing: [(label: String, count: Int, candidates: [String])] {
        var found: [(label: String, count: Int, candidates: [String])] = []
        for need in pending.flatMap(\.needs) where !need.isMet {
            let names = need.absent.map(\.name)
            if let index = found.firstIndex(where: { $0.label == need.label }) {
                found[index].count = max(found[index].count, need.missing)
                for name in names where !found[index].candidates.contains(name) { found[index].candidates.append(name) }
            } else {
                found.append((need.label, need.missing, names))
            }
        }
        return found
    }

    /// What to do next, most urgent first; empty when nothing has to be done.
    public func steps(tree: String) -> [String] {
        var steps: [String] = []
        if proposal != nil {
            for entry in missing {
                steps.append(
                    "\(entry.count) more of \(entry.candidates.joined(separator: ", ")) (\(entry.label)): promptuary trust sign \(tree) --key FILE"
                )
            }
            if missing.isEmpty { steps.append("all have signed: promptuary trust publish-root \(tree)") }
        } else if terms == nil {
            steps.append("there is no trust yet: promptuary trust init \(tree)")
        }
        let late = rows.filter { $0.life != .valid && proposal?.roles[$0.role] == nil }
        if !late.isEmpty {
            let names = late.map { "\($0.role) (\($0.expires.day))" }.joined(separator: ", ")
            steps.append("renew \(names): promptuary trust renew \(tree)")
        }
        if !unconfirmed.isEmpty, !(proposal?.isSigned ?? false) {
            let names = unconfirmed.map(\.description).joined(separator: ", ")
            steps.append("keys not confirmed of \(names): promptuary trust confirm \(tree)")
        }
        if let terms, terms.threshold < 2 || terms.holders.count < 3 {
            steps.append("one lost or stolen key is a disaster: have at least three holders, and two of them sign")
        }
        return steps
    }
}
