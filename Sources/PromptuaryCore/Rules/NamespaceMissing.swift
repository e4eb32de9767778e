extension Rule {
    /// Packages in a namespace that the tree does not describe.
    static let namespaceMissing = Rule(
        "namespace-missing", .error, "every package has a namespace with owners and keys",
        remedy: "add namespaces/NAMESPACE/namespace.yaml and keys.json", check: .reading)
}
