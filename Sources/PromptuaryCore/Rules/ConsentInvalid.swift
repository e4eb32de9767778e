extension Rule {
    /// A statement of a reviewer that does not count.
    static let consentInvalid = Rule(
        "consent-invalid", .error,
        "overrides and approvals are signed by reviewers whom the base names, and stay as they are for ever",
        remedy: "let a reviewer of `policy.reviewers` sign a new document under a new name", check: .reading)
}
