/// What the documents of one namespace are made from.
public struct NamespaceView: Sendable {
    /// How many packages its page shows; no feed needs more.
    public static let recentLimit = 100

    /// The namespace.
    public let namespace: Namespace
    /// How many packages it has.
    public let packageCount: Int
    /// When the first release of any of its packages was published.
    public let createdAt: Timestamp?
    /// The ``recentLimit`` packages that were updated last, in the order of ``Package/isMoreRecent(than:)``.
    public let recent: [Package]

    /// A view from its parts.
    public init(namespace: Namespace, packageCount: Int, createdAt: Timestamp?, recent: [Package]) {
        self.namespace = namespace
        self.packageCount = packageCount
        self.createdAt = createdAt
        self.recent = recent
    }

    /// What listings of namespaces say of it.
    public var row: NamespaceRow {
        NamespaceRow(namespace: namespace, packageCount: packageCount, createdAt: createdAt)
    }
}

/// A namespace in a listing of namespaces.
public struct NamespaceRow: Sendable {
    /// The namespace.
    public let namespace: Namespace
    /// How many packages it has.
    public let packageCount: Int
    /// When the first release of any of its packages was published.
    public let createdAt: Timestamp?

    /// A row from its parts.
    public init(namespace: Namespace, packageCount: Int, createdAt: Timestamp?) {
        self.namespace = namespace
        self.packageCount = packageCount
        self.createdAt = createdAt
    }
}
