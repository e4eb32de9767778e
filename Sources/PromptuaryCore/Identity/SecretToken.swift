/// A secret that opens something to whoever bears it: `pdr_`, 43 characters of randomness, 6 of checksum.
///
/// The beginning lets scanners of published secrets find it, as `pdr[a-z]?_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}`; the
/// checksum, the CRC-32 of all characters before it in base 62, lets them and us tell it from other text without
/// asking a database. Nothing prints it; a server keeps its ``digest`` only.
public struct SecretToken: Sendable {
    /// What a token opens; the raw value is how its text begins.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The interfaces of the registry, in the name of an account.
        case api = "pdr_"
        /// The same for a client that an account has let in (OAuth 2.0, RFC 6749 section 1.4).
        case access = "pdro_"
        /// A new pair of access and refresh token (RFC 6749 section 1.5).
        case refresh = "pdrr_"
        /// The publication of one package by a build that has proven what it is.
        case exchanged = "pdrx_"
        /// A first access token, once (RFC 6749 section 4.1).
        case code = "pdrc_"
        /// An access token for a device, when a person has agreed to it (RFC 8628).
        case device = "pdrd_"
    }

    /// The random bytes of a token: 32.
    public static let randomLength = 32

    /// What it opens.
    public let kind: Kind
    /// The SHA-256 of the whole text: what a database keeps, and by which it finds the token.
    ///
    /// 256 random bits need no slow hash: nobody guesses them.
    public let digest: SHA256Digest
    private let spelled: SecretBytes

    private static let bodyLength = 43
    private static let checksumLength = 6
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// A new token of 32 bytes, which must come from a random source.
    public init(_ kind: Kind, random: [UInt8]) throws(Refusal) {
        guard random.count == Self.randomLength else {
            throw Refusal(SecretTokenFault.randomness, "a token has 32 random bytes, not \(random.count)")
        }
        let body = Array((kind.rawValue + Base64URL.encode(random)).utf8)
        self.init(kind, spelled: body + Self.checksum(of: body))
    }

    /// The token that a text spells.
    ///
    /// Exactly: no blanks around it, and only the one spelling that ``text`` has. Refused with a ``SecretTokenFault``
    /// that says nothing of the text.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let units = Array(text.utf8.prefix(64))
        guard let kind = Kind.allCases.first(where: { units.starts(with: $0.rawValue.utf8) }) else {
            throw Refusal(SecretTokenFault.form, "the text does not begin as a token")
        }
        let start = kind.rawValue.utf8.count
        let end = start + Self.bodyLength
        guard units.count == end + Self.checksumLength, Base64URL.decode(units[start..<end]) != nil else {
            throw Refusal(SecretTokenFault.form, "the text does not go on as a token")
        }
        guard Self.checksum(of: Array(units[..<end])).elementsEqual(units[end...]) else {
            throw Refusal(SecretTokenFault.checksum, "the checksum of the token is wrong")
        }
        self.init(kind, spelled: units)
    }

    private init(_ kind: Kind, spelled: [UInt8]) {
        self.kind = kind
        self.spelled = SecretBytes(spelled)
        digest = SHA256Digest(of: spelled)
    }

    private static func checksum(of body: [UInt8]) -> [UInt8] {
        var left = body.withUnsafeBytes { CRC32.checksum(of: $0) }
        var digits = [UInt8](repeating: alphabet[0], count: checksumLength)
        for index in digits.indices.reversed() {
            digits[index] = alphabet[Int(left % 62)]
            left /= 62
        }
        return digits
    }

    /// The token itself, which is shown to its owner once and to nobody else.
    public var text: String { spelled.withBytes { String(decoding: $0, as: UTF8.self) } }

    /// The first eight characters, by which its owner knows it in a list.
    public var beginning: String { String(text.prefix(8)) }
}

extension SecretToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`, whatever the token is.
    public var description: String { "<redacted>" }

    /// `<redacted>`, whatever the token is.
    public var debugDescription: String { "<redacted>" }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
