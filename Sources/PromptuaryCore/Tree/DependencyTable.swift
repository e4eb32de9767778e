/// What every dependency of a catalog leads to, found once: by position, so that rules and pages need no look-ups.
struct DependencyTable: Sendable {
    /// Where one dependency leads.
    struct Target: Sendable {
        /// Whether the identity is the name of a package at all.
        let isName: Bool
        /// Whether the range is a range.
        let isRange: Bool
        /// The position of the package in the catalog, or -1.
        let package: Int32
        /// The position of the chosen release in the package, or -1.
        let release: Int32
    }

    /// For each package, for each release, the targets in the order of the manifest.
    private var targets: [[[Target]]] = []

    /// The targets of a release, by position.
    subscript(package: Int, release: Int) -> [Target] { targets[package][release] }

    init(packages: [Package], index: [PackageID: Int], main: NamespaceName) {
        var resolver = Resolver(packages: packages, index: index, main: main)
        targets.reserveCapacity(packages.count)
        for package in packages {
            targets.append(
                package.releases.map { release in
                    release.manifest.dependencies.map {
                        resolver.target($0, isDotted: release.contents.format == .yaml)
                    }
                })
        }
    }

    /// Resolves dependencies and remembers names and ranges, which repeat.
    private struct Resolver {
        let packages: [Package]
        let index: [PackageID: Int]
        let main: NamespaceName
        private var names: [String: Int?] = [:]
        private var dottedNames: [String: Int?] = [:]
        private var ranges: [String: VersionRange?] = [:]

        init(packages: [Package], index: [PackageID: Int], main: NamespaceName) {
            self.packages = packages
            self.index = index
            self.main = main
        }

        mutating func target(_ dependency: Manifest.Dependency, isDotted: Bool) -> Target {
            let position = position(of: dependency.identity, isDotted: isDotted)
            let isLatest = dependency.range == "latest"
            let range = isLatest ? nil : range(dependency.range)
            var target = Target(
                isName: position != nil, isRange: isLatest || range != nil, package: Int32(position ?? -1), release: -1)
            guard let position, position >= 0 else { return target }
            let package = packages[position]
            var chosen: Int?
            if isLatest {
                chosen = package.latestIndex
            } else if let range {
                chosen = package.releases.lastIndex { $0.yank == nil && range.contains($0.version) }
            }
            target = Target(
                isName: true, isRange: target.isRange, package: target.package, release: Int32(chosen ?? -1))
            return target
        }

        /// The position of the package that an identity names: nil when it is no name, -1 when there is no such package.
        private mutating func position(of identity: String, isDotted: Bool) -> Int? {
            if let known = isDotted ? dottedNames[identity] : names[identity] { return known }
            let id = try? PackageID(identity: identity, default: main, dotted: isDotted)
            let position = id.map { index[$0] ?? -1 }
            if isDotted { dottedNames[identity] = .some(position) } else { names[identity] = .some(position) }
            return position
        }

        private mutating func range(_ text: String) -> VersionRange? {
            if let known = ranges[text] { return known }
            let range = try? VersionRange(text)
            ranges[text] = .some(range)
            return range
        }
    }
}
