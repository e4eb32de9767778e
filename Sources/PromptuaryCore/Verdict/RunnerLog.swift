/// A verdict for the logs of Gitea Actions and Forgejo Actions, which have no annotations.
///
/// Their runners leave `::error::`, `::warning::` and `::notice::` in the log; newer versions of Gitea colour such lines, others
/// show them as they are. Properties would only be in the way, so the place stands in the text:
///
///     ::error::packages/acme/tool/package.yaml:3:5: MESSAGE; REMEDY [RULE]
///
/// `::group::` is folded by both.
enum RunnerLog {
    static func bytes(of verdict: Verdict) -> [UInt8] {
        var text = ""
        for severity in Finding.Severity.allCases {
            let findings = verdict.findings.filter { $0.severity == severity }
            for finding in findings {
                text +=
                    "::\(severity.command)::\(encoded(finding.shownPlace)): \(encoded(finding.shownSentence))\n"
            }
        }
        if !verdict.overrides.isEmpty {
            text += "::group::overrides: \(verdict.overrides.count)\n"
            for override in verdict.overrides {
                text +=
                    "\(line(override.rule)) for \(line(override.subject)) by \(line(override.approver)): "
                    + "\(line(override.reason)) (\(line(override.file)))\n"
                for finding in override.lifted {
                    text += "  lifts \(finding.shownPlace): \(finding.shownSentence)\n"
                }
            }
            text += "::endgroup::\n"
        }
        text += "\(verdict.tally)\nmay-merge: \(verdict.merge.answer)\n"
        for reason in verdict.merge.reasons { text += "  \(line(reason.name)): \(line(reason.sentence))\n" }
        return Array(text.utf8)
    }

    private static func line(_ text: String) -> String { VerdictText.harmless(ShownText.line(text)) }

    /// Text without `%0A` and the like: some runners decode them, others show what stands there.
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for (index, scalar) in zip(text.unicodeScalars.indices, text.unicodeScalars) {
            encoded.unicodeScalars.append(scalar)
            guard scalar == "%" else { continue }
            let code = text.unicodeScalars[index...].dropFirst().prefix(2)
            if ["0A", "0D", "25", "0a", "0d"].contains(String(code)) { encoded += "25" }
        }
        return encoded
    }
}
