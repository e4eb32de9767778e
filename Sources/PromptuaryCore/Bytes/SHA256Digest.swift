internal import CCrypto

/// A SHA-256 digest (FIPS 180-4): 32 bytes, compared and hashed as four machine words.
public struct SHA256Digest: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest of the bytes.
    public init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { SHA256Digest(of: $0) }
    }

    /// The digest of the bytes in the buffer.
    public init(of buffer: UnsafeRawBufferPointer) {
        words = (0, 0, 0, 0)
        // The one-shot function looks the algorithm up by its name each time, which costs as much as hashing a kilobyte.
        var context = SHA256_CTX()
        SHA256_Init(&context)
        SHA256_Update(&context, buffer.baseAddress, buffer.count)
        withUnsafeMutableBytes(of: &words) { target in
            _ = SHA256_Final(target.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
        }
    }

    /// The digest that 64 lower-case hexadecimal digits spell, or nil for any other text.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, !hex.utf8.contains(where: { (65...70).contains($0) }), let bytes = Hex.decode(hex)
        else { return nil }
        self.init(bytes: bytes)
    }

    /// The digest that is these 32 bytes, or nil for another count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// The digest whose 32 bytes begin at an address, at any alignment.
    init(at address: UnsafeRawPointer) {
        words = (
            address.loadUnaligned(as: UInt64.self), address.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            address.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            address.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    /// The 32 bytes, without a copy.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeBytes(of: words) { body($0.assumingMemoryBound(to: UInt8.self)) }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { withUnsafeBytes(of: words) { Hex.encode($0) } }

    /// Equal when all 32 bytes are equal.
    ///
    /// Not constant-time: digests are public.
    public static func == (left: SHA256Digest, right: SHA256Digest) -> Bool { left.words == right.words }

    /// Feeds the digest to a hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension SHA256Digest: Comparable, CustomStringConvertible {
    /// By bytes, which is also the order of the hexadecimal text.
    public static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// The hexadecimal digits.
    public var description: String { hex }
}

/// A SHA-256 computation over bytes that arrive in pieces.
public struct SHA256Stream: ~Copyable {
    private var context = SHA256_CTX()

    /// A computation that has seen nothing yet.
    public init() { SHA256_Init(&context) }

    /// Adds a piece.
    public mutating func update(_ buffer: UnsafeRawBufferPointer) {
        SHA256_Update(&context, buffer.baseAddress, buffer.count)
    }

    /// The digest of all pieces; ends the computation.
    public consuming func finish() -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: 32)
        SHA256_Final(&bytes, &context)
        return SHA256Digest(bytes: bytes) ?? SHA256Digest(of: [])
    }
}

/// SHA-512 (FIPS 180-4), the message digest of SSH signatures.
enum SHA512Digest {
    /// The 64 bytes of the digest.
    static func bytes(of bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 64) { target, count in
            var context = SHA512_CTX()
            SHA512_Init(&context)
            _ = bytes.withUnsafeBytes { SHA512_Update(&context, $0.baseAddress, $0.count) }
            SHA512_Final(target.baseAddress, &context)
            count = 64
        }
    }
}
