/// The eight bytes that say which minisign key made a signature.
///
/// Chosen at random when a key is made, or on purpose: they find a key, they do not vouch for it.
public struct MinisignKeyID: Sendable, Hashable {
    private let number: UInt64

    /// The number that is these eight bytes, or nil for another count.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 8 else { return nil }
        number = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The eight bytes as they stand in keys and signatures.
    public var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
}

extension MinisignKeyID: CustomStringConvertible {
    /// Upper-case hexadecimal of the little-endian number, without leading zeros, as minisign prints it.
    public var description: String { String(number, radix: 16, uppercase: true) }
}
