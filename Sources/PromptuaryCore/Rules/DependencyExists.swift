extension Rule {
    /// A dependency that nothing in the registry satisfies.
    static let dependencyMissing = Rule(
        "dependency-missing", .error, "everything that a release needs is in the registry and resolves",
        remedy: "publish the dependency first, or correct its name and range",
        check: .catalog { catalog in
            catalog.packages.flatMap { package in
                package.releases.filter { $0.yank == nil }.flatMap { release in
                    release.manifest.dependencies.compactMap { remark(on: $0, of: release, in: catalog) }
                }
            }
        })

    private static func remark(on dependency: Manifest.Dependency, of release: Release, in catalog: Catalog) -> Rule.Remark? {
        let place = Place(key: "dependencies.\(dependency.identity)")
        guard let id = catalog.id(of: dependency, in: release) else {
            return Remark(release.path, "\(quoted(dependency.identity)) is not the name of a package", at: place)
        }
        guard let target = catalog.package(id) else {
            return Remark(release.path, "it needs \(id), which is not in the registry", at: place)
        }
        guard dependency.range == "latest" || (try? VersionRange(dependency.range)) != nil else {
            return Remark(release.path, "\(quoted(dependency.range)) is not a version range", at: place)
        }
        guard catalog.resolve(dependency, in: release) == nil else { return nil }
        let known = target.releases.suffix(5).map(\.version.description).joined(separator: ", ")
        return Remark(release.path, "no release of \(id) satisfies \(quoted(dependency.range)); there are \(known)", at: place)
    }
}
