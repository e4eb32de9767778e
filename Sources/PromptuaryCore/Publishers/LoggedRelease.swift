/// What the entry of a release in the log says, and where in the log it is.
public struct LoggedRelease: Sendable, Hashable {
    /// The package.
    public let package: PackageID
    /// The version.
    public let version: Version
    /// The SHA-256 of the package file.
    public let digest: SHA256Digest
    /// The size of the package file in bytes.
    public let size: Int
    /// The SHA-256 of each signature file that was there when the release was logged.
    public let signatures: [SHA256Digest]
    /// The SHA-256 of each file by which reviewers had approved it: documents and their signatures.
    public let approvals: [SHA256Digest]
    /// The position of the entry, counted from 0.
    public let index: Int
    /// The time that the entry gives.
    public let time: Timestamp

    /// An entry from its parts.
    public init(
        package: PackageID, version: Version, digest: SHA256Digest, size: Int, signatures: [SHA256Digest],
        approvals: [SHA256Digest] = [], index: Int, time: Timestamp
    ) {
        self.package = package
        self.version = version
        self.digest = digest
        self.size = size
        self.signatures = signatures
        self.approvals = approvals
        self.index = index
        self.time = time
    }

    /// When a signature file of this release was made, in a log of so many entries.
    ///
    /// A file that the entry does not list was added later: it counts like one that is not logged yet. Otherwise a thief could
    /// use a key after its revocation for a release that was logged without it.
    public func moment(of signature: [UInt8], logSize: Int) -> LogMoment {
        signatures.contains(SHA256Digest(of: signature)) ? .at(index) : .after(size: logSize)
    }
}
