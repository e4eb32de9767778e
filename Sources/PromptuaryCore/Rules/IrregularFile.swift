extension Rule {
    /// Something that is not a regular file.
    static let irregularFile = Rule(
        "file-irregular", .error,
        "only regular files count: a symbolic link or a submodule can change its meaning from outside",
        remedy: "put the file itself in its place", check: .reading)
}
