internal import CSodium

/// The functions of libsodium that this room uses; no other file imports the library.
enum Sodium {
    /// Lets libsodium pick the fastest code for this processor, once; when that fails it still works, only slower.
    private static let isReady = sodium_init() >= 0

    /// Whether 32 bytes are the canonical form of a point in the group of prime order.
    static func isValidPoint(_ point: UnsafeBufferPointer<UInt8>) -> Bool {
        guard point.count == 32, let start = point.baseAddress else { return false }
        _ = isReady
        return crypto_core_ed25519_is_valid_point(start) == 1
    }

    /// Whether 64 bytes are the Ed25519 signature (RFC 8032) of the message by the key.
    static func verify(
        signature: UnsafeBufferPointer<UInt8>, message: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard signature.count == 64, key.count == 32, let signature = signature.baseAddress, let key = key.baseAddress
        else { return false }
        _ = isReady
        return crypto_sign_verify_detached(signature, message.baseAddress, UInt64(message.count), key) == 0
    }

    /// Fills `secret` (64 bytes, the seed followed by the public key) from a seed and returns the public key.
    static func expand(seed: UnsafeBufferPointer<UInt8>, secret: UnsafeMutableBufferPointer<UInt8>) -> [UInt8] {
        precondition(seed.count == 32 && secret.count == 64)
        _ = isReady
        var key = [UInt8](repeating: 0, count: 32)
        if let seed = seed.baseAddress, let secret = secret.baseAddress {
            _ = crypto_sign_seed_keypair(&key, secret, seed)
        }
        return key
    }

    /// The Ed25519 signature of the message, 64 bytes, by a secret of ``expand(seed:secret:)``.
    static func sign(_ message: UnsafeBufferPointer<UInt8>, secret: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        precondition(secret.count == 64)
        _ = isReady
        var signature = [UInt8](repeating: 0, count: 64)
        if let secret = secret.baseAddress {
            _ = crypto_sign_detached(&signature, nil, message.baseAddress, UInt64(message.count), secret)
        }
        return signature
    }

    /// The BLAKE2b digest (RFC 7693) of `length` bytes, from 16 to 64.
    static func blake2b(_ message: UnsafeBufferPointer<UInt8>, length: Int) -> [UInt8] {
        precondition((16...64).contains(length))
        _ = isReady
        var digest = [UInt8](repeating: 0, count: length)
        _ = crypto_generichash(&digest, length, message.baseAddress, UInt64(message.count), nil, 0)
        return digest
    }

    /// Fills `key` with scrypt (RFC 7914), its parameters derived from two limits as libsodium does; false without
    /// memory.
    static func scrypt(
        passphrase: UnsafeBufferPointer<UInt8>, salt: [UInt8], operations: UInt64, memory: Int,
        into key: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        precondition(salt.count == 32)
        _ = isReady
        guard let start = key.baseAddress else { return false }
        return passphrase.withMemoryRebound(to: CChar.self) { text in
            guard let characters = text.baseAddress else { return false }
            return crypto_pwhash_scryptsalsa208sha256(
                start, UInt64(key.count), characters, UInt64(text.count), salt, operations, memory) == 0
        }
    }

    /// Overwrites memory in a way the compiler does not leave out.
    static func zero(_ memory: UnsafeMutableRawBufferPointer) {
        if let start = memory.baseAddress { sodium_memzero(start, memory.count) }
    }

    /// Whether two buffers hold the same bytes, in a time that does not depend on them.
    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count, let a = left.baseAddress, let b = right.baseAddress else {
            return left.count == right.count
        }
        return sodium_memcmp(a, b, left.count) == 0
    }
}
