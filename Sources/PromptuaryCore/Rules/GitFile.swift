extension Rule {
    /// A file that git obeys.
    static let gitFile = Rule(
        "git-file", .error,
        "no request changes what git makes of other files: filters, submodules and names of authors",
        remedy: "leave the file out; maintainers change it by hand", check: .reading)
}
