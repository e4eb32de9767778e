import Testing

@testable import PromptuaryCore

@Suite("Whether a change gets in")
struct AdmissionTests {
    private static let time = Timestamp(seconds: 1_795_343_400)

    private static func verdict(
        _ answer: Verdict.Merge.Answer, _ severity: Finding.Severity? = nil, isBaseTrusted: Bool = true,
        changes: [Verdict.Change] = []
    ) -> Verdict {
        let finding = severity.map {
            Finding(rule: "some-rule", severity: $0, path: "a", message: "is wrong", remedy: "mend it")
        }
        return Verdict(
            registry: nil, base: "b", head: "h", isBaseTrusted: isBaseTrusted, changes: changes,
            findings: finding.map { [$0] } ?? [],
            merge: Verdict.Merge(answer, reasons: [Verdict.Merge.Reason("policy", "x")]))
    }

    @Test(
        "is up to the policy or to a person, and never with an error",
        arguments: [
            (verdict(.yes), .admitted, .admitted), (verdict(.no), .refused, .admitted),
            (verdict(.after(time)), .later(time), .admitted), (verdict(.yes, .warning), .admitted, .admitted),
            (verdict(.yes, .error), .refused, .refused), (verdict(.after(time), .error), .refused, .refused),
            (verdict(.yes, isBaseTrusted: false), .refused, .refused),
        ] as [(Verdict, Verdict.Admission, Verdict.Admission)])
    func admission(_ verdict: Verdict, _ policy: Verdict.Admission, _ person: Verdict.Admission) {
        #expect(verdict.admission(by: .policy) == policy)
        #expect(verdict.admission(by: .person) == person)
    }

    @Test("is refused without the reason that would have let it in")
    func reasons() {
        #expect(Self.verdict(.yes, .error).merge.reasons.map(\.name) == ["some-rule"])
        #expect(Self.verdict(.no, .error).merge.reasons.map(\.name) == ["policy", "some-rule"])
        #expect(Self.verdict(.yes, isBaseTrusted: false).merge.reasons.map(\.name) == ["base-not-trusted"])
    }

    @Test("is told in a message that strangers cannot lead astray, of bounded length")
    func message() {
        let changes = (0..<200).map { number in
            Verdict.Change(
                .file, .added, "docs/\(number)\nSigned-off-by: root \u{202E}" + String(repeating: "x", count: 500))
        }
        let text = MergeMessage.text(for: Self.verdict(.yes, changes: changes), program: "1.0")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("Merge docs/0\\nSigned-off-by: root \\u{202E}") == true)
        #expect(lines.first?.hasSuffix("and 199 more") == true)
        #expect(!lines.contains { $0.hasPrefix("Signed-off-by") } && lines.count < 70)
        #expect(text.hasSuffix("Judged by promptuary 1.0.\n\nJudged-Base: b\nJudged-Head: h\n"))
        #expect(lines.allSatisfy { $0.utf8.count < 400 })
    }

    @Test("is told in one line")
    func sentences() {
        func sentence(_ outcome: MergeReport.Outcome, _ verdict: Verdict) -> String {
            MergeReport(branch: "main", outcome: outcome, verdict: verdict).sentence
        }
        #expect(sentence(.merged(commit: "c"), Self.verdict(.yes)) == "main is now c")
        #expect(sentence(.contained, Self.verdict(.no)) == "main has h already")
        #expect(sentence(.refused, Self.verdict(.yes, .error)) == "main stays as it is: 1 error")
        #expect(sentence(.refused, Self.verdict(.no)).contains("a person has to decide"))
        #expect(
            sentence(.waiting(until: Self.time), Self.verdict(.after(Self.time)))
                == "main stays as it is: the change may merge from 2026-11-22T10:30:00Z on")
    }
}
