import Testing

@testable import PromptuaryCore

@Suite("A proof key")
struct ProofKeyTests {
    /// RFC 7636 appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test("is that of RFC 7636")
    func vector() throws {
        let octets: [UInt8] = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91,
            88, 5, 88, 83, 132, 141, 121,
        ]
        #expect(ProofKey.verifier(random: octets) == Self.verifier)
        #expect(try ProofKey(verifier: Self.verifier).challenge == Self.challenge)
        let key = try ProofKey(challenge: Self.challenge, method: "S256")
        #expect(key.isMet(by: Self.verifier))
    }

    @Test(
        "is met by nothing else",
        arguments: [
            "", challenge, String(verifier.dropLast()), verifier + "a", verifier + "=", " " + verifier, verifier + "\n",
            verifier.uppercased(), "e" + verifier.dropFirst(), verifier + "\u{301}", String(repeating: "a", count: 129),
        ])
    func other(_ verifier: String) throws {
        #expect(try !ProofKey(challenge: Self.challenge, method: "S256").isMet(by: verifier))
    }

    @Test(
        "takes S256 and nothing else",
        arguments: ["plain", "", "s256", "S256 ", "S512", "none", "PLAIN", "S256\u{301}", "plain,S256"])
    func method(_ method: String) {
        #expect(refusalCode { try ProofKey(challenge: Self.challenge, method: method) } == "proof-key-method")
    }

    @Test(
        "takes a challenge of 32 bytes in one spelling",
        arguments: [
            "", String(challenge.dropLast()), challenge + "A", challenge + "=", challenge.dropLast() + "N",
            "+" + challenge.dropFirst(),
            "/" + challenge.dropFirst(), " " + challenge.dropFirst(), String(repeating: "A", count: 1_000_000),
        ])
    func malformed(_ challenge: String) {
        #expect(refusalCode { try ProofKey(challenge: challenge, method: "S256") } == "proof-key-challenge")
    }

    @Test(
        "is made of verifiers of 43 to 128 unreserved characters",
        arguments: [
            (42, "a", false), (43, "a", true), (128, "~", true), (129, "a", false), (64, ".", true), (64, "+", false),
            (64, "/", false), (64, "%", false), (64, " ", false), (64, "é", false), (64, "\0", false),
        ])
    func lengths(_ count: Int, _ letter: String, _ isFine: Bool) {
        let text = String(repeating: letter, count: count)
        #expect(refusalCode { try ProofKey(verifier: text) } == (isFine ? nil : "proof-key-verifier"))
    }
}
