import Testing

@testable import PromptuaryCore

@Suite("A path of a site")
struct SitePathTests {
    @Test(
        "keeps its text",
        arguments: [
            "a", "index.html", "@acme/tool/-/tool-1.0.0.pdpkg", ".well-known/registry.json", "a/b/c", "a+b", "a_b",
            "...", "a..b",
            "..a", "a/.b", "..../x", "@", "-", String(repeating: "a", count: 255),
            Array(repeating: String(repeating: "a", count: 127), count: 8).joined(separator: "/"),
        ])
    func fine(_ text: String) throws {
        #expect(try SitePath(text).text == text)
    }

    @Test(
        "never climbs, never is absolute, never has an empty part or a strange character",
        arguments: [
            "", "/", ".", "..", "/a", "a/", "a//b", "../a", "a/..", "a/../b", "./a", "a/.", "a/./b", "a\\b", "a b",
            "a%2e", "a\0b",
            "a\n", "é", "a:b", "a*", "a?b", "a#b", "~a", "a/\u{301}b", "a\u{301}/b", "..\u{301}", "a&b", "a;b", "$a",
            "(a)",
            String(repeating: "a", count: 256), "x/" + String(repeating: "a", count: 256) + "/y",
            Array(repeating: String(repeating: "a", count: 128), count: 8).joined(separator: "/"),
        ])
    func malformed(_ text: String) {
        #expect(refusalCode { try SitePath(text) } == NameFault.sitePath.rawValue)
    }

    @Test("every text of up to five characters of / . and a is judged as the rule written out says")
    func oracle() {
        var texts = [""]
        var all: [String] = []
        for _ in 0..<5 {
            texts = texts.flatMap { text in ["/", ".", "a"].map { text + $0 } }
            all += texts
        }
        for text in all {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            let fine = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            #expect(((try? SitePath(text)) != nil) == fine, "\(text)")
        }
    }
}
