extension Rule {
    /// A dependency that nothing in the registry satisfies.
    static let dependencyMissing = Rule(
        "dependency-missing", .error, "everything that a release needs is in the registry and resolves",
        remedy: "publish the dependency first, or correct its name and range",
        check: .catalog { catalog in
            var remarks: [Rule.Remark] = []
            for (position, package) in catalog.packages.enumerated() {
                for (offset, release) in package.releases.enumerated() where release.yank == nil {
                    for (dependency, target) in zip(release.manifest.dependencies, catalog.table[position, offset])
                    where target.release < 0 {
                        remarks.append(remark(on: dependency, target, of: release, in: catalog))
                    }
                }
            }
            return remarks
        })

    private static func remark(
        on dependency: Manifest.Dependency, _ target: DependencyTable.Target, of release: Release, in catalog: Catalog
    ) -> Rule.Remark {
        let place = Place(key: "dependencies.\(dependency.identity)")
        guard target.isName else {
            return Remark(release.path, "\(quoted(dependency.identity)) is not the name of a package", at: place)
        }
        guard target.package >= 0 else {
            return Remark(release.path, "it needs \(dependency.identity), which is not in the registry", at: place)
        }
        guard target.isRange else {
            return Remark(release.path, "\(quoted(dependency.range)) is not a version range", at: place)
        }
        let package = catalog.packages[Int(target.package)]
        let known = package.releases.suffix(5).map(\.version.description).joined(separator: ", ")
        return Remark(
            release.path, "no release of \(package.id) satisfies \(quoted(dependency.range)); there are \(known)",
            at: place)
    }
}
