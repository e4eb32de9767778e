extension Rule {
    /// A change of what a forge or git does.
    static let forgeChanged = Rule(
        "forge-changed", .warning,
        "what a forge runs, whom it asks and what git ignores changes before the eyes of a person",
        remedy: "let a maintainer of the repository look at the file",
        check: .change { scope in
            scope.files.files.filter { $0.place == .forge }.map {
                Rule.Remark($0.path, $0.new == nil ? "the file would be gone" : "the forge, or git, obeys the file")
            }
        })
}
