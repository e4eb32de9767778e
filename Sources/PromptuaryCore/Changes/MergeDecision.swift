/// Whether a change may merge without a person, by the policy of the base.
///
/// Errors need not be looked at here: ``Verdict`` never lets a change merge that has one.
public struct MergeDecision: Sendable {
    private let scope: ChangeScope
    private let findings: [Finding]
    /// How many different people agree to each subject.
    private let approvers: [[UInt8]: Int]
    private let now: Timestamp

    /// A decision about a change with these findings, at a time.
    public init(_ scope: ChangeScope, findings: [Finding], now: Timestamp) {
        self.scope = scope
        let approvals = Dictionary(grouping: scope.approvals) { Array($0.subject.utf8) }
        approvers = approvals.mapValues { Set($0.map { Array($0.approver.utf8) }).count }
        self.findings = findings
        self.now = now
    }

    /// The answer and its reasons.
    public var merge: Verdict.Merge {
        let changes = scope.changes
        let isRefused = findings.contains { $0.severity == .error }
        guard !changes.isEmpty else {
            // What is wrong somewhere is a change, also when nobody has looked at more of it.
            if isRefused { return Verdict.Merge(.no, reasons: []) }
            return Verdict.Merge(.no, reasons: [Verdict.Merge.Reason("nothing-changed", "the request changes nothing")])
        }
        let reasons = people(changes) + unmoved(changes) + doubts
        // While an error stands nobody has asked since when anything is known.
        let wait = scope.settings.changes.waiting.answer(for: isRefused ? [] : scope.novelties, now: now)
        let waits = wait.reasons.map { Verdict.Merge.Reason("waiting-period", "\($0)") }
        guard reasons.isEmpty else { return Verdict.Merge(.no, reasons: reasons + waits) }
        guard wait.isOver else { return Verdict.Merge(.after(wait.earliest), reasons: waits) }
        let reason = Verdict.Merge.Reason("policy", "the policy lets such changes merge, and no rule stands against it")
        return Verdict.Merge(.yes, reasons: [reason])
    }

    /// The kinds of changes that need a person.
    private func people(_ changes: [Verdict.Change]) -> [Verdict.Merge.Reason] {
        // What reviewers say is what a person has looked at.
        let alone = scope.settings.changes.mergesAlone.union([.consent])
        return Verdict.Change.Kind.allCases.filter { !alone.contains($0) }.compactMap { kind in
            let subjects = changes.filter { $0.kind == kind && !isAgreed($0.subject) }.map(\.subject)
            guard let first = subjects.first else { return nil }
            let rest = subjects.count == 1 ? "" : " and \(subjects.count - 1) more"
            return Verdict.Merge.Reason(
                "needs-person", "the policy wants a person for \(kind.rawValue): \(first)\(rest)")
        }
    }

    /// The known releases that get other signatures without one more key behind them.
    ///
    /// A name of a signature is never free again, so that whoever fills them with what adds nothing keeps owners out.
    private func unmoved(_ changes: [Verdict.Change]) -> [Verdict.Merge.Reason] {
        let changed = changes.filter { $0.kind == .release && $0.action == .changed && !isAgreed($0.subject) }
        guard !changed.isEmpty, scope.settings.changes.mergesAlone.contains(.release) else { return [] }
        let moved = scope.betterSigned
        let rest = changed.filter { !moved.contains(Array($0.subject.utf8)) }
        guard let first = rest.first?.subject else { return [] }
        let more = rest.count == 1 ? "" : " and \(rest.count - 1) more"
        return [Verdict.Merge.Reason("needs-person", "no further key has signed \(first)\(more)")]
    }

    /// Whether enough reviewers agree to something.
    private func isAgreed(_ subject: String) -> Bool {
        let needed = scope.settings.changes.approvals
        return needed > 0 && approvers[Array(subject.utf8), default: 0] >= needed
    }

    /// The warnings of rules for changes: each is a question to a person.
    private var doubts: [Verdict.Merge.Reason] {
        let own = Set(Rule.ofChanges.map(\.id))
        let rules = Set(findings.filter { $0.severity == .warning && own.contains($0.rule) }.map(\.rule))
        return rules.sorted { $0.precedesInBytes($1) }.map {
            Verdict.Merge.Reason($0, "a person has to look at a warning")
        }
    }
}
