extension Rule {
    /// A registry with another name.
    static let registryRenamed = Rule(
        "registry-renamed", .error,
        "all signatures are bound to the name of the registry: another one voids them",
        remedy: "keep the name, and change the title",
        check: .change { scope in
            guard let new = scope.newSettings, new.name != scope.settings.name else { return [] }
            return [
                Rule.Remark(
                    "registry.yaml", "\(scope.settings.name) becomes \(new.name), and no signature holds any more",
                    at: Place(key: "name"))
            ]
        })
}
