/// What the documents that exist once are made from.
public struct RegistryView: Sendable {
    /// How many of the packages that were updated last there are, of any format: no page or feed needs more.
    public static let recentLimit = 100
    /// How many packages of one format a listing that clients read in whole may have; the rest is in the index.
    public static let listingLimit = 500
    /// How many namespaces the home page shows.
    public static let namespaceLimit = 50

    /// How much there is.
    public struct Figures: Sendable, Hashable {
        /// The packages.
        public var packages: Int
        /// The releases.
        public var releases: Int
        /// The namespaces.
        public var namespaces: Int
        /// The packages of each format.
        public var packagesByFormat: [PackageFormat: Int]

        /// Figures from their parts.
        public init(packages: Int, releases: Int, namespaces: Int, packagesByFormat: [PackageFormat: Int]) {
            self.packages = packages
            self.releases = releases
            self.namespaces = namespaces
            self.packagesByFormat = packagesByFormat
        }
    }

    /// Which registry a site shows.
    public struct State: Sendable, Hashable {
        /// How much there is.
        public var figures: Figures
        /// The moment that the site describes: the commit's time, never the clock's.
        public var builtAt: Timestamp
        /// The commit that the tree was read at, if it is a clean checkout.
        public var commit: String?

        /// A state from its parts.
        public init(figures: Figures, builtAt: Timestamp, commit: String?) {
            self.figures = figures
            self.builtAt = builtAt
            self.commit = commit
        }
    }

    /// Which registry it is.
    public let state: State
    /// The ``recentLimit`` packages that were updated last, in the order of ``Package/isMoreRecent(than:)``.
    public let recent: [Package]
    /// The ``listingLimit`` `.pdpkg` packages that were updated last, in the same order.
    public let recentArchives: [ListedPackage]
    /// The ``listingLimit`` `.yaml` packages that were created last, in the order of ``Package/isNewer(than:)``.
    public let newestPromptGen: [ListedPackage]
    /// The first ``namespaceLimit`` namespaces by name.
    public let namespaces: [NamespaceRow]

    /// A view from its parts.
    public init(
        _ state: State, recent: [Package], recentArchives: [ListedPackage], newestPromptGen: [ListedPackage],
        namespaces: [NamespaceRow]
    ) {
        self.state = state
        self.recent = recent
        self.recentArchives = recentArchives
        self.newestPromptGen = newestPromptGen
        self.namespaces = namespaces
    }

    /// How much there is.
    public var figures: Figures { state.figures }
    /// The moment that the site describes.
    public var builtAt: Timestamp { state.builtAt }
}

extension Package {
    /// By the time of the newest release, newest first and unknown times last; equal times by the order of ``PackageID``.
    public func isMoreRecent(than other: Package) -> Bool {
        Self.isBefore((updatedAt, id), (other.updatedAt, other.id))
    }

    /// By the time of the first release, newest first and unknown times last; equal times by the order of ``PackageID``.
    public func isNewer(than other: Package) -> Bool { Self.isBefore((createdAt, id), (other.createdAt, other.id)) }

    static func isBefore(_ one: (time: Timestamp?, id: PackageID), _ other: (time: Timestamp?, id: PackageID)) -> Bool {
        let (a, b) = (one.time?.seconds ?? -1, other.time?.seconds ?? -1)
        return a != b ? a > b : one.id < other.id
    }
}
