import Testing

@testable import PromptuaryCore

@Suite("A line of a file with the place marked")
struct SourceExcerptTests {
    private static func marked(_ text: String, _ column: Int?, width: Int = 100) -> [String] {
        SourceExcerpt.lines(of: text, line: 7, column: column, width: width)
    }

    @Test(
        "marks the character of a column, or all of the line",
        arguments: [
            ("key: value", 6, "    7 | key: value", "      |      ^"), ("key", 1, "    7 | key", "      | ^"),
            ("  key: v  ", nil, "    7 |   key: v", "      |   ^^^^^^"), ("key", 4, "    7 | key", "      |    ^"),
            ("key", 99, "    7 | key", "      |    ^"), ("", 1, "    7 |", "      | ^"),
            ("", nil, "    7 |", "      | ^"),
            ("\tkey", 2, "    7 |     key", "      |     ^"), ("\tkey", 1, "    7 |     key", "      | ^^^^"),
            ("日本 x", 4, "    7 | 日本 x", "      |      ^"), ("日本", 2, "    7 | 日本", "      |   ^^"),
            ("e\u{301}x", 3, "    7 | e\u{301}x", "      |  ^"), ("e\u{301}x", 2, "    7 | e\u{301}x", "      | ^"),
            ("\u{301}x", 1, "    7 | \\u{301}x", "      | ^^^^^^^"),
            ("a\u{1B}b", 2, "    7 | a\\u{1B}b", "      |  ^^^^^^"),
            ("a\u{202E}b", 3, "    7 | a\\u{202E}b", "      |          ^"),
            ("##[x]", 2, "    7 | \\u{23}#[x]", "      |       ^"), ("a", -3, "    7 | a", "      | ^"),
            ("a", 0, "    7 | a", "      | ^"),
        ] as [(String, Int?, String, String)])
    func marks(_ text: String, _ column: Int?, _ line: String, _ mark: String) {
        #expect(Self.marked(text, column).map { Array($0.utf8) } == [line, mark].map { Array($0.utf8) })
    }

    @Test(
        "cuts a long line around the place, whatever it is made of, and puts the mark under it",
        arguments: ["x", "日", "e\u{301}", "\u{1B}", "\t", "👩"])
    func longLines(_ filler: String) throws {
        let part = String(repeating: filler, count: 400)
        let text = part + "#" + part
        let column = part.unicodeScalars.count + 1
        let lines = Self.marked(text, column, width: 60)
        let (shown, mark) = (lines[0], lines[1])
        #expect(shown.contains("…") && shown.hasSuffix("…"))
        let place = try #require(shown.unicodeScalars.firstIndex(of: "#"))
        let before = shown.unicodeScalars[..<place].reduce(0) { $0 + UnicodeForm.columns($1) }
        #expect(mark.utf8.count == before + 1 && mark.hasSuffix("^"))
        #expect(shown.unicodeScalars.reduce(0) { $0 + UnicodeForm.columns($1) } <= 64)
    }

    @Test("is quick and bounded for a line of a megabyte", .timeLimit(.minutes(1)), arguments: [1, 500_000, 1_048_576])
    func megabyte(_ column: Int) {
        let lines = Self.marked(String(repeating: "x", count: 1_048_576), column)
        #expect(lines.allSatisfy { $0.utf8.count < 120 })
    }

    @Test("finds lines with any ends, asks for a file once, and shows nothing that is not there")
    func lookUp() {
        let content = Array("one\r\ntwo\n\nfour".utf8)
        let asked = Asked()
        var lines = SourceLines { path, entry in
            asked.count += 1
            return path == "a" && entry == nil ? content : nil
        }
        func text(_ path: String, _ line: Int?, entry: String? = nil) -> String? {
            lines.line(
                of: Finding(
                    rule: "r", severity: .note, path: path, place: Place(entry: entry, line: line), message: "",
                    remedy: ""))
        }
        #expect(text("a", 1) == "one" && text("a", 2) == "two" && text("a", 3) == "" && text("a", 4) == "four")
        #expect(text("a", 2) == "two" && text("a", 5) == nil && text("a", 0) == nil && text("a", nil) == nil)
        #expect(asked.count == 1)
        #expect(text("b", 1) == nil && text("a", 1, entry: "x") == nil)
        #expect(text("a", Int.max) == nil && text("a", -4) == nil)
    }

    @Test("shows bytes that are no text as U+FFFD")
    func noText() {
        var lines = SourceLines { _, _ in [0x61, 0xFF, 0xFE, 0x0A] }
        let finding = Finding(rule: "r", severity: .note, path: "a", place: Place(line: 1), message: "", remedy: "")
        #expect(lines.line(of: finding) == "a\u{FFFD}\u{FFFD}")
    }

    /// Counts; the look-up is called by one test, one call at a time.
    private final class Asked: @unchecked Sendable {
        var count = 0
    }
}
