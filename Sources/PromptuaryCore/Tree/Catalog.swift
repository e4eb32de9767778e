/// The validated content of a tree, as values in memory.
public struct Catalog: Sendable {
    /// The registry's settings.
    public let settings: RegistrySettings
    /// The namespaces, by name.
    public let namespaces: [Namespace]
    /// The packages, by identity.
    public let packages: [Package]
    private let index: [PackageID: Int]
    private let namespaceIndex: [NamespaceName: Int]

    /// A catalog from its parts, in any order.
    public init(settings: RegistrySettings, namespaces: [Namespace], packages: [Package]) {
        self.settings = settings
        self.namespaces = namespaces.sorted { $0.name < $1.name }
        self.packages = packages.sorted { $0.id < $1.id }
        index = Dictionary(self.packages.enumerated().map { ($1.id, $0) }) { first, _ in first }
        namespaceIndex = Dictionary(self.namespaces.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// The package called `id`, if there is one.
    public func package(_ id: PackageID) -> Package? { index[id].map { packages[$0] } }

    /// The namespace called `name`, if there is one.
    public func namespace(_ name: NamespaceName) -> Namespace? { namespaceIndex[name].map { namespaces[$0] } }

    /// Whether the public site shows a package.
    public func isPublic(_ id: PackageID) -> Bool { namespace(id.namespace)?.isPublic ?? false }

    /// How many releases there are.
    public var releaseCount: Int { packages.reduce(0) { $0 + $1.releases.count } }

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
