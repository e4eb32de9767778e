/// Which licences a registry takes.
///
/// Ids are compared without regard to case, as SPDX has it. An entry is an id (`MIT`), which stands for the licence
/// with and without `+` and with any exception, or an id with an exception (`GPL-2.0-only WITH
/// Classpath-exception-2.0`), which stands for exactly that. An entry may end in `*`: `GPL-*`, `LicenseRef-*`. No ids
/// are built in: what is acceptable is the registry's judgement.
public struct LicencePolicy: Sendable, Hashable {
    /// What a policy says about an expression.
    public enum Answer: Sendable, Hashable {
        /// It may be used as it stands.
        case acceptable
        /// It may be not: the licences that stand in the way, in the order of the text.
        case refused([LicenceExpression.Licence])
    }

    /// The entries of which a licence has to match one; any licence will do when there are none.
    public let allowed: [String]
    /// The entries of which a licence may match none, except by an allowed entry that names its exception.
    public let denied: [String]

    /// A policy of two lists.
    public init(allowed: [String] = [], denied: [String] = []) {
        self.allowed = allowed
        self.denied = denied
    }

    /// What the policy says about an expression: of alternatives one has to be acceptable, of the rest all.
    public func answer(for expression: LicenceExpression) -> Answer {
        if accepts(expression) { return .acceptable }
        var refused: [LicenceExpression.Licence] = []
        for licence in expression.licences where !accepts(licence) && !refused.contains(licence) {
            refused.append(licence)
        }
        return .refused(refused)
    }

    private func accepts(_ expression: LicenceExpression) -> Bool {
        switch expression {
        case .licence(let licence): accepts(licence)
        case .all(let parts): parts.allSatisfy(accepts)
        case .any(let parts): parts.contains(where: accepts)
        }
    }

    private func accepts(_ licence: LicenceExpression.Licence) -> Bool {
        let whole = "\(licence.id)\(licence.orLater ? "+" : "") WITH \(licence.exception ?? "")".lowercased()
        let id = licence.id.lowercased()
        func names(_ entry: String) -> Bool {
            let entry = entry.lowercased()
            let subject = entry.utf8.contains(0x20) ? whole : id
            guard entry.utf8.last == UInt8(ascii: "*") else { return subject.hasSameBytes(as: entry) }
            return subject.utf8.starts(with: entry.utf8.dropLast())
        }
        // The narrower statement wins: an exception that is named may allow what its licence alone may not.
        if licence.exception != nil, allowed.contains(where: { $0.utf8.contains(0x20) && names($0) }) { return true }
        return (allowed.isEmpty || allowed.contains(where: names)) && !denied.contains(where: names)
    }
}
