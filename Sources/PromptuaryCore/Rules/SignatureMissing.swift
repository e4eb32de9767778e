extension Rule {
    /// A release without a signature.
    static let signatureMissing = Rule(
        "signature-missing", .error, "every release is signed by a key of its namespace",
        remedy: "sign the file with `promptuary sign`, `minisign` or `ssh-keygen` and commit the signature beside it",
        check: .reading)
}
