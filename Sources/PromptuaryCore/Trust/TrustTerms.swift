/// What the offline roles of a registry say, without their version numbers, dates and signatures.
///
/// The bodies of all roles follow from it (``root(version:expires:)`` and its neighbours), and a folder is refused whose
/// roles say anything else: so there is nothing in them that this value does not show.
public struct TrustTerms: Sendable, Hashable {
    /// A person with an offline key.
    public struct Holder: Sendable, Hashable {
        /// What the person is called.
        public let name: HolderName
        /// The key.
        public let key: Ed25519.PublicKey
        /// The id of the key in TUF metadata.
        public let keyID: String

        /// A holder of a key.
        public init(name: HolderName, key: Ed25519.PublicKey) {
            self.name = name
            self.key = key
            keyID = TUFKey(key).id
        }
    }

    /// The server's keys that TUF roles name.
    public struct OnlineKeys: Sendable, Hashable {
        /// Signs the bins.
        public var bins: Ed25519.PublicKey
        /// Signs the snapshot.
        public var snapshot: Ed25519.PublicKey
        /// Signs the timestamp.
        public var timestamp: Ed25519.PublicKey

        /// The three keys.
        public init(bins: Ed25519.PublicKey, snapshot: Ed25519.PublicKey, timestamp: Ed25519.PublicKey) {
            self.bins = bins
            self.snapshot = snapshot
            self.timestamp = timestamp
        }
    }

    /// A namespace whose owners sign a role of their own.
    public struct Claim: Sendable, Hashable {
        /// The keys, each once, by the ids that they have in metadata.
        public let keys: [Ed25519.PublicKey]
        /// How many of them have to sign.
        public let threshold: Int
        /// What the role lists, by target path.
        public let files: [String: TargetFile]

        /// A claim from its parts.
        public init(keys: some Sequence<Ed25519.PublicKey>, threshold: Int, files: [String: TargetFile]) {
            self.keys = Set(keys).sorted { TUFKey($0).id < TUFKey($1).id }
            self.threshold = threshold
            self.files = files
        }
    }

    /// The most namespaces that may sign roles of their own: 1000.
    public static let claimLimit = 1000
    /// How many bits may number the bins.
    public static let bitRange = 4...12

    /// The holders by name.
    public internal(set) var holders: [Holder]
    /// How many of them have to sign.
    public internal(set) var threshold: Int
    /// The server's keys.
    public internal(set) var online: OnlineKeys
    /// How many bits number the bins: there are 2^bits.
    public internal(set) var bits: Int
    /// The transparency log.
    public internal(set) var log: LogDescription
    /// The confirmed key sets, by the number of their shard.
    public internal(set) var shards: [UInt8: KeyShard]
    /// The namespaces whose owners sign roles of their own.
    public internal(set) var claims: [NamespaceName: Claim]

    /// The first terms of a registry, with no namespace confirmed.
    ///
    /// Refused with a ``TrustFault`` when they make no sense together.
    public init(
        holders: [Holder], threshold: Int, online: OnlineKeys, bits: Int = 8, log: LogDescription
    ) throws(Refusal) {
        self.holders = holders.sorted { $0.name < $1.name }
        self.threshold = threshold
        self.online = online
        self.bits = bits
        self.log = log
        shards = [:]
        claims = [:]
        try check()
    }

    /// The key with which the server signs a role; of the log's keys the newest.
    public func key(of role: OnlineRole) -> Ed25519.PublicKey {
        switch role {
        case .bins: online.bins
        case .snapshot: online.snapshot
        case .timestamp: online.timestamp
        case .log: log.keys[0].key
        }
    }

    /// What is confirmed of a namespace, or nil.
    public func confirmed(_ namespace: NamespaceName) -> SignedKeySet? {
        shards[KeyShard.number(of: namespace)]?.versions(of: namespace).first
    }

    /// The digests of the confirmed key sets: of those no signature is asked for.
    public var confirmedDigests: [NamespaceName: SHA256Digest] {
        var digests: [NamespaceName: SHA256Digest] = [:]
        for namespace in confirmedNamespaces { digests[namespace] = confirmed(namespace)?.digest }
        return digests
    }

    /// The confirmed namespaces, in order.
    public var confirmedNamespaces: [NamespaceName] { shards.values.flatMap(\.namespaces).sorted() }

    /// The name of a holder, by the id of the key.
    func holder(_ keyID: String) -> Holder? { holders.first { $0.keyID == keyID } }

    /// Whether the same people sign, under the same threshold.
    func hasSameSigners(as other: TrustTerms) -> Bool {
        threshold == other.threshold && Set(holders.map(\.keyID)) == Set(other.holders.map(\.keyID))
    }
}

// MARK: - Sense

extension TrustTerms {
    /// Refuses terms that make no sense together.
    func check() throws(Refusal) {
        guard !holders.isEmpty else { throw Refusal(TrustFault.threshold, "there is no holder") }
        guard (1...holders.count).contains(threshold) else {
            throw Refusal(
                TrustFault.threshold, "the threshold is \(threshold) and the number of holders \(holders.count)")
        }
        guard Self.bitRange.contains(bits) else {
            throw Refusal(TrustFault.bits, "the bins are numbered by \(bits) bits")
        }
        var names: [String: HolderName] = [:]
        for holder in holders {
            if let other = names.updateValue(holder.name, forKey: holder.name.folded) {
                throw Refusal(TrustFault.holder, "two holders are called \(other) and \(holder.name)")
            }
        }
        var owners: [Ed25519.PublicKey: String] = [:]
        for (key, owner) in purposes {
            if let other = owners.updateValue(owner, forKey: key) {
                throw Refusal(TrustFault.sharedKey, "\(other) and \(owner) have the same key")
            }
        }
        guard claims.count <= Self.claimLimit else {
            throw Refusal(TrustFault.claimLimit, "\(claims.count) namespaces would sign roles of their own")
        }
        for (namespace, claim) in claims {
            guard (1...max(1, claim.keys.count)).contains(claim.threshold), !claim.keys.isEmpty else {
                throw Refusal(TrustFault.namespace, "the keys of \(namespace) cannot reach their threshold")
            }
            for key in claim.keys {
                if let owner = owners[key] {
                    throw Refusal(TrustFault.sharedKey, "a key of \(namespace) is that of \(owner)")
                }
            }
        }
    }

    /// Every key that must have one purpose only, and what that is.
    private var purposes: [(Ed25519.PublicKey, String)] {
        holders.map { ($0.key, "the holder \($0.name)") } + [
            (online.bins, "the server's role bins"), (online.snapshot, "the server's role snapshot"),
            (online.timestamp, "the server's role timestamp"),
        ] + log.keys.map { ($0.key, "the log") } + log.witnesses.map { ($0.key, "the witness \($0.name)") }
    }
}
