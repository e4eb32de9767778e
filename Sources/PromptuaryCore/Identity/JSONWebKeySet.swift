/// The public keys of an issuer of tokens (RFC 7517 section 5).
public struct JSONWebKeySet: Sendable, Hashable {
    /// The most bytes of a document: 256 KiB.
    public static let sizeLimit = 256 << 10
    private static let countLimit = 100

    /// The keys that can verify something here, in the order of the document.
    public let keys: [JSONWebKey]

    /// A set of some keys.
    public init(_ keys: [JSONWebKey]) { self.keys = keys }

    /// The set that a document describes.
    ///
    /// Keys that this program does not use are left out, as RFC 7517 section 5 has it: other kinds, keys for
    /// encryption, weak keys. Refused with a ``JSONWebKeyFault`` or what ``JSONReader`` refuses with is only what is
    /// no set at all.
    public init(_ document: [UInt8]) throws(Refusal) {
        let value = try JSONReader.read(document, limits: JSONLimits(bytes: Self.sizeLimit, depth: 8))
        guard let list = value["keys"]?.list, list.count <= Self.countLimit else {
            throw Refusal(JSONWebKeyFault.set, "the document is no object with a list `keys` of at most 100")
        }
        keys = list.compactMap { try? JSONWebKey($0) }
    }

    /// The key that the header of a token means.
    ///
    /// Nil when no key has the name, and when two have it: then it says nothing. A header without a name means the only
    /// key, when there is but one (OpenID Connect Core 1.0 section 10.1).
    public func key(named id: String?) -> JSONWebKey? {
        let found = id.map { id in keys.filter { $0.id?.hasSameBytes(as: id) ?? false } } ?? keys
        return found.count == 1 ? found[0] : nil
    }

    /// The document that describes the set, with the same bytes each time.
    public var document: [UInt8] {
        JSONWriter.object { writer in
            writer.list("keys", of: keys) { $1.write(to: &$0) }
        }
    }
}
