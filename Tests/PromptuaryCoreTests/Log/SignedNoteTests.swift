import Testing

@testable import PromptuaryCore

@Suite("Signed notes")
struct SignedNoteTests {
    private static let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    private static let line =
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    private static let note = "This is an example message.\n\n" + line

    private static func read(_ text: String) throws -> SignedNote { try SignedNote(bytes: Array(text.utf8)) }

    @Test("the example of C2SP signed-note verifies, and is written as it was read")
    func example() throws {
        let note = try Self.read(Self.note)
        let key = try NoteVerifier(Self.vkey)
        #expect(key.text == Self.vkey && key.kind == .ed25519)
        #expect(try note.verify([key]) == [VerifiedSignature(key: key, time: nil)])
        #expect(note.bytes == Array(Self.note.utf8))
        #expect(note.text == Array("This is an example message.\n".utf8))
    }

    @Test("a changed letter of the text is refused, whoever else has signed")
    func changed() throws {
        let key = try NoteVerifier(Self.vkey)
        let note = try Self.read(Self.note.replacing("example message", with: "examp1e message"))
        #expect(refused(NoteFault.signature) { _ = try note.verify([key]) })
        #expect(try note.verify([]).isEmpty)
        var two = note
        let other = try LogFixture.signer("other", "o")
        two.add(other.sign(two.text))
        #expect(refused(NoteFault.signature) { _ = try two.verify([other.verifier(.ed25519), key]) })
        #expect(try two.verify([other.verifier(.ed25519)]).count == 1)
    }

    @Test("a signature of an unknown key means nothing, also under a known name")
    func unknown() throws {
        let (known, other) = (try LogFixture.signer("log", "a"), try LogFixture.signer("log", "b"))
        let text = Array("text\n".utf8)
        let note = SignedNote(text: text, signatures: [other.sign(text)])
        #expect(try note.verify([known.verifier(.ed25519)]).isEmpty)
        #expect(try note.verify([other.verifier(.cosignature)]).isEmpty, "another type is another key")
    }

    static let bad: [(String, NoteFault)] = [
        ("", .form), ("\n", .form), ("text\n", .form), ("text\n\n", .form), ("text\n" + line, .form),
        ("text\n\n" + line.dropLast(), .form), ("text\n\n" + line + "\n", .form), ("\n\n", .form),
        ("text\n\n" + line + "more", .form), ("text\n\n" + line + "more\n", .line),
        ("te\u{7}xt\n\n" + line, .text), ("te\txt\n\n" + line, .text), ("te\rxt\n\n" + line, .text),
        ("text\n\n" + line.dropFirst(), .line), ("text\n\n" + line.replacing("—", with: "-"), .line),
        ("text\n\n" + line.replacing("— ", with: "—"), .line), ("text\n\n— AAAAAAA=\n", .line),
        ("text\n\n—  AAAAAAA=\n", .keyName), ("text\n\n— a b AAAAAAA=\n", .keyName),
        ("text\n\n— a+b AAAAAAA=\n", .keyName), ("text\n\n— a\u{2003}b AAAAAAA=\n", .keyName),
        ("text\n\n— a\u{85}b AAAAAAA=\n", .keyName),
        ("text\n\n— a AAAAAA==\n", .line), ("text\n\n— a AAAAAAA\n", .line), ("text\n\n— a AAAAAAB=\n", .line),
        ("text\n\n— a AAAA_AA=\n", .line), ("text\n\n— a AAAAAAA= \n", .line), ("text\n\n— a\n", .line),
        ("text\n\n— \(String(repeating: "n", count: 256)) AAAAAAA=\n", .keyName),
    ]

    @Test("what is no note is refused", arguments: bad)
    func strict(text: String, fault: NoteFault) {
        #expect(refused(fault) { _ = try Self.read(text) })
    }

    @Test(
        "bytes that are not UTF-8 are refused", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80]])
    func ill(bytes: [UInt8]) {
        #expect(refused(NoteFault.text) { _ = try SignedNote(bytes: bytes + Array(Self.note.utf8)) })
    }

    static let good = [
        "text\n\n— a AAAAAAA=\n", "two\n\nparts\n\n— a AAAAAAA=\n— b AAAAAAA=\n", "\n\n— a AAAAAAA=\n",
        "\u{7F}é\n\n— mühle.example AAAAAAA=\n",
    ]

    @Test("what is a note is read and written back", arguments: good)
    func lenient(text: String) throws {
        #expect(try Self.read(text).bytes == Array(text.utf8))
    }

    @Test("a note has at most 64 signatures and 256 KiB")
    func limits() throws {
        func note(_ lines: Int, text: Int = 4) throws -> SignedNote {
            try Self.read(String(repeating: "x", count: text) + "\n\n" + String(repeating: Self.line, count: lines))
        }
        #expect(try note(64).signatures.count == 64)
        #expect(refused(NoteFault.tooLarge) { _ = try note(65) })
        let rest = (256 << 10) - 2 - Self.line.utf8.count
        #expect(try note(1, text: rest).text.count == rest + 1)
        #expect(refused(NoteFault.tooLarge) { _ = try note(1, text: rest + 1) })
    }

    @Test("names are the same when their bytes are")
    func names() throws {
        #expect(try NoteName("e\u{301}") != NoteName("é"))
        #expect(try NoteName("\u{212A}") != NoteName("K"))
        #expect(NoteName(logOf: try RegistryName("a.example")) == (try NoteName("a.example/log")))
    }

    static let badKeys: [(String, NoteFault)] = [
        ("", .key), ("example.com/foo", .key), ("example.com/foo+530d903a", .key),
        ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .key),
        ("example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .key),
        ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .keyHash),
        ("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .keyHash),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l", .keyHash),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", .key),
        (" +530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .keyName),
        ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .keyName),
        ("example.com/foo+530d903a+", .key),
    ]

    @Test("what is no public key of a note is refused", arguments: badKeys)
    func keys(text: String, fault: NoteFault) {
        #expect(refused(fault) { _ = try NoteVerifier(text) })
    }

    @Test("keys of other types, lengths and orders are refused")
    func otherKeys() throws {
        func vkey(_ encoded: [UInt8]) -> String {
            let hash = SHA256Digest(of: Array("a\n".utf8) + encoded).bytes[..<4]
            return "a+\(Hex.encode(hash))+\(Base64.encode(encoded))"
        }
        let good = try LogFixture.pair("a").publicKey.bytes
        #expect(try NoteVerifier(vkey([1] + good)).kind == .ed25519)
        #expect(try NoteVerifier(vkey([4] + good)).kind == .cosignature)
        for type: UInt8 in [0, 2, 3, 5, 6, 255] {
            #expect(refused(NoteFault.algorithm) { _ = try NoteVerifier(vkey([type] + good)) })
        }
        #expect(refused(NoteFault.key) { _ = try NoteVerifier(vkey([1] + good.dropLast())) })
        #expect(refused(NoteFault.key) { _ = try NoteVerifier(vkey([1] + good + [0])) })
        #expect(refused(NoteFault.key) { _ = try NoteVerifier(vkey([1, 1] + [UInt8](repeating: 0, count: 31))) })
    }
}
