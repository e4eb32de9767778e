/// A verdict as Markdown for a comment on GitHub, GitLab, Gitea and Forgejo.
///
/// Text that is not ours stands in `<code>` elements, with every ASCII character but letters, digits and blanks as a numeric
/// reference. So it can be no markup, HTML, table, link, mention, reference to an issue or emoji: those filters leave `<code>`
/// alone, and the ones that read the source find no `@` and no `#`.
///
/// The comment has at most ``limit`` bytes. Each part has a share of them; what does not fit is counted.
struct VerdictComment {
    /// The most bytes of a comment; GitHub takes 65,536 characters.
    static let limit = 60_000
    /// The first line, by which a job finds the comment that it wrote before.
    static let marker = "<!-- promptuary-verdict -->"

    /// A part of a comment: a title, items in the order of their weight, and how many bytes they may take.
    private struct Part {
        let title: String
        let count: Int
        let share: Int
        /// The item at an index; made only while there is room.
        let item: (Int) -> String

        init<Value>(_ title: String, _ values: [Value], share: Int, _ item: @escaping (Value) -> String) {
            self.title = title
            self.share = share
            count = values.count
            self.item = { item(values[$0]) }
        }

        /// How many items that do not fit are passed over, to look for a smaller one.
        private static let patience = 20

        /// The part with as many items as fit.
        var text: String {
            guard count > 0 else { return "" }
            var text = "\n**\(title)**\n\n"
            var (shown, missed) = (0, 0)
            for index in 0..<count where missed < Self.patience {
                let line = "- \(item(index))\n"
                // The rest is for the line about what is left out.
                if text.utf8.count + line.utf8.count <= share - 100 {
                    text += line
                    shown += 1
                } else {
                    missed += 1
                }
            }
            if shown < count { text += "- … and \(ShownText.grouped(count - shown)) more, left out here\n" }
            return text
        }
    }

    /// The comment, with a line feed at the end.
    static func bytes(of verdict: Verdict) -> [UInt8] {
        let registry = verdict.registry.map { " in \(code($0.text))" } ?? ""
        let head = """
            \(marker)
            ### May merge: \(verdict.merge.answer)

            \(verdict.tally)\(registry), from \(code(verdict.base, 200)) to \(code(verdict.head, 200)).

            """
        let parts = [
            Part("Why", verdict.merge.reasons, share: 9_000, item),
            Part("Overrides", verdict.overrides, share: 12_000, item),
            Part("Approvals", verdict.approvals, share: 5_000, item),
            Part("Findings", byWeight(verdict.findings), share: 24_000, item),
            Part("Changes", verdict.changes, share: 8_000, item),
        ]
        return Array((head + parts.map(\.text).joined()).utf8)
    }

    /// Errors first; within a severity the order stays.
    private static func byWeight(_ findings: [Finding]) -> [Finding] {
        Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private static func item(_ reason: Verdict.Merge.Reason) -> String {
        "\(code(reason.name)): \(code(reason.sentence))"
    }

    private static func item(_ change: Verdict.Change) -> String {
        "\(change.kind.rawValue) \(change.action.rawValue): \(code(change.subject))"
    }

    private static func item(_ approval: Verdict.Approval) -> String {
        "\(code(approval.subject)) by \(code(approval.approver)) in \(code(approval.file))"
    }

    private static func item(_ override: Verdict.Override) -> String {
        var item =
            "\(code(override.rule)) for \(code(override.subject)) by \(code(override.approver)): "
            + "\(code(override.reason)), in \(code(override.file))"
        for finding in override.lifted.prefix(liftedLimit) {
            let place = code(finding.shownPlace, 400)
            item += "\n  - lifts \(finding.severity.rawValue) \(place): \(code(finding.message, 400))"
        }
        let more = override.lifted.count - liftedLimit
        if more > 0 { item += "\n  - … and \(ShownText.grouped(more)) more" }
        return item + (override.lifted.isEmpty ? "; it lifts nothing" : "")
    }

    /// The most findings that are shown with the override that lifts them.
    private static let liftedLimit = 5

    private static func item(_ finding: Finding) -> String { "**\(finding.severity.rawValue)** \(words(of: finding))" }

    private static func words(of finding: Finding) -> String {
        "\(code(finding.shownPlace)): \(code(finding.message)); \(code(finding.remedy)) (\(code(finding.rule)))"
    }

    /// Text of strangers as an element in which nothing has a meaning, of at most about `limit` bytes.
    ///
    /// The limit is on bytes, not on characters: no finding can take the place of all others.
    static func code(_ text: String, _ limit: Int = 700) -> String {
        var element = "<code>"
        for scalar in ShownText.line(text, limit: limit).unicodeScalars {
            guard element.utf8.count < limit else {
                element += "…"
                break
            }
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ": element.unicodeScalars.append(scalar)
            case _ where scalar.isASCII: element += "&#\(scalar.value);"
            default: element.unicodeScalars.append(scalar)
            }
        }
        return element + "</code>"
    }
}
