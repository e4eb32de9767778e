import Testing

@testable import PromptuaryCore

@Suite("Text as bytes")
struct ByteTextTests {
    /// Texts of all sizes, among them some that Unicode takes for the same.
    static let texts = [
        "", "a", "b", "ab", "é", "e\u{301}", "K", "\u{212A}", "manifest.json", "manifest.jsoN", "manifest.json.sshsig",
        String(repeating: "long ", count: 20), String(repeating: "long ", count: 20) + "!", "日本語",
    ]

    @Test("is the same only when every byte is", arguments: texts)
    func same(_ text: String) {
        for other in Self.texts {
            #expect(text.hasSameBytes(as: other) == (Array(text.utf8) == Array(other.utf8)), "\(text) \(other)")
            let copy = String(decoding: Array(other.utf8), as: UTF8.self)
            #expect(text.hasSameBytes(as: copy) == (Array(text.utf8) == Array(other.utf8)), "\(text) \(other)")
        }
    }

    @Test("is in the order of its bytes", arguments: texts)
    func order(_ text: String) {
        for other in Self.texts {
            #expect(text.precedesInBytes(other) == text.utf8.lexicographicallyPrecedes(other.utf8), "\(text) \(other)")
        }
    }

    @Test("ends in what its last bytes are", arguments: texts)
    func ending(_ text: String) {
        #expect(text.endsInBytes(of: ".sshsig") == (text == "manifest.json.sshsig"))
        #expect(text.endsInBytes(of: "manifest.json") == (text == "manifest.json"))
    }

    @Test("is joined to what the parts are, one after the other", arguments: texts)
    func joined(_ text: String) {
        for other in Self.texts {
            #expect(String.joined(text, other).hasSameBytes(as: text + other))
            #expect(String.joined("", text, "/", other, "é").hasSameBytes(as: text + "/" + other + "é"))
        }
    }
}
