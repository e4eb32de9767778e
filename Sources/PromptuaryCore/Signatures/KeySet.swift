/// The keys that may sign for a namespace, and how many of them it takes: `namespaces/NAMESPACE/keys.json`.
///
/// Time is the index in the registry's log, not a clock: a key counts from `not_before` up to, and without,
/// `revoked_at`.
public struct KeySet: Sendable, Hashable {
    /// The most keys a set may have: 64.
    public static let keyLimit = 64
    /// The highest threshold: 16, as many signatures as a file may have.
    public static let thresholdLimit = SignatureFileName.highestNumber

    /// One key of a set.
    public struct Key: Sendable, Hashable {
        /// The key.
        public let key: PublisherKey
        /// The fingerprint of the key, as its tool shows it.
        public let fingerprint: String
        /// What its owner calls it.
        public let name: String
        /// The first log index at which it counts.
        public let notBefore: Int
        /// The first log index at which it counts no more, or nil.
        public let revokedAt: Int?

        /// A key of a set from its parts, which the set checks.
        public init(key: PublisherKey, name: String, notBefore: Int = 0, revokedAt: Int? = nil) {
            self.key = key
            fingerprint = key.fingerprint
            self.name = name
            self.notBefore = notBefore
            self.revokedAt = revokedAt
        }

        /// Whether the key counts at a log index; without one, whether it is not revoked.
        public func isActive(at index: Int?) -> Bool {
            guard let index else { return revokedAt == nil }
            return index >= notBefore && revokedAt.map { index < $0 } ?? true
        }
    }

    /// The keys in the order of the file.
    public let keys: [Key]
    /// How many different keys have to sign, from 1 on.
    public let threshold: Int
    /// The version, counted from 1.
    public let version: Int
    /// The digest of the previous version's file; nil at version 1 only.
    public let previous: SHA256Digest?
    /// The namespace that the set says it is for; a set need not say it, and then OpenSSH does not sign it either.
    public let namespace: NamespaceName?

    /// A key set from its parts.
    ///
    /// Refused with a ``KeySetFault``.
    public init(
        keys: [Key], threshold: Int, version: Int, previous: SHA256Digest?, namespace: NamespaceName? = nil
    ) throws(Refusal) {
        self.keys = keys
        self.threshold = threshold
        self.version = version
        self.previous = previous
        self.namespace = namespace
        try check()
    }

    /// The keys that count at a log index; without one, those that are not revoked.
    public func activeKeys(at index: Int?) -> [Key] { keys.filter { $0.isActive(at: index) } }

    /// Whether every key is revoked.
    ///
    /// Nothing can be signed for the namespace then, until the registry admits a new set.
    public var isClosed: Bool { keys.allSatisfy { $0.revokedAt != nil } }

    private func check() throws(Refusal) {
        guard !keys.isEmpty else { throw Refusal(KeySetFault.empty, "there is no key", at: Place(key: "keys")) }
        guard keys.count <= Self.keyLimit else {
            throw Refusal(KeySetFault.tooMany, "there are \(keys.count) keys", at: Place(key: "keys"))
        }
        var names: Set<[UInt8]> = []
        for (index, key) in keys.enumerated() {
            try check(key, at: "keys[\(index)]", before: keys[..<index])
            guard names.insert(UnicodeForm.folded(Array(key.name.utf8))).inserted else {
                throw Refusal(
                    KeySetFault.duplicateName, "another key is called `\(key.name)` too",
                    at: Place(key: "keys[\(index)].name"))
            }
        }
        guard (1...Self.thresholdLimit).contains(threshold) else {
            throw Refusal(KeySetFault.threshold, "the threshold is \(threshold)", at: Place(key: "threshold"))
        }
        let reachable = Set(activeKeys(at: nil).map(\.key.key)).count
        guard reachable >= threshold || isClosed else {
            throw Refusal(
                KeySetFault.unreachable, "the threshold is \(threshold), keys that are not revoked: \(reachable)",
                at: Place(key: "threshold"))
        }
        guard version >= 1 else {
            throw Refusal(KeySetFault.version, "the version is \(version)", at: Place(key: "version"))
        }
        guard (version == 1) == (previous == nil) else {
            throw Refusal(
                KeySetFault.previous, version == 1 ? "the first version has no previous one" : "prev is missing",
                at: Place(key: "prev"))
        }
    }

    private func check(_ key: Key, at path: String, before: ArraySlice<Key>) throws(Refusal) {
        let name = Array(key.name.utf8)
        guard (1...100).contains(name.count), name.first != 32, name.last != 32,
            TextFault.first(in: name, lines: false) == nil
        else {
            throw Refusal(
                KeySetFault.name, "the name is not one line of 1 to 100 bytes", at: Place(key: path + ".name"))
        }
        guard key.notBefore >= 0 else {
            throw Refusal(
                KeySetFault.notBefore, "not_before is \(key.notBefore)", at: Place(key: path + ".not_before"))
        }
        if let revoked = key.revokedAt, revoked <= key.notBefore {
            throw Refusal(
                KeySetFault.revokedAt, "revoked_at \(revoked) is not after not_before \(key.notBefore)",
                at: Place(key: path + ".revoked_at"))
        }
        for other in before {
            let isSameNumber = key.key.scheme == other.key.scheme && key.key.scheme != .ssh
            let isSameKey = key.key.key == other.key.key
            guard !isSameNumber, !(isSameKey && key.key.type == other.key.type) else {
                throw Refusal(
                    KeySetFault.duplicateKey, "the key is that of `\(other.name)` again", at: Place(key: path + ".key"))
            }
            guard !isSameKey || key.revokedAt == other.revokedAt else {
                throw Refusal(
                    KeySetFault.partlyRevoked, "the same key is revoked at another index as `\(other.name)`",
                    at: Place(key: path + ".revoked_at"))
            }
        }
    }
}
