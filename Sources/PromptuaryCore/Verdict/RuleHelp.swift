/// What a report says about a rule itself, next to its findings.
public struct RuleHelp: Sendable, Hashable {
    /// The stable id of the rule, or the code of a refusal.
    public let id: String
    /// How much its findings weigh unless a registry says otherwise.
    public let severity: Finding.Severity
    /// What it protects, as one sentence.
    public let summary: String
    /// What a person does instead.
    public let remedy: String

    /// Help from its parts.
    public init(id: String, severity: Finding.Severity, summary: String, remedy: String) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.remedy = remedy
    }

    /// What a rule says about itself.
    public init(_ rule: Rule) {
        self.init(id: rule.id, severity: rule.severity, summary: rule.summary, remedy: rule.remedy)
    }

    /// What can be said about a rule that is known by a finding only.
    init(_ finding: Finding) {
        self.init(id: finding.rule, severity: finding.severity, summary: finding.remedy, remedy: finding.remedy)
    }
}
