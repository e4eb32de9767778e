extension Rule {
    /// A file that cannot be read.
    static let unreadableFile = Rule(
        "file-unreadable", .error, "everything in the tree can be read, so that nothing is published unseen",
        remedy: "give this user the right to read it, or remove it", check: .reading)
}
