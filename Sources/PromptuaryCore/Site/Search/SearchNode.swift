/// A place in the search index: what begins with a prefix of terms, or one term by itself.
public struct SearchNode: Sendable, Hashable {
    /// What the terms begin with; or the term.
    public let prefix: String
    /// Whether only the term that equals the prefix is meant, which lies beside the children of a node that was split.
    public let isTerm: Bool

    /// A place in the index.
    public init(_ prefix: String, isTerm: Bool = false) {
        self.prefix = prefix
        self.isTerm = isTerm
    }

    /// Where the document is.
    public var path: SitePath { SiteLayout.search(self) }
}

/// That a package is found under a term.
public struct SearchPosting: Sendable, Hashable {
    /// The term.
    public let term: String
    /// How strongly, from 1 to 9.
    public let weight: Int
    /// The package, as `@namespace/name`.
    public let id: String

    /// A posting from its parts.
    public init(term: String, weight: Int, id: String) {
        self.term = term
        self.weight = weight
        self.id = id
    }
}
