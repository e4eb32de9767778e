import Testing

@testable import PromptuaryCore

@Suite("A token of the registry")
struct SecretTokenTests {
    static let random = (0..<32).map { UInt8($0) }

    /// Made by Python: zlib.crc32, base64.urlsafe_b64encode and the digits 0-9A-Za-z.
    static let known: [(SecretToken.Kind, String)] = [
        (.api, "pdr_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh83fBxfU"),
        (.access, "pdro_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh829U2ic"),
        (.refresh, "pdrr_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh80JC4hM"),
        (.exchanged, "pdrx_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh82duTXy"),
        (.code, "pdrc_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh82XWdve"),
        (.device, "pdrd_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh81aU8NY"),
    ]

    @Test("is the text that another program makes of the same bytes, for each kind", arguments: known)
    func vector(_ kind: SecretToken.Kind, _ text: String) throws {
        let token = try SecretToken(kind, random: Self.random)
        #expect(token.text == text)
        let read = try SecretToken(text)
        #expect(read.kind == kind)
        #expect(read.digest == token.digest && read.digest == SHA256Digest(of: text.bytes))
        #expect(read.beginning == String(text.prefix(8)))
    }

    @Test("has the form that scanners look for, also when the checksum is small", arguments: SecretToken.Kind.allCases)
    func form(_ kind: SecretToken.Kind) throws {
        var generator = SeededGenerator(seed: 62)
        let expression = /pdr[a-z]?_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}/
        for _ in 0..<500 {
            let text = try SecretToken(kind, random: (0..<32).map { _ in .random(in: 0...255, using: &generator) }).text
            #expect(text.wholeMatch(of: expression) != nil)
            #expect(try SecretToken(text).kind == kind)
        }
    }

    @Test("with any one character changed is refused before anybody looks for it")
    func typing() throws {
        let text = try SecretToken(.api, random: Self.random).text.bytes
        for index in text.indices {
            for other in "aZ0_-x=".utf8 where other != text[index] {
                var changed = text
                changed[index] = other
                let code = refusalCode { try SecretToken(String(decoding: changed, as: UTF8.self)) }
                #expect(code == "secret-token-form" || code == "secret-token-checksum")
            }
        }
    }

    static let others: [String] = {
        let text = known[0].1
        return [
            text + "\n", " " + text, text + " ", "Bearer " + text, String(text.dropLast()), text + "0",
            text.uppercased(),
            "pdra_" + text.dropFirst(4), "pdro_" + text.dropFirst(4), "", "pdr_",
            String(repeating: "pdr_", count: 100_000),
            text + "\u{301}", text.dropLast(6) + "000000",
        ]
    }()

    @Test("is exactly its text, and no refusal shows any of it", arguments: others)
    func exact(_ text: String) throws {
        let refusal = try #require(throws: Refusal.self) { try SecretToken(text) }
        #expect(refusal.code.utf8.starts(with: "secret-token-".utf8))
        #expect(!refusal.description.contains(Self.known[0].1.dropFirst(4).prefix(12)))
    }

    @Test("is never shown by printing, interpolating or looking into it")
    func redacted() throws {
        let token = try SecretToken(.refresh, random: Self.random)
        var dumped = ""
        dump(token, to: &dumped)
        for shown in ["\(token)", String(reflecting: token), "\([token])", dumped] {
            #expect(!shown.contains(token.text.dropFirst(5).prefix(6)), "\(shown)")
        }
    }

    @Test("needs 32 random bytes", arguments: [0, 16, 31, 33])
    func randomness(_ count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(refusalCode { try SecretToken(.api, random: bytes) } == "secret-token-randomness")
    }
}
