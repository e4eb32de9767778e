/// A verdict as workflow commands of GitHub Actions, which makes annotations of them.
///
///     ::error file=packages/acme/tool/package.yaml,line=3,col=5,title=notes-match::MESSAGE; REMEDY
///
/// Errors come first: GitHub shows ten annotations of each kind for a step. Lifted findings are notices. The last command is
/// the answer about the merge.
enum WorkflowCommands {
    static func bytes(of verdict: Verdict) -> [UInt8] {
        var text = ""
        for severity in Finding.Severity.allCases {
            for finding in verdict.findings where finding.severity == severity {
                text += command(severity.command, finding, title: finding.rule, finding.annotation)
            }
        }
        for (finding, override) in verdict.lifted {
            text += command("notice", finding, title: "lifted: \(finding.rule)", finding.annotation(liftedBy: override))
        }
        let reasons = verdict.merge.reasons.map { "\($0.name): \($0.sentence)" }.joined(separator: "; ")
        let answer = "may-merge: \(verdict.merge.answer)"
        text += "::notice title=\(property(answer))::\(message(reasons.isEmpty ? verdict.tally : reasons))\n"
        return Array(text.utf8)
    }

    private static func command(_ name: String, _ finding: Finding, title: String, _ words: String) -> String {
        var properties: [String] = []
        if !finding.path.isEmpty {
            properties.append("file=\(property(finding.path))")
            if let line = finding.reportLine {
                properties.append("line=\(line)")
                if let column = finding.place.column { properties.append("col=\(column)") }
            }
        }
        properties.append("title=\(property(title))")
        return "::\(name) \(properties.joined(separator: ","))::\(message(words))\n"
    }

    /// Text behind `::`: percent signs are encoded; there are no line ends any more.
    private static func message(_ text: String) -> String { encoded(text, limit: 4000, "%") }

    /// The value of a property, in which colons and commas would end it.
    private static func property(_ text: String) -> String { encoded(text, limit: 4096, "%:,") }

    private static func encoded(_ text: String, limit: Int, _ special: String) -> String {
        var encoded = ""
        for scalar in ShownText.line(text, limit: limit).unicodeScalars {
            if special.unicodeScalars.contains(scalar) {
                encoded += "%" + String(scalar.value, radix: 16, uppercase: true)
            } else {
                encoded.unicodeScalars.append(scalar)
            }
        }
        return encoded
    }
}
