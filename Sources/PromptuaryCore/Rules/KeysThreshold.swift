extension Rule {
    /// A key set that asks for fewer signatures.
    static let keysThreshold = Rule(
        "keys-threshold-lowered", .warning,
        "fewer people do not come to decide for a namespace unseen",
        remedy: "let a person look at the request",
        check: .change { scope in
            scope.namespaces.compactMap { namespace in
                guard let old = namespace.old?.keys, let new = namespace.new?.keys, new.threshold < old.threshold else {
                    return nil
                }
                return Rule.Remark(
                    namespace.path + "/keys.json", "the threshold goes from \(old.threshold) to \(new.threshold)",
                    at: Place(key: "threshold"))
            }
        })
}
