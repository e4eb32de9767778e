extension ChangeScope {
    /// Findings without those that overrides lift, and the overrides with what they lift.
    public func lifting(_ findings: [Finding]) -> (standing: [Finding], overrides: [Verdict.Override]) {
        let current = currentDigests
        var standing: [Topic: [Finding]] = Dictionary(grouping: findings) {
            Topic(rule: Array($0.rule.utf8), subject: Array(Self.subject(of: $0.path).utf8))
        }
        var overrides: [Verdict.Override] = []
        for consent in consents {
            guard case .override(let rule, let reason) = consent.statement else { continue }
            let topic = Topic(rule: Array(rule.utf8), subject: Array(consent.subject.utf8))
            let lifted = Self.holds(consent, current) ? standing.removeValue(forKey: topic) ?? [] : []
            overrides.append(
                Verdict.Override(
                    rule: rule, subject: consent.subject, reason: reason,
                    approver: consent.approvers.joined(separator: ", "), file: consent.file, lifted: lifted))
        }
        let rest = Set(standing.values.joined())
        return (findings.filter(rest.contains), overrides)
    }

    /// Who has agreed to what, where what they have agreed to is still what the change has.
    public var approvals: [Verdict.Approval] {
        let current = currentDigests
        return consents.filter { $0.statement == .approval && Self.holds($0, current) }.flatMap { consent in
            consent.approvers.map { Verdict.Approval(approver: $0, subject: consent.subject, file: consent.file) }
        }
    }

    /// The statements about what the change does not have.
    var strayConsents: [Consent] {
        let current = currentDigests
        return consents.filter { !Self.holds($0, current) }
    }

    /// What a finding, or an override, is about.
    private struct Topic: Hashable {
        let rule: [UInt8]
        let subject: [UInt8]
    }

    /// What the change makes of the subjects of the statements.
    private var currentDigests: [[UInt8]: ConsentDigest] { digests(of: consents.map(\.subject)) }

    /// Whether a statement is about what the change makes of its subject.
    private static func holds(_ consent: Consent, _ current: [[UInt8]: ConsentDigest]) -> Bool {
        guard let digest = consent.digest else { return false }
        return current[Array(consent.subject.utf8)]?[consent.statement.folder] == digest
    }

    /// What a path is about, in the words of a verdict: a release, a package, a namespace, or the path itself.
    static func subject(of path: String) -> String {
        switch TreePlace(path) {
        case .release(let namespace, let name, let version, _):
            let number = (try? Version(pathText: version))?.description ?? version
            return "@\(namespace)/\(name) \(number)"
        case .notes(let namespace, let name, _): return "@\(namespace)/\(name)"
        case .namespace(let name, _): return name
        default: return path
        }
    }
}
