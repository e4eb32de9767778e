extension Rule {
    /// A folder in git whose entries are not what git itself would write.
    static let treeForm = Rule(
        "tree-form", .error,
        "a folder in git names each thing once and in order: otherwise programs do not agree on what is in it",
        remedy: "make the commit with git; `git fsck` says what is wrong with this one", check: .reading)
}
