import Testing

@testable import PromptuaryCore

@Suite("A key file of the marketplace")
struct KeyPairFileTests {
    /// The keys of RFC 8032 section 7.1, test 1.
    static let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    static let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    static let head = """
        -----BEGIN PROMPT-GEN MARKETPLACE KEYPAIR-----
        Created: 2026-11-22T10:30:00Z

        Public Key:
        \(key)

        Secret Key (KEEP PRIVATE!):
        \(seed)\(key)

        -----END PROMPT-GEN MARKETPLACE KEYPAIR-----

        """

    private static func written() throws -> String {
        let pair = try Ed25519.KeyPair(seed: SecretBytes(#require(Hex.decode(seed))))
        let time = try #require(Timestamp("2026-11-22T10:30:00Z"))
        return KeyPairFile.write(pair, created: time).withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("is written line by line as the marketplace does, with a warning of three lines")
    func lines() throws {
        let text = try Self.written()
        #expect(text.utf8.starts(with: Self.head.utf8))
        let rest = text.dropFirst(Self.head.count).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rest.count == 5 && rest[0].isEmpty && rest[4].isEmpty && rest[1].unicodeScalars.first == "\u{26A0}")
        #expect(rest[1...3].allSatisfy { !$0.isEmpty })
        #expect(KeyPairFile.name(account: "7a") == "marketplace-key-7a.pem")
    }

    @Test("has what the marketplace and its clients look for")
    func clients() throws {
        let text = try Self.written()
        let key = try #require(text.firstMatch(of: /Public Key:\s*([0-9a-f]+)/.ignoresCase()))
        let secret = try #require(text.firstMatch(of: /Secret Key[^:]*:\s*([0-9a-f]+)/.ignoresCase()))
        #expect(key.1 == Self.key && secret.1 == Self.seed + Self.key)
    }

    @Test(
        "is read with either line end, blanks, digits of either case and without the lines for people",
        arguments: [
            head, head.replacing("\n", with: "\r\n"), head.replacing("\n", with: "  \n\t"), String(head.dropLast()),
            head.replacing(seed + key, with: (seed + key).uppercased()),
            head.replacing("Created: 2026-11-22T10:30:00Z\n", with: ""),
            head.replacing("(KEEP PRIVATE!)", with: ""), head + "\nanything\u{0} may follow \(seed)", "\n\n" + head,
            head.replacing("2026-11-22T10:30:00Z", with: "yesterday"),
        ])
    func reading(_ text: String) throws {
        #expect(Hex.encode(try KeyPairFile.read(text.bytes).publicKey.bytes) == Self.key)
    }

    @Test("that was written is read")
    func roundTrip() throws {
        let pair = try KeyPairFile.read(Self.written().bytes)
        #expect(Hex.encode(pair.sign([])).hasPrefix("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"))
    }

    static let other = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"

    static let refused: [RefusedCase<String>] = [
        RefusedCase("nothing", "", "key-pair-file-form"),
        RefusedCase("text before it", "hello\n" + head, "key-pair-file-form"),
        RefusedCase("no end", head.replacing("-----END", with: "-----"), "key-pair-file-form"),
        RefusedCase(
            "the end before the keys", head.replacing("Created", with: end + "\nCreated"), "key-pair-file-form"),
        RefusedCase(
            "another file in PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "key-pair-file-form"),
        RefusedCase("no secret key", head.replacing("Secret Key", with: "Key"), "key-pair-file-form"),
        RefusedCase(
            "two public keys", head.replacing("\nSecret", with: "Public Key:\n\(other)\n\nSecret"), "key-pair-file-form"
        ),
        RefusedCase("a line between", head.replacing("Secret", with: "more\nSecret"), "key-pair-file-form"),
        RefusedCase("a short public key", head.replacing("511a\n\nS", with: "51\n\nS"), "key-pair-file-digits"),
        RefusedCase(
            "something after the digits", head.replacing("511a\n\nS", with: "511a!\n\nS"), "key-pair-file-digits"),
        RefusedCase(
            "a secret key without its public half", head.replacing(seed + key, with: seed), "key-pair-file-digits"),
        RefusedCase("digits with blanks", head.replacing("9d61b1", with: "9d 61b1"), "key-pair-file-digits"),
        RefusedCase("another public key", head.replacing(":\n\(key)", with: ":\n\(other)"), "secret-key-mismatch"),
        RefusedCase("another public half", head.replacing(seed + key, with: seed + other), "secret-key-mismatch"),
        RefusedCase("a large file", head + String(repeating: "\n", count: 16_384), "key-pair-file-form"),
    ]
    private static let end = "-----END PROMPT-GEN MARKETPLACE KEYPAIR-----"

    @Test(
        "is refused when it is not one, or its keys do not belong together, and the refusal has no key",
        arguments: refused)
    func refusal(_ row: RefusedCase<String>) throws {
        let refusal = try #require(throws: Refusal.self) { try KeyPairFile.read(row.input.bytes) }
        #expect(refusal.code == row.code)
        #expect(!refusal.description.contains(Self.seed.prefix(8)))
    }
}
