import Testing

@testable import PromptuaryCore

@Suite("The name of a namespace")
struct NamespaceNameTests {
    @Test(
        "is accepted with or without @ and keeps its text",
        arguments: [
            "ab", "acme", "a1", "city.library", "a-b", "a.b.c", "x2y", "systems", "adminx", "apis", "a.system",
            "team.admin",
            "console", "com10", "lpt", "a23456789012345678901234567890123456789",
        ])
    func fine(_ text: String) throws {
        #expect(try NamespaceName(text).text == text)
        #expect(try NamespaceName("@" + text).text == text)
        #expect(try NamespaceName(text).description == "@" + text)
    }

    @Test(
        "is refused when one client or file system could not have it",
        arguments: [
            "", "@", "a", "@a", "@@ab", "A", "Acme", "aC", "1ab", ".ab", "-ab", "ab.", "ab-", "a..b", "a--b", "a.-b",
            "a-.b",
            "a_b", "a b", " ab", "ab ", "ab\n", "ab\0", "a/b", "a\\b", "a%b", "a+b", "ab/", "../ab", "é́b", "a\u{301}b",
            "ab\u{200B}", "аb", "ａｂ", "ab\u{202E}", "a23456789012345678901234567890123456789x", "ab@", "a@b",
        ])
    func malformed(_ text: String) {
        #expect(refusalCode { try NamespaceName(text) } == NameFault.namespace.rawValue)
    }

    @Test(
        "is reserved when it could be taken for the registry or a device",
        arguments: [
            "system", "admin", "api", "www", "marketplace", "registry", "system.x", "api.v1", "www.example", "con",
            "nul", "prn",
            "aux", "com1", "lpt9", "com0", "con.x", "a.con", "team.aux.x",
        ])
    func reserved(_ text: String) {
        #expect(refusalCode { try NamespaceName(text) } == NameFault.namespaceReserved.rawValue)
    }

    @Test("is not read past a combining mark on its @")
    func combiningMark() {
        do { #expect(refusalCode { try NamespaceName("@\u{301}ab") } == NameFault.namespace.rawValue) }
    }

    @Test("is refused in a message of printable ASCII and bounded length, whatever the text holds")
    func message() throws {
        let hostile = String(repeating: "\u{1B}[31m\u{202E}é", count: 1000)
        let refusal = try #require(throws: Refusal.self) { try NamespaceName(hostile) }
        #expect(refusal.message.utf8.count < 2000)
        #expect(refusal.message.unicodeScalars.allSatisfy { $0 == "…" || $0.value >= 0x20 && $0.value < 0x7F })
    }

    @Test(
        "has the skeleton of every name that looks like it",
        arguments: [
            ("goog1e", "google"), ("c0de", "code"), ("corn", "com-"), ("modern", "modem"), ("mod-ern", "modern"),
            ("a.b", "a-b"), ("city-library", "city.library"), ("rn2", "m2"), ("bar-n", "bam"),
        ])
    func skeletons(_ one: String, _ other: String) {
        #expect(NameCharacters.skeleton(one) == NameCharacters.skeleton(other))
    }

    @Test(
        "has another skeleton than a name that looks different",
        arguments: [("acme", "acne"), ("code", "coda"), ("ab", "ba"), ("nr", "m"), ("mn", "nm"), ("a2", "a3")])
    func differentSkeletons(_ one: String, _ other: String) {
        #expect(NameCharacters.skeleton(one) != NameCharacters.skeleton(other))
    }

    @Test("is ordered by bytes")
    func order() throws {
        let names = try ["b", "a-b", "a.b", "ab", "a1"].map { try NamespaceName($0 + "x") }
        #expect(names.sorted().map(\.text) == ["a-bx", "a.bx", "a1x", "abx", "bx"])
    }
}
