import Testing

@testable import PromptuaryCore

@Suite("A verdict on a change")
struct VerdictTests {
    private static func finding(_ severity: Finding.Severity, _ rule: String = "r", _ message: String = "m") -> Finding
    {
        Finding(rule: rule, severity: severity, path: "a", message: message, remedy: "do")
    }

    private static func verdict(
        _ findings: [Finding], _ answer: Verdict.Merge.Answer = .yes, isBaseTrusted: Bool = true
    ) -> Verdict {
        Verdict(
            registry: nil, base: "b", head: "h", isBaseTrusted: isBaseTrusted, changes: [], findings: findings,
            merge: Verdict.Merge(answer, reasons: []))
    }

    @Test(
        "never lets an error merge, whatever the policy says",
        arguments: [Verdict.Merge.Answer.yes, .no, .after(Timestamp(seconds: 5))])
    func errors(_ answer: Verdict.Merge.Answer) {
        let verdict = Self.verdict(
            [Self.finding(.error, "one"), Self.finding(.error, "two"), Self.finding(.error, "two", "n")], answer)
        #expect(verdict.merge.answer == .no)
        #expect(verdict.merge.reasons.map(\.name) == ["one", "two"])
        #expect(verdict.merge.reasons.map(\.sentence) == ["an error stands", "2 errors stand"])
        #expect(verdict.outcome == .findings)
    }

    @Test("never lets anything merge onto a base that is not trusted", arguments: [true, false])
    func distrust(_ hasError: Bool) {
        let verdict = Self.verdict(hasError ? [Self.finding(.error)] : [], isBaseTrusted: false)
        #expect(verdict.merge.answer == .no)
        #expect(verdict.merge.reasons.contains { $0.name == "base-not-trusted" })
        #expect(verdict.outcome.rawValue == 3)
    }

    @Test("ends with 0 for warnings and notes, also when a person has to decide")
    func clean() {
        let verdict = Self.verdict([Self.finding(.warning), Self.finding(.note)], .no)
        #expect(verdict.outcome.rawValue == 0)
        #expect(verdict.merge.answer == .no && verdict.merge.reasons.isEmpty)
        #expect(Self.verdict([], .yes).merge.answer == .yes)
    }

    @Test("keeps the reason that a policy gives for a rule")
    func namedReason() {
        let reason = Verdict.Merge.Reason("one", "said before")
        let verdict = Verdict(
            registry: nil, base: "b", head: "h", changes: [], findings: [Self.finding(.error, "one")],
            merge: Verdict.Merge(.no, reasons: [reason]))
        #expect(verdict.merge.reasons == [reason])
    }

    @Test("is the same value and the same bytes in every order of its parts", arguments: 0..<20)
    func order(_ seed: UInt64) throws {
        let verdict = try VerdictSpecimen.full()
        var random = Shuffle(state: seed &+ 1)
        let shuffled = Verdict(
            registry: verdict.registry, base: verdict.base, head: verdict.head,
            changes: verdict.changes.shuffled(using: &random), findings: verdict.findings.shuffled(using: &random),
            overrides: verdict.overrides.shuffled(using: &random),
            approvals: verdict.approvals.shuffled(using: &random),
            merge: Verdict.Merge(verdict.merge.answer, reasons: verdict.merge.reasons.shuffled(using: &random)))
        #expect(shuffled == verdict)
        for form in VerdictForm.allCases {
            let presentation = Verdict.Presentation(program: "1.0.0")
            #expect(shuffled.bytes(as: form, presentation) == verdict.bytes(as: form, presentation))
        }
    }

    @Test("has an order for findings that differ in anything, also for text that only looks the same")
    func totalOrder() {
        let base = Finding(rule: "r", severity: .error, path: "p", message: "m", remedy: "x")
        let others = [
            Finding(rule: "r", severity: .error, path: "p", place: Place(entry: "e"), message: "m", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "p", place: Place(key: "k"), message: "m", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "p", place: Place(offset: 1), message: "m", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "p", place: Place(line: 1), message: "m", remedy: "x"),
            Finding(rule: "r", severity: .note, path: "p", message: "m", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "p", message: "m", remedy: "y"),
            Finding(rule: "r", severity: .error, path: "p", message: "\u{E9}", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "p", message: "e\u{301}", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "\u{E9}", message: "m", remedy: "x"),
            Finding(rule: "r", severity: .error, path: "e\u{301}", message: "m", remedy: "x"),
        ]
        let all = [base] + others
        for (i, one) in all.enumerated() {
            for (j, other) in all.enumerated() {
                #expect((Finding.precedes(one, other) != Finding.precedes(other, one)) == (i != j))
            }
        }
    }

    @Test(
        "counts in words",
        arguments: [([], "no findings"), ([.error], "1 error"), ([.note, .note, .warning], "1 warning, 2 notes")]
            as [([Finding.Severity], String)])
    func tally(_ severities: [Finding.Severity], _ words: String) {
        #expect(Self.verdict(severities.map { Self.finding($0) }).tally == words)
    }

    /// A generator whose numbers depend on its seed only.
    private struct Shuffle: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }
}
