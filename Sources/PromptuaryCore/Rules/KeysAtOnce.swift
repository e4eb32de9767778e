extension Rule {
    /// Keys that are added and used in one request.
    ///
    /// What keys sign that the base has may come together with a key set, so that one request revokes a key and signs
    /// again what it had signed.
    static let keysAtOnce = Rule(
        "keys-at-once", .error,
        "new keys are seen before they count: nobody adds keys and uses them in one request",
        remedy: "make two requests: first the keys, then what they sign; or let a key sign that the base has",
        check: .change { scope in
            scope.packages.compactMap { package in
                guard package.usesNewKeys else { return nil }
                return Rule.Remark(
                    "namespaces/\(package.id.namespace.text)/keys.json",
                    "a key of the request has signed in \(package.id)")
            }
        })
}
