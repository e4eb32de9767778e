extension Rule {
    /// A revocation that lies far ahead of the log.
    static let revocationAhead = Rule(
        "revocation-ahead", .warning,
        "a revoked key stops counting soon: until the log reaches revoked_at, clients accept what a thief gets logged",
        remedy: "write the current size of the log as revoked_at", check: .reading)
}
