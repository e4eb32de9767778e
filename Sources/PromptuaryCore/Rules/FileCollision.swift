extension Rule {
    /// Two paths that some file systems cannot tell apart.
    static let fileCollision = Rule(
        "file-collision", .error,
        "no two paths differ only in case or in the form of their characters: one would take the place of the other",
        remedy: "rename the new file", check: .reading)
}
