import Testing

@testable import PromptuaryCore

@Suite("Page templates")
struct PageTemplateTests {
    private static func render(
        _ source: String, _ context: PageValue, _ partials: [String: String] = [:], output: PageRenderer.Output = .html
    ) throws -> String {
        var templates = try partials.mapValues { try PageTemplate($0.bytes, name: "partial") }
        templates["page"] = try PageTemplate(source.bytes, name: "page")
        return String(
            decoding: try PageRenderer(templates: templates, output: output).render("page", context), as: UTF8.self)
    }

    static let people: PageValue = [
        "name": "Ada", "empty": "", "yes": true, "no": false, "list": [["name": "Bo"], ["other": "x"]], "none": [],
        "deep": ["a": ["b": "c"], "name": "inner"], "words": ["a", "b"],
    ]

    @Test(
        "behave as mustache(5) says",
        arguments: [
            ("", ""), ("plain } text {", "plain } text {"), ("{{name}}", "Ada"), ("{{ name }}!", "Ada!"),
            ("{{missing}}", ""), ("{{deep.a.b}}", "c"), ("{{deep.x.b}}", ""), ("{{name.x}}", ""),
            ("{{#yes}}a{{/yes}}", "a"), ("{{#no}}a{{/no}}", ""), ("{{^no}}a{{/no}}", "a"), ("{{^yes}}a{{/yes}}", ""),
            ("{{#missing}}a{{/missing}}", ""), ("{{^missing}}a{{/missing}}", "a"),
            ("{{#empty}}a{{/empty}}", ""), ("{{#none}}a{{/none}}", ""), ("{{^none}}a{{/none}}", "a"),
            ("{{#list}}<{{name}}>{{/list}}", "<Bo><Ada>"), ("{{#words}}{{.}},{{/words}}", "a,b,"),
            ("{{#deep}}{{name}}{{/deep}}", "inner"), ("{{#deep.a}}{{b}}{{name}}{{/deep.a}}", "cAda"),
            ("{{#name}}{{.}}{{/name}}", "Ada"), ("{{! comment }}x", "x"), ("{{!}}x", "x"),
            ("a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n"),
            ("{{#yes}}\n{{#words}}\n{{.}}\n{{/words}}\n{{/yes}}\n", "a\nb\n"),
            ("{{#list}}{{#list}}x{{/list}}{{/list}}", "xxxx"),
            ("{{yes}}{{list}}{{deep}}", ""), ("{{{name}}}{{&name}}", "AdaAda"),
        ])
    func mustache(_ source: String, _ expected: String) throws {
        #expect(try Self.render(source, Self.people) == expected)
    }

    @Test(
        "are refused when they are not well-formed, with the line",
        arguments: [
            ("{{", "template-tag", 1), ("a\n{{name", "template-tag", 2), ("{{{name}}", "template-tag", 1),
            ("{{}}", "template-tag", 1), ("{{ }}", "template-tag", 1), ("{{#}}", "template-tag", 1),
            ("{{#a}}", "template-section", 1), ("{{/a}}", "template-section", 1),
            ("{{#a}}\n{{/b}}", "template-section", 2), ("{{#a}}{{#b}}{{/a}}{{/b}}", "template-section", 1),
            ("{{^a}}", "template-section", 1), ("{{=<% %>=}}", "template-tag", 1), ("{{<a}}{{/a}}", "template-tag", 1),
            ("{{$a}}{{/a}}", "template-tag", 1), ("{{%a}}", "template-tag", 1),
            ("{{>missing}}", "template-partial", nil), ("{{>page}}", "template-partial", nil),
            ("{{#no}}{{>page}}{{/no}}", "template-partial", nil), ("{{>loop}}", "template-partial", nil),
        ] as [(String, String, Int?)])
    func refused(_ source: String, _ code: String, _ line: Int?) throws {
        let refusal = try #require(throws: Refusal.self) {
            try Self.render(source, [:], ["loop": "{{>back}}", "back": "{{>loop}}"])
        }
        #expect(refusal.code == code)
        if let line { #expect(refusal.place.line == line) }
    }

    @Test("of an unknown kind are refused", arguments: ["{{*a}}", "{{@a}}", "{{?a}}", "{{+a}}", "{{a b}}", "{{a|b}}"])
    func unknownTag(_ source: String) {
        do { #expect(refusalCode { try Self.render(source, [:]) } == "template-tag") }
    }

    @Test("include each other up to a depth, and share what they know")
    func partials() throws {
        #expect(try Self.render("{{#list}}{{>row}}{{/list}}", Self.people, ["row": "[{{name}}]"]) == "[Bo][Ada]")
    }

    static let escapes: [(String, String)] = [
        ("<script>", "&lt;script&gt;"), ("\"'&", "&quot;&#39;&amp;"), ("\"\u{301}x", "&quot;\u{301}x"),
        ("<\u{338}", "&lt;\u{338}"), (">\u{338}", "&gt;\u{338}"), ("&\u{20D2}", "&amp;\u{20D2}"),
        ("'\u{FE0F}", "&#39;\u{FE0F}"), ("&amp;", "&amp;amp;"), ("é日🏴", "é日🏴"), ("", ""), ("\u{2260}", "\u{2260}"),
        ("{{name}}", "{{name}}"), ("\r\n<", "\r\n&lt;"),
    ]

    @Test("escape every value byte by byte, so that no combining mark shields a quotation mark", arguments: escapes)
    func escaping(_ text: String, _ expected: String) throws {
        for source in ["<a href=\"{{x}}\">", "<a href=\"{{{x}}}\">", "<a href=\"{{&x}}\">"] {
            #expect(Array(try Self.render(source, ["x": .text(text)]).utf8) == Array("<a href=\"\(expected)\">".utf8))
        }
        #expect(try Self.render("{{#x}}{{.}}{{/x}}", ["x": [.text(text)]]).utf8.elementsEqual(expected.utf8))
    }

    @Test(
        "escape in text of every length, wherever the character is",
        arguments: [("<", "&lt;"), (">", "&gt;"), ("&", "&amp;"), ("\"", "&quot;"), ("'", "&#39;")])
    func everyOffset(_ mark: String, _ entity: String) throws {
        for count in [0, 1, 5, 15, 16, 17, 30, 31, 32, 33, 47, 48, 63, 64, 65, 100] {
            for rest in [0, 1, 31, 32, 64] {
                let (head, tail) = (String(repeating: "a", count: count), String(repeating: "= é!", count: rest))
                #expect(try Self.render("{{x}}", ["x": .text(head + mark + tail)]) == head + entity + tail)
                #expect(try Self.render("{{x}}", ["x": .text(head + tail)]) == head + tail)
            }
        }
    }

    @Test("write markup as it is in raw tags only")
    func markup() throws {
        #expect(try Self.render("{{{x}}}|{{x}}", ["x": .markup("<b>".bytes)]) == "<b>|&lt;b&gt;")
        #expect(try Self.render("{{x}}{{{x}}}", ["x": "<b>"], output: .plain) == "<b><b>")
    }

    @Test("never read a value as a template, also not through a partial or a section")
    func noInjection() throws {
        let hostile: PageValue = ["x": "{{#yes}}{{secret}}{{/yes}}{{>row}}", "secret": "S", "yes": true]
        #expect(try Self.render("{{x}}", hostile, ["row": "R"]) == "{{#yes}}{{secret}}{{/yes}}{{&gt;row}}")
    }

    @Test("nest 1,000 sections deep and take values of a megabyte", .timeLimit(.minutes(1)))
    func large() throws {
        let source = String(repeating: "{{#yes}}", count: 1000) + "x" + String(repeating: "{{/yes}}", count: 1000)
        #expect(try Self.render(source, ["yes": true]) == "x")
        #expect(try Self.render("{{x}}", ["x": .text(String(repeating: "<", count: 1 << 20))]).utf8.count == 4 << 20)
    }
}
