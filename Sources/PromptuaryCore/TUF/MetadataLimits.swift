/// How long files of TUF metadata may be whose length nobody has vouched for (TUF specification 5.3.3, 5.4.1, 5.5.1, 5.6.1).
public enum MetadataLimits {
    /// The most bytes of a root: 512,000.
    public static let root = 512_000
    /// The most bytes of a timestamp: 16,384.
    public static let timestamp = 16_384
    /// The most bytes of a snapshot without a listed length: 2,000,000.
    public static let snapshot = 2_000_000
    /// The most bytes of a targets role without a listed length: 5,000,000.
    public static let targets = 5_000_000
    /// The most bytes that a listed length may allow: 64 MiB, so that stolen online keys do not fill memory.
    public static let listed = 64 << 20
    /// The most new roots that a client fetches at once.
    public static let rootRotations = 256
    /// The most delegated roles that are asked about one target.
    public static let delegations = 32

    /// The limits of the JSON of a file with so many bytes.
    public static func json(bytes: Int) -> JSONLimits {
        JSONLimits(bytes: bytes, depth: 32, values: max(10_000, bytes / 8))
    }
}
