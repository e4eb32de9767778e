import Testing

@testable import PromptuaryCore

@Suite("Search terms")
struct SearchTermsTests {
    @Test(
        "are the folded words of a text, and hyphenated words also joined",
        arguments: [
            ("code-review", "code review codereview"),
            ("Code Review!", "code review"),
            ("a.b_c/dd", "dd"),
            ("snake_case.name", "snake case name"),
            ("state-of-the-art, really", "state of the art stateoftheart really"),
            ("e-mail gpt-4", "mail email gpt gpt4"),
            ("trailing- -leading double--hyphen", "trailing leading double hyphen"),
            ("x", ""),
            ("", ""),
            ("--- ... !!!", ""),
            ("the the", "the the"),
            ("1.2.3 2026", "2026"),
            ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwx"),
            ("abcdefghijklm-nopqrstuvwxyz", "abcdefghijklm nopqrstuvwxyz abcdefghijklmnopqrstuvwx"),
            ("line\none\ttab\0nul", "line one tab nul"),
            ("ÜBER Straße", "über strasse"),
            ("ﬁle ＣＯＤＥ", "file code"),
            ("Ångström A\u{30A}ngstro\u{308}m", "ångström ångström"),
            ("プロンプト-集", "プロンプト プロンプト集"),
            ("хранилище ΣΟΦΟΣ", "хранилище σοφοσ"),
            ("naïve—dash “quoted” a🙂bb", "naïve dash quoted bb"),
            ("हिन्दी", "हिन्दी"),
        ])
    func terms(text: String, terms: String) {
        #expect(SearchTerms.terms(in: text).joined(separator: " ").utf8.elementsEqual(terms.utf8))
    }

    @Test("of a joined word are in composed form")
    func composition() {
        let terms = SearchTerms.terms(in: "\u{1100}\u{1100}-\u{1161}\u{1161}")
        #expect(terms.last.map { UnicodeForm.nfc(Array($0.utf8)) } == terms.last.map { Array($0.utf8) })
    }

    @Test("are found again in themselves")
    func idempotent() {
        for term in SearchTerms.terms(in: "Some-Hyphenated Text of ÄÖÜ straße and CODE-Review 2026") {
            #expect(SearchTerms.terms(in: term) == [term])
        }
    }
}
