import Testing

@testable import PromptuaryCore

@Suite("minisign signatures")
struct MinisignSignatureTests {
    static let lines = SignatureFixture.minisignSignature.split(separator: "\n").map(String.init)

    private func verify(
        _ text: [UInt8], file: [UInt8] = SignatureFixture.file, comment: String = SignatureFixture.comment
    ) throws {
        try MinisignSignature(text).verify(
            file: file, key: PublisherKey(SignatureFixture.minisignPublic), expectedTrustedComment: comment)
    }

    @Test("a signature that minisign made verifies, and ours has the same bytes")
    func genuine() throws {
        try verify(SignatureFixture.minisignSignature.bytes)
        let key = try SecretKey(file: SignatureFixture.minisignSecret.bytes)
        let ours = key.sign(SignatureFixture.file, named: "tool.pdpkg", binding: try SignatureFixture.binding)
        guard case .minisign(let signature) = ours.content else {
            Issue.record("not a minisign signature")
            return
        }
        let text = signature.file(untrustedComment: "signature from minisign secret key")
        #expect(text == SignatureFixture.minisignSignature.bytes)
        #expect(ours.name.text == "tool.pdpkg.minisig")
        #expect(try MinisignSignature(ours.bytes) == signature)
    }

    /// The fixture with a change to the raw bytes behind one of its two base64 lines.
    private static func changed(line: Int, _ change: (inout [UInt8]) -> Void) -> String {
        var lines = lines
        var bytes = Base64.decode(lines[line].utf8) ?? []
        change(&bytes)
        lines[line] = Base64.encode(bytes)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func replaced(line: Int, _ text: String) -> String {
        var lines = lines
        lines[line] = text
        return lines.joined(separator: "\n") + "\n"
    }

    static let text = SignatureFixture.minisignSignature
    static let tampered: [RefusedCase<String>] = [
        RefusedCase("signature bit", changed(line: 1) { $0[20] ^= 1 }, "signature-forged"),
        RefusedCase("last signature byte", changed(line: 1) { $0[73] ^= 0x80 }, "signature-forged"),
        RefusedCase("global signature bit", changed(line: 3) { $0[0] ^= 1 }, "signature-forged-comment"),
        RefusedCase("key number", changed(line: 1) { $0[2] ^= 1 }, "signature-unknown-key"),
        RefusedCase("legacy algorithm", changed(line: 1) { $0[1] = UInt8(ascii: "d") }, "signature-algorithm"),
        RefusedCase("genuine legacy", SignatureFixture.minisignLegacy, "signature-algorithm"),
        RefusedCase("unknown algorithm", changed(line: 1) { $0[0] = 0 }, "signature-algorithm"),
        RefusedCase("a byte more", changed(line: 1) { $0.append(0) }, "signature-length"),
        RefusedCase("a byte less", changed(line: 1) { $0.removeLast() }, "signature-length"),
        RefusedCase("empty signature", changed(line: 1) { $0 = [] }, "signature-algorithm"),
        RefusedCase("global with a byte more", changed(line: 3) { $0.append(0) }, "signature-length"),
        RefusedCase("global empty", changed(line: 3) { $0 = [] }, "signature-length"),
        RefusedCase("other version", text.replacing("1.2.3", with: "1.2.4"), "signature-trusted-comment"),
        RefusedCase(
            "trailing blank in the comment", text.replacing("1.2.3\n", with: "1.2.3 \n"), "signature-trusted-comment"),
        RefusedCase("comment removed", replaced(line: 2, "trusted comment: "), "signature-trusted-comment"),
        RefusedCase("no blank after the prefix", replaced(line: 2, "trusted comment:"), "signature-form"),
        RefusedCase("prefix in capitals", replaced(line: 0, "Untrusted comment: x"), "signature-form"),
        RefusedCase("a control character", replaced(line: 0, "untrusted comment: \u{1B}[2J"), "signature-form"),
        RefusedCase("not ASCII", replaced(line: 0, "untrusted comment: é"), "signature-form"),
        RefusedCase("tab", replaced(line: 2, "trusted comment: pdpkg\tv1"), "signature-form"),
        RefusedCase("CRLF", text.replacing("\n", with: "\r\n"), "signature-form"),
        RefusedCase("no last line feed", String(text.dropLast()), "signature-form"),
        RefusedCase("a fifth line", text + "\n", "signature-form"),
        RefusedCase("three lines", lines.dropLast().joined(separator: "\n") + "\n", "signature-form"),
        RefusedCase("empty", "", "signature-form"),
        RefusedCase("byte order mark", "\u{FEFF}" + text, "signature-form"),
        RefusedCase("blank after base64", replaced(line: 1, lines[1] + " "), "signature-base64"),
        RefusedCase("padding dropped", replaced(line: 1, lines[1].replacing("=", with: "")), "signature-base64"),
        RefusedCase(
            "another spelling", replaced(line: 1, lines[1].replacing("XwM=", with: "XwN=")), "signature-base64"),
        RefusedCase("URL alphabet", replaced(line: 3, lines[3].replacing("/", with: "_")), "signature-base64"),
        RefusedCase(
            "1025 bytes", replaced(line: 0, "untrusted comment: " + String(repeating: "x", count: 780)),
            "signature-too-large"
        ),
    ]

    @Test("a tampered signature file is refused for its reason", arguments: tampered)
    func isRefused(_ row: RefusedCase<String>) {
        #expect(refusalCode { try verify(row.input.bytes) } == row.code)
    }

    @Test("a signature file of exactly 1 KiB is read")
    func largest() throws {
        let rest = Self.text.utf8.count - Self.lines[0].utf8.count
        let comment = "untrusted comment: " + String(repeating: "x", count: 1024 - rest - 19)
        let text = Self.replaced(line: 0, comment)
        #expect(text.utf8.count == 1024)
        try verify(text.bytes)
        #expect(refusalCode { try verify(Self.replaced(line: 0, comment + "x").bytes) } == "signature-too-large")
    }

    @Test("another file or another expectation is refused")
    func others() {
        let text = Self.text.bytes
        #expect(refusalCode { try verify(text, file: SignatureFixture.file + [0]) } == "signature-forged")
        #expect(refusalCode { try verify(text, file: []) } == "signature-forged")
        let other = SignatureFixture.comment.replacing("@team/tool", with: "@team/tools")
        #expect(refusalCode { try verify(text, comment: other) } == "signature-trusted-comment")
    }

    @Test("one flipped bit anywhere is refused, but in the comment that nobody trusts")
    func flips() throws {
        let text = Self.text.bytes
        let free = 19..<Self.lines[0].utf8.count
        let genuine = try MinisignSignature(text)
        for at in text.indices {
            for bit in 0..<8 {
                var flipped = text
                flipped[at] ^= 1 << bit
                let code = refusalCode { try verify(flipped) }
                if free.contains(at), code == nil {
                    #expect(try MinisignSignature(flipped) == genuine)
                } else {
                    #expect(code?.hasPrefix("signature-") == true, "bit \(bit) of byte \(at)")
                }
            }
        }
    }

    @Test("every shortened file is refused")
    func prefixes() {
        for count in 0..<Self.text.utf8.count {
            #expect(refusalCode { try verify(Array(Self.text.bytes.prefix(count))) } != nil, "\(count) bytes")
        }
    }
}
