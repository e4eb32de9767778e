extension Rule {
    /// More files than anybody looks at.
    static let changeSize = Rule(
        "change-size", .error,
        "a request is small enough to be looked at: 10,000 files, and 1 GiB of what is touched",
        remedy: "split the request into smaller ones", check: .reading)
}
