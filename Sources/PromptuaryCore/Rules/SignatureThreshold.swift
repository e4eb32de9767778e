extension Rule {
    /// Fewer valid signatures than the namespace asks for.
    static let signatureThreshold = Rule(
        "signature-threshold", .error, "as many different keys sign a release as its namespace asks for",
        remedy: "let another owner sign the same file and commit that signature too", check: .reading)
}
