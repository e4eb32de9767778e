extension Rule {
    /// A file that both sides have changed.
    static let changeConflict = Rule(
        "change-conflict", .error,
        "what was judged is what is merged: no file is put together from two changes",
        remedy: "merge the base into the branch, or rebase it, and ask again", check: .reading)
}
