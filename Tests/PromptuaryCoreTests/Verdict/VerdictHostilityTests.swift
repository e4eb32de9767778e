import Foundation
import FoundationXML
import Testing

@testable import PromptuaryCore

@Suite("What strangers write into a change, in each form of its verdict")
struct VerdictHostilityTests {
    private static let presentation = Verdict.Presentation(program: "1.0.0") { _, _ in
        Array(VerdictSpecimen.hostileTexts.joined(separator: " ").utf8)
    }

    private static func text(_ hostile: String, as form: VerdictForm) -> String {
        String(decoding: VerdictSpecimen.hostile(hostile).bytes(as: form, presentation), as: UTF8.self)
    }

    private static func lines(_ hostile: String, as form: VerdictForm) -> [Substring] {
        text(hostile, as: form).split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func json(_ hostile: String, as form: VerdictForm) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(VerdictSpecimen.hostile(hostile).bytes(as: form, presentation)))
    }

    @Test(
        "sends nothing to a terminal that it would obey or hide, and breaks no line",
        arguments: VerdictSpecimen.hostileTexts)
    func printable(_ hostile: String) {
        for form in VerdictForm.allCases {
            let text = Self.text(hostile, as: form)
            let hidden = text.unicodeScalars.filter { $0 != "\n" && ShownText.isHidden($0) }
            #expect(hidden.isEmpty, "\(form): \(hidden.map { String($0.value, radix: 16) })")
            #expect(text.firstMatch(of: /##[A-Za-z]*\[/.matchingSemantics(.unicodeScalar)) == nil, "\(form)")
            #expect(text.last == "\n")
        }
        for form in [VerdictForm.text, .github, .gitea, .markdown, .junit, .json, .sarif, .gitlab] {
            #expect(Self.lines(hostile, as: form).count == Self.lines("plain", as: form).count, "\(form)")
        }
    }

    @Test("gives a runner no command but ours", arguments: VerdictSpecimen.hostileTexts)
    func commands(_ hostile: String) {
        func commands(_ hostile: String, _ form: VerdictForm) -> [Substring] {
            Self.lines(hostile, as: form).map { line in
                let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
                guard line.hasPrefix("::") else { return "" }
                return line.dropFirst(2).prefix { $0 != " " && $0 != ":" }
            }
        }
        for form in [VerdictForm.text, .json, .github, .gitea, .markdown, .junit] {
            #expect(commands(hostile, form) == commands("plain", form), "\(form)")
        }
        // The runner's own grammar: properties up to the second `::`, one `=` behind each name.
        for line in Self.lines(hostile, as: .github) where !line.isEmpty {
            let head = line.dropFirst(2).prefix(upTo: line.dropFirst(2).range(of: "::")?.lowerBound ?? line.endIndex)
            let names = head.split(separator: " ", maxSplits: 1).last?.split(separator: ",").map {
                String($0.prefix { $0 != "=" })
            }
            let allowed = [["file", "title"], ["file", "line", "col", "title"], ["title"]]
            #expect(allowed.contains(names ?? []), "\(line)")
            #expect(line.firstMatch(of: /%(?!25|3A|2C)/) == nil, "\(line)")
        }
    }

    @Test("comes back from JSON byte for byte", arguments: VerdictSpecimen.hostileTexts)
    func roundTrip(_ hostile: String) throws {
        let object = try #require(Self.json(hostile, as: .json) as? [String: Any])
        let findings = try #require(object["findings"] as? [[String: Any]])
        #expect(findings.count == 2)
        for finding in findings {
            let message = try #require(finding["message"] as? String)
            #expect(Array(message.utf8) == Array(hostile.utf8))
        }
        let overrides = try #require(object["overrides"] as? [[String: Any]])
        #expect((overrides.first?["reason"] as? String).map { Array($0.utf8) } == Array(hostile.utf8))
    }

    @Test("is nothing but text in a comment", arguments: VerdictSpecimen.hostileTexts)
    func comment(_ hostile: String) throws {
        func frame(_ text: String) -> String {
            text.replacing(/<code>[^<]*<\/code>/.matchingSemantics(.unicodeScalar), with: "¤")
        }
        let text = Self.text(hostile, as: .markdown)
        #expect(frame(text) == frame(Self.text("plain", as: .markdown)))
        for element in text.matches(of: /<code>([^<]*)<\/code>/.matchingSemantics(.unicodeScalar)) {
            let rest = element.1.replacing(/&#[0-9]+;/.matchingSemantics(.unicodeScalar), with: "")
            let special = rest.unicodeScalars.filter {
                $0.isASCII && !$0.properties.isAlphabetic && !("0"..."9").contains($0) && $0 != " "
            }
            #expect(special.isEmpty, "\(element.1)")
        }
    }

    @Test("leaves JUnit XML well-formed, with the tests that belong there", arguments: VerdictSpecimen.hostileTexts)
    func wellFormed(_ hostile: String) throws {
        let reader = ElementCounter()
        let parser = XMLParser(data: Data(VerdictSpecimen.hostile(hostile).bytes(as: .junit, Self.presentation)))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(
            reader.counts == [
                "testsuites": 1, "testsuite": 1, "properties": 1, "property": 5, "testcase": 3, "failure": 1,
                "system-out": 1, "skipped": 1,
            ])
    }

    @Test("makes no link in SARIF and leaves references relative", arguments: VerdictSpecimen.hostileTexts)
    func sarif(_ hostile: String) throws {
        let text = Self.text(hostile, as: .sarif)
        #expect(text.firstMatch(of: /\]\(/.matchingSemantics(.unicodeScalar)) == nil)
        let reference = SARIFLog.reference(to: hostile)
        #expect(reference.firstMatch(of: /^[A-Za-z0-9._~%-][A-Za-z0-9._~%\/-]*$/) != nil, "\(reference)")
        #expect(reference == "registry.yaml" || reference.removingPercentEncoding != nil)
    }

    @Test("stays within bounds when a message has a megabyte", .timeLimit(.minutes(1)))
    func megabyte() throws {
        for unit in ["x", "`", "\u{202E}", "日", "@a "] {
            let hostile = String(repeating: unit, count: 1_048_576 / unit.utf8.count)
            let verdict = VerdictSpecimen.hostile(hostile)
            for form in VerdictForm.allCases where form != .json {
                #expect(verdict.bytes(as: form, Self.presentation).count < 600_000, "\(form)")
            }
            #expect(verdict.bytes(as: .markdown, Self.presentation).count <= VerdictComment.limit)
        }
    }

    @Test(
        "cannot push a comment beyond its limit or an override or a count out of it",
        arguments: ["x", "\u{202E}", "日", "&"])
    func crowded(_ unit: String) throws {
        let long = String(repeating: unit, count: 2000)
        let findings = (0..<10_000).map { number in
            Finding(rule: "hidden-text", severity: .error, path: "\(number)\(long)", message: long, remedy: long)
        }
        let verdict = Verdict(
            registry: nil, base: long, head: long,
            changes: (0..<10_000).map { Verdict.Change(.file, .added, "\($0)\(long)") }, findings: findings,
            overrides: [
                Verdict.Override(
                    rule: "plain-secret", subject: long, reason: long, approver: long, file: long,
                    lifted: Array(findings.prefix(50)))
            ], approvals: (0..<100).map { Verdict.Approval(approver: "\($0)\(long)", subject: long, file: long) },
            merge: Verdict.Merge(.no, reasons: (0..<100).map { Verdict.Merge.Reason("\($0)\(long)", long) }))
        let bytes = verdict.bytes(as: .markdown, Self.presentation)
        #expect(bytes.count <= VerdictComment.limit)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("10,000 errors") || text.contains("10000 errors"))
        #expect(text.contains("plain&#45;secret"))
        let shown = text.matches(of: /\n- \*\*error\*\*/).count
        #expect(shown >= 4 && text.contains("\(ShownText.grouped(10_000 - shown)) more, left out here"))
    }

    @Test("cannot hide a small finding of a comment behind a large one")
    func shadowed() throws {
        let large = Finding(
            rule: "hidden-text", severity: .error, path: "a", message: String(repeating: "\u{10FFFF}", count: 100_000),
            remedy: "r")
        let small = Finding(rule: "plain-secret", severity: .error, path: "b", message: "small", remedy: "r")
        let verdict = Verdict(
            registry: nil, base: "b", head: "h", changes: [], findings: [large, small],
            merge: Verdict.Merge(.no, reasons: []))
        let text = String(decoding: verdict.bytes(as: .markdown, Self.presentation), as: UTF8.self)
        #expect(text.contains("<code>small</code>"))
    }

    /// Counts elements by name; used by one test, on one thread.
    private final class ElementCounter: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[name, default: 0] += 1
        }
    }
}
