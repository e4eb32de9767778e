extension ChangeScope {
    /// Findings without those that overrides lift, and the overrides with what they lift.
    public func lifting(_ findings: [Finding]) -> (standing: [Finding], overrides: [Verdict.Override]) {
        var standing = findings
        var overrides: [Verdict.Override] = []
        for consent in consents {
            guard case .override(let rule, let reason) = consent.statement else { continue }
            let lifted = standing.filter { $0.rule.hasSameBytes(as: rule) && speaks(consent, about: $0) }
            standing.removeAll { lifted.contains($0) }
            overrides.append(
                Verdict.Override(
                    rule: rule, subject: consent.subject, reason: reason,
                    approver: consent.approvers.joined(separator: ", "), file: consent.file, lifted: lifted))
        }
        return (standing, overrides)
    }

    /// Who has agreed to what, where what they have agreed to is still what the change has.
    public var approvals: [Verdict.Approval] {
        consents.filter { $0.statement == .approval && isAboutThese($0) }.flatMap { consent in
            consent.approvers.map { Verdict.Approval(approver: $0, subject: consent.subject, file: consent.file) }
        }
    }

    private func speaks(_ consent: Consent, about finding: Finding) -> Bool {
        consent.subject.hasSameBytes(as: Self.subject(of: finding.path)) && isAboutThese(consent)
    }

    /// Whether a statement is about what the change makes of its subject.
    private func isAboutThese(_ consent: Consent) -> Bool {
        guard let digest = digest(of: consent.subject) else { return false }
        return digest == consent.digest
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
