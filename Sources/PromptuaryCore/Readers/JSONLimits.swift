/// How much a JSON document may ask of its reader.
public struct JSONLimits: Sendable, Hashable {
    /// The most bytes.
    public var bytes: Int
    /// The most lists and objects around a value.
    public var depth: Int
    /// The most values, counting lists, objects and what they hold but not keys.
    public var values: Int
    /// The most characters of a number.
    public var numberLength: Int

    /// The limits of a package manifest: 256 KiB, 32 levels, 10,000 values, numbers of 32 characters.
    public static let manifest = JSONLimits()

    /// Limits that are those of a manifest where nothing else is said.
    public init(bytes: Int = 256 << 10, depth: Int = 32, values: Int = 10_000, numberLength: Int = 32) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
        self.numberLength = numberLength
    }
}
