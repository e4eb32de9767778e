/// How much a YAML document may ask of its reader.
public struct YAMLLimits: Sendable, Hashable {
    /// The most bytes.
    public var bytes: Int
    /// The most lists and mappings that are open at once.
    public var depth: Int
    /// The most nodes: lists, mappings, scalars (keys too) and aliases.
    public var nodes: Int
    /// The most aliases.
    public var aliases: Int
    /// The greatest weight of all nodes that aliases stand for: one for a node and one for each 64 scalars of its text.
    public var expansion: Int
    /// The most bytes of a key.
    public var keyLength: Int

    /// The limits of a package: 1 MiB, 32 levels, 100,000 nodes, 64 aliases for a weight of 400,000, keys of 1024 bytes.
    public static let package = YAMLLimits()

    /// Limits that are those of a package where nothing else is said.
    public init(
        bytes: Int = 1 << 20, depth: Int = 32, nodes: Int = 100_000, aliases: Int = 64, expansion: Int = 400_000,
        keyLength: Int = 1024
    ) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.aliases = aliases
        self.expansion = expansion
        self.keyLength = keyLength
    }
}
