/// The key sets of a namespace, verified from the first that is trusted to the current one.
///
/// A confirmed key set is trusted because the holders of the offline keys vouch for it; an unconfirmed history begins with
/// version 1, which only proves that its owners hold the keys. Every later version follows from the one before it: a
/// threshold of that one's keys has signed it for this registry and namespace, it names its digest, and it takes nothing back
/// (``KeySet/check(after:file:)``). `docs/formats/publishers.md` says what is remembered between readings.
public struct KeyHistory: Sendable {
    /// Who vouches for the keys.
    public enum Standing: String, Sendable, Hashable {
        /// The holders of the registry's offline keys.
        case confirmed
        /// Nobody but the registry's publishing machine; what was seen first is remembered.
        case unconfirmed
    }

    /// The namespace.
    public let namespace: NamespaceName
    /// Who vouches for the keys.
    public let standing: Standing
    /// The version that the holders of the offline keys have confirmed, if there is one.
    public let confirmedVersion: Int?
    /// The current key set.
    public let current: KeySet
    /// What to remember for the next reading.
    public let pin: KeyPin
    /// What was remembered and is contradicted by the confirmed key set, which wins; nil when nothing is.
    ///
    /// People want to hear of it: what they installed before may have been signed by somebody else.
    public let overruled: KeyPin?

    /// Verifies the key sets of a namespace.
    ///
    /// `later` are the versions after the confirmed one, or all from 1 on when there is none. Refused with a
    /// ``KeyHistoryFault``, or as a document or a successor is (``KeySetFault``, ``SignatureFault``).
    public init(
        of namespace: NamespaceName, registry: RegistryName, confirmed: SignedKeySet?, later: [SignedKeySet],
        pin: KeyPin? = nil
    ) throws(Refusal) {
        var chain = Chain(namespace: namespace, registry: registry)
        if let confirmed {
            try chain.begin(confirmed)
        } else if let first = later.first {
            try chain.beginUnconfirmed(first)
        }
        for set in confirmed == nil ? later.dropFirst() : later[...] { try chain.append(set) }
        guard let current = chain.current else {
            throw Refusal(
                pin == nil ? KeyHistoryFault.missing : KeyHistoryFault.rollback,
                "the registry has no keys of \(namespace)" + (pin.map { ", version \($0.newest) was there" } ?? ""),
                at: Place(key: namespace.text))
        }
        self.namespace = namespace
        self.current = current
        standing = confirmed == nil ? .unconfirmed : .confirmed
        confirmedVersion = chain.confirmedVersion
        if let pin, try chain.check(against: pin) {
            overruled = nil
            self.pin = pin.adding(chain.digests)
        } else {
            overruled = pin
            guard let fresh = KeyPin(chain.digests) else {
                throw Refusal(KeyHistoryFault.missing, "the registry has no keys of \(namespace)")
            }
            self.pin = fresh
        }
    }

    /// Verifies the key sets of a namespace as the shards of a site have them; a shard that the site does not list is nil.
    public init(
        of namespace: NamespaceName, registry: RegistryName, confirmed: KeyShard?, later: KeyShard?, pin: KeyPin? = nil
    ) throws(Refusal) {
        for shard in [confirmed, later] {
            guard let shard, shard.number != KeyShard.number(of: namespace) else { continue }
            throw Refusal(KeyShardFault.namespace, "\(shard.path) is not the shard of \(namespace)")
        }
        try self.init(
            of: namespace, registry: registry, confirmed: confirmed?.versions(of: namespace).first,
            later: later?.versions(of: namespace) ?? [], pin: pin)
    }
}

/// The verified versions so far.
private struct Chain {
    let namespace: NamespaceName
    let registry: RegistryName
    var current: KeySet?
    var digests: [Int: SHA256Digest] = [:]
    var confirmedVersion: Int?
    private var currentFile: [UInt8] = []
    /// The digest that the confirmed key set gives for the version before it.
    private var beforeConfirmed: SHA256Digest?

    init(namespace: NamespaceName, registry: RegistryName) {
        self.namespace = namespace
        self.registry = registry
    }

    /// Begins with a version that the offline keys vouch for.
    mutating func begin(_ set: SignedKeySet) throws(Refusal) {
        let keys = try read(set)
        confirmedVersion = keys.version
        beforeConfirmed = keys.previous
        advance(to: keys, set)
    }

    /// Begins with a version 1 that nobody vouches for.
    mutating func beginUnconfirmed(_ set: SignedKeySet) throws(Refusal) {
        let keys = try read(set)
        guard keys.version == 1 else {
            throw Refusal(
                KeyHistoryFault.start, "the unconfirmed keys of \(namespace) begin with version \(keys.version)",
                at: Place(key: namespace.text))
        }
        try checkSignatures(of: set, keys, by: keys)
        advance(to: keys, set)
    }

    mutating func append(_ set: SignedKeySet) throws(Refusal) {
        guard let before = current else { return }
        let keys = try read(set)
        do throws(Refusal) {
            try keys.check(after: before, file: currentFile)
        } catch {
            throw error.about(namespace)
        }
        try checkSignatures(of: set, keys, by: before)
        advance(to: keys, set)
    }

    private mutating func advance(to keys: KeySet, _ set: SignedKeySet) {
        current = keys
        currentFile = set.document
        digests[keys.version] = set.digest
    }

    private func read(_ set: SignedKeySet) throws(Refusal) -> KeySet {
        do throws(Refusal) { return try set.keys() } catch { throw error.about(namespace) }
    }

    private func checkSignatures(of set: SignedKeySet, _ keys: KeySet, by signers: KeySet) throws(Refusal) {
        let binding: SignatureBinding
        let files: [SignatureFile]
        do throws(Refusal) {
            binding = try keys.binding(registry: registry, namespace: namespace)
            files = try set.signatureFiles()
        } catch {
            throw error.about(namespace)
        }
        let verdict = signers.verify(file: set.document, signatures: files, binding: binding, at: nil)
        guard !verdict.isMet else { return }
        let reasons = verdict.refusals.map { "\($0.place.entry.map { $0 + ": " } ?? "")\($0.message)" }
        let who = keys.version == 1 ? "its own keys" : "the keys of version \(signers.version)"
        throw Refusal(
            KeyHistoryFault.unsigned,
            "version \(keys.version) of the keys of \(namespace) has \(verdict.count) of \(verdict.threshold) signatures by \(who)"
                + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"), at: Place(key: namespace.text))
    }

    /// Whether what is remembered agrees; false when the confirmed key set overrules it.
    ///
    /// Refused when the publishing machine alone says something else than before.
    func check(against pin: KeyPin) throws(Refusal) -> Bool {
        if let version = confirmedVersion {
            if let known = pin.digests[version], known != digests[version] { return false }
            if let known = pin.digests[version - 1], known != beforeConfirmed { return false }
        }
        for (version, digest) in digests.sorted(by: { $0.key < $1.key }) {
            guard let known = pin.digests[version], known != digest else { continue }
            throw Refusal(
                KeyHistoryFault.otherKeys,
                "version \(version) of the keys of \(namespace) has the sha256 \(digest), \(known) was there before",
                at: Place(key: namespace.text))
        }
        if let current, current.version < pin.newest {
            throw Refusal(
                KeyHistoryFault.rollback,
                "the keys of \(namespace) are at version \(current.version), version \(pin.newest) was there before",
                at: Place(key: namespace.text))
        }
        return true
    }
}

extension Refusal {
    /// The same refusal, about a key set of a namespace.
    fileprivate func about(_ namespace: NamespaceName) -> Refusal {
        var copy = self
        copy.place.key = place.key.map { namespace.text + ": " + $0 } ?? namespace.text
        return copy
    }
}
