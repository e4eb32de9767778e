extension Rule {
    /// A statement of a reviewer about something else than the change.
    static let consentStray = Rule(
        "consent-stray", .warning,
        "a statement of reviewers comes with what it is about, as they saw it: it stays in the tree for ever",
        remedy: "take the statement out of the request, and let reviewers look at what the request has now",
        check: .change { scope in
            scope.strayConsents.map { consent in
                Rule.Remark(consent.file, "the request does not have \(quoted(consent.subject)) as it was seen")
            }
        })
}
