import Testing

@testable import PromptuaryCore

@Suite("Markdown")
struct MarkdownTests {
    private static func html(_ text: String) -> String { String(decoding: Markdown.html(text.bytes), as: UTF8.self) }

    @Test(
        "is rendered as GitHub has it",
        arguments: [
            ("", ""), ("Hello *you* and **me**", "<p>Hello <em>you</em> and <strong>me</strong></p>\n"),
            ("~~old~~", "<p><del>old</del></p>\n"), ("`a<b`", "<p><code>a&lt;b</code></p>\n"),
            ("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"), ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
            ("a & b < c", "<p>a &amp; b &lt; c</p>\n"),
            ("[x](https://a.example/?a=1&b=2)", "<p><a href=\"https://a.example/?a=1&amp;b=2\">x</a></p>\n"),
            ("[x](mailto:a@b.example)", "<p><a href=\"mailto:a@b.example\">x</a></p>\n"),
            ("https://a.example", "<p><a href=\"https://a.example\">https://a.example</a></p>\n"),
        ])
    func fine(_ text: String, _ expected: String) { #expect(Self.html(text) == expected) }

    @Test(
        "finds addresses wherever they stand",
        arguments: [
            ("https://a.example", "<a href=\"https://a.example\">https://a.example</a>"),
            ("www.a.example", "<a href=\"http://www.a.example\">www.a.example</a>"),
            ("me@a.example", "<a href=\"mailto:me@a.example\">me@a.example</a>"),
            ("me&#64;a.example", "<a href=\"mailto:me@a.example\">me@a.example</a>"),
            ("me&commat;a.example", "<a href=\"mailto:me@a.example\">me@a.example</a>"),
        ])
    func addressesEverywhere(_ address: String, _ expected: String) {
        for count in 1..<40 {
            let words = String(repeating: "x", count: count)
            #expect(Self.html("\(words) \(address)") == "<p>\(words) \(expected)</p>\n")
            #expect(Self.html("é \(address) \(words)") == "<p>é \(expected) \(words)</p>\n")
        }
    }

    @Test("is the same whatever other threads render meanwhile", .timeLimit(.minutes(1)))
    func threads() async {
        let texts = [
            "~~a~~ and ~~b~~ how ~~c~~", "see www.a.example, https://b.example/w and ~~www~~",
            "wow: a window, how w: w   \nnew *wo*w **w:** `w` [w](https://w.example)", "mail me@a.example ~w~ & w",
            "plain words with a window   \nand how: *w*w\n\n- w\n- :w",
        ].map { Array(String(repeating: $0 + "\n\n", count: 20).utf8) }
        let expected = texts.map { Markdown.html($0) }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for first in 0..<8 {
                group.addTask {
                    (0..<400).count {
                        Markdown.html(texts[($0 + first) % texts.count]) != expected[($0 + first) % texts.count]
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test("leaves text alone that only resembles an address", arguments: ["a w: w / x", "how new: a/b", "w w w . x"])
    func noAddress(_ text: String) { #expect(Self.html(text) == "<p>\(text)</p>\n") }

    @Test("has tables and task lists")
    func extensions() {
        let table = Self.html("| a | b |\n|---|:-:|\n| 1 | 2 |\n")
        #expect(table.contains("<table>") && table.contains("<td>1</td>"))
        #expect(Self.html("- [x] done\n- [ ] open\n").contains("type=\"checkbox\""))
    }

    @Test("moves headings down by one, at most to the sixth", arguments: 1...6)
    func headings(_ level: Int) {
        #expect(
            Self.html(String(repeating: "#", count: level) + " T")
                == "<h\(min(6, level + 1))>T</h\(min(6, level + 1))>\n")
        #expect(Self.html("T\n===\n") == "<h2>T</h2>\n")
    }

    static let addresses = [
        "javascript:alert(1)", "JavaScript:alert(1)", "JAVASCRIPT:alert(1)", "java&#115;cript:alert(1)",
        "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "javascript&colon;alert(1)",
        "javascript&#58;alert(1)", "java\\script:alert(1)", "vbscript:x", "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=", "file:///etc/passwd", "blob:x", "//evil.example/x",
        "/absolute", "relative/path.md", "../up", "#fragment-of-another-page?javascript:", "ht\u{0}tps://x",
        "\u{1}javascript:alert(1)", "%6Aavascript:alert(1)", "ftp://a.example", "https:evil", "httpsx://a",
        "&Tab;javascript:alert(1)", "&NewLine;javascript:alert(1)", "java&Tab;script:alert(1)", "about:blank",
        "view-source:https://a", "ｊavascript:alert(1)", "intent://x", "HTTPS//x",
    ]

    @Test("keeps no link that is not http, https or mail, however it is spelled", arguments: addresses)
    func scripts(_ address: String) {
        for text in [
            "[x](\(address))", "[x](<\(address)>)", "<\(address)>", "[x][1]\n\n[1]: \(address)\n",
            "[x]\n\n[x]: <\(address)>\n", "[![i](\(address))](\(address))", "# [x](\(address))",
            "| [x](\(address)) |\n|---|\n| [x](\(address)) |\n",
        ] {
            let html = Self.html(text)
            for href in Self.attributes("href", in: html) {
                let lower = href.lowercased()
                #expect(["https://", "http://", "mailto:"].contains { lower.hasPrefix($0) }, "\(text) gives \(html)")
            }
            Self.expectHarmless(html, text)
        }
    }

    static let rawTexts = [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil></SCRIPT>", "<img src=x onerror=alert(1)>",
        "a <b onclick=x>b</b>", "<iframe src=https://evil>", "<svg onload=alert(1)>", "<!-- --><script>x</script>",
        "<style>*{display:none}</style>", "<a href=\"javascript:x\">y</a>",
        "<math><mi//xlink:href=\"data:x,<script>\">", "<base href=//evil>", "<meta http-equiv=refresh content=0>",
        "<form action=//evil><input>",
        "<object data=x>", "<link rel=stylesheet href=//evil>", "<plaintext>", "<textarea>", "<title>",
        "<noscript><p title=\"</noscript><img src=x onerror=x>\">", "<?php x ?>", "<![CDATA[<script>]]>",
        "<!DOCTYPE html>",
        "<details open ontoggle=alert(1)>", "`` ` `` <script>", "<div>\n\n*a*\n\n</div>", "\\<script>",
        "&lt;script&gt;", "<x:script>", "<scr\nipt>",
    ]

    @Test("leaves no raw HTML", arguments: rawTexts)
    func raw(_ text: String) {
        for whole in [
            text, "para " + text, "> " + text, "- " + text, "# " + text, "| " + text + " |\n|---|\n",
            "[" + text + "](https://a.example)", "*" + text + "*",
        ] { Self.expectHarmless(Self.html(whole), whole) }
    }

    @Test(
        "makes images their description, also inside links and with titles that break out",
        arguments: [
            "![alt](https://a.example/i.png)", "![alt](x \"t\\\" onerror=alert(1)\")",
            "[![alt](i.png)](https://a.example)", "![![alt](a)](b)", "![alt][1]\n\n[1]: i.png\n",
            "![al*t*](<javascript:x>)", "![[alt](https://a.example)](i.png)",
        ])
    func images(_ text: String) {
        let html = Self.html(text)
        #expect(html.contains("al") && !html.contains("<img"))
        Self.expectHarmless(html, text)
    }

    @Test(
        "keeps no title and no language that breaks out of its attribute",
        arguments: [
            "[x](https://a.example \"\\\" onclick=alert(1) x=\\\"\")", "```\" onload=x\ncode\n```",
            "```a\"><script>\ncode\n```",
        ])
    func attributes(_ text: String) { Self.expectHarmless(Self.html(text), text) }

    static let deepTexts: [(String, String)] = [
        ("quotes", String(repeating: ">", count: 10_000) + " deep"),
        ("quotes with blanks", String(repeating: "> ", count: 10_000) + "deep"),
        ("brackets", String(repeating: "[", count: 20_000) + "x"),
        ("closed brackets", String(repeating: "[", count: 5000) + "x" + String(repeating: "](a)", count: 5000)),
        ("stars", String(repeating: "*a **a ", count: 10_000)),
        ("lists", (0..<500).map { String(repeating: "  ", count: $0) + "- x\n" }.joined()),
        ("images", String(repeating: "![", count: 20_000) + "x"),
        ("backticks", (1..<500).map { "e" + String(repeating: "`", count: $0) }.joined()),
        ("table", "| a |\n|---|\n" + String(repeating: "| b |\n", count: 10_000)),
        ("tags", String(repeating: "<!-- ", count: 20_000)),
        (
            "references",
            (0..<2000).map { "[\($0)]: https://a.example/\($0)\n" }.joined() + (0..<2000).map { "[\($0)] " }.joined()
        ), ("autolinks", String(repeating: "www.a.example ", count: 8000)),
        ("mail", String(repeating: "a@", count: 50_000)), ("one long line", String(repeating: "x", count: 300_000)),
        ("entities", String(repeating: "&#x41;", count: 40_000)),
    ]

    @Test("takes little time for text made to take long", .timeLimit(.minutes(1)), arguments: deepTexts.indices)
    func deep(_ index: Int) {
        let clock = ContinuousClock()
        let text = Self.deepTexts[index].1
        var html = ""
        let time = clock.measure { html = Self.html(text) }
        #expect(!html.isEmpty && time < .seconds(5), "\(Self.deepTexts[index].0): \(time)")
    }

    @Test("is cut at its limit, also inside a character, and takes any bytes")
    func limits() {
        let text = Array(repeating: "é".bytes, count: Markdown.sizeLimit).flatMap { $0 }
        #expect(Markdown.html(Array("x".utf8) + text).count < Markdown.sizeLimit + 100)
        #expect(String(validating: Markdown.html([0xFF, 0xC3, 0x28, 0, 0xED, 0xA0, 0x80]), as: UTF8.self) != nil)
        #expect(String(validating: Markdown.html(Array("x".utf8) + text), as: UTF8.self) != nil)
    }

    @Test("gives harmless HTML for 3,000 random texts of dangerous pieces")
    func random() {
        let pieces = [
            "<", ">", "\"", "'", "[", "]", "(", ")", "!", "`", "*", "_", "\\", "javascript:", "script", "&", ";", "#",
            "\n", " ", "|", "-", "https://a.example", "<a href=", "onerror=", "x", "&#x22;", "&quot;", "\u{301}", ">",
            "www.", "@",
        ]
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            let text = (0..<30).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            Self.expectHarmless(Self.html(text), text)
        }
    }

    private static let tags: Set<String> = [
        "p", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h2", "h3", "h4", "h5", "h6",
        "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "input",
    ]
    private static let allowed: Set<String> = [
        "href", "align", "start", "type", "checked", "disabled", "class", "lang",
    ]

    /// The values of an attribute, as a reader of HTML finds them.
    private static func attributes(_ name: String, in html: String) -> [String] {
        tokens(html).flatMap(\.attributes).filter { $0.0 == name }.map(\.1)
    }

    private static func expectHarmless(_ html: String, _ text: String) {
        for token in tokens(html) {
            #expect(tags.contains(token.name), "\(text.debugDescription) gives \(html.debugDescription)")
            for (name, _) in token.attributes {
                #expect(allowed.contains(name), "\(text.debugDescription) gives \(html.debugDescription)")
            }
        }
    }

    /// The tags of HTML by bytes; left out is the comment that the renderer writes where raw HTML was.
    private static func tokens(_ html: String) -> [(name: String, attributes: [(String, String)])] {
        var found: [(String, [(String, String)])] = []
        var rest = Array(html.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[rest.index(after: open)...]
            if rest.starts(with: "!-- raw HTML omitted -->".utf8) { continue }
            if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
            func word() -> String {
                let word = rest.prefix {
                    $0 != 32 && $0 != 10 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "=")
                        && $0 != UInt8(ascii: "/")
                }
                rest = rest.dropFirst(word.count)
                return String(decoding: word, as: UTF8.self)
            }
            let name = word()
            var attributes: [(String, String)] = []
            while let unit = rest.first, unit != UInt8(ascii: ">") {
                if unit == 32 || unit == 10 || unit == UInt8(ascii: "/") {
                    rest = rest.dropFirst()
                    continue
                }
                let key = word()
                var value: ArraySlice<UInt8> = []
                if rest.first == UInt8(ascii: "=") {
                    rest = rest.dropFirst()
                    if rest.first == UInt8(ascii: "\"") {
                        rest = rest.dropFirst()
                        value = rest.prefix { $0 != UInt8(ascii: "\"") }
                        rest = rest.dropFirst(value.count + 1)
                    }
                }
                if key.isEmpty { rest = rest.dropFirst() }
                attributes.append((key, String(decoding: value, as: UTF8.self)))
            }
            found.append((name, attributes))
        }
        return found
    }

    @Test("does not fill up the rows of a table whose width times height is absurd", .timeLimit(.minutes(1)))
    func hugeTable() {
        let text =
            String(repeating: "|x", count: 60_000) + "\n" + String(repeating: "|-", count: 60_000) + "\n"
            + String(repeating: "|y\n", count: 3_000)
        #expect(Markdown.html(Array(text.utf8)).count < 2 << 20)
        #expect(String(decoding: Markdown.html(Array("|a|\n|-|\n|b|\n".utf8)), as: UTF8.self).contains("<table>"))
    }
}
