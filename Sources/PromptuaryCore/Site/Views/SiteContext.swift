/// What all documents of a build have in common: constants, and look-ups of single values by name.
///
/// No document is made from more than this and one view (``Package``, ``NamespaceView``, ``RegistryView``), each of bounded size, so
/// that a build need not hold the catalog. Equal trees give equal answers.
public struct SiteContext: Sendable {
    /// The settings of the registry.
    public let settings: RegistrySettings
    /// The program and its version.
    public let generator: String
    /// Whether the site has signed metadata and a log.
    public let isSigned: Bool
    /// Gives the bytes of a release's package file again, or nil when they are no longer those that were read.
    public let source: @Sendable (Release) -> [UInt8]?
    /// A package that the site shows, or nil.
    public let package: @Sendable (PackageID) -> Package?
    /// A namespace that the site shows, or nil.
    public let namespace: @Sendable (NamespaceName) -> Namespace?
    /// The packages that need a package.
    public let dependents: @Sendable (PackageID) -> Dependents

    /// A context from its parts.
    public init(
        settings: RegistrySettings, generator: String, isSigned: Bool = false,
        source: @escaping @Sendable (Release) -> [UInt8]? = { _ in nil },
        package: @escaping @Sendable (PackageID) -> Package?,
        namespace: @escaping @Sendable (NamespaceName) -> Namespace?,
        dependents: @escaping @Sendable (PackageID) -> Dependents
    ) {
        self.settings = settings
        self.generator = generator
        self.isSigned = isSigned
        self.source = source
        self.package = package
        self.namespace = namespace
        self.dependents = dependents
    }
}

/// The packages whose latest release needs a package, as its page shows them.
public struct Dependents: Sendable, Hashable {
    /// A package that needs it.
    public struct Dependent: Sendable, Hashable {
        /// The package.
        public let package: PackageID
        /// The name under which clients ask for it.
        public let clientName: String
        /// The range that it asks for.
        public let range: String

        /// A dependent from its parts.
        public init(package: PackageID, clientName: String, range: String) {
            self.package = package
            self.clientName = clientName
            self.range = range
        }
    }

    /// How many are shown.
    public static let limit = 100
    /// None.
    public static let none = Dependents(shown: [], count: 0)

    /// The first ``limit`` by the order of ``PackageID``.
    public let shown: [Dependent]
    /// How many there are.
    public let count: Int

    /// Dependents from their parts.
    public init(shown: [Dependent], count: Int) {
        self.shown = shown
        self.count = count
    }
}

extension Package {
    /// The packages that the latest release needs, whether they are there or not: each once, with the first range that is
    /// asked of it, in the order of the manifest.
    ///
    /// Its page is among the ``Dependents`` of these, and links to those of them that are there.
    public func needs(default main: NamespaceName) -> [(package: PackageID, range: String)] {
        var seen: Set<PackageID> = []
        return latest.manifest.dependencies.compactMap { dependency in
            guard let id = latest.target(of: dependency, default: main), seen.insert(id).inserted else { return nil }
            return (id, dependency.range)
        }
    }

    /// The package that its maintainers name as successor, if they do; its page links to it when it is there.
    public func successor(default main: NamespaceName) -> PackageID? {
        notes.deprecation?.successor.flatMap {
            try? PackageID(identity: $0, default: main, dotted: format == .yaml)
        }
    }
}

extension Release {
    /// The package that a dependency names; nil when the text is no name.
    public func target(of dependency: Manifest.Dependency, default main: NamespaceName) -> PackageID? {
        try? PackageID(identity: dependency.identity, default: main, dotted: contents.format == .yaml)
    }
}
