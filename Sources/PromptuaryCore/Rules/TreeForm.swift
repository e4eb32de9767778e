extension Rule {
    /// A folder in git that is not what git itself would write.
    static let treeForm = Rule(
        "tree-form", .error,
        "a folder in git holds something, and names each thing once and in order: otherwise programs do not agree on "
            + "what is there",
        remedy: "make the commit with git, which writes no other folders", check: .reading)
}
