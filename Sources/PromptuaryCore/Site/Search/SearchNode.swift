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

    /// Where the document is: `index/search.json` of the empty prefix, else `index/search/PREFIX-.json`, and
    /// `index/search/TERM_.json` of one term.
    ///
    /// No term contains the marks, and no name with a mark is that of a device on Windows. A prefix outside ASCII is written as
    /// `u-` and the hexadecimal digits of its UTF-8.
    public var path: SitePath {
        if prefix.isEmpty { return SitePath(trusted: "index/search.json") }
        let stem = prefix.utf8.allSatisfy { $0 < 0x80 } ? prefix : "u-" + Hex.encode(prefix.utf8)
        return SitePath(trusted: "index/search/\(stem)\(isTerm ? "_" : "-").json")
    }
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
