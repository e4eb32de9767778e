extension Rule {
    /// A path that some system takes for something else.
    static let fileName = Rule(
        "file-name", .error,
        "a path means the same wherever the tree is checked out: no control characters, climbing, `.git` or names of devices",
        remedy: "rename the file", check: .reading)
}
