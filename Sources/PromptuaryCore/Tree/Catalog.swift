/// The validated content of a tree, as values in memory.
public struct Catalog: Sendable {
    /// The registry's settings.
    public let settings: RegistrySettings
    /// The namespaces, by name.
    public let namespaces: [Namespace]
    /// The packages, by identity.
    public let packages: [Package]
    private let index: [PackageID: Int]
    let table: DependencyTable
    private let namespaceIndex: [NamespaceName: Int]

    /// A catalog from its parts, in any order.
    public init(settings: RegistrySettings, namespaces: [Namespace], packages: [Package]) {
        self.settings = settings
        self.namespaces = namespaces.sorted { $0.name < $1.name }
        self.packages = packages.sorted { $0.id < $1.id }
        index = Dictionary(self.packages.enumerated().map { ($1.id, $0) }) { first, _ in first }
        table = DependencyTable(packages: self.packages, index: index, main: settings.defaultNamespace)
        namespaceIndex = Dictionary(self.namespaces.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// The package called `id`, if there is one.
    public func package(_ id: PackageID) -> Package? { index[id].map { packages[$0] } }

    /// The position of a package in ``packages``.
    func position(of id: PackageID) -> Int? { index[id] }

    /// The namespace called `name`, if there is one.
    public func namespace(_ name: NamespaceName) -> Namespace? { namespaceIndex[name].map { namespaces[$0] } }

    /// Whether the public site shows a package.
    public func isPublic(_ id: PackageID) -> Bool { namespace(id.namespace)?.isPublic ?? false }

    /// How many releases there are.
    public var releaseCount: Int { packages.reduce(0) { $0 + $1.releases.count } }

    /// Where the dependencies of a release lead, in the order of its manifest: the package, if there is one, and the release
    /// that is chosen today, if one satisfies the range: the highest that is not yanked.
    ///
    /// `latest` means the latest release, as clients read it.
    public func dependencies(of release: Release) -> [(
        dependency: Manifest.Dependency, package: Package?, release: Release?
    )] {
        guard let position = index[release.package],
            let offset = packages[position].releases.firstIndex(where: { $0.version == release.version })
        else { return [] }
        return zip(release.manifest.dependencies, table[position, offset]).map { dependency, target in
            guard target.package >= 0 else { return (dependency, nil, nil) }
            let package = packages[Int(target.package)]
            return (dependency, package, target.release < 0 ? nil : package.releases[Int(target.release)])
        }
    }

    /// The part of the catalog that everybody may see.
    public var publicPart: Catalog {
        if namespaces.allSatisfy(\.isPublic) { return self }
        return Catalog(
            settings: settings, namespaces: namespaces.filter(\.isPublic), packages: packages.filter { isPublic($0.id) }
        )
    }

    /// The part that only owners see.
    public var privatePart: Catalog {
        Catalog(
            settings: settings, namespaces: namespaces.filter { !$0.isPublic },
            packages: packages.filter { !isPublic($0.id) })
    }
}
