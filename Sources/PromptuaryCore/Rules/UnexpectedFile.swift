extension Rule {
    /// A file that has no place in the tree format.
    static let unexpectedFile = Rule(
        "file-unexpected", .error,
        "a tree holds what the format names and nothing else, so that nothing rides along unseen",
        remedy: "remove it, or correct its name; docs/formats/tree.md lists every file, and what lies beside the tree "
            + "belongs in a request of its own", check: .reading)
}
