extension Rule {
    /// A public release that needs a private package.
    static let dependencyPrivate = Rule(
        "dependency-private", .error, "what everybody may install does not need what only some may see",
        remedy: "make the dependency public, or move the package into the private namespace",
        check: .catalog { catalog in
            catalog.packages.filter { catalog.isPublic($0.id) }.flatMap { package in
                package.releases.flatMap { release in
                    release.manifest.dependencies.compactMap { dependency in
                        guard let id = catalog.id(of: dependency, in: release), catalog.package(id) != nil, !catalog.isPublic(id)
                        else { return nil }
                        return Rule.Remark(
                            release.path, "it needs \(id), which is private", at: Place(key: "dependencies.\(dependency.identity)"))
                    }
                }
            }
        })
}
