internal import CCrypto

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2), which RFC 7518 calls `RS256`; verification only.
enum RSASignature {
    /// A public key: a modulus of 2048 to 4096 bits and the exponent 65537.
    struct PublicKey: Sendable, Hashable {
        /// The modulus as big-endian bytes, without zeros before it.
        let modulus: [UInt8]

        /// The only exponent, 65537, as big-endian bytes: small ones have made forgeries possible, large ones cost.
        static let exponent: [UInt8] = [1, 0, 1]

        /// A key from its two numbers in big-endian bytes, which have no zeros before them (RFC 7518 section 6.3.1).
        init(modulus: [UInt8], exponent: [UInt8]) throws(Refusal) {
            guard exponent == Self.exponent else {
                throw Refusal(JSONWebKeyFault.exponent, "the exponent of the RSA key is not 65537")
            }
            let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
            guard let first = modulus.first, first != 0, (2048...4096).contains(bits) else {
                throw Refusal(JSONWebKeyFault.size, "the RSA key does not have 2048 to 4096 bits")
            }
            // The product of two odd primes.
            guard let last = modulus.last, last & 1 == 1 else {
                throw Refusal(JSONWebKeyFault.size, "the modulus of the RSA key is even")
            }
            self.modulus = modulus
        }

        /// Whether the bytes, as many as the modulus has, are this key's signature of the message.
        func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
            guard signature.count == modulus.count, let key = RSA_new() else { return false }
            defer { RSA_free(key) }
            let modulus = BN_bin2bn(self.modulus, Int32(self.modulus.count), nil)
            let exponent = BN_bin2bn(Self.exponent, Int32(Self.exponent.count), nil)
            guard RSA_set0_key(key, modulus, exponent, nil) == 1 else {
                BN_free(modulus)
                BN_free(exponent)
                return false
            }
            let digest = SHA256Digest(of: message).bytes
            // OpenSSL makes the one encoding that this digest has and compares all of it: nothing in it is parsed.
            return RSA_verify(
                NID_sha256, digest, UInt32(digest.count), signature, UInt32(signature.count), key) == 1
        }
    }
}
