/// How much an archive may hold before it is refused, so that hostile bytes cost little.
///
/// Each number is the largest that is still accepted.
public struct ZIPLimits: Sendable, Hashable {
    /// The size of the archive itself, in bytes.
    public var archiveBytes = 10 << 20
    /// The size of all files together after inflating, in bytes.
    public var totalBytes = 64 << 20
    /// The size of one file after inflating, in bytes.
    public var entryBytes = 16 << 20
    /// The number of entries, directories included.
    public var entries = 1000
    /// How many times larger than its compressed form a file may be; holds only above ``ratioFloor``.
    ///
    /// Deflate reaches 1030 (RFC 1951), text rarely more than 20.
    public var ratio = 200
    /// The size in bytes up to which a file may have any ratio: small blank files must pass.
    public var ratioFloor = 1 << 20
    /// The length of an entry name, in bytes of UTF-8.
    public var nameBytes = 1024
    /// The length of one part of a name between slashes, in bytes of UTF-8 (`NAME_MAX` of common file systems).
    public var partBytes = 255
    /// The number of parts of a name.
    public var depth = 32

    /// The limits for package files.
    public static let standard = ZIPLimits()

    /// The standard limits, to be adjusted.
    public init() {}
}
