/// Ed25519 signatures (RFC 8032), as libsodium checks them.
///
/// A public key is a canonical point of the prime-order group, a signature has a canonical `S`: with both conditions
/// the common implementations agree on every signature. Randomness is an argument; nothing here draws it.
public enum Ed25519 {
    /// The bytes of a seed, from which a key pair follows: 32.
    public static let seedLength = 32
    /// The bytes of a public key: 32.
    public static let publicKeyLength = 32
    /// The bytes of a signature: 64.
    public static let signatureLength = 64

    /// A public key that has been checked: 32 bytes that are a point of the prime-order group.
    public struct PublicKey: Sendable, Hashable {
        private let words: (UInt64, UInt64, UInt64, UInt64)

        /// The key that is these bytes.
        ///
        /// Refused are another length than 32, bytes that are no point, points spelled in a second way, and points
        /// of small or mixed order, for which one signature may hold for many messages. Costs as much as verifying
        /// one signature.
        public init(_ bytes: some Collection<UInt8>) throws(Refusal) {
            guard bytes.count == publicKeyLength else {
                throw Refusal(PublisherKeyFault.length, "an Ed25519 public key has 32 bytes, this one \(bytes.count)")
            }
            var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            let isValid = withUnsafeMutableBytes(of: &words) { memory in
                memory.copyBytes(from: bytes)
                return Sodium.isValidPoint(UnsafeBufferPointer(memory.bindMemory(to: UInt8.self)))
            }
            guard isValid else {
                throw Refusal(PublisherKeyFault.invalidPoint, "these 32 bytes are no point of the prime-order group")
            }
            self.words = words
        }

        /// The key that is these 32 bytes, which an earlier check has found to be one; nil for another length.
        ///
        /// Costs nothing. Bytes that are no key verify no signature.
        init?(checked bytes: UnsafeBufferPointer<UInt8>) {
            guard bytes.count == publicKeyLength else { return nil }
            words = UnsafeRawBufferPointer(bytes).loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
        }

        /// The 32 bytes, without a copy.
        func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
            withUnsafeBytes(of: words) { body($0.assumingMemoryBound(to: UInt8.self)) }
        }

        /// The 32 bytes.
        public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

        /// Whether these are the 32 bytes.
        func hasBytes(_ bytes: [UInt8]) -> Bool {
            withUnsafeBytes(of: words) { words in bytes.withUnsafeBytes { words.elementsEqual($0) } }
        }

        /// Whether the 64 bytes are this key's signature of the message.
        ///
        /// Copies nothing.
        public func verifies(signature: UnsafeBufferPointer<UInt8>, of message: UnsafeBufferPointer<UInt8>) -> Bool {
            withUnsafeBytes(of: words) {
                Sodium.verify(signature: signature, message: message, key: $0.assumingMemoryBound(to: UInt8.self))
            }
        }

        /// Whether the 64 bytes are this key's signature of the message.
        public func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
            signature.withUnsafeBufferPointer { signature in
                message.withUnsafeBufferPointer { verifies(signature: signature, of: $0) }
            }
        }

        /// Equal when all 32 bytes are.
        public static func == (left: PublicKey, right: PublicKey) -> Bool { left.words == right.words }

        /// Feeds all 32 bytes to a hasher: keys are chosen by strangers.
        public func hash(into hasher: inout Hasher) { withUnsafeBytes(of: words) { hasher.combine(bytes: $0) } }
    }

    /// A secret key with its public key.
    public struct KeyPair: Sendable {
        /// The public half.
        public let publicKey: PublicKey
        /// The seed followed by the public key: 64 bytes, as OpenSSH and minisign store them.
        let secret: SecretBytes

        /// The pair that follows from a seed of 32 bytes, which must come from a random source.
        public init(seed: SecretBytes) throws(Refusal) {
            guard seed.count == seedLength else {
                throw Refusal(SecretKeyFault.length, "an Ed25519 seed has 32 bytes, this one \(seed.count)")
            }
            var point: [UInt8] = []
            secret = SecretBytes(count: 64) { target in
                seed.withBytes { point = Sodium.expand(seed: $0, secret: target) }
            }
            publicKey = try PublicKey(point)
        }

        /// The pair whose stored form is these 64 bytes.
        ///
        /// Refused when the second half is not the public key of the first: signing with such a pair would give the
        /// secret away.
        init(stored: SecretBytes) throws(Refusal) {
            guard stored.count == 64 else {
                throw Refusal(SecretKeyFault.length, "a stored Ed25519 secret has 64 bytes, this one \(stored.count)")
            }
            try self.init(seed: stored.part(0..<32))
            guard stored.withBytes({ old in secret.withBytes { Sodium.areEqual(old, $0) } }) else {
                throw Refusal(SecretKeyFault.mismatch, "the public half does not belong to the secret half")
            }
        }

        /// The signature of the message, 64 bytes, the same at every call.
        public func sign(_ message: UnsafeBufferPointer<UInt8>) -> [UInt8] {
            secret.withBytes { Sodium.sign(message, secret: $0) }
        }

        /// The signature of the message, 64 bytes, the same at every call.
        public func sign(_ message: [UInt8]) -> [UInt8] { message.withUnsafeBufferPointer { sign($0) } }
    }
}
