/// A dossier as one HTML page that stands for itself: no script, no form, nothing from elsewhere.
///
/// The style sheet is part of the page, and the Content Security Policy allows it by its digest and nothing else. All texts are
/// those of strangers: they are shown by ``ShownText``, escaped, and bounded each by itself and together, so that no request
/// can make the page too large to be opened. What is left out is counted.
public struct DossierPage: Sendable {
    private let renderer: PageRenderer
    private let styleSheet: [UInt8]
    private let policy: String

    /// A page from its template and style sheet, which are parts of the program.
    public init(template: [UInt8], styleSheet: [UInt8]) throws(Refusal) {
        renderer = try PageRenderer(templates: ["dossier": try PageTemplate(template, name: "dossier")])
        // A line feed behind the start tag is part of what is hashed.
        self.styleSheet = [10] + styleSheet
        let digest = Base64.encode(SHA256Digest(of: self.styleSheet).bytes)
        policy = "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'"
    }

    /// The page of a dossier.
    public func bytes(of dossier: Dossier, help: [RuleHelp] = Rule.all.map(RuleHelp.init), program: String) -> [UInt8] {
        let verdict = dossier.verdict
        let answer = verdict.merge.answer.description
        let registry = verdict.registry?.text ?? "a registry"
        var forms = DossierForms()
        let releases = PageValue.list(
            dossier.releases.enumerated().map { forms.release($1, number: $0 + 1) })
        let files = forms.list(dossier.files, upTo: DossierForms.rowLimit) { $0.file($1) }
        return renderer.render(
            "dossier",
            PageValue(fields: [
                ("policy", .text(policy)), ("style", .markup(styleSheet)),
                ("title", .text("May merge: \(answer) – \(registry)")), ("registry", .text(registry)),
                ("generator", DossierForms.text("Promptuary \(program)")),
                ("base", DossierForms.text(verdict.base)), ("head", DossierForms.text(verdict.head)),
                ("answer", .text(answer)), ("answerClass", .text(Self.name(of: verdict.merge.answer))),
                ("trusted", .flag(verdict.isBaseTrusted)), ("tally", .text(verdict.tally)),
                ("reasons", forms.list(verdict.merge.reasons, upTo: 100) { $0.reason($1) }),
                ("changes", forms.list(verdict.changes, upTo: DossierForms.rowLimit) { $0.change($1) }),
                (
                    "findings",
                    forms.list(Self.byWeight(verdict.findings), upTo: DossierForms.rowLimit) { $0.finding($1) }
                ),
                ("overrides", forms.list(verdict.overrides, upTo: 100) { $0.override($1) }),
                ("approvals", forms.list(verdict.approvals, upTo: 100) { $0.approval($1) }),
                ("rules", Self.rules(verdict, help)), ("silent", Self.silent(verdict, help)),
                ("keys", forms.list(dossier.keys, upTo: 50) { $0.keys($1) }), ("releases", releases),
                ("omittedReleases", PageValue(count: dossier.omittedReleases)), ("files", files),
            ]))
    }

    private static func name(of answer: Verdict.Merge.Answer) -> String {
        switch answer {
        case .yes: "good"
        case .no: "bad"
        case .after: "warn"
        }
    }

    /// Errors first; within a severity the order stays.
    private static func byWeight(_ findings: [Finding]) -> [Finding] {
        Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    /// The rules and codes that have something to say, with how often they do.
    private static func rules(_ verdict: Verdict, _ help: [RuleHelp]) -> PageValue {
        var counts: [String: (standing: Int, lifted: Int)] = [:]
        for finding in verdict.findings { counts[finding.rule, default: (0, 0)].standing += 1 }
        for (finding, _) in verdict.lifted { counts[finding.rule, default: (0, 0)].lifted += 1 }
        let known = Dictionary(help.map { ($0.id, $0) }) { first, _ in first }
        let found = Dictionary(verdict.findings.map { ($0.rule, RuleHelp($0)) }) { first, _ in first }
        return .list(
            counts.sorted { $0.key.precedesInBytes($1.key) }.prefix(DossierForms.rowLimit).map { rule, count in
                let help = known[rule] ?? found[rule]
                return [
                    "rule": DossierForms.text(rule), "summary": DossierForms.text(help?.summary ?? ""),
                    "standing": .text(String(count.standing)), "lifted": .text(String(count.lifted)),
                ]
            })
    }

    /// The rules that have nothing to say.
    private static func silent(_ verdict: Verdict, _ help: [RuleHelp]) -> PageValue {
        let speaking = Set(verdict.findings.map(\.rule) + verdict.lifted.map(\.finding.rule))
        let silent = help.filter { !speaking.contains($0.id) }.sorted { $0.id.precedesInBytes($1.id) }
        guard !silent.isEmpty else { return false }
        return [
            "count": .text(String(silent.count)),
            "rows": .list(silent.map { ["rule": .text($0.id), "summary": .text($0.summary)] }),
        ]
    }
}
