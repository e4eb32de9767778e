/// What a reader remembers about the key sets of a namespace: the digest of each version it has seen.
///
/// It is kept between readings, so that no later answer can give other keys for a version that is known, or fewer versions.
public struct KeyPin: Sendable, Hashable {
    /// The digests of the documents, by version.
    public private(set) var digests: [Int: SHA256Digest]

    /// A pin from its parts; versions are counted from 1, and there is one at least.
    public init?(_ digests: [Int: SHA256Digest]) {
        guard !digests.isEmpty, digests.keys.allSatisfy({ $0 >= 1 }) else { return nil }
        self.digests = digests
    }

    /// The highest version that is known.
    public var newest: Int { digests.keys.max() ?? 0 }

    /// The same pin with more versions; what it says about a version already, stays.
    func adding(_ more: [Int: SHA256Digest]) -> KeyPin {
        var copy = self
        copy.digests.merge(more) { known, _ in known }
        return copy
    }

    /// Reads what ``value`` gave: a mapping of versions to digests.
    ///
    /// Refused with ``KeyHistoryFault/pinForm``.
    public init(_ value: Value) throws(Refusal) {
        var digests: [Int: SHA256Digest] = [:]
        for member in value.mapping ?? [] {
            guard let version = Int(member.key), version >= 1, String(version).utf8.elementsEqual(member.key.utf8),
                let digest = member.value.string.flatMap({ SHA256Digest(hex: $0) })
            else {
                throw Refusal(
                    KeyHistoryFault.pinForm, "\(quoted(member.key)) is no version with a digest",
                    at: Place(key: member.key))
            }
            digests[version] = digest
        }
        guard let pin = KeyPin(digests) else { throw Refusal(KeyHistoryFault.pinForm, "no version is remembered") }
        self = pin
    }

    /// The pin for a document that remembers it: a mapping of versions to digests.
    public var value: Value {
        .mapping(
            digests.sorted { $0.key < $1.key }.map { Value.Member(key: String($0.key), value: .string($0.value.hex)) })
    }
}
