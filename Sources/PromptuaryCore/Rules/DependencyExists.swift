extension Rule {
    /// A dependency that nothing in the registry satisfies.
    static let dependencyMissing = Rule(
        "dependency-missing", .error, "everything that a release needs is in the registry and resolves",
        remedy: "publish the dependency first, or correct its name and range",
        check: .registry { scope in
            var remarks: [Rule.Remark] = []
            for package in scope.packages {
                for release in package.releases where !release.isYanked {
                    for dependency in release.dependencies {
                        guard let problem = problem(scope.target(of: dependency, release), dependency) else { continue }
                        remarks.append(
                            Rule.Remark(
                                package.path(of: release), problem,
                                at: Place(key: "dependencies.\(dependency.identity)")))
                    }
                }
            }
            return remarks
        })

    private static func problem(_ target: DependencyTarget, _ dependency: Manifest.Dependency) -> String? {
        switch target {
        case .release: return nil
        case .noName: return "\(quoted(dependency.identity)) is not the name of a package"
        case .noPackage: return "it needs \(dependency.identity), which is not in the registry"
        case .noRange: return "\(quoted(dependency.range)) is not a version range"
        case .noRelease(let package):
            let known = package.releases.suffix(5).map(\.version.description).joined(separator: ", ")
            return "no release of \(package.id) satisfies \(quoted(dependency.range)); there are \(known)"
        }
    }
}
