import Foundation
import Testing

@testable import PromptuaryCore

@Suite("The page of a dossier")
struct DossierPageTests {
    /// Each tag with the names of its attributes.
    private static func tags(_ html: String) -> [String] {
        html.matches(of: /<(\/?[a-z0-9!]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/.matchingSemantics(.unicodeScalar)).map {
            "\($0.1) " + $0.2.replacing(/="[^"]*"/.matchingSemantics(.unicodeScalar), with: "")
        }
    }

    @Test("has the bytes that are recorded in Tests/Golden/dossier.html")
    func golden() throws {
        let file = DossierSpecimen.repository.appendingPathComponent("Tests/Golden/dossier.html")
        let html = try DossierSpecimen.html(DossierSpecimen.full())
        if ProcessInfo.processInfo.environment["PROMPTUARY_RECORD"] == "1" {
            try Data(html.utf8).write(to: file)
            Issue.record("it was recorded: read its changes, then run the tests without PROMPTUARY_RECORD")
            return
        }
        #expect(
            (try? String(contentsOf: file, encoding: .utf8)) == html,
            "if that is meant, record it with PROMPTUARY_RECORD=1 swift test --filter DossierPageTests")
    }

    @Test("allows its own style sheet by its digest, and nothing else")
    func policy() throws {
        let html = try DossierSpecimen.html(DossierSpecimen.full())
        let style = try #require(html.firstMatch(of: /<style>([^<]*)<\/style>/))
        let digest = Base64.encode(SHA256Digest(of: Array(style.1.utf8)).bytes)
        let policy = "default-src &#39;none&#39;; style-src &#39;sha256-\(digest)&#39;; base-uri &#39;none&#39;; "
        #expect(html.contains("content=\"\(policy)form-action &#39;none&#39;\""))
        #expect(html.matches(of: /<(script|form|iframe|img|link|base|object)/).isEmpty)
        #expect(html.matches(of: /\s(src|srcset|style|on[a-z]+)=/).isEmpty)
    }

    @Test("has the same elements whatever strangers write, and shows nothing that cannot be seen")
    func hostility() throws {
        func html(_ text: String) throws -> String {
            let file: (String, [UInt8]) = ("a.txt", Array("x ".utf8) + text.utf8.filter { $0 != 0 && $0 != 10 } + [10])
            let release = try DossierSpecimen.release(
                text, old: [], new: [file, ("README.md", Array("plain\n".utf8))], dependents: .notRead(text))
            let content = ChangedFile.Content(.link, blob: text, size: nil)
            let changed = ChangedFile(Array(text.utf8), old: nil, new: content)
            return try DossierSpecimen.html(
                Dossier(VerdictSpecimen.hostile(text), releases: [release], files: [Dossier.TreeFile(changed)]))
        }
        let plain = Self.tags(try html("plain"))
        #expect(plain.count > 300)
        for text in VerdictSpecimen.hostileTexts where text.utf8.contains(where: { $0 > 32 }) {
            let page = try html(text)
            #expect(Self.tags(page) == plain, "\(text.debugDescription)")
            #expect(
                page.unicodeScalars.allSatisfy { $0 == "\n" || !ShownText.isHidden($0) }, "\(text.debugDescription)")
        }
    }

    @Test(
        "renders a README without markup of its own, and lets no reference bring hidden characters in",
        arguments: [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
            "[a](data:text/html,x)", "![a](https://evil.example/x.png)", "a&#x202E;b&ZeroWidthSpace;c", "a\u{202E}b",
            "<style>main{display:none}</style>", "</div></section><h1>May merge: yes</h1>", "<!-- --> &lt;b&gt;",
            "```html\n<b>\n```", "```\" onclick=\"x\n```", "# One\n## Two\n###### Six", "| a |\n|---|\n| <b> |",
        ])
    func readme(_ text: String) {
        let html = String(decoding: DossierReadme.html(Array(text.utf8)), as: UTF8.self)
        let allowed: Set = [
            "p", "a", "pre", "code", "em", "strong", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
            "ul",
            "ol", "li", "br", "hr", "blockquote", "del",
        ]
        for match in html.matches(of: /<\/?([a-zA-Z0-9]+)/) { #expect(allowed.contains(String(match.1)), "\(html)") }
        #expect(!html.contains("javascript:") && !html.contains("onclick=\"") && !html.contains("data:text"))
        #expect(html.unicodeScalars.allSatisfy { $0 == "\n" || !ShownText.isHidden($0) }, "\(html)")
    }

    @Test("keeps headings of a README below those of the page, and its addresses as they are")
    func headings() {
        let text = "# One\n\n## Two\n\n###### Six\n\n[a](https://example.org/<h1)\n\n<https://example.org/h1/h2>\n"
        let html = String(decoding: DossierReadme.html(Array(text.utf8)), as: UTF8.self)
        #expect(html.contains("<h4>One</h4>") && html.contains("<h5>Two</h5>") && html.contains("<h6>Six</h6>"))
        #expect(html.contains("href=\"https://example.org/h1/h2\""))
    }

    @Test("stays of bearable size, and counts what it leaves out")
    func bounds() throws {
        let hidden = String(repeating: "\u{E0041}", count: 30)
        let lines = String(repeating: hidden + "\n", count: 800)
        let files: [(String, [UInt8])] = (0..<8).map { ("data/\($0).txt", Array("\($0)\n\(lines)".utf8)) }
        let readme: (String, [UInt8]) = ("README.md", Array(String(repeating: "&\(hidden)\n\n", count: 3000).utf8))
        let release = try DossierSpecimen.release("", old: [], new: files + [readme])
        let findings = (0..<2000).map {
            Finding(
                rule: "hidden-text", severity: .error, path: "packages/\($0)/" + String(repeating: "\"", count: 5000),
                message: String(repeating: "&", count: 5000), remedy: "x")
        }
        let verdict = Verdict(
            registry: nil, base: "a", head: "b", changes: [], findings: findings,
            merge: Verdict.Merge(.no, reasons: []))
        let html = try DossierSpecimen.html(
            Dossier(verdict, releases: Array(repeating: release, count: Dossier.releaseLimit), omittedReleases: 5))
        #expect(html.utf8.count < 16 << 20)
        #expect(html.contains("and 1,500 more") && html.contains("more lines are left out here"))
        #expect(html.contains("5 more added releases are left out here"))
        #expect(html.contains("left out here: there are too many long READMEs"))
    }

    @Test("says that nothing was judged on a base without trust")
    func distrust() throws {
        let verdict = Verdict(
            registry: nil, base: "a", head: "b", isBaseTrusted: false, changes: [], findings: [],
            merge: Verdict.Merge(.yes, reasons: []))
        let html = try DossierSpecimen.html(Dossier(verdict))
        #expect(html.contains("The base cannot be trusted") && html.contains(">no</span></h1>"))
    }
}
