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
        let items: [String]
        let share: Int

        /// The part with as many items as fit.
        var text: String {
            guard !items.isEmpty else { return "" }
            var text = "\n**\(title)**\n\n"
            var shown = 0
            for item in items {
                // The rest is for the line about what is left out.
                guard text.utf8.count + item.utf8.count + 3 <= share - 100 else { break }
                text += "- \(item)\n"
                shown += 1
            }
            if shown < items.count { text += "- … and \(ShownText.grouped(items.count - shown)) more, left out here\n" }
            return text
        }
    }

    /// The comment, with a line feed at the end.
    static func bytes(of verdict: Verdict) -> [UInt8] {
        let registry = verdict.registry.map { " in \(code($0.text))" } ?? ""
        let head = """
            \(marker)
            ### May merge: \(verdict.merge.answer)

            \(verdict.tally)\(registry), from \(code(verdict.base, 80)) to \(code(verdict.head, 80)).

            """
        let parts = [
            Part(title: "Why", items: verdict.merge.reasons.map(item), share: 9_000),
            Part(title: "Overrides", items: verdict.overrides.map(item), share: 12_000),
            Part(title: "Approvals", items: verdict.approvals.map(item), share: 5_000),
            Part(title: "Findings", items: byWeight(verdict.findings).map(item), share: 24_000),
            Part(title: "Changes", items: verdict.changes.map(item), share: 8_000),
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
            item += "\n  - lifts \(finding.severity.rawValue) \(words(of: finding))"
        }
        let more = override.lifted.count - liftedLimit
        if more > 0 { item += "\n  - … and \(ShownText.grouped(more)) more" }
        return item + (override.lifted.isEmpty ? "; it lifts nothing" : "")
    }

    /// The most findings that are shown with the override that lifts them.
    private static let liftedLimit = 5

    private static func item(_ finding: Finding) -> String { "**\(finding.severity.rawValue)** \(words(of: finding))" }

    private static func words(of finding: Finding) -> String {
        "\(code(VerdictText.place(of: finding))): \(code(finding.message)); \(code(finding.remedy)) (\(code(finding.rule)))"
    }

    /// Text of strangers as an element in which nothing has a meaning.
    static func code(_ text: String, _ limit: Int = 300) -> String {
        var element = "<code>"
        for scalar in ShownText.line(text, limit: limit).unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ": element.unicodeScalars.append(scalar)
            case _ where scalar.isASCII: element += "&#\(scalar.value);"
            default: element.unicodeScalars.append(scalar)
            }
        }
        return element + "</code>"
    }
}
