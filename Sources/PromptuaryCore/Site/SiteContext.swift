/// Everything that the documents of a site are made from: a pure value, equal for equal trees.
public struct SiteContext: Sendable {
    /// The part of the catalog that this site shows.
    public let catalog: Catalog
    /// The moment that the site describes: the commit's time, never the clock's.
    public let builtAt: Timestamp
    /// The commit that the tree was read at, if it is a clean checkout.
    public let commit: String?
    /// The program and its version.
    public let generator: String
    /// Whether the site has signed metadata and a log.
    public let isSigned: Bool
    /// The releases that depend on each package, by package, sorted.
    public let dependents: [PackageID: [Dependent]]

    /// Gives the bytes of a release's package file again, or nil when they are no longer those that were read.
    public let source: @Sendable (Release) -> [UInt8]?

    /// A package whose newest release needs another one.
    public struct Dependent: Sendable, Hashable {
        /// The package that needs it.
        public let package: PackageID
        /// The range that it asks for.
        public let range: String
    }

    /// A context for a catalog.
    public init(
        catalog: Catalog, builtAt: Timestamp, commit: String?, generator: String, isSigned: Bool = false,
        source: @escaping @Sendable (Release) -> [UInt8]? = { _ in nil }
    ) {
        self.source = source
        self.catalog = catalog
        self.builtAt = builtAt
        self.commit = commit
        self.generator = generator
        self.isSigned = isSigned
        var dependents: [PackageID: [Dependent]] = [:]
        for (position, package) in catalog.packages.enumerated() {
            let targets = catalog.table[position, package.latestIndex]
            for (dependency, target) in zip(package.latest.manifest.dependencies, targets) where target.package >= 0 {
                let id = catalog.packages[Int(target.package)].id
                dependents[id, default: []].append(Dependent(package: package.id, range: dependency.range))
            }
        }
        self.dependents = dependents
    }

    /// The settings of the registry.
    public var settings: RegistrySettings { catalog.settings }

    /// The packages by the time of their newest release, newest first; equal times by name.
    public var recentPackages: [Package] {
        catalog.packages.sorted {
            let (a, b) = ($0.updatedAt?.seconds ?? -1, $1.updatedAt?.seconds ?? -1)
            return a != b ? a > b : $0.id < $1.id
        }
    }
}
