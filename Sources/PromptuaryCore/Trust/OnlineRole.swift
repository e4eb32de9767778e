/// What a server signs by itself, each with a key of its own.
public enum OnlineRole: String, Sendable, Hashable, CaseIterable {
    /// The roles `bin-…`, which list the packages.
    case bins
    /// The role `snapshot`.
    case snapshot
    /// The role `timestamp`.
    case timestamp
    /// The checkpoints of the transparency log.
    case log

    /// The name of the secret key file; the public half has `.pub` behind it.
    public var fileName: String { rawValue + ".key" }
}
