extension Rule {
    /// A published signature that is gone.
    static let signatureRemoved = Rule(
        "signature-removed", .warning,
        "what vouches for a release does not become less unseen",
        remedy: "restore the file, unless its key is revoked", check: .reading)
}
