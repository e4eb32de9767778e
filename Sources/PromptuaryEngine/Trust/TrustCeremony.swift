public import PromptuaryCore

/// Proposing changes to the trust of a tree, step by step.
public struct TrustCeremony: Sendable {
    /// The folder that is changed.
    public let store: TrustStore
    /// The settings of the tree.
    public let settings: RegistrySettings
    private let now: Timestamp
    private let validDays: Int?
    private let by: String?

    /// For how many days roles are valid unless told otherwise.
    public static let defaultValidDays = 365
    private static let dayRange = 1...3660

    /// A ceremony at a time; what is proposed is valid for so many days from then on.
    ///
    /// Without a number it is valid as long as what is proposed already, or for ``defaultValidDays``.
    public init(tree: String, at now: Timestamp, validDays: Int? = nil, by: String? = nil) throws {
        guard Self.dayRange.contains(validDays ?? Self.defaultValidDays) else {
            throw Refusal(TrustFault.validity, "roles would be valid for \(validDays ?? 0) days")
        }
        store = TrustStore(tree)
        settings = try store.settings()
        self.now = now
        self.validDays = validDays
        self.by = by
    }

    private func expires(like pending: TrustProposal? = nil) -> Timestamp {
        if validDays == nil, let date = pending?.roles.values.map(\.expires).max() { return date }
        return Timestamp(seconds: now.seconds + (validDays ?? Self.defaultValidDays) * 86_400)
    }

    /// Proposes the first trust.
    public func begin(_ terms: TrustTerms) throws -> TrustProposal {
        guard try store.folder() == nil, try store.proposal(after: nil) == nil else {
            throw Refusal(TrustFault.exists, "the tree has trust already, or a proposal of it")
        }
        let proposal = try TrustProposal(
            after: nil, terms: terms, title: title(["begin the trust of \(settings.name)"]), expires: expires())
        try store.propose(proposal)
        return proposal
    }

    /// Proposes a change; while nobody has signed what is proposed already, adds to it.
    ///
    /// `renewing` are the roles that get a new version also when they say the same; `date` is when all that changes
    /// expires, if another is wanted than that of the proposal.
    public func change(
        _ purpose: String, renewing: Set<String> = [], until date: Timestamp? = nil,
        _ edit: (inout TrustTerms) throws -> Void
    ) throws -> TrustProposal {
        let folder = try store.folder()
        let pending = try store.proposal(after: folder)
        guard !(pending?.isSigned ?? false) else {
            throw Refusal(TrustFault.proposalSigned, "somebody has signed what is proposed already")
        }
        guard var terms = pending?.terms ?? folder?.terms else {
            throw Refusal(TrustFault.missing, "\(store.tree) has no trust yet")
        }
        try edit(&terms)
        let proposal = try TrustProposal(
            after: folder, terms: terms, title: title((pending?.title.purpose ?? []) + [purpose]),
            expires: date ?? expires(like: pending), renewing: renewing.union(pending?.names ?? []))
        try store.propose(proposal)
        return proposal
    }

    private func title(_ purpose: [String]) -> TrustProposal.Title {
        TrustProposal.Title(purpose: purpose, by: by, proposed: now)
    }

    /// How the trust of the tree stands.
    public func status() throws -> TrustStatus {
        let folder = try store.folder()
        let proposal = try store.proposal(after: folder)
        let terms = proposal?.terms ?? folder?.terms
        let unconfirmed = try terms.map { terms in
            let sets = try store.keySets(settings, confirmed: terms.confirmedDigests)
            return Self.unconfirmed(in: sets, beyond: terms)
        }
        return TrustStatus(folder, proposal: proposal, unconfirmed: unconfirmed ?? [], at: now)
    }

    /// The namespaces of a tree whose current key set is not the confirmed one, in order.
    static func unconfirmed(in sets: [NamespaceName: SignedKeySet], beyond terms: TrustTerms) -> [NamespaceName] {
        sets.filter { terms.confirmed($0.key)?.digest != $0.value.digest }.keys.sorted()
    }

    /// What is confirmed already, or would be by the proposal.
    private func confirmedDigests() throws -> [NamespaceName: SHA256Digest] {
        let folder = try store.folder()
        return try (store.proposal(after: folder)?.terms ?? folder?.terms)?.confirmedDigests ?? [:]
    }

    /// Proposes to confirm the current key sets of namespaces; without names, of all that are not confirmed.
    ///
    /// With `unsigned` those of the named ones are confirmed although the keys before them did not sign: so a namespace goes
    /// on that has lost its keys.
    public func confirm(_ names: [NamespaceName], unsigned: Bool = false) throws -> TrustProposal {
        var confirmed = try confirmedDigests()
        if unsigned { for name in names { confirmed[name] = try store.digestOfKeys(name) } }
        let sets = try store.keySets(settings, confirmed: confirmed)
        for name in names where sets[name] == nil {
            throw Refusal(TrustFault.namespace, "\(name) is no public namespace with a valid key set")
        }
        let chosen = names.isEmpty ? Array(sets.keys) : names
        return try change("confirm the keys of " + (names.isEmpty ? "all namespaces" : Self.list(names))) { terms in
            let open = Self.unconfirmed(in: sets, beyond: terms).filter { chosen.contains($0) }
            try terms.confirm(sets.filter { open.contains($0.key) })
        }
    }

    /// Proposes a new date for all roles that the holders sign.
    public func renew() throws -> TrustProposal {
        var roles = Set(["root"] + TrustFolder.standingRoles)
        if let folder = try store.folder(), folder.roles["claimed"] != nil { roles.insert("claimed") }
        return try change("renew until \(expires().day)", renewing: roles, until: expires()) { _ in }
    }

    /// Proposes that the owners of a namespace sign a role of their own, or renews what it lists.
    public func claim(_ name: NamespaceName) async throws -> TrustProposal {
        guard let set = try store.keySets(settings, confirmed: confirmedDigests())[name] else {
            throw Refusal(TrustFault.namespace, "\(name) is no public namespace with a valid key set")
        }
        let keys = try set.keys()
        let files = try await store.packageFiles(of: name)
        let claim = TrustTerms.Claim(
            keys: keys.activeKeys(at: nil).map(\.key.key), threshold: keys.threshold, files: files)
        return try change("let the owners of \(name) sign its packages", renewing: ["ns." + name.text]) {
            try $0.claim(name, claim)
        }
    }

    private static func list(_ names: [NamespaceName]) -> String {
        names.map(\.description).sorted().joined(separator: ", ")
    }
}
