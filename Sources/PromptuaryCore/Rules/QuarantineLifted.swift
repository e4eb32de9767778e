extension Rule {
    /// A package that is no longer held back.
    static let quarantineLifted = Rule(
        "quarantine-lifted", .warning,
        "what was held back comes back only when a person has looked",
        remedy: "let a person look at the request",
        check: .change { scope in
            scope.packages.filter { $0.old?.notes.quarantine != nil && $0.new?.notes.quarantine == nil }.map {
                Rule.Remark($0.notesPath, "\($0.id) is no longer held back", at: Place(key: "quarantine"))
            }
        })
}
