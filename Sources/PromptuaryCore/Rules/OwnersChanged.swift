extension Rule {
    /// A namespace with other owners.
    static let ownersChanged = Rule(
        "owners-changed", .warning,
        "a namespace changes hands before the eyes of a person",
        remedy: "let the owners before confirm it",
        check: .change { scope in
            scope.namespaces.compactMap { namespace in
                guard let old = namespace.old, let new = namespace.new, !old.owners.hasSameBytes(as: new.owners) else {
                    return nil
                }
                return Rule.Remark(
                    namespace.path + "/namespace.yaml", "the owners of \(namespace.name) are others",
                    at: Place(key: "owners"))
            }
        })
}
