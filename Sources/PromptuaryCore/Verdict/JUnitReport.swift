/// A verdict as JUnit XML, for whatever shows test results.
///
/// One suite with a test for each finding: errors are failures; warnings and notes pass and say their text; lifted findings
/// are skipped. Without findings there is one test that passes, so that the report is not empty. A base without trust is an
/// error. The answer about the merge is a property.
enum JUnitReport {
    static func bytes(of verdict: Verdict) -> [UInt8] {
        let lifted = verdict.lifted
        let isEmpty = verdict.findings.isEmpty && lifted.isEmpty && verdict.isBaseTrusted
        let tests = verdict.findings.count + lifted.count + (isEmpty || !verdict.isBaseTrusted ? 1 : 0)
        let counts =
            "tests=\"\(tests)\" failures=\"\(verdict.count(.error))\" errors=\"\(verdict.isBaseTrusted ? 0 : 1)\""
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="promptuary" \(counts)>
            <testsuite name="promptuary check" \(counts) skipped="\(lifted.count)">
            <properties>
            \(property("base", verdict.base))
            \(property("head", verdict.head))
            \(property("may-merge", verdict.merge.answer.description))

            """
        for reason in verdict.merge.reasons { text += property("reason: \(reason.name)", reason.sentence) + "\n" }
        text += "</properties>\n"
        if !verdict.isBaseTrusted {
            text += test("base", verdict.base, "<error message=\(quoted("the base cannot be trusted"))></error>")
        }
        if isEmpty { text += test("check", "tree", "") }
        for finding in verdict.findings {
            let sentence = finding.shownSentence
            let outcome =
                switch finding.severity {
                case .error:
                    "<failure type=\(quoted(finding.rule)) message=\(quoted(finding.message))>"
                        + "\(escaped(sentence))</failure>"
                case .warning, .note:
                    "<system-out>\(finding.severity.rawValue): \(escaped(sentence))</system-out>"
                }
            text += test(finding.shownPlace, finding.rule, outcome)
        }
        for (finding, override) in lifted {
            let why = finding.annotation(liftedBy: override)
            text += test(finding.shownPlace, finding.rule, "<skipped message=\(quoted(why))></skipped>")
        }
        return Array((text + "</testsuite>\n</testsuites>\n").utf8)
    }

    private static func test(_ name: String, _ group: String, _ outcome: String) -> String {
        "<testcase name=\(quoted(name)) classname=\(quoted(group))>\(outcome)</testcase>\n"
    }

    private static func property(_ name: String, _ value: String) -> String {
        "<property name=\(quoted(name)) value=\(quoted(value))/>"
    }

    private static func quoted(_ text: String) -> String { "\"" + escaped(ShownText.line(text, limit: 4000)) + "\"" }

    /// Text in which nothing is markup.
    ///
    /// What XML 1.0 has no place for is no longer there: ``ShownText`` has escaped it.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
