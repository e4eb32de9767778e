extension Rule {
    /// A private namespace that becomes public.
    static let namespaceExposed = Rule(
        "namespace-exposed", .warning,
        "what only owners see is not shown to everybody by mistake",
        remedy: "let an owner confirm it to a person",
        check: .change { scope in
            scope.namespaces.filter { $0.old?.isPublic == false && $0.new?.isPublic == true }.map {
                Rule.Remark(
                    $0.path + "/namespace.yaml", "everybody would see the packages of \($0.name)",
                    at: Place(key: "protection"))
            }
        })
}
