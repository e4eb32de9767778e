extension Rule {
    /// A public release that needs a private package.
    static let dependencyPrivate = Rule(
        "dependency-private", .error, "what everybody may install does not need what only some may see",
        remedy: "make the dependency public, or move the package into the private namespace",
        check: .registry { scope in
            var remarks: [Rule.Remark] = []
            for package in scope.packages where scope.isPublic(package.id.namespace) {
                for release in package.releases {
                    for dependency in release.dependencies {
                        guard let target = scope.target(of: dependency, release).package,
                            !scope.isPublic(target.id.namespace)
                        else { continue }
                        remarks.append(
                            Rule.Remark(
                                package.path(of: release), "it needs \(target.id), which is private",
                                at: Place(key: "dependencies.\(dependency.identity)")))
                    }
                }
            }
            return remarks
        })
}
