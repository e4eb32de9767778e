extension RegistryScope {
    private struct Node: Hashable {
        let package: PackageID
        let release: Int
    }

    /// The packages that judging these ones asks for, directly or through releases that dependencies resolve to, and that
    /// the scope does not have.
    ///
    /// Of a package only the releases that somebody gets are followed: what its other releases need does not matter.
    public func wanted() -> Set<PackageID> {
        var wanted: Set<PackageID> = []
        var seen: Set<Node> = []
        var open = packages.flatMap { package in package.releases.indices.map { (package: package, release: $0) } }
        while let next = open.popLast() {
            guard seen.insert(Node(package: next.package.id, release: next.release)).inserted else { continue }
            let release = next.package.releases[next.release]
            for dependency in release.dependencies {
                switch target(of: dependency, release) {
                case .release(let package, let index): open.append((package, index))
                case .noPackage:
                    let dotted = release.format == .yaml
                    if let id = try? PackageID(identity: dependency.identity, default: main, dotted: dotted) {
                        wanted.insert(id)
                    }
                case .noName, .noRange, .noRelease, .onlyYanked: break
                }
            }
        }
        return wanted
    }
}
