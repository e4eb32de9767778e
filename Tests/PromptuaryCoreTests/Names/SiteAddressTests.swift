import Testing

@testable import PromptuaryCore

@Suite struct SiteAddressTests {
    @Test(
        "an address is what paths can be put after",
        arguments: [
            ("https://prompts.example.org", "https://prompts.example.org"),
            ("https://prompts.example.org/", "https://prompts.example.org"),
            ("HTTP://127.0.0.1:8080/a/b%20c//", "http://127.0.0.1:8080/a/b%20c"),
            ("http://[::1]:80/~x/@y", "http://[::1]:80/~x/@y"), ("http://h:65535", "http://h:65535"),
        ])
    func good(text: String, expected: String) throws {
        #expect(try SiteAddress(text).text == expected)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", "prompts.example.org", "https://", "https:///a", "http:/h", "ftp://h", "file:///etc", "https://h?x",
            "https://h/#a",
            "https://h/a?b", "https://h:0", "https://h:65536", "https://h:", "https://h:8x", "https://h /a",
            "https://h/a b",
            "https://h/../a", "https://h/a/./b", "https://h/a//b", "https://h/%", "https://h/%2", "https://h/%zz",
            "https://h/\u{0}", "https://h\r\nX: y", "https://ü.example", "https://[::1", "https://[]", "https://[::1]x",
            "https://h/é", "https://h\\a",
        ])
    func bad(text: String) {
        #expect { try SiteAddress(text) } throws: { ($0 as? Refusal)?.code == "site-address" }
    }

    @Test("credentials are refused, and not repeated", arguments: ["https://me:secret@h", "http://secret@h/a"])
    func credentials(text: String) {
        #expect { try SiteAddress(text) } throws: { error in
            let refusal = error as? Refusal
            return refusal?.code == "site-address-credentials" && refusal?.description.contains("secret") == false
        }
    }

    @Test(
        "what has a scheme is meant as an address, what begins like a path is not",
        arguments: [
            ("https://h", true), ("ftp://h", true), ("site", false), ("/a://b", false), ("./a://b", false),
            ("://x", false), ("", false),
        ])
    func isURL(text: String, expected: Bool) {
        #expect(SiteAddress.isURL(text) == expected)
    }

    @Test(
        "bytes of a path are percent-encoded, but for those that need no encoding",
        arguments: [
            ("@ns/na-me_1.~/x", "@ns/na-me_1.~/x"), ("a b", "a%20b"), ("a+b", "a%2Bb"),
            ("a%2Fb?c#d", "a%2Fb%3Fc%23d"), ("é", "%C3%A9"),
            ("a&b=c;d", "a%26b%3Dc%3Bd"),
        ])
    func path(path: String, encoded: String) throws {
        #expect(try SiteAddress("https://h/r").url(of: path) == "https://h/r/" + encoded)
    }
}
