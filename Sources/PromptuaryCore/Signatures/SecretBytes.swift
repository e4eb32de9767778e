/// Bytes that must not be shown or kept: a seed, a passphrase, the contents of a secret key file.
///
/// The memory is overwritten when the last owner lets go. Copies of the value share it; nothing prints it.
public final class SecretBytes: Sendable {
    // Written only by the initialisers, before anybody else can see the object.
    nonisolated(unsafe) private let memory: UnsafeMutableBufferPointer<UInt8>

    /// A copy of the bytes.
    ///
    /// The caller's own copy stays as it is.
    public init(_ bytes: [UInt8]) {
        memory = .allocate(capacity: bytes.count)
        _ = memory.initialize(from: bytes)
    }

    /// As many bytes as wanted, zero until `fill` writes them.
    public init(count: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        memory = .allocate(capacity: count)
        memory.initialize(repeating: 0)
        fill(memory)
    }

    deinit {
        Sodium.zero(UnsafeMutableRawBufferPointer(memory))
        memory.deallocate()
    }

    /// How many bytes there are.
    public var count: Int { memory.count }

    /// Lends the bytes to a closure, which must not let them out.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(memory))
    }

    /// A part of the bytes with an owner of its own.
    func part(_ range: Range<Int>) -> SecretBytes {
        SecretBytes(count: range.count) { target in
            withBytes { _ = target.update(fromContentsOf: $0[range]) }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`, whatever the bytes are.
    public var description: String { "<redacted>" }

    /// `<redacted>`, whatever the bytes are.
    public var debugDescription: String { "<redacted>" }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
