extension Rule {
    /// A namespace that is taken away.
    static let namespaceRemoved = Rule(
        "namespace-removed", .error,
        "a name that was used is not given to somebody else",
        remedy: "keep the namespace, and revoke its keys when nobody may use it",
        check: .change { scope in
            scope.namespaces.filter { $0.old != nil }.compactMap { namespace in
                let path = namespace.path + "/namespace.yaml"
                let isGone = scope.files.files.contains { $0.new == nil && $0.path.hasSameBytes(as: path) }
                return isGone ? Rule.Remark(path, "\(namespace.name) would have no description") : nil
            }
        })
}
