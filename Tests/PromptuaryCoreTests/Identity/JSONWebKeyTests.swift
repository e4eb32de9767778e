import Testing

@testable import PromptuaryCore

@Suite("A JSON Web Key")
struct JSONWebKeyTests {
    private static func key(_ text: String) throws -> JSONWebKey { try JSONWebKey(JSONReader.read(text.bytes)) }

    /// Signing input and signature of a token.
    private static func parts(_ token: String) throws -> (input: [UInt8], signature: [UInt8]) {
        let mark = try #require(token.utf8.lastIndex(of: UInt8(ascii: ".")))
        let signature = try #require(Base64URL.decode(token.utf8[token.utf8.index(after: mark)...]))
        return (Array(token.utf8[..<mark]), signature)
    }

    @Test(
        "verifies the examples of RFC 7515 and RFC 8037, and none with a flipped bit", arguments: IssuerFixture.vectors)
    func vectors(_ vector: IssuerFixture.Vector) throws {
        let key = try Self.key(vector.key)
        let (input, signature) = try Self.parts(vector.token)
        #expect(key.verifies(signature: signature, of: input))
        for index in signature.indices where index % 7 == 0 || index == signature.count - 1 {
            var other = signature
            other[index] ^= 0x10
            #expect(!key.verifies(signature: other, of: input))
        }
        #expect(!key.verifies(signature: signature, of: input + [0]))
        #expect(!key.verifies(signature: Array(signature.dropLast()), of: input))
        #expect(!key.verifies(signature: signature + [0], of: input))
        #expect(!key.verifies(signature: [0] + signature, of: input))
        #expect(!key.verifies(signature: [], of: input))
        #expect(!key.verifies(signature: [UInt8](repeating: 0, count: signature.count), of: input))
        #expect(!key.verifies(signature: [UInt8](repeating: 0xFF, count: signature.count), of: input))
    }

    @Test(
        "verifies what another library has signed, with numbers of every length",
        arguments: [
            (IssuerFixture.rsaKey, IssuerFixture.rsaToken), (IssuerFixture.rsa4096Key, IssuerFixture.rsa4096Token),
            (IssuerFixture.ecKey, IssuerFixture.ecToken), (IssuerFixture.ecKey, IssuerFixture.ecZeroR),
            (IssuerFixture.ecKey, IssuerFixture.ecZeroS), (IssuerFixture.ecKey, IssuerFixture.ecHigh),
        ])
    func others(_ key: String, _ token: String) throws {
        let (input, signature) = try Self.parts(token)
        #expect(try Self.key(key).verifies(signature: signature, of: input))
    }

    @Test(
        "verifies nothing that its algorithm did not make",
        arguments: [
            (IssuerFixture.rsaKey, IssuerFixture.rsaSHA512Token), (IssuerFixture.rsaKey, IssuerFixture.rsaPSSToken),
            (IssuerFixture.rsaKey, IssuerFixture.rsa4096Token), (IssuerFixture.rsa4096Key, IssuerFixture.rsaToken),
            (IssuerFixture.ecKey, IssuerFixture.ecDERToken), (IssuerFixture.ecKey, IssuerFixture.es384Token),
            (IssuerFixture.ecKey, IssuerFixture.p384Token), (IssuerFixture.ecKey, IssuerFixture.rsaToken),
        ])
    func otherAlgorithms(_ key: String, _ token: String) throws {
        let (input, signature) = try Self.parts(token)
        #expect(try !Self.key(key).verifies(signature: signature, of: input))
    }

    @Test("of RSA refuses a signature that is good but for the modulus added to it")
    func addedModulus() throws {
        let key = try Self.key(IssuerFixture.rsaKey)
        let (input, signature) = try Self.parts(IssuerFixture.rsaToken)
        let n = try #require(JSONReader.read(IssuerFixture.rsaKey.bytes)["n"]?.string)
        let modulus = try #require(Base64URL.decode(n.utf8))
        var (sum, carry) = (signature, 0)
        for index in sum.indices.reversed() {
            let value = Int(sum[index]) + Int(modulus[index]) + carry
            (sum[index], carry) = (UInt8(truncatingIfNeeded: value), value >> 8)
        }
        #expect(!key.verifies(signature: sum, of: input))
        #expect(!key.verifies(signature: [UInt8(carry)] + sum, of: input))
    }

    @Test("has the thumbprint of RFC 7638 and RFC 8037, and its own of another program", arguments: thumbprints)
    func thumbprint(_ key: String, _ thumbprint: String) throws {
        #expect(try Self.key(key).thumbprint == thumbprint)
    }

    static let thumbprints = [
        (
            #"""
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6\#
            tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz\#
            qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2\#
            NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-0\#
            4-29"}
            """#, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        ),
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        ),
        (IssuerFixture.ecKey, "7Qah42x0UyITVvnAWrgU53X0N1B1murE08cYXJLjgS8"),
    ]

    static let refused: [RefusedCase<String>] = [
        RefusedCase("no object", "[]", "web-key-form"),
        RefusedCase("no kind", #"{"n":"AQAB","e":"AQAB"}"#, "web-key-form"),
        RefusedCase("the kind is a number", #"{"kty":1}"#, "web-key-form"),
        RefusedCase("symmetric", #"{"kty":"oct"}"#, "web-key-kind"),
        RefusedCase("symmetric with its secret", #"{"kty":"oct","k":"AQAB"}"#, "web-key-secret"),
        RefusedCase("kind in lower case", IssuerFixture.rsaKey.replacing("\"RSA\"", with: "\"rsa\""), "web-key-kind"),
        RefusedCase("P-384", IssuerFixture.p384Key, "web-key-kind"),
        RefusedCase("secp256k1", IssuerFixture.k256Key, "web-key-kind"),
        RefusedCase("X25519", #"{"kty":"OKP","crv":"X25519","x":"AQAB"}"#, "web-key-kind"),
        RefusedCase("Ed448", #"{"kty":"OKP","crv":"Ed448","x":"AQAB"}"#, "web-key-kind"),
        RefusedCase("RSA of 1024 bits", IssuerFixture.rsa1024Key, "web-key-size"),
        RefusedCase("RSA of 4104 bits", IssuerFixture.rsa4104Key, "web-key-size"),
        RefusedCase("RSA with the exponent 3", IssuerFixture.rsaExponent3Key, "web-key-exponent"),
        RefusedCase("RSA with the exponent 1", IssuerFixture.rsaKey.replacing("AQAB", with: "AQ"), "web-key-exponent"),
        RefusedCase(
            "RSA with a zero before the exponent", IssuerFixture.rsaKey.replacing("AQAB", with: "AAEAAQ"),
            "web-key-exponent"),
        RefusedCase("RSA without exponent", IssuerFixture.rsaKey.replacing("\"e\"", with: "\"f\""), "web-key-form"),
        RefusedCase("RSA with padding", IssuerFixture.rsaKey.replacing("AQAB", with: "AQAB="), "web-key-form"),
        RefusedCase("RSA with an empty modulus", #"{"kty":"RSA","e":"AQAB","n":""}"#, "web-key-form"),
        RefusedCase(
            "RSA with an even modulus", "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\(even)\"}", "web-key-size"),
        RefusedCase(
            "RSA with zeros before the modulus", "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\(padded)\"}", "web-key-size"),
        RefusedCase(
            "RSA with its secret", IssuerFixture.rsaKey.replacing("\"kid\"", with: "\"d\":\"AQAB\",\"kid\""),
            "web-key-secret"),
        RefusedCase("for encryption", IssuerFixture.rsaKey.replacing("\"sig\"", with: "\"enc\""), "web-key-use"),
        RefusedCase(
            "for signing", IssuerFixture.rsaKey.replacing("\"use\"", with: "\"key_ops\":[\"sign\"],\"use\""),
            "web-key-use"),
        RefusedCase(
            "operations are no list", IssuerFixture.rsaKey.replacing("\"use\"", with: "\"key_ops\":\"verify\",\"use\""),
            "web-key-use"),
        RefusedCase("RSA for RS512", IssuerFixture.rsaKey.replacing("RS256", with: "RS512"), "web-key-kind"),
        RefusedCase("RSA for PS256", IssuerFixture.rsaKey.replacing("RS256", with: "PS256"), "web-key-kind"),
        RefusedCase("RSA for HS256", IssuerFixture.rsaKey.replacing("RS256", with: "HS256"), "web-key-kind"),
        RefusedCase("P-256 for ES384", IssuerFixture.ecKey.replacing("ES256", with: "ES384"), "web-key-kind"),
        RefusedCase("the algorithm is a list", IssuerFixture.rsaKey.replacing("\"RS256\"", with: "[]"), "web-key-kind"),
        RefusedCase("the name is a number", IssuerFixture.rsaKey.replacing("\"rsa\"", with: "7"), "web-key-form"),
        RefusedCase("the name is empty", IssuerFixture.rsaKey.replacing("\"rsa\"", with: "\"\""), "web-key-form"),
        RefusedCase(
            "a point beside the curve",
            #"{"kty":"EC","crv":"P-256","x":"\#(ones)","y":"\#(ones)"}"#, "web-key-point"),
        RefusedCase(
            "the point at nothing", #"{"kty":"EC","crv":"P-256","x":"\#(zeros)","y":"\#(zeros)"}"#, "web-key-point"),
        RefusedCase("a short point", #"{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}"#, "web-key-point"),
        RefusedCase("a short Ed25519 key", #"{"kty":"OKP","crv":"Ed25519","x":"AQAB"}"#, "web-key-point"),
        RefusedCase(
            "an Ed25519 key of small order", #"{"kty":"OKP","crv":"Ed25519","x":"\#(zeros)"}"#, "web-key-point"),
    ]
    private static let ones = Base64URL.encode([UInt8](repeating: 1, count: 32))
    private static let zeros = Base64URL.encode([UInt8](repeating: 0, count: 32))
    private static let even = Base64URL.encode([UInt8](repeating: 0xAA, count: 256))
    private static let padded = Base64URL.encode([0] + [UInt8](repeating: 0xAB, count: 256))

    @Test("is refused unless it is a public key for signatures of a known kind", arguments: refused)
    func refusal(_ row: RefusedCase<String>) throws {
        let value = try JSONReader.read(row.input.bytes)
        #expect(refusalCode { try JSONWebKey(value) } == row.code)
    }

    @Test("has one algorithm, which follows from its kind")
    func algorithms() throws {
        #expect(try Self.key(IssuerFixture.rsaKey).algorithm == .rs256)
        #expect(try Self.key(IssuerFixture.ecKey).algorithm == .es256)
        #expect(try JSONWebKey(TokenForge().pair.publicKey).algorithm == .edDSA)
    }

    @Test("set leaves out what it can not use, and reads what it writes")
    func set() throws {
        let unusable = Self.refused.map(\.input).joined(separator: ",")
        let usable = [IssuerFixture.rsaKey, IssuerFixture.ecKey].joined(separator: ",")
        let set = try JSONWebKeySet("{\"keys\":[\(unusable),\(usable)],\"more\":1}".bytes)
        #expect(set.keys.map(\.id) == ["rsa", "ec"])
        let own = JSONWebKeySet(set.keys + [JSONWebKey(try TokenForge().pair.publicKey)])
        #expect(try JSONWebKeySet(own.document) == own)
        #expect(own.document == own.document)
    }

    @Test("set of ours is written with sorted members")
    func document() throws {
        let point = try #require(Base64URL.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".utf8))
        let set = JSONWebKeySet([JSONWebKey(try Ed25519.PublicKey(point))])
        #expect(
            String(decoding: set.document, as: UTF8.self) == """
                {"keys":[{"alg":"EdDSA","crv":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","kty":"OKP",\
                "use":"sig","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}

                """)
    }

    @Test("set names a key by its exact name; a name that two have, and none where there are two, names no key")
    func names() throws {
        let (rsa, ec) = (try Self.key(IssuerFixture.rsaKey), try Self.key(IssuerFixture.ecKey))
        let set = JSONWebKeySet([rsa, ec])
        #expect(set.key(named: "rsa") == rsa && set.key(named: "ec") == ec)
        for name in [nil, "", "RSA", "rsa ", "rs", "rsa\u{301}"] { #expect(set.key(named: name) == nil) }
        #expect(JSONWebKeySet([rsa]).key(named: nil) == rsa)
        #expect(JSONWebKeySet([JSONWebKey]()).key(named: nil) == nil)
        let pair = try TokenForge().pair
        let twice = JSONWebKeySet([rsa, JSONWebKey(pair.publicKey, id: "rsa")])
        #expect(twice.key(named: "rsa") == nil)
        let composed = JSONWebKeySet([JSONWebKey(pair.publicKey, id: "\u{E9}")])
        #expect(composed.key(named: "e\u{301}") == nil)
    }

    @Test(
        "set is refused when it is none",
        arguments: [
            ("[]", "web-key-set"), ("{}", "web-key-set"), (#"{"keys":{}}"#, "web-key-set"),
            ("{\"keys\":[" + Array(repeating: "{}", count: 101).joined(separator: ",") + "]}", "web-key-set"),
            (#"{"keys":[],"keys":[]}"#, "json-duplicate-key"), ("", "json-cut-short"),
            (String(repeating: " ", count: 256 << 10) + "{}", "json-too-large"), ("<html>", "json-unexpected"),
        ])
    func noSet(_ document: String, _ code: String) {
        #expect(refusalCode { try JSONWebKeySet(document.bytes) } == code)
    }
}
