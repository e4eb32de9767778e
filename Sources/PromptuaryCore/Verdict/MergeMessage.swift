/// The message of a commit that takes a change in: what it brings, and the verdict in numbers.
///
/// Names and paths of strangers are shown as in every form of a verdict.
public enum MergeMessage {
    /// The most changes that are listed.
    static let limit = 50

    /// The message for a change, with a line feed at the end.
    public static func text(for verdict: Verdict, program: String) -> String {
        let changes = verdict.changes.filter { $0.kind != .consent }
        let first = changes.first.map { ShownText.line($0.subject, limit: 50) } ?? "a change"
        let rest = changes.count > 1 ? " and \(ShownText.grouped(changes.count - 1)) more" : ""
        var text = "Merge \(first)\(rest)\n\n"
        for change in verdict.changes.prefix(limit) {
            text +=
                "- \(change.kind.rawValue) \(change.action.rawValue): \(ShownText.line(change.subject, limit: 200))\n"
        }
        if verdict.changes.count > limit { text += "- \(ShownText.grouped(verdict.changes.count - limit)) more\n" }
        for override in verdict.overrides.prefix(limit) {
            let approver = ShownText.line(override.approver, limit: 100)
            text += "- \(override.rule) lifted by \(approver): \(ShownText.line(override.reason, limit: 200))\n"
        }
        text += """

            May merge: \(verdict.merge.answer); \(verdict.tally). Judged by promptuary \(program).

            Judged-Base: \(verdict.base)
            Judged-Head: \(verdict.head)

            """
        return text
    }
}
