import Foundation
import Testing

@testable import PromptuaryCore

@Suite("A verdict for runners and forges")
struct VerdictReportTests {
    private static func text(_ verdict: Verdict, _ form: VerdictForm) -> String {
        String(decoding: verdict.bytes(as: form, Verdict.Presentation(program: "1.0.0")), as: UTF8.self)
    }

    private static func one(
        _ severity: Finding.Severity = .error, path: String = "a.yaml", place: Place = Place(), message: String = "m"
    ) -> Verdict {
        Verdict(
            registry: nil, base: "b", head: "h", changes: [],
            findings: [
                Finding(rule: "r", severity: severity, path: path, place: place, message: message, remedy: "do")
            ],
            merge: Verdict.Merge(.no, reasons: []))
    }

    @Test(
        "is a workflow command of GitHub with its escapes",
        arguments: [
            (one(place: Place(line: 3, column: 5)), "::error file=a.yaml,line=3,col=5,title=r::m; do"),
            (one(.warning, place: Place(line: 3)), "::warning file=a.yaml,line=3,title=r::m; do"),
            (one(.note), "::notice file=a.yaml,title=r::m; do"), (one(path: ""), "::error title=r::m; do"),
            (one(place: Place(entry: "x", line: 3)), "::error file=a.yaml,title=r::x:3: m; do"),
            (one(place: Place(key: "k[0]", line: 3)), "::error file=a.yaml,line=3,title=r::k[0]: m; do"),
            (one(path: "a:b,c%0A"), "::error file=a%3Ab%2Cc%250A,title=r::m; do"),
            (one(message: "100%\n::x"), "::error file=a.yaml,title=r::100%25\\n::x; do"),
        ])
    func github(_ verdict: Verdict, _ line: String) {
        #expect(Self.text(verdict, .github).split(separator: "\n").first.map(String.init) == line)
    }

    @Test("has errors first for GitHub, which shows ten annotations of a kind")
    func errorsFirst() throws {
        let lines = Self.text(try VerdictSpecimen.full(), .github).split(separator: "\n")
        let kinds = lines.map { String($0.dropFirst(2).prefix { $0 != " " }) }
        #expect(kinds == ["error", "error", "warning", "notice", "notice", "notice"])
        #expect(lines.last?.hasPrefix("::notice title=may-merge%3A no::") == true)
    }

    @Test(
        "tells Gitea and Forgejo the place in the text",
        arguments: [
            (one(place: Place(line: 3, column: 5)), "::error::a.yaml:3:5: m; do [r]"),
            (one(.note), "::notice::a.yaml: m; do [r]"), (one(path: ""), "::error::the tree: m; do [r]"),
            (one(message: "a%0Ab 5%"), "::error::a.yaml: a%250Ab 5%; do [r]"),
        ])
    func gitea(_ verdict: Verdict, _ line: String) {
        #expect(Self.text(verdict, .gitea).split(separator: "\n").first.map(String.init) == line)
        #expect(Self.text(verdict, .gitea) == Self.text(verdict, .forgejo))
    }

    @Test("has for GitLab what an issue needs, and no fingerprint twice")
    func gitlab() throws {
        for verdict in try [VerdictSpecimen.full(), VerdictSpecimen.clean()]
            + VerdictSpecimen.hostileTexts.map(VerdictSpecimen.hostile)
        {
            let bytes = verdict.bytes(as: .gitlab, Verdict.Presentation(program: "1.0.0"))
            let issues = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
            #expect(issues.count == verdict.findings.count + verdict.lifted.count)
            for issue in issues {
                #expect(issue["description"] is String && issue["check_name"] is String)
                #expect(["info", "minor", "major", "critical", "blocker"].contains(issue["severity"] as? String))
                let location = try #require(issue["location"] as? [String: Any])
                #expect((location["path"] as? String)?.isEmpty == false)
                #expect(try #require((location["lines"] as? [String: Any])?["begin"] as? Int) >= 1)
            }
            let prints = issues.compactMap { $0["fingerprint"] as? String }
            #expect(prints.count == issues.count && Set(prints).count == prints.count)
        }
    }

    @Test("fails in JUnit exactly for what check fails for")
    func junit() throws {
        func report(_ verdict: Verdict) -> String { Self.text(verdict, .junit) }
        #expect(
            report(try VerdictSpecimen.full()).contains(
                "<testsuites name=\"promptuary\" tests=\"5\" failures=\"2\" errors=\"0\">"))
        #expect(report(try VerdictSpecimen.clean()).contains("tests=\"1\" failures=\"0\" errors=\"0\""))
        #expect(report(Self.one(.warning)).contains("tests=\"1\" failures=\"0\" errors=\"0\""))
        let distrusted = Verdict(
            registry: nil, base: "b", head: "h", isBaseTrusted: false, changes: [], findings: [],
            merge: Verdict.Merge(.yes, reasons: []))
        #expect(report(distrusted).contains("tests=\"1\" failures=\"0\" errors=\"1\""))
        #expect(report(distrusted).contains("<error "))
    }

    @Test("says at the top of a comment whether the change may merge, and why")
    func comment() throws {
        let lines = Self.text(try VerdictSpecimen.full(), .markdown).split(separator: "\n")
        #expect(lines.prefix(2) == ["<!-- promptuary-verdict -->", "### May merge: no"])
        #expect(
            Self.text(try VerdictSpecimen.clean(), .markdown).contains(
                "### May merge: yes\n\nno findings in <code>demo&#46;example</code>"))
    }
}
