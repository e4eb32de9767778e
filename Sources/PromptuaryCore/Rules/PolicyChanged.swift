extension Rule {
    /// Other settings of the registry.
    static let policyChanged = Rule(
        "policy-changed", .warning,
        "nobody makes the rules by which the same or the next request is judged",
        remedy: "let a person look at registry.yaml",
        check: .change { scope in
            guard let new = scope.newSettings, new != scope.settings else { return [] }
            return [Rule.Remark("registry.yaml", "the settings of the registry change")]
        })
}
