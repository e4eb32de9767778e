extension Rule {
    /// A file with the mode 100755.
    static let fileExecutable = Rule(
        "file-executable", .error,
        "no file of a tree is a program",
        remedy: "run `git update-index --chmod=-x FILE`, and commit", check: .reading)
}
