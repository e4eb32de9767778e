/// One file of the site.
public struct SiteFile: Sendable, Hashable {
    /// How long the bytes under a path stay the same; decides write order and cache headers.
    ///
    /// The order is that of a publication that may stop at any moment: whatever points at other files comes after them.
    public enum Lifetime: Int, Sendable, Hashable, Comparable {
        /// For ever: the name holds a version or a digest.
        case immutable
        /// For ever, a part of the log.
        case log
        /// For ever, one version of a role of the signed metadata.
        case role
        /// For ever, one version of the list of all roles.
        case snapshot
        /// The proof that a release is logged: until the log has other keys.
        case proof
        /// The newest checkpoint of the log.
        case checkpoint
        /// For ever, a root of the signed metadata.
        ///
        /// Whoever follows it may refuse the roles of the state before, so it appears together with the new timestamp.
        case root
        /// The signed metadata's entrance, after which a client sees the new state.
        case timestamp
        /// Until the next build that changes it.
        case replaceable
        /// As `replaceable`, and it points at other files, so it changes after them.
        case pointer

        /// In write order.
        public static func < (left: Lifetime, right: Lifetime) -> Bool { left.rawValue < right.rawValue }

        /// Whether a path never has other bytes.
        public var isImmutable: Bool { self <= .snapshot || self == .root }

        /// Whether readers enter by the file, so that all that it leads to must be on disk before.
        public var isEntrance: Bool { self == .checkpoint || self == .root || self == .timestamp }
    }

    /// What the file holds.
    public enum Content: Sendable, Hashable {
        /// These bytes.
        case bytes([UInt8])
        /// The same as another file of the site, by a hard link where the file system has them.
        case link(SitePath)
    }

    /// Whether the signed metadata lists a file.
    public enum Coverage: Sendable, Hashable {
        /// It does not: older clients or people read it.
        case none
        /// It does, under the file's path; the site has it under the name with the digest too.
        case listed
        /// It does, under the path without the digest that the file's name begins with.
        case addressed
    }

    /// Where it is.
    public let path: SitePath
    /// What it holds.
    public let content: Content
    /// How long it stays.
    public let lifetime: Lifetime
    /// Whether the signed metadata lists it.
    public let coverage: Coverage
    /// The digest of the bytes, when it is known already.
    public let digest: SHA256Digest?

    /// A file from its parts.
    public init(
        _ path: SitePath, _ content: Content, _ lifetime: Lifetime, coverage: Coverage = .none,
        digest: SHA256Digest? = nil
    ) {
        self.path = path
        self.content = content
        self.lifetime = lifetime
        self.coverage = coverage
        self.digest = digest
    }

    /// A file that the signed metadata lists and whose only name is the one with its digest: `index/SHA256.NAME`.
    static func addressed(_ target: String, _ bytes: [UInt8]) -> SiteFile {
        let digest = SHA256Digest(of: bytes)
        return SiteFile(
            SitePath(trusted: target).named(digest), .bytes(bytes), .immutable, coverage: .addressed, digest: digest)
    }
}
