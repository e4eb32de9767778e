import Testing

@testable import PromptuaryCore

@Suite("The name of a registry")
struct RegistryNameTests {
    @Test(
        "has the form of a host name",
        arguments: ["a", "1", "prompts.example.org", "my-registry", "a.b-c.d", "x" + String(repeating: "y", count: 62)])
    func fine(_ text: String) throws {
        #expect(try RegistryName(text).text == text)
        #expect(throws: Never.self) { try SignatureBinding.release(registry: text, id: "@a/b", version: "1.0.0") }
    }

    @Test(
        "is refused when signatures could not be bound to it",
        arguments: [
            "", ".", "-", "-a", "a-", ".a", "a.", "a..b", "a.-b", "A", "exAmple", "a b", "a_b", "a@b", "a/b", "a:8080",
            "a*", "a?",
            "a,b", "!a", "a#b", "a\n", "é", "xn--", "a\u{301}", "x" + String(repeating: "y", count: 63),
        ])
    func malformed(_ text: String) {
        #expect(refusalCode { try RegistryName(text) } == NameFault.registry.rawValue)
    }
}
