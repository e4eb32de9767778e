/// A namespace of the tree: who owns it, who sees it, whose keys sign in it.
public struct Namespace: Sendable {
    /// Who sees a namespace and may publish in it.
    public enum Protection: String, Sendable, Hashable, CaseIterable {
        /// Everybody sees it; anybody may propose a new package.
        case `public`
        /// Everybody sees it; only its owners publish.
        case protected
        /// Only its owners see it; it never enters the public site.
        case `private`
    }

    /// The name.
    public let name: NamespaceName
    /// The name that people read.
    public let title: String
    /// What the namespace is for.
    public let summary: String
    /// The people or teams behind it.
    public let owners: [String]
    /// Who sees it and may publish in it.
    public let protection: Protection
    /// The keys that sign its releases; nil when `keys.json` is missing or refused.
    public var keys: KeySet?
    /// The bytes of `keys.json` and of its signature files, by file name, as they are published.
    public var keyFiles: [(name: String, bytes: [UInt8])] = []

    /// The namespace in `namespaces/<name>/namespace.yaml`.
    public init(_ name: NamespaceName, document: Value) throws(Refusal) {
        var fields = try DocumentFields(document)
        self.name = name
        title = try fields.string("display-name", limit: 200) ?? name.text
        summary = try fields.string("description", limit: 2000) ?? ""
        owners = try fields.strings("owners")
        protection = try fields.choice("protection", Protection.self) ?? .protected
        try fields.end()
    }

    /// A namespace from its parts, as a record of it has them.
    init(
        _ name: NamespaceName, title: String, summary: String, owners: [String], protection: Protection, keys: KeySet?,
        keyFiles: [(name: String, bytes: [UInt8])]
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.owners = owners
        self.protection = protection
        self.keys = keys
        self.keyFiles = keyFiles
    }

    /// Whether the public site shows it.
    public var isPublic: Bool { protection != .private }
}
