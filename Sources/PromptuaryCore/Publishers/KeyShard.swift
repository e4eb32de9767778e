/// The key sets of those namespaces whose names hash to one byte: `keys/XX.json` and `keys-new/XX.json`.
///
/// A shard of confirmed key sets has one version for each of its namespaces and is vouched for offline; a shard of later
/// versions has what came after, in order. `docs/formats/publishers.md` describes the format.
public struct KeyShard: Sendable, Hashable {
    /// The most bytes of a shard: 8 MiB.
    public static let sizeLimit = 8 << 20
    /// The most versions of one namespace: 1000.
    public static let versionLimit = 1000
    /// How many shards there are: 256.
    public static let count = 256

    /// The byte that the digests of the namespaces begin with.
    public let number: UInt8
    /// Whether it is a shard of confirmed key sets.
    public let isConfirmed: Bool
    private var sets: [NamespaceName: [SignedKeySet]] = [:]

    /// A shard without namespaces.
    public init(number: UInt8, isConfirmed: Bool) {
        self.number = number
        self.isConfirmed = isConfirmed
    }

    /// The number of the shard of a namespace: the first byte of the SHA-256 of its name without `@`.
    public static func number(of namespace: NamespaceName) -> UInt8 {
        SHA256Digest(of: Array(namespace.text.utf8)).bytes[0]
    }

    /// The path of the shard of a namespace in a site.
    public static func path(of namespace: NamespaceName, confirmed: Bool) -> String {
        path(number: number(of: namespace), confirmed: confirmed)
    }

    /// The path of a shard in a site: `keys/XX.json` or `keys-new/XX.json`.
    public static func path(number: UInt8, confirmed: Bool) -> String {
        (confirmed ? "keys/" : "keys-new/") + Hex.encode([number]) + ".json"
    }

    /// The path of this shard in a site.
    public var path: String { Self.path(number: number, confirmed: isConfirmed) }

    /// The namespaces, in order.
    public var namespaces: [NamespaceName] { sets.keys.sorted() }

    /// The versions of a namespace, oldest first; empty when the shard has none.
    public func versions(of namespace: NamespaceName) -> [SignedKeySet] { sets[namespace] ?? [] }

    /// Sets the versions of a namespace; without any, the namespace leaves the shard.
    ///
    /// Refused with a ``KeyShardFault`` when the namespace belongs to another shard, or there are more versions than fit.
    public mutating func set(_ versions: [SignedKeySet], for namespace: NamespaceName) throws(Refusal) {
        guard Self.number(of: namespace) == number else {
            throw Refusal(
                KeyShardFault.namespace,
                "\(namespace) belongs to \(Self.path(of: namespace, confirmed: isConfirmed)), this is \(path)",
                at: Place(key: namespace.text))
        }
        guard versions.count <= (isConfirmed ? 1 : Self.versionLimit) else {
            throw Refusal(
                KeyShardFault.versionCount, "\(namespace) has \(versions.count) versions",
                at: Place(key: namespace.text))
        }
        for version in versions { try Self.check(version, of: namespace) }
        sets[namespace] = versions.isEmpty ? nil : versions
    }

    private static func check(_ set: SignedKeySet, of namespace: NamespaceName) throws(Refusal) {
        guard set.document.count <= SignedKeySet.sizeLimit else {
            throw Refusal(
                KeyShardFault.tooLarge, "a document of \(namespace) has \(set.document.count) bytes",
                at: Place(key: namespace.text))
        }
        // What is no text of JSON would not come back as the same bytes.
        for bytes in [set.document] + set.signatures.map(\.bytes) where TextFault.first(in: bytes) != nil {
            throw Refusal(KeyShardFault.text, "a file of \(namespace) is not text", at: Place(key: namespace.text))
        }
        for signature in set.signatures where signature.bytes.count > SignatureFile.sizeLimit {
            throw Refusal(
                KeyShardFault.tooLarge, "\(signature.name) of \(namespace) has \(signature.bytes.count) bytes",
                at: Place(key: namespace.text))
        }
        guard set.signatures.count <= SignedKeySet.signatureLimit,
            Set(set.signatures.map(\.name)).count == set.signatures.count
        else {
            throw Refusal(
                KeyShardFault.signatureName, "a signature of \(namespace) is there twice",
                at: Place(key: namespace.text))
        }
    }
}

// MARK: - Making shards

extension KeyShard {
    /// The shards of confirmed key sets, by number; those without a namespace are left out.
    public static func confirmed(_ sets: [NamespaceName: SignedKeySet]) throws(Refusal) -> [KeyShard] {
        var shards: [UInt8: KeyShard] = [:]
        for (namespace, set) in sets {
            let number = number(of: namespace)
            try shards[number, default: KeyShard(number: number, isConfirmed: true)].set([set], for: namespace)
        }
        return shards.values.sorted { $0.number < $1.number }
    }

    /// The digests of the confirmed key sets of shards.
    public static func digests(of shards: [KeyShard]) -> [NamespaceName: SHA256Digest] {
        var digests: [NamespaceName: SHA256Digest] = [:]
        for shard in shards where shard.isConfirmed {
            for (name, sets) in shard.sets { digests[name] = sets.first?.digest }
        }
        return digests
    }

    /// The shards of later versions, by number: what the namespaces of a tree have beyond the confirmed key sets.
    ///
    /// Refused when a confirmed key set is not in the tree (``KeyShardFault/behind``). Namespaces whose keys are refused are
    /// left out.
    public static func later(of namespaces: [Namespace], than confirmed: [KeyShard]) throws(Refusal) -> [KeyShard] {
        var shards: [UInt8: KeyShard] = [:]
        for namespace in namespaces where namespace.keys != nil {
            let name = namespace.name
            let number = number(of: name)
            var versions = try SignedKeySet.versions(of: namespace)
            if let known = confirmed.first(where: { $0.isConfirmed && $0.number == number })?.versions(of: name).first {
                guard let index = versions.firstIndex(where: { $0.digest == known.digest }) else {
                    throw Refusal(
                        KeyShardFault.behind, "the confirmed key set of \(name) is not in the tree",
                        at: Place(key: name.text))
                }
                versions.removeFirst(index + 1)
            }
            guard !versions.isEmpty else { continue }
            try shards[number, default: KeyShard(number: number, isConfirmed: false)].set(versions, for: name)
        }
        return shards.values.sorted { $0.number < $1.number }
    }
}
