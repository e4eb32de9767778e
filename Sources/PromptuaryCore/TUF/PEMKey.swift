internal import CCrypto

/// A public key of a kind that others use beside Ed25519: in PEM, as TUF repositories have it (TUF specification 4.2),
/// or as the coordinates of a point.
///
/// ECDSA on the curve P-256 and RSASSA-PSS with at least 2048 bits, both with SHA-256. Equal are keys with the same
/// DER.
struct PEMKey: Sendable, Hashable {
    /// How a key signs.
    enum Scheme: String, Sendable, Hashable {
        case ecdsa = "ecdsa-sha2-nistp256"
        case rsa = "rsassa-pss-sha256"
    }

    private static let sizeLimit = 8192

    private let scheme: Scheme
    private let encoded: [UInt8]

    /// The key that a text spells, or nil when it is none for the scheme.
    init?(_ text: String, scheme: Scheme) {
        var text = Array(text.utf8)
        guard text.count <= Self.sizeLimit, let source = BIO_new_mem_buf(&text, Int32(text.count)) else { return nil }
        defer { BIO_free(source) }
        guard let key = PEM_read_bio_PUBKEY(source, nil, nil, nil) else { return nil }
        defer { EVP_PKEY_free(key) }
        switch scheme {
        case .ecdsa:
            var name = [CChar](repeating: 0, count: 64)
            guard EVP_PKEY_get_base_id(key) == EVP_PKEY_EC, EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1,
                name.prefix(while: { $0 != 0 }).elementsEqual("prime256v1".utf8.map { CChar($0) })
            else { return nil }
        case .rsa:
            guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, (2048...16_384).contains(EVP_PKEY_get_bits(key)) else {
                return nil
            }
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(key, &bytes)
        guard count > 0, let bytes else { return nil }
        defer { promptuary_openssl_free(bytes) }
        encoded = Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
        self.scheme = scheme
    }

    /// The key on the curve P-256 whose point has these coordinates of 32 bytes (RFC 7518 section 6.2.1), or nil when
    /// they are no point of it.
    init?(x: [UInt8], y: [UInt8]) {
        guard x.count == 32, y.count == 32 else { return nil }
        scheme = .ecdsa
        encoded = Self.pointPrefix + x + y
        // The decoder looks whether the point is on the curve.
        let isPoint = encoded.withUnsafeBufferPointer { encoded in
            var at = encoded.baseAddress
            guard let key = d2i_PUBKEY(nil, &at, encoded.count) else { return false }
            EVP_PKEY_free(key)
            return true
        }
        guard isPoint else { return nil }
    }

    /// What stands before an uncompressed point of P-256 in a subject public key info (RFC 5480 section 2).
    private static let pointPrefix: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE, 0x3D,
        0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]

    /// Whether 64 bytes, the two numbers of an ECDSA signature (RFC 7518 section 3.4), are this key's signature of the
    /// message.
    func verifies(pair: [UInt8], of message: [UInt8]) -> Bool {
        guard scheme == .ecdsa, pair.count == 64 else { return false }
        let numbers = Self.integer(pair[..<32]) + Self.integer(pair[32...])
        return verifies(signature: [0x30, UInt8(numbers.count)] + numbers, of: message)
    }

    /// A number of at most 32 bytes as an INTEGER of DER.
    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        // A first bit that is set would make the number negative.
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }

    /// Whether the bytes are this key's signature of the message.
    func verifies(signature: [UInt8], of message: [UInt8]) -> Bool {
        encoded.withUnsafeBufferPointer { encoded in
            var at = encoded.baseAddress
            guard let key = d2i_PUBKEY(nil, &at, encoded.count) else { return false }
            defer { EVP_PKEY_free(key) }
            guard let context = EVP_MD_CTX_new() else { return false }
            defer { EVP_MD_CTX_free(context) }
            var parameters: OpaquePointer?
            guard EVP_DigestVerifyInit(context, &parameters, EVP_sha256(), nil, key) == 1 else { return false }
            if scheme == .rsa {
                guard EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1,
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, Int32(RSA_PSS_SALTLEN_AUTO)) == 1
                else { return false }
            }
            return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        }
    }
}
