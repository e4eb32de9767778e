extension Rule {
    /// A release with another licence.
    static let licenceChanged = Rule(
        "licence-changed", .warning,
        "users learn of another licence from a person, not from an update",
        remedy: "say in the README why, and let a person look at the request",
        check: .change { scope in
            scope.added.compactMap { added in
                guard let previous = added.previous else { return nil }
                let (old, new) = (previous.manifest.license ?? "", added.release.manifest.license ?? "")
                guard !old.hasSameBytes(as: new) else { return nil }
                return Rule.Remark(
                    added.release.path, "\(previous.version) has the licence \(quoted(old)), this one \(quoted(new))",
                    at: Place(key: "license"))
            }
        })
}
