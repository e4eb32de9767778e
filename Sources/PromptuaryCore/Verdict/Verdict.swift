/// What the rules say about a change of a tree: the difference between two commits.
///
/// The laptop, the pull request and the door of a repository come to the same value for the same two commits; the forms that
/// people and programs read are made of it (``VerdictForm``, `docs/formats/verdict.md`). All lists have one order, whatever the
/// order in which they were found.
public struct Verdict: Sendable, Hashable {
    /// What `check` ends with; the raw value is its exit code.
    public enum Outcome: Int, Sendable, Hashable, CaseIterable {
        /// No error stands. Whether the change may merge by itself is another question.
        case clean = 0
        /// At least one error stands.
        case findings = 1
        /// The base cannot be trusted, so nothing can be judged by its policy and keys.
        case distrust = 3
    }

    /// The name of the registry; nil when the base does not say it.
    public let registry: RegistryName?
    /// The commit whose policy and keys judge.
    public let base: String
    /// The commit that is judged.
    public let head: String
    /// Whether what the base says about trust holds.
    public let isBaseTrusted: Bool
    /// What differs between the commits.
    public let changes: [Change]
    /// What stands against the change.
    public let findings: [Finding]
    /// What somebody has allowed all the same, with the findings that are lifted by it.
    public let overrides: [Override]
    /// Who has agreed to what.
    public let approvals: [Approval]
    /// Whether the change may merge without a person.
    public let merge: Merge
    /// What statements of reviewers are bound to, by subject.
    public let digests: [String: ConsentDigest]

    /// A verdict from its parts, in any order.
    ///
    /// A change with an error, or on a base without trust, never may merge: `merge` then becomes ``Merge/Answer/no``, with a
    /// reason for each rule whose errors stand.
    public init(
        registry: RegistryName?, base: String, head: String, isBaseTrusted: Bool = true, changes: [Change],
        findings: [Finding], overrides: [Override] = [], approvals: [Approval] = [], merge: Merge,
        digests: [String: ConsentDigest] = [:]
    ) {
        self.registry = registry
        self.base = base
        self.head = head
        self.isBaseTrusted = isBaseTrusted
        self.changes = changes.sorted(by: Change.precedes)
        self.findings = findings.sorted(by: Finding.precedes)
        self.overrides = overrides.sorted(by: Override.precedes)
        self.approvals = approvals.sorted(by: Approval.precedes)
        self.digests = digests
        self.merge = merge.refused(by: findings.filter { $0.severity == .error }, isBaseTrusted: isBaseTrusted)
    }

    /// What `check` ends with.
    public var outcome: Outcome {
        if !isBaseTrusted { return .distrust }
        return findings.contains { $0.severity == .error } ? .findings : .clean
    }

    /// The findings that overrides have lifted, each with its override.
    public var lifted: [(finding: Finding, override: Override)] {
        overrides.flatMap { override in override.lifted.map { ($0, override) } }
    }

    /// How many findings of a severity stand.
    public func count(_ severity: Finding.Severity) -> Int { findings.filter { $0.severity == severity }.count }

    /// The numbers in words: `2 errors, 1 warning, 1 lifted`, or `no findings`.
    public var tally: String {
        var parts = Finding.Severity.allCases.map { (count($0), $0.rawValue) }.filter { $0.0 > 0 }.map { count, word in
            "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        let lifted = overrides.reduce(0) { $0 + $1.lifted.count }
        if lifted > 0 { parts.append("\(lifted) lifted") }
        return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    }
}
