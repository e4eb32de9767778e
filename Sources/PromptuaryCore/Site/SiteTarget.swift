/// A file of the site that signed metadata lists: what a verifying client reads.
public struct SiteTarget: Sendable, Hashable {
    /// The path, which is also its name in the metadata.
    public let path: SitePath
    /// The number of bytes.
    public let length: Int
    /// The digest of the bytes.
    public let digest: SHA256Digest

    /// A target from its parts.
    public init(path: SitePath, length: Int, digest: SHA256Digest) {
        self.path = path
        self.length = length
        self.digest = digest
    }
}
