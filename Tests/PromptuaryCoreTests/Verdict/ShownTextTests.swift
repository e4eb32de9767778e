import Testing

@testable import PromptuaryCore

@Suite("Text of strangers as it is shown")
struct ShownTextTests {
    @Test(
        "keeps what can be seen and spells out what cannot",
        arguments: [
            ("plain text", "plain text"), ("日本語 é ß", "日本語 é ß"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
            ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{9B}31m", "\\u{9B}31m"), ("a\u{0}b", "a\\u{0}b"), ("\u{7F}", "\\u{7F}"),
            ("a\u{202E}b", "a\\u{202E}b"), ("\u{2028}", "\\u{2028}"), ("\u{200B}", "\\u{200B}"), ("\u{AD}", "\\u{AD}"),
            ("\u{E0041}", "\\u{E0041}"), ("\u{3164}", "\\u{3164}"), ("\u{FE01}", "\\u{FE01}"),
            ("❤\u{FE0F}", "❤\u{FE0F}"),
            (VerdictSpecimen.noncharacters, "\\u{FFFE}\\u{FDD0}"), ("\u{E000}", "\\u{E000}"), ("e\u{301}", "e\u{301}"),
            ("\u{301}e", "\\u{301}e"),
            ("\n\u{301}", "\\n\\u{301}"),
            ("##[error]x", "\\u{23}#[error]x"), ("a##vso[task", "a\\u{23}#vso[task"), ("## heading", "## heading"),
            ("### [x]", "### [x]"), ("###[x]", "#\\u{23}#[x]"), ("", ""),
        ])
    func shown(_ text: String, _ shown: String) {
        #expect(Array(ShownText.line(text).utf8) == Array(shown.utf8))
    }

    @Test("stacks at most four combining marks on a character")
    func marks() {
        let text = "a" + String(repeating: "\u{302}", count: 6)
        #expect(
            ShownText.line(text).unicodeScalars.prefix(5).elementsEqual("a\u{302}\u{302}\u{302}\u{302}".unicodeScalars))
        #expect(ShownText.line(text).hasSuffix("\\u{302}\\u{302}"))
    }

    @Test("ends after a limit, says how much more there is, and takes no time for it", .timeLimit(.minutes(1)))
    func limit() {
        #expect(ShownText.line("abcdef", limit: 3) == "abc… (3 more bytes)")
        #expect(ShownText.line("abc", limit: 3) == "abc")
        #expect(ShownText.line("日本語", limit: 1) == "日… (6 more bytes)")
        #expect(ShownText.line(String(repeating: "x", count: 1_048_576)).hasSuffix("… (1,047,576 more bytes)"))
    }

    @Test("shows nothing that is hidden, for every character there is")
    func everyScalar() {
        for value in (0...0x10FFFF as ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse:
                guard !ShownText.isHidden(scalar) else { continue }
                Issue.record("U+\(String(value, radix: 16)) is shown as it is")
            default: continue
            }
        }
    }
}
