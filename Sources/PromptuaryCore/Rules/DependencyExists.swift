extension Rule {
    /// A dependency that nothing in the registry satisfies.
    static let dependencyMissing = Rule(
        "dependency-missing", .error,
        "everything that a new release needs is in the registry and resolves, and so does what one needs of its own namespace",
        remedy: "publish the dependency first, or correct its name and range",
        check: .registry { scope in DependencyGap.all(in: scope).filter { !$0.isLost }.map(\.remark) })

    /// A dependency that nothing in the registry satisfies any more, because others have withdrawn it.
    ///
    /// No error, or the owner of any package could keep all others from yanking and removing what it needs.
    public static let dependencyLost = Rule(
        "dependency-lost", .warning,
        "what a release needs is still offered: not yanked, and not gone from a package of another namespace",
        remedy: "release it again with a dependency that is offered, or yank it, too",
        check: .registry { scope in DependencyGap.all(in: scope).filter(\.isLost).map(\.remark) })

    /// What a finding amounts to when it is about a file that a change adds: what nobody offers is not needed anew.
    public static func ofAdded(_ finding: Finding) -> Finding {
        switch finding.rule {
        case dependencyLost.id:
            dependencyMissing.finding(finding.message, at: finding.place, path: finding.path)
        case successorLost.id:
            successorMissing.finding(finding.message, at: finding.place, path: finding.path)
        default: finding
        }
    }
}

/// A dependency of a release that leads nowhere.
private struct DependencyGap {
    let remark: Rule.Remark
    /// Whether it may have led somewhere once: others have yanked it, or it belongs to others.
    let isLost: Bool

    static func all(in scope: RegistryScope) -> [DependencyGap] {
        var gaps: [DependencyGap] = []
        for package in scope.packages {
            for release in package.releases where !release.isYanked {
                for dependency in release.dependencies {
                    let target = scope.target(of: dependency, release)
                    guard let problem = problem(target, dependency) else { continue }
                    let remark = Rule.Remark(
                        package.path(of: release), problem, at: Place(key: "dependencies.\(dependency.identity)"))
                    gaps.append(
                        DependencyGap(remark: remark, isLost: isLost(target, dependency, release, package, scope)))
                }
            }
        }
        return gaps
    }

    private static func isLost(
        _ target: DependencyTarget, _ dependency: Manifest.Dependency, _ release: PackageOutline.Release,
        _ package: PackageOutline, _ scope: RegistryScope
    ) -> Bool {
        switch target {
        case .onlyYanked: return true
        case .noRelease(let other): return other.id.namespace != package.id.namespace
        case .noPackage:
            let id = try? PackageID(
                identity: dependency.identity, default: scope.main, dotted: release.format == .yaml)
            return id.map { $0.namespace != package.id.namespace } ?? false
        case .release, .noName, .noRange: return false
        }
    }

    private static func problem(_ target: DependencyTarget, _ dependency: Manifest.Dependency) -> String? {
        switch target {
        case .release: return nil
        case .noName: return "\(quoted(dependency.identity)) is not the name of a package"
        case .noPackage: return "it needs \(dependency.identity), which is not in the registry"
        case .noRange: return "\(quoted(dependency.range)) is not a version range"
        case .onlyYanked(let package):
            return "every release of \(package.id) in \(quoted(dependency.range)) is yanked"
        case .noRelease(let package):
            let known = package.releases.suffix(5).map(\.version.description).joined(separator: ", ")
            return "no release of \(package.id) satisfies \(quoted(dependency.range)); there are \(known)"
        }
    }
}
