extension Rule {
    /// A licence that the registry does not take.
    static let licencePolicy = Rule(
        "licence-policy", .error,
        "everything in the registry has a licence that its policy takes",
        remedy: "choose a licence that `policy.licences` allows",
        check: .change { scope in
            let policy = scope.settings.changes.licences
            guard !policy.allowed.isEmpty || !policy.denied.isEmpty else { return [] }
            return scope.added.compactMap { added in
                let text = added.release.manifest.license ?? ""
                guard let problem = problem(text, policy) else { return nil }
                return Rule.Remark(added.release.path, problem, at: Place(key: "license"))
            }
        })

    private static func problem(_ text: String, _ policy: LicencePolicy) -> String? {
        guard let expression = try? LicenceExpression(text) else {
            return "\(quoted(text)) is no SPDX expression, so the policy cannot be applied"
        }
        switch policy.answer(for: expression) {
        case .acceptable: return nil
        case .refused(let licences):
            return "the policy does not take " + licences.map(\.description).joined(separator: ", ")
        }
    }
}
