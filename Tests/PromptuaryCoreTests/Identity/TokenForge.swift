@testable import PromptuaryCore

/// Makes tokens of any form, signed by a key that its own issuer publishes.
struct TokenForge {
    static let issuer = "https://issuer.example"
    static let audience = "https://prompts.example.org"
    /// A moment at which the tokens of ``IssuerFixture`` and of this forge count.
    static let now = Timestamp(seconds: 1_800_000_300)
    static let header = #"{"alg":"EdDSA","kid":"ed","typ":"JWT"}"#

    let pair: Ed25519.KeyPair

    init(seed: UInt8 = 1) throws {
        pair = try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: seed, count: 32)))
    }

    /// The keys of the issuer: this one, an RSA key and one on P-256.
    var keys: JSONWebKeySet {
        get throws {
            let others = try [IssuerFixture.rsaKey, IssuerFixture.ecKey].map {
                try JSONWebKey(JSONReader.read($0.bytes))
            }
            return JSONWebKeySet([JSONWebKey(pair.publicKey, id: "ed")] + others)
        }
    }

    /// What is expected of the tokens.
    static var expectation: JSONWebToken.Expectation {
        JSONWebToken.Expectation(issuer: issuer, audience: .audience([audience]), needsNotBefore: true)
    }

    /// The claims of a good token as JSON, with some replaced or, by an empty text, left out.
    static func claims(_ changes: [String: String] = [:]) -> String {
        var members = [
            "aud": "\"\(audience)\"", "exp": "1800000600", "iat": "1800000000", "iss": "\"\(issuer)\"",
            "nbf": "1800000000", "sub": "\"anna\"",
        ]
        members.merge(changes) { $1 }
        let sorted = members.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        return "{" + sorted.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    /// Two parts of a token, as they are signed.
    static func input(_ header: String, _ claims: String) -> String {
        Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
    }

    /// A token whose signature is right, whatever header and claims say.
    func token(_ header: String = TokenForge.header, _ claims: String = TokenForge.claims()) -> String {
        let input = Self.input(header, claims)
        return input + "." + Base64URL.encode(pair.sign(input.bytes))
    }

    /// The claims of a token, when it is accepted.
    func read(
        _ token: String, expecting expectation: JSONWebToken.Expectation = TokenForge.expectation,
        now: Timestamp = TokenForge.now
    ) throws -> JSONWebToken.Claims {
        try JSONWebToken(token).verify(using: keys, expecting: expectation, now: now)
    }
}
