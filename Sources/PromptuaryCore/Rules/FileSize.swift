extension Rule {
    /// A file that is larger than its readers take.
    static let fileSize = Rule(
        "file-size", .error,
        "no file is larger than those who read it accept",
        remedy: "make the file smaller, or keep it elsewhere", check: .reading)
}
