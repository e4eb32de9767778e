/// The proof key of a code exchange (RFC 7636): the challenge that goes with a request for a code, by the method
/// `S256` only.
public struct ProofKey: Sendable, Hashable {
    /// The name of the only method.
    public static let method = "S256"

    /// The SHA-256 of the verifier as base64 for URLs: 43 characters.
    public let challenge: String

    /// The challenge that a request has sent.
    ///
    /// Refused with a ``ProofKeyFault`` are other methods, also `plain`, which shows the verifier to whoever sees the
    /// request, and all that is no base64 of 32 bytes.
    public init(challenge: some StringProtocol, method: some StringProtocol) throws(Refusal) {
        guard method.utf8.elementsEqual(Self.method.utf8) else {
            throw Refusal(ProofKeyFault.method, "the method \(quoted(method)) is not S256")
        }
        let units = Array(challenge.utf8.prefix(44))
        guard units.count == 43, Base64URL.decode(units) != nil else {
            throw Refusal(ProofKeyFault.challenge, "the challenge is not the base64 for URLs of a SHA-256")
        }
        self.challenge = String(decoding: units, as: UTF8.self)
    }

    /// The challenge of a verifier, which has 43 to 128 letters, digits and `-._~` (RFC 7636 section 4.1).
    public init(verifier: some StringProtocol) throws(Refusal) {
        let units = Array(verifier.utf8.prefix(129))
        guard (43...128).contains(units.count), units.allSatisfy(Self.isUnreserved) else {
            throw Refusal(ProofKeyFault.verifier, "the verifier is not 43 to 128 letters, digits and `-._~`")
        }
        challenge = Base64URL.encode(SHA256Digest(of: units).bytes)
    }

    /// A verifier of random bytes, 32 or more.
    public static func verifier(random: [UInt8]) -> String { Base64URL.encode(random) }

    /// Whether a verifier is the one that the challenge was made of; false for text that can be none.
    public func isMet(by verifier: some StringProtocol) -> Bool {
        guard let other = try? ProofKey(verifier: verifier) else { return false }
        return ConstantTime.areEqual(Array(challenge.utf8), Array(other.challenge.utf8))
    }

    private static func isUnreserved(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~".utf8.contains(unit)
        }
    }
}

/// Why a request for a code, or its exchange, proves nothing.
public enum ProofKeyFault: String, Fault {
    case method = "proof-key-method"
    case challenge = "proof-key-challenge"
    case verifier = "proof-key-verifier"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .method:
            "a code belongs to who can show the verifier, of which only the SHA-256 was sent before (RFC 7636)"
        case .challenge: "a challenge is the SHA-256 of a verifier: 43 characters of base64 for URLs"
        case .verifier: "a verifier has 43 to 128 letters, digits and `-._~`"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .method: "send code_challenge_method=S256"
        case .challenge: "send the SHA-256 of the verifier as base64 for URLs, without padding"
        case .verifier: "make the verifier of 32 random bytes, as base64 for URLs"
        }
    }
}
