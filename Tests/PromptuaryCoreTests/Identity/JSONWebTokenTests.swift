import Testing

@testable import PromptuaryCore

@Suite("A token of an issuer")
struct JSONWebTokenTests {
    @Test(
        "is accepted with the algorithm of each key, as other libraries make it",
        arguments: [IssuerFixture.rsaToken, IssuerFixture.ecToken, IssuerFixture.ecZeroR, IssuerFixture.ecHigh])
    func others(_ token: String) throws {
        let claims = try TokenForge().read(token)
        #expect(claims.issuer == TokenForge.issuer && claims.text("sub") == "anna")
        #expect(claims.issuedAt.seconds == 1_800_000_000 && claims.expires.seconds == 1_800_000_600)
    }

    @Test("that says what it should is accepted", arguments: try accepted)
    func acceptance(_ row: Accepted) throws {
        _ = try TokenForge().read(row.token, expecting: row.expectation, now: Timestamp(seconds: row.now))
    }

    struct Accepted: Sendable, CustomTestStringConvertible {
        let name: String
        let token: String
        var expectation = TokenForge.expectation
        var now = TokenForge.now.seconds

        var testDescription: String { name }
    }

    static var accepted: [Accepted] {
        get throws {
            let forge = try TokenForge()
            func with(_ changes: [String: String]) -> String {
                forge.token(TokenForge.header, TokenForge.claims(changes))
            }
            var short = TokenForge.expectation
            short.needsNotBefore = false
            var types = TokenForge.expectation
            types.types = ["JWT", "at+jwt"]
            var login = TokenForge.expectation
            (login.nonce, login.authorizedParty) = ("n-0S6_WzA2Mj", "client")
            var party = TokenForge.expectation
            party.audience = .authorizedParty(["https://app.example"])
            return [
                Accepted(name: "as it is", token: forge.token()),
                Accepted(name: "one audience in a list", token: with(["aud": "[\"\(TokenForge.audience)\"]"])),
                Accepted(name: "among other audiences", token: with(["aud": "[\"other\",\"\(TokenForge.audience)\"]"])),
                Accepted(name: "without nbf, where it may be missing", token: with(["nbf": ""]), expectation: short),
                Accepted(
                    name: "another type, where it may be",
                    token: forge.token(#"{"alg":"EdDSA","kid":"ed","typ":"at+jwt"}"#),
                    expectation: types),
                Accepted(
                    name: "unknown members of the header",
                    token: forge.token(#"{"alg":"EdDSA","kid":"ed","typ":"JWT","x5t":"abc","cty":"JWT","new":[1]}"#)),
                Accepted(
                    name: "white space in header and claims", token: forge.token(" \r\n" + TokenForge.header + "\n")),
                Accepted(name: "59 seconds after it has expired", token: forge.token(), now: 1_800_000_659),
                Accepted(name: "60 seconds before it begins", token: forge.token(), now: 1_799_999_940),
                Accepted(
                    name: "a day long", token: with(["exp": "1800086400"]), now: 1_800_086_459),
                Accepted(
                    name: "the nonce of the login", token: with(["nonce": "\"n-0S6_WzA2Mj\""]), expectation: login),
                Accepted(
                    name: "the nonce and the client of the login",
                    token: with([
                        "nonce": "\"n-0S6_WzA2Mj\"", "azp": "\"client\"",
                        "aud": "[\"other\",\"\(TokenForge.audience)\"]",
                    ]), expectation: login),
                Accepted(
                    name: "for a party, where tokens have no audience",
                    token: with(["aud": "", "azp": "\"https://app.example\""]), expectation: party),
            ]
        }
    }

    @Test("is refused for its header", arguments: try HostileTokens.headers)
    func headers(_ row: RefusedCase<String>) throws { try expectRefusal(row) }

    @Test("is refused for its form", arguments: try HostileTokens.forms)
    func forms(_ row: RefusedCase<String>) throws { try expectRefusal(row) }

    @Test("is refused for its signature", arguments: try HostileTokens.signatures)
    func signatures(_ row: RefusedCase<String>) throws { try expectRefusal(row) }

    @Test("is refused for what it says", arguments: try HostileTokens.claims)
    func claims(_ row: RefusedCase<String>) throws { try expectRefusal(row) }

    @Test("is tried in at least 120 hostile forms, all of them different")
    func number() throws {
        let all = try HostileTokens.headers + HostileTokens.forms + HostileTokens.signatures + HostileTokens.claims
        #expect(all.count >= 120)
        #expect(Set(all.map(\.input)).count == all.count)
        #expect(Set(all.map(\.name)).count == all.count)
    }

    private func expectRefusal(_ row: RefusedCase<String>) throws {
        let forge = try TokenForge()
        let refusal = try #require(throws: Refusal.self) { try forge.read(row.input) }
        #expect(refusal.code == row.code, "\(refusal)")
        // The log may have the message, but not what one could log in with.
        #expect(row.input.utf8.count < 60 || !refusal.message.contains(row.input.suffix(30)))
        #expect(refusal.message.utf8.count < 400)
    }

    @Test("of a login is refused with another nonce, and with a client or audience that it was not made for")
    func login() throws {
        let forge = try TokenForge()
        var login = TokenForge.expectation
        (login.nonce, login.authorizedParty) = ("n1", "client")
        func code(_ changes: [String: String]) -> String? {
            let token = forge.token(TokenForge.header, TokenForge.claims(changes))
            return refusalCode { try forge.read(token, expecting: login) }
        }
        let two = "[\"\(TokenForge.audience)\",\"other\"]"
        #expect(code(["nonce": "\"n1\""]) == nil)
        #expect(code([:]) == "web-token-nonce")
        #expect(code(["nonce": "\"n2\""]) == "web-token-nonce")
        #expect(code(["nonce": "[\"n1\"]"]) == "web-token-nonce")
        #expect(code(["nonce": "\"n1\"", "azp": "\"other\""]) == "web-token-audience")
        #expect(code(["nonce": "\"n1\"", "azp": "null"]) == "web-token-audience")
        #expect(code(["nonce": "\"n1\"", "aud": two]) == "web-token-claim-missing")
        #expect(code(["nonce": "\"n1\"", "aud": two, "azp": "\"client\""]) == nil)
    }

    @Test("for a party is refused without one, with another, and with an audience")
    func party() throws {
        let forge = try TokenForge()
        var expectation = TokenForge.expectation
        expectation.audience = .authorizedParty(["https://app.example"])
        func code(_ changes: [String: String]) -> String? {
            let token = forge.token(TokenForge.header, TokenForge.claims(changes))
            return refusalCode { try forge.read(token, expecting: expectation) }
        }
        #expect(code(["aud": "", "azp": "\"https://app.example\""]) == nil)
        #expect(code(["aud": ""]) == "web-token-claim-missing")
        #expect(code(["aud": "", "azp": "\"https://app.example/\""]) == "web-token-audience")
        #expect(code(["aud": "", "azp": "[\"https://app.example\"]"]) == "web-token-audience")
        #expect(code(["azp": "\"https://app.example\""]) == "web-token-audience")
    }

    @Test("without the name of a key counts only where the issuer has but one key")
    func unnamed() throws {
        let forge = try TokenForge()
        let token = try JSONWebToken(forge.token(#"{"alg":"EdDSA","typ":"JWT"}"#))
        let only = JSONWebKeySet([JSONWebKey(forge.pair.publicKey)])
        _ = try token.verify(using: only, expecting: TokenForge.expectation, now: TokenForge.now)
        #expect(
            refusalCode { try token.verify(using: forge.keys, expecting: TokenForge.expectation, now: TokenForge.now) }
                == "web-token-key")
    }

    @Test("counts from a minute before it begins to a minute after it expires, to the second")
    func edges() throws {
        let forge = try TokenForge()
        let token = forge.token()
        for (seconds, code) in [
            (1_799_999_939, "web-token-early"), (1_799_999_940, nil), (1_800_000_659, nil),
            (1_800_000_660, "web-token-expired"),
        ] as [(Int, String?)] {
            #expect(refusalCode { try forge.read(token, now: Timestamp(seconds: seconds)) } == code)
        }
    }

    @Test("of our own is three parts that our key set verifies, the same each time, and never printed")
    func own() throws {
        let pair = try TokenForge().pair
        let key = JSONWebKey(pair.publicKey)
        let claims = try JSONReader.read(TokenForge.claims(["user_id": "\"7\"", "is_admin": "false"]).bytes)
        let id = try #require(key.id)
        let token = JSONWebToken.signed(claims, by: pair, named: id)
        let text = token.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(try "\(token)" == "<redacted>" && "\(JSONWebToken(text))" == "<redacted>")
        #expect(JSONWebToken.signed(claims, by: pair, named: id).withBytes { Array($0) } == Array(text.utf8))
        let read = try JSONWebToken(text).verify(
            using: JSONWebKeySet([key]), expecting: TokenForge.expectation, now: TokenForge.now)
        #expect(read.text("user_id") == "7" && read.value["is_admin"] == .boolean(false))
        let parts = text.split(separator: ".").map {
            Base64URL.decode($0.utf8).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(parts[0] == "{\"alg\":\"EdDSA\",\"kid\":\"\(id)\",\"typ\":\"JWT\"}")
        #expect(parts[1] == String(decoding: JSONWriter.document(claims).dropLast(), as: UTF8.self))
    }

    @Test("of our own is, byte by byte, what another library makes of the same key and claims")
    func ownVector() throws {
        let pair = try TokenForge().pair
        let claims = try JSONReader.read(TokenForge.claims().bytes)
        // Made by pyca/cryptography 50.
        let known = """
            eyJhbGciOiJFZERTQSIsImtpZCI6ImVkIiwidHlwIjoiSldUIn0.eyJhdWQiOiJodHRwczovL3Byb21wdHMuZXhhbXBsZS5vcmci\
            LCJleHAiOjE4MDAwMDA2MDAsImlhdCI6MTgwMDAwMDAwMCwiaXNzIjoiaHR0cHM6Ly9pc3N1ZXIuZXhhbXBsZSIsIm5iZiI6MTgw\
            MDAwMDAwMCwic3ViIjoiYW5uYSJ9.XLzYSzW2DCBEbrGR_Q2NSAZCXHv-NxUlKN0kUbXDVxsr_7PjxYDUy1X3Fgqp96fVQ1mPakq\
            j0tBLvTxvs4I6BQ
            """
        let token = JSONWebToken.signed(claims, by: pair, named: "ed")
        #expect(token.withBytes { String(decoding: $0, as: UTF8.self) } == known)
    }

    @Test("gives the texts of claims, of which required ones are there and short")
    func texts() throws {
        let forge = try TokenForge()
        let long = String(repeating: "s", count: 256)
        let claims = try forge.read(
            forge.token(
                TokenForge.header,
                TokenForge.claims(["sub": "\"\(long)\"", "id": "74", "empty": "\"\"", "list": "[]", "half": "0.5"])))
        #expect(claims.text("sub") == long && claims.text("id") == "74")
        for name in ["empty", "list", "half", "none"] { #expect(claims.text(name) == nil) }
        #expect(try claims.required("sub", limit: 256) == long)
        #expect(refusalCode { try claims.required("sub") } == "web-token-claims")
        for name in ["id", "empty", "none"] {
            #expect(refusalCode { try claims.required(name) } == "web-token-claim-missing")
        }
    }

    @Test("names the issuer whose keys are asked, before anything is proven")
    func claimedIssuer() throws {
        let forge = try TokenForge()
        #expect(try JSONWebToken(forge.token()).claimedIssuer == TokenForge.issuer)
        #expect(try JSONWebToken(forge.token(TokenForge.header, TokenForge.claims(["iss": "7"]))).claimedIssuer == nil)
    }
}
