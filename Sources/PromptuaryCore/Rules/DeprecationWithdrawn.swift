extension Rule {
    /// A deprecation that is taken back.
    static let deprecationWithdrawn = Rule(
        "deprecation-withdrawn", .warning,
        "nobody returns to a package that was given up without a word from a person",
        remedy: "say in the README why, and let a person look",
        check: .change { scope in
            scope.packages.filter { package in
                package.old?.notes.deprecation != nil && package.new != nil && package.new?.notes.deprecation == nil
            }.map {
                Rule.Remark($0.notesPath, "\($0.id) is no longer deprecated", at: Place(key: "deprecated"))
            }
        })
}
