@testable import PromptuaryCore

/// Tokens that must be refused by the keys and the expectation of ``TokenForge``, each with the code of its refusal.
enum HostileTokens {
    typealias Row = RefusedCase<String>

    static var headers: [Row] {
        get throws { try algorithms + embedded + keyNames + types + headerForms }
    }

    /// Who signs decides nothing: the algorithm is the key's.
    private static var algorithms: [Row] {
        get throws {
            let forge = try TokenForge()
            func header(_ algorithm: String) -> String { "{\"alg\":\(algorithm),\"kid\":\"ed\",\"typ\":\"JWT\"}" }
            var rows: [Row] = []
            for name in [
                "none", "None", "NONE", "nOnE", "", "HS256", "RS256", "ES256", "PS256", "HS512", "eddsa", "EDDSA",
                "EdDSA ",
                "Ed25519", "ES256K", "Ed\\u0301DSA",
            ] {
                rows.append(Row("alg \(name)", forge.token(header("\"\(name)\"")), "web-token-algorithm"))
            }
            for text in ["1", "null", "[\"EdDSA\"]", "{}", "true"] {
                rows.append(Row("alg is \(text)", forge.token(header(text)), "web-token-header"))
            }
            rows.append(Row("no alg", forge.token(#"{"kid":"ed","typ":"JWT"}"#), "web-token-header"))
            for (name, algorithm) in [("none", "none"), ("our algorithm", "EdDSA")] {
                let input = TokenForge.input(header("\"\(algorithm)\""), TokenForge.claims())
                rows.append(Row("\(name), without a signature", input + ".", "web-token-form"))
            }
            // The public key as the secret of HS256, in each form in which somebody may have it.
            let point = forge.pair.publicKey.bytes
            let secrets: [(String, [UInt8])] = [
                ("bytes", point), ("hexadecimal digits", Hex.encode(point).bytes),
                ("base64", Base64.encode(point).bytes),
                ("base64 for URLs", Base64URL.encode(point).bytes), ("key set", try forge.keys.document),
                ("nothing", []),
            ]
            for (name, secret) in secrets {
                let input = TokenForge.input(header("\"HS256\""), TokenForge.claims())
                let code = HMACSHA256.code(of: input.bytes, key: SecretBytes(secret))
                rows.append(
                    Row("HS256 with the key as \(name)", input + "." + Base64URL.encode(code), "web-token-algorithm"))
            }
            let pem = TokenForge.input(#"{"alg":"HS256","kid":"rsa","typ":"JWT"}"#, TokenForge.claims())
            let code = HMACSHA256.code(of: pem.bytes, key: SecretBytes(IssuerFixture.rsaPEM.bytes))
            rows.append(Row("HS256 with the RSA key in PEM", pem + "." + Base64URL.encode(code), "web-token-algorithm"))
            rows += [
                Row("PS256 by the RSA key", IssuerFixture.ps256Token, "web-token-algorithm"),
                Row("RS512 by the RSA key", IssuerFixture.rs512Token, "web-token-algorithm"),
                Row("ES384 by the key on P-256", IssuerFixture.es384Token, "web-token-algorithm"),
                Row(
                    "our key under the name of the RSA key", forge.token(#"{"alg":"EdDSA","kid":"rsa","typ":"JWT"}"#),
                    "web-token-algorithm"),
                Row(
                    "our key as RS256 under the name of the RSA key",
                    forge.token(#"{"alg":"RS256","kid":"rsa","typ":"JWT"}"#), "web-token-signature"),
                Row(
                    "our key as ES256 under the name of the other",
                    forge.token(#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#),
                    "web-token-signature"),
            ]
            return rows
        }
    }

    /// A token that brings its own key, good but for that.
    private static var embedded: [Row] {
        get throws {
            let forge = try TokenForge(seed: 2)
            let key = String(decoding: JSONWebKeySet([JSONWebKey(forge.pair.publicKey)]).document, as: UTF8.self)
                .dropLast()
            return [
                ("jwk", "\(key)"), ("jku", "\"https://evil.example/jwks.json\""),
                ("jku", "\"https://issuer.example/@evil\""),
                ("x5u", "\"https://evil.example/chain.pem\""), ("x5c", "[\"MIIB\"]"), ("crit", "[\"exp\"]"),
                ("crit", "[]"),
                ("b64", "false"), ("jwk", "null"), ("crit", "null"),
            ].map { name, value in
                let header = "{\"alg\":\"EdDSA\",\"kid\":\"ed\",\"typ\":\"JWT\",\"\(name)\":\(value)}"
                return Row("header with \(name) \(value.prefix(30))", forge.token(header), "web-token-embedded-key")
            }
        }
    }

    private static var keyNames: [Row] {
        get throws {
            let forge = try TokenForge()
            var rows = [
                "", "ED", "ed ", " ed", "ed\\u0000", "e", "edd", "../../ed", "/dev/null", "ed' OR '1'='1", "ed\\u0301",
                "https://evil.example/key",
            ].map { name in
                let code = name.contains("0000") ? "web-token-header" : "web-token-key"
                return Row("kid \(name)", forge.token("{\"alg\":\"EdDSA\",\"kid\":\"\(name)\",\"typ\":\"JWT\"}"), code)
            }
            for text in ["1", "null", "[\"ed\"]", "{\"ed\":1}"] {
                let header = "{\"alg\":\"EdDSA\",\"kid\":\(text),\"typ\":\"JWT\"}"
                rows.append(Row("kid is \(text)", forge.token(header), "web-token-header"))
            }
            rows.append(Row("no kid, of three keys", forge.token(#"{"alg":"EdDSA","typ":"JWT"}"#), "web-token-key"))
            return rows
        }
    }

    private static var types: [Row] {
        get throws {
            let forge = try TokenForge()
            var rows = [Row("no typ", forge.token(#"{"alg":"EdDSA","kid":"ed"}"#), "web-token-type")]
            for text in [
                "\"jwt\"", "\"\"", "\"JWT \"", "\"at+jwt\"", "\"logout+jwt\"", "\"application/jwt\"", "null", "1",
            ] {
                rows.append(
                    Row(
                        "typ \(text)", forge.token("{\"alg\":\"EdDSA\",\"kid\":\"ed\",\"typ\":\(text)}"),
                        "web-token-type"))
            }
            return rows
        }
    }

    private static var headerForms: [Row] {
        get throws {
            let forge = try TokenForge()
            return [
                ("alg twice", #"{"alg":"none","alg":"EdDSA","kid":"ed","typ":"JWT"}"#),
                ("alg twice, once escaped", #"{"alg":"EdDSA","\u0061lg":"none","kid":"ed","typ":"JWT"}"#),
                ("kid twice", #"{"alg":"EdDSA","kid":"rsa","kid":"ed","typ":"JWT"}"#),
                ("something after it", TokenForge.header + "{}"), ("a NUL after it", TokenForge.header + "\0"),
                ("a byte order mark", "\u{FEFF}" + TokenForge.header), ("a comment", "/**/" + TokenForge.header),
                ("a list", "[" + TokenForge.header + "]"), ("a text", "\"JWT\""), ("null", "null"),
                ("no braces", "alg=EdDSA"),
                ("a comma at the end", #"{"alg":"EdDSA","kid":"ed","typ":"JWT",}"#),
                ("single quotes", "{'alg':'EdDSA','kid':'ed','typ':'JWT'}"),
                ("a lone surrogate", #"{"alg":"EdDSA","kid":"ed","typ":"JWT","x":"\ud800"}"#),
                ("not a number", #"{"alg":"EdDSA","kid":"ed","typ":"JWT","x":NaN}"#),
                ("too deep", #"{"alg":"EdDSA","kid":"ed","typ":"JWT","x":[[[[[[[[[1]]]]]]]]]}"#),
                ("cut short", String(TokenForge.header.dropLast())),
            ].map { name, header in Row("header: \(name)", forge.token(header), "web-token-header") }
        }
    }

    static var forms: [Row] {
        get throws {
            let token = try TokenForge().token()
            let parts = token.split(separator: ".").map(String.init)
            let (header, claims, signature) = (parts[0], parts[1], parts[2])
            let texts: [(String, String)] = [
                ("nothing", ""), ("a dot", "."), ("two dots", ".."), ("three dots", "..."),
                ("two parts", header + "." + claims),
                ("four parts", token + "."), ("five parts", token + "..abc"), ("a blank before it", " " + token),
                ("a blank after it", token + " "), ("a line feed after it", token + "\n"),
                ("the scheme before it", "Bearer " + token),
                ("a NUL after it", token + "\0"), ("a comma after it", token + ","),
                ("no header", "." + claims + "." + signature),
                ("no claims", header + ".." + signature),
                ("padding after the header", header + "=." + claims + "." + signature),
                ("padding after the claims", header + "." + claims + "==." + signature),
                ("padding after the signature", token + "=="),
                ("a line feed in it", header + "\n." + claims + "." + signature),
                ("percent-encoding", header + "." + claims + "." + signature + "%3D"),
                ("quotes around it", "\"\(token)\""),
                (
                    "the JSON form",
                    "{\"payload\":\"\(claims)\",\"protected\":\"\(header)\",\"signature\":\"\(signature)\"}"
                ),
                ("a full stop of another script", header + "\u{3002}" + claims + "\u{3002}" + signature),
                ("an accent on a dot", header + ".\u{301}" + claims + "." + signature),
                ("base64 of the other alphabet", header + "." + claims + "." + signature.dropLast(2) + "+/"),
                ("a single letter too many", header + "." + claims + "." + signature + "AAA"),
                ("set bits at the end of the signature", String(token.dropLast()) + other(token.last)),
                ("the claims in plain", header + "." + TokenForge.claims() + "." + signature),
            ]
            return texts.map { Row("form: \($0)", $1, "web-token-form") } + [
                Row(
                    "form: 8193 bytes", token + String(repeating: "A", count: 8193 - token.utf8.count), "web-token-size"
                ),
                Row("form: a megabyte of dots", String(repeating: ".", count: 1 << 20), "web-token-size"),
            ]
        }
    }

    /// The letter whose value is one more: of the last letter of 64 bytes, which has four unused bits, a second spelling.
    private static func other(_ letter: Character?) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let index = letter.flatMap { alphabet.firstIndex(of: $0) } ?? 0
        return String(alphabet[index + 1])
    }

    static var signatures: [Row] {
        get throws {
            let forge = try TokenForge()
            let input = TokenForge.input(TokenForge.header, TokenForge.claims())
            let good = forge.pair.sign(input.bytes)
            func changed(_ index: Int) -> [UInt8] {
                var other = good
                other[index] ^= 1
                return other
            }
            let other = TokenForge.input(TokenForge.header, TokenForge.claims(["sub": "\"root\""]))
            let rows: [(String, [UInt8])] = [
                ("a flipped bit at its beginning", changed(0)), ("a flipped bit in its middle", changed(32)),
                ("a flipped bit at its end", changed(63)), ("a byte less", Array(good.dropLast())),
                ("a byte more", good + [0]),
                ("zeros", [UInt8](repeating: 0, count: 64)), ("one byte", [0]),
                ("of another key", try TokenForge(seed: 2).pair.sign(input.bytes)),
                ("of other claims", forge.pair.sign(other.bytes)),
                ("of the claims alone", forge.pair.sign(TokenForge.claims().bytes)),
                ("of the digest", forge.pair.sign(SHA256Digest(of: input.bytes).bytes)),
                ("with the order of the group added", addingOrder(to: good)),
                ("as hexadecimal digits", Hex.encode(good).bytes),
            ]
            return rows.map { Row("signature: \($0)", input + "." + Base64URL.encode($1), "web-token-signature") } + [
                Row("signature: RS256 with SHA-512", IssuerFixture.rsaSHA512Token, "web-token-signature"),
                Row("signature: RS256 with PSS padding", IssuerFixture.rsaPSSToken, "web-token-signature"),
                Row("signature: ES256 in DER", IssuerFixture.ecDERToken, "web-token-signature"),
                Row("signature: ES256 of zeros", try zeroES256(), "web-token-signature"),
                Row("signature: of a key that the issuer does not have", IssuerFixture.rsa4096Token, "web-token-key"),
                Row("signature: of a key on P-384", IssuerFixture.p384Token, "web-token-key"),
                Row(
                    "signature: over other claims than those shown",
                    other + "." + Base64URL.encode(good), "web-token-signature"),
            ]
        }
    }

    private static func zeroES256() throws -> String {
        TokenForge.input(#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#, TokenForge.claims()) + "."
            + Base64URL.encode([UInt8](repeating: 0, count: 64))
    }

    /// The signature with `S + L` in the place of `S`, which lax verifiers take, too (RFC 8032 section 8.4).
    private static func addingOrder(to signature: [UInt8]) -> [UInt8] {
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        var (sum, carry) = (signature, 0)
        for index in 0..<32 {
            let value = Int(sum[32 + index]) + Int(order[index]) + carry
            (sum[32 + index], carry) = (UInt8(truncatingIfNeeded: value), value >> 8)
        }
        return sum
    }

    static var claims: [Row] {
        get throws {
            let forge = try TokenForge()
            let changes: [(String, String, String)] = [
                ("iss", "", "claim-missing"), ("iss", "\"\"", "issuer"), ("iss", "null", "issuer"),
                ("iss", "1", "issuer"),
                ("iss", "[\"\(TokenForge.issuer)\"]", "issuer"), ("iss", "\"\(TokenForge.issuer)/\"", "issuer"),
                ("iss", "\"https://ISSUER.example\"", "issuer"), ("iss", "\"http://issuer.example\"", "issuer"),
                ("iss", "\"\(TokenForge.issuer).evil.example\"", "issuer"),
                ("aud", "", "claim-missing"), ("aud", "\"\"", "audience"), ("aud", "[]", "audience"),
                ("aud", "\"other\"", "audience"), ("aud", "[\"other\",\"another\"]", "audience"),
                ("aud", "\"\(TokenForge.audience)/\"", "audience"),
                ("aud", "\"\(TokenForge.audience).evil\"", "audience"),
                ("aud", "\"\(TokenForge.audience) other\"", "audience"), ("aud", "null", "claims"),
                ("aud", "7", "claims"),
                ("aud", "{\"\(TokenForge.audience)\":1}", "claims"),
                ("aud", "[\"\(TokenForge.audience)\",1]", "claims"),
                ("aud", "[[\"\(TokenForge.audience)\"]]", "claims"),
                ("exp", "", "claim-missing"), ("exp", "\"1800000600\"", "claims"), ("exp", "1800000600.0", "claims"),
                ("exp", "18000006e2", "claims"), ("exp", "-1", "claims"), ("exp", "true", "claims"),
                ("exp", "null", "claims"),
                ("exp", "[1800000600]", "claims"), ("exp", "0", "expired"), ("exp", "1800000240", "expired"),
                ("exp", "9007199254740992", "claims"), ("exp", "1e400", "claims"),
                ("exp", "9007199254740991", "lifetime"),
                ("exp", "1800086401", "lifetime"), ("exp", "01800000600", "claims"),
                ("iat", "", "claim-missing"), ("iat", "\"1800000000\"", "claims"), ("iat", "1800000000.5", "claims"),
                ("iat", "null", "claims"), ("iat", "-1800000000", "claims"), ("iat", "1800000361", "early"),
                ("iat", "0", "lifetime"), ("iat", "1800000600", "early"),
                ("nbf", "", "claim-missing"), ("nbf", "\"1800000000\"", "claims"), ("nbf", "1800000361", "early"),
                ("nbf", "null", "claims"), ("nbf", "1.8e9", "claims"), ("nbf", "9007199254740991", "early"),
            ]
            var rows = changes.map { name, value, code in
                let shown = value.isEmpty ? "missing" : value
                return Row(
                    "claims: \(name) \(shown)", forge.token(TokenForge.header, TokenForge.claims([name: value])),
                    "web-token-" + code)
            }
            let good = TokenForge.claims()
            let texts: [(String, String)] = [
                ("a list", "[" + good + "]"), ("a text", "\"anna\""), ("null", "null"), ("a number", "1"),
                ("a claim twice", good.dropLast() + ",\"iss\":\"other\"}"),
                ("a claim twice, once escaped", good.dropLast() + ",\"\\u0073ub\":\"root\"}"),
                ("something after them", good + "1"),
                ("a byte order mark", "\u{FEFF}" + good),
                ("a control character", good.replacing("anna", with: "an\u{1}na")),
                ("an escaped control character", good.replacing("anna", with: "an\\u0000na")),
                ("a change of direction", good.replacing("anna", with: "an\u{202E}na")),
                ("cut short", String(good.dropLast())),
                ("too deep", good.dropLast() + ",\"x\":[[[[[[[[[1]]]]]]]]]}"), ("a form", "iss=a&aud=b"),
                ("a token in it", forge.token()),
            ]
            rows += texts.map { Row("claims: \($0)", forge.token(TokenForge.header, $1), "web-token-claims") }
            rows.append(
                Row(
                    "claims: expired before made",
                    forge.token(
                        TokenForge.header, TokenForge.claims(["exp": "1800000310", "iat": "1800000320"])),
                    "web-token-lifetime"))
            return rows
        }
    }
}
