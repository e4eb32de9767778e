/// The changes that people propose.
extension TrustTerms {
    /// Adds a holder.
    ///
    /// Refused with a ``TrustFault`` when the name or the key is there already, or the threshold does not fit.
    public mutating func add(_ holder: Holder, threshold: Int? = nil) throws(Refusal) {
        var terms = self
        terms.holders = (holders + [holder]).sorted { $0.name < $1.name }
        terms.threshold = threshold ?? self.threshold
        try terms.check()
        self = terms
    }

    /// Removes a holder; those who stay have to be able to reach the threshold.
    public mutating func removeHolder(_ name: HolderName, threshold: Int? = nil) throws(Refusal) {
        var terms = self
        terms.holders.removeAll { $0.name.folded == name.folded }
        guard terms.holders.count < holders.count else {
            throw Refusal(TrustFault.holder, "there is no holder called \(name)")
        }
        terms.threshold = threshold ?? self.threshold
        try terms.check()
        self = terms
    }

    /// Gives a role of the server another key.
    ///
    /// The log may keep its earlier keys, so that proofs made with them go on counting; after a theft it does not.
    public mutating func rotate(
        _ role: OnlineRole, to key: Ed25519.PublicKey, keepingLogKeys: Bool = false
    ) throws(Refusal) {
        var terms = self
        switch role {
        case .bins: terms.online.bins = key
        case .snapshot: terms.online.snapshot = key
        case .timestamp: terms.online.timestamp = key
        case .log:
            let new = NoteVerifier(name: log.origin, kind: .ed25519, key: key)
            terms.log = try LogDescription(
                origin: log.origin, keys: [new] + (keepingLogKeys ? log.keys : []), witnesses: log.witnesses,
                threshold: log.threshold)
        }
        try terms.check()
        self = terms
    }

    /// Sets the witnesses of the log, and how many of them must have cosigned what a client trusts.
    public mutating func setWitnesses(_ witnesses: [NoteVerifier], threshold: Int) throws(Refusal) {
        var terms = self
        terms.log = try LogDescription(
            origin: log.origin, keys: log.keys, witnesses: witnesses, threshold: threshold)
        try terms.check()
        self = terms
    }

    /// Confirms the key sets of namespaces; those of other namespaces stay as they are.
    ///
    /// A key set of a lower version than the confirmed one is refused.
    public mutating func confirm(_ sets: [NamespaceName: SignedKeySet]) throws(Refusal) {
        var shards = self.shards
        for (namespace, set) in sets {
            if let old = confirmed(namespace), try old.keys().version > set.keys().version {
                throw Refusal(
                    TrustFault.namespace, "a later version of the keys of \(namespace) is confirmed already")
            }
            let number = KeyShard.number(of: namespace)
            try shards[number, default: KeyShard(number: number, isConfirmed: true)].set([set], for: namespace)
        }
        self.shards = shards
    }

    /// Lets the owners of a namespace sign a role of their own, or renews what it lists.
    public mutating func claim(_ namespace: NamespaceName, _ claim: Claim) throws(Refusal) {
        var terms = self
        terms.claims[namespace] = claim
        try terms.check()
        self = terms
    }
}
