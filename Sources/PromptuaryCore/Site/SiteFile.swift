/// One file of the site.
public struct SiteFile: Sendable, Hashable {
    /// How long the bytes under a path stay the same; decides write order and cache headers.
    public enum Lifetime: Int, Sendable, Hashable, Comparable {
        /// For ever: the name holds a version or a digest.
        case immutable
        /// Until the next build that changes it.
        case replaceable
        /// As `replaceable`, and it points at other files, so it changes after them.
        case pointer

        /// In write order.
        public static func < (left: Lifetime, right: Lifetime) -> Bool { left.rawValue < right.rawValue }
    }

    /// What the file holds.
    public enum Content: Sendable, Hashable {
        /// These bytes.
        case bytes([UInt8])
        /// The same as another file of the site, by a hard link where the file system has them.
        case link(SitePath)
    }

    /// Where it is.
    public let path: SitePath
    /// What it holds.
    public let content: Content
    /// How long it stays.
    public let lifetime: Lifetime

    /// A file from its parts.
    public init(_ path: SitePath, _ content: Content, _ lifetime: Lifetime) {
        self.path = path
        self.content = content
        self.lifetime = lifetime
    }
}
