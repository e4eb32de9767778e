internal import CCrypto

/// A public key in PEM, of the kinds that other TUF repositories use beside Ed25519 (TUF specification 4.2).
///
/// ECDSA on the curve P-256 and RSASSA-PSS with at least 2048 bits, both with SHA-256. Equal are keys with the same DER.
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
