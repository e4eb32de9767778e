import Testing

@testable import PromptuaryCore

@Suite("The text of a login")
struct LoginTextTests {
    static let known = """
        pdpkg-login v1
        origin: https://prompts.example.org
        account: ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1
        purpose: login
        nonce: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
        expires: 1800000060

        """
    static let browser = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private static func pair() throws -> Ed25519.KeyPair {
        try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: 3, count: 32)))
    }

    private static func text(
        origin: String = "https://prompts.example.org", purpose: String = "login", browser: SHA256Digest? = nil,
        nonce: [UInt8] = (0..<32).map { UInt8($0) }, expires: Int = 1_800_000_060
    ) throws -> LoginText {
        try LoginText(
            origin: origin, account: pair().publicKey, purpose: purpose, browser: browser, nonce: nonce,
            expires: Timestamp(seconds: expires))
    }

    @Test("has its first line and its five fields, and is read back")
    func form() throws {
        let text = try Self.text()
        #expect(String(decoding: text.bytes, as: UTF8.self) == Self.known)
        #expect(try LoginText(Self.known.bytes) == text)
        let bound = try Self.text(purpose: "admin", browser: SHA256Digest(hex: Self.browser))
        #expect(
            String(decoding: bound.bytes, as: UTF8.self)
                == Self.known.replacing("purpose: login", with: "purpose: admin " + Self.browser))
        #expect(try LoginText(bound.bytes) == bound)
        let own = try Self.text(origin: "http://127.0.0.1:8080")
        #expect(try LoginText(own.bytes).origin == "http://127.0.0.1:8080")
    }

    static let refused: [RefusedCase<String>] = [
        RefusedCase("nothing", "", "login-text-form"),
        RefusedCase("another first line", known.replacing("v1", with: "v2"), "login-text-form"),
        RefusedCase("a blank before it", " " + known, "login-text-form"),
        RefusedCase("a byte order mark", "\u{FEFF}" + known, "login-text-form"),
        RefusedCase("no line feed at its end", String(known.dropLast()), "login-text-form"),
        RefusedCase("a line more", known + "\n", "login-text-form"),
        RefusedCase("a field more", known + "more: 1\n", "login-text-form"),
        RefusedCase("a field less", known.replacing("purpose: login\n", with: ""), "login-text-form"),
        RefusedCase("line ends of Windows", known.replacing("\n", with: "\r\n"), "login-text-form"),
        RefusedCase(
            "two fields exchanged",
            known.replacing("purpose: login\n", with: "").replacing("expires", with: "purpose: login\nexpires"),
            "login-text-form"),
        RefusedCase("no blank after a colon", known.replacing("nonce: ", with: "nonce:"), "login-text-form"),
        RefusedCase("two blanks after a colon", known.replacing("nonce: ", with: "nonce:  "), "login-text-form"),
        RefusedCase("a blank at the end of a line", known.replacing("060\n", with: "060 \n"), "login-text-form"),
        RefusedCase("a tab", known.replacing("purpose: ", with: "purpose:\t"), "login-text-form"),
        RefusedCase("a NUL", known.replacing("login\n", with: "login\0\n"), "login-text-form"),
        RefusedCase("another script", known.replacing("purpose: login", with: "purpose: lоgin"), "login-text-form"),
        RefusedCase("digits in upper case", known.replacing("ed4928c6", with: "ED4928C6"), "login-text-form"),
        RefusedCase("a name for an account", known.replacing("ed4928c6", with: "anna"), "login-text-form"),
        RefusedCase("a short key", known.replacing("ed4928c6", with: "ed4928"), "publisher-key-length"),
        RefusedCase("no hexadecimal digits", known.replacing("ed4928c6", with: "xd4928c6"), "login-text-form"),
        RefusedCase("a key of small order", known.replacing(key, with: "01" + zeros), "publisher-key-invalid-point"),
        RefusedCase("an empty purpose", known.replacing("purpose: login", with: "purpose: "), "login-text-form"),
        RefusedCase("a purpose in upper case", known.replacing(": login", with: ": Login"), "login-text-form"),
        RefusedCase("a blank after the purpose", known.replacing(": login", with: ": login "), "login-text-form"),
        RefusedCase("half a browser", known.replacing(": login", with: ": login e3b0c442"), "login-text-form"),
        RefusedCase(
            "a browser in upper case", known.replacing(": login", with: ": login " + browser.uppercased()),
            "login-text-form"),
        RefusedCase("a longer purpose", known.replacing(": login", with: ": " + zeros), "login-text-form"),
        RefusedCase("a short nonce", known.replacing("AAECAwQFBgcICQoL", with: "AAECAwQFBgcI"), "login-text-nonce"),
        RefusedCase("a nonce without padding", known.replacing("Hh8=", with: "Hh8"), "login-text-form"),
        RefusedCase("a nonce with set bits", known.replacing("Hh8=", with: "Hh9="), "login-text-form"),
        RefusedCase("a time with a sign", known.replacing("1800000060", with: "+1800000060"), "login-text-form"),
        RefusedCase("a time with a zero", known.replacing("1800000060", with: "01800000060"), "login-text-form"),
        RefusedCase("a time before 1970", known.replacing("1800000060", with: "-1"), "login-text-form"),
        RefusedCase("a time after all", known.replacing("1800000060", with: "99999999999999"), "login-text-form"),
        RefusedCase("a time in words", known.replacing("1800000060", with: "soon"), "login-text-form"),
        RefusedCase("an origin with a slash", known.replacing("org\n", with: "org/\n"), "login-text-origin"),
        RefusedCase("an origin with a path", known.replacing("org\n", with: "org/a\n"), "login-text-origin"),
        RefusedCase("an origin with a user", known.replacing("https://", with: "https://a@"), "login-text-origin"),
        RefusedCase("an origin of a file", known.replacing("https://", with: "file://"), "login-text-origin"),
        RefusedCase("an origin in upper case", known.replacing("https", with: "HTTPS"), "login-text-origin"),
        RefusedCase("no origin", known.replacing("https://prompts.example.org", with: "null"), "login-text-origin"),
        RefusedCase(
            "a long text", known.replacing("login\n", with: String(repeating: "l", count: 1024) + "\n"),
            "login-text-form"),
    ]
    private static let key = "ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1"
    private static let zeros = String(repeating: "0", count: 62)

    @Test("has one spelling; every other is refused", arguments: refused)
    func refusal(_ row: RefusedCase<String>) {
        #expect(refusalCode { try LoginText(row.input.bytes) } == row.code)
    }

    @Test("is refused with any one byte changed, left out or put in, or is another text, and never the same")
    func bytes() throws {
        let text = try Self.text()
        for index in text.bytes.indices {
            var left = text.bytes
            left.remove(at: index)
            var changed = text.bytes
            changed[index] ^= 1
            var more = text.bytes
            more.insert(UInt8(ascii: "a"), at: index)
            for other in [left, changed, more] {
                guard let read = try? LoginText(other) else { continue }
                #expect(read != text && read.bytes == other)
            }
        }
    }

    @Test("is found by a challenge that binds nonce, key, purpose, browser and origin")
    func challenge() throws {
        let digest = SHA256Digest(hex: Self.browser)
        let challenges = try [
            Self.text(), Self.text(origin: "https://other.example.org"), Self.text(purpose: "admin"),
            Self.text(browser: digest), Self.text(nonce: [UInt8](repeating: 0, count: 32)),
        ].map(\.challenge)
        #expect(Set(challenges).count == challenges.count)
        #expect(try Self.text(expires: 1).challenge == challenges[0])
        #expect(
            challenges[0]
                == LoginText.challenge(
                    nonce: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", account: Self.key, purpose: "login",
                    origin: "https://prompts.example.org"))
    }

    @Test(
        "is refused when it is made of something else",
        arguments: [
            ("", "login-text-form"), ("log in", "login-text-form"), ("LOGIN", "login-text-form"),
            ("l\n", "login-text-form"),
        ])
    func purposes(_ purpose: String, _ code: String) {
        #expect(refusalCode { try Self.text(purpose: purpose) } == code)
        #expect(refusalCode { try Self.text(nonce: [1, 2]) } == "login-text-nonce")
        #expect(refusalCode { try Self.text(origin: "https://a.example\nrole: admin") } == "login-text-origin")
    }
}
