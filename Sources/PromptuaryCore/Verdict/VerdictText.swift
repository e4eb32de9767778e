/// A verdict as text for a terminal.
///
/// Each finding is a line `PATH:PLACE: SEVERITY: MESSAGE; REMEDY [RULE]`, with the line of the file and a mark under the place
/// where they are at hand. Nothing of the change reaches the terminal but characters that can be seen (``ShownText``); no line
/// begins with what runners take for a command. The only escape sequences are the colours of severities and of the answer, when
/// asked for.
struct VerdictText {
    /// The most lines for what changes.
    private static let changesLimit = 100

    private let verdict: Verdict
    private let hasColour: Bool
    private let width: Int
    private var lines: SourceLines
    private var text = ""

    private init(_ verdict: Verdict, _ contents: @escaping Verdict.Contents, hasColour: Bool, width: Int) {
        self.verdict = verdict
        self.hasColour = hasColour
        self.width = width
        lines = SourceLines(contents)
    }

    /// The text, with a line feed at the end.
    static func bytes(
        of verdict: Verdict, contents: @escaping Verdict.Contents, hasColour: Bool, width: Int
    ) -> [UInt8] {
        var page = VerdictText(verdict, contents, hasColour: hasColour, width: width)
        page.write()
        return Array(page.text.utf8)
    }

    private mutating func write() {
        let registry = verdict.registry.map { " of \($0)" } ?? ""
        line("change\(registry) from \(shown(verdict.base)) to \(shown(verdict.head))")
        for change in verdict.changes.prefix(Self.changesLimit) {
            line("  \(change.kind.rawValue) \(change.action.rawValue): \(shown(change.subject))")
        }
        let more = verdict.changes.count - Self.changesLimit
        if more > 0 { line("  and \(ShownText.grouped(more)) more") }
        if !verdict.findings.isEmpty { line("") }
        for finding in verdict.findings { write(finding, colour(finding.severity)) }
        writeConsent()
        line("")
        line(verdict.tally)
        line("may-merge: \(colour(verdict.merge.answer))")
        for reason in verdict.merge.reasons { line("  \(shown(reason.name)): \(shown(reason.sentence))") }
    }

    private mutating func write(_ finding: Finding, _ severity: String) {
        line("\(finding.shownPlace): \(severity): \(finding.shownSentence)")
        guard let number = finding.place.line, let source = lines.line(of: finding) else { return }
        for one in SourceExcerpt.lines(of: source, line: number, column: finding.place.column, width: width) {
            line(one)
        }
    }

    private mutating func writeConsent() {
        guard !verdict.overrides.isEmpty || !verdict.approvals.isEmpty else { return }
        line("")
        for override in verdict.overrides {
            line(
                "override of \(shown(override.rule)) for \(shown(override.subject)) by \(shown(override.approver)): "
                    + "\(shown(override.reason)) (\(shown(override.file)))")
            for finding in override.lifted {
                text += "  "
                write(finding, "lifted \(finding.severity.rawValue)")
            }
            if override.lifted.isEmpty { line("  lifts nothing") }
        }
        for approval in verdict.approvals {
            line("approval of \(shown(approval.subject)) by \(shown(approval.approver)) (\(shown(approval.file)))")
        }
    }

    private func shown(_ text: String) -> String { ShownText.line(text) }

    private mutating func line(_ line: String) {
        text += Self.harmless(line) + "\n"
    }

    /// A line that does not begin with `::`, which runners take for a command, also behind white space.
    static func harmless(_ line: String) -> String {
        let scalars = line.unicodeScalars
        let begin = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
        guard scalars[begin...].starts(with: "::".unicodeScalars) else { return line }
        return String(scalars[..<begin]) + "\\u{3A}" + String(scalars[begin...].dropFirst())
    }

    private func colour(_ severity: Finding.Severity) -> String {
        switch severity {
        case .error: painted(severity.rawValue, 31)
        case .warning: painted(severity.rawValue, 33)
        case .note: severity.rawValue
        }
    }

    private func colour(_ answer: Verdict.Merge.Answer) -> String {
        switch answer {
        case .yes: painted("yes", 32)
        case .no: painted("no", 31)
        case .after: painted(answer.description, 33)
        }
    }

    private func painted(_ word: String, _ colour: Int) -> String {
        hasColour ? "\u{1B}[\(colour)m\(word)\u{1B}[0m" : word
    }
}
