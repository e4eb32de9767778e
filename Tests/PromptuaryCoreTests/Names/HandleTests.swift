import Testing

@testable import PromptuaryCore

@Suite("A handle")
struct HandleTests {
    @Test(
        "is accepted and keeps its text",
        arguments: [
            "a", "7", "anna", "anna-b", "a1-b2-c3", "admins", "my-api", "x" + String(repeating: "y", count: 38),
            "cicero",
        ])
    func fine(_ text: String) throws {
        #expect(try Handle(text).text == text && "\(Handle(text))" == text)
    }

    @Test(
        "is refused when it could not stand in an address, or be read in two ways",
        arguments: [
            "", "-", "-a", "a-", "a--b", "A", "Anna", "a_b", "a.b", "a b", " a", "a\n", "a\0", "a/b", "@a", "a%2d", "é",
            "a\u{301}",
            "аnna", "ａ", "a\u{200B}", "x" + String(repeating: "y", count: 39), String(repeating: "a", count: 1_000_000),
        ])
    func malformed(_ text: String) {
        #expect(refusalCode { try Handle(text) } == "handle-form")
        #expect(refusalCode { try Handle(text, for: .robot) } == "handle-form")
    }

    @Test(
        "is reserved when it could be taken for the registry, a page, a robot or a device",
        arguments: [
            "admin", "api", "www", "root", "login", "oauth", "packages", "namespaces", "promptuary", "prompd",
            "support", "null", "me",
            "well-known", "ci-", "ci-acme", "con", "nul", "com1", "lpt9",
        ])
    func reserved(_ text: String) {
        let code = refusalCode { try Handle(text) }
        #expect(code == "handle-reserved" || text == "ci-" && code == "handle-form")
    }

    @Test("of a robot begins with ci-, and no other may")
    func robots() throws {
        #expect(try Handle("ci-acme-tool", for: .robot).text == "ci-acme-tool")
        #expect(refusalCode { try Handle("acme", for: .robot) } == "handle-reserved")
        #expect(refusalCode { try Handle("ci-acme") } == "handle-reserved")
        #expect(refusalCode { try Handle("ci", for: .robot) } == "handle-reserved")
    }

    @Test(
        "is suggested from the name of a persona",
        arguments: [
            ("Anna", "anna"), ("Anna Bauer", "anna-bauer"), ("  José  Ñandú ", "jose-nandu"),
            ("Zoë_van.der-Berg", "zoe-van-der-berg"),
            ("Straße", "strasse"), ("Łukasz", "ukasz"), ("ＡＢＣ", "abc"), ("a--b", "a-b"), ("-x-", "x"),
            ("O'Neil", "o-neil"),
            ("王小明", "person"), ("", "person"), ("!!!", "person"), ("Admin", "person"), ("CI bot", "person"),
            ("ci-x", "person"),
            ("R2-D2", "r2-d2"), ("😀 Kim 😀", "kim"), ("ﬁne", "fine"), (String(repeating: "ab ", count: 50), abab),
            ("a\u{0}b", "a-b"), ("\u{202E}anna", "anna"),
            (String(repeating: "é", count: 100_000), String(repeating: "e", count: 39)),
        ])
    func suggestions(_ persona: String, _ handle: String) throws {
        let suggested = Handle.suggested(from: persona)
        #expect(suggested.text == handle)
        #expect(try Handle(suggested.text) == suggested)
    }
    private static let abab = "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab"

    @Test("with a number is one again, also where it was long", arguments: [2, 10, 99, 123_456_789])
    func numbered(_ number: Int) throws {
        for text in ["a", "anna", "person", Self.abab, String(repeating: "x", count: 39), "a1-b2"] {
            let handle = try Handle(text).numbered(number)
            #expect(handle.text.hasSuffix("-\(number)"))
            #expect(try Handle(handle.text) == handle)
        }
        #expect(try Handle("anna").numbered(2).text == "anna-2")
    }
}
