extension Rule {
    /// A public release that needs a private package.
    static let dependencyPrivate = Rule(
        "dependency-private", .error, "what everybody may install does not need what only some may see",
        remedy: "make the dependency public, or move the package into the private namespace",
        check: .catalog { catalog in
            guard !catalog.namespaces.allSatisfy(\.isPublic) else { return [] }
            return catalog.packages.filter { catalog.isPublic($0.id) }.flatMap { package in
                package.releases.flatMap { release in
                    catalog.dependencies(of: release).compactMap { dependency, target, _ in
                        guard let target, !catalog.isPublic(target.id) else { return nil }
                        return Rule.Remark(
                            release.path, "it needs \(target.id), which is private",
                            at: Place(key: "dependencies.\(dependency.identity)"))
                    }
                }
            }
        })
}
