internal import CCrypto

/// AES-256 in counter mode (NIST SP 800-38A), the cipher of encrypted OpenSSH private keys.
enum AES256CTR {
    /// The bytes, encrypted or decrypted, which is the same; `material` is 32 bytes of key and 16 of counter.
    ///
    /// Nil without memory, or for another amount of material.
    static func apply(to bytes: SecretBytes, material: SecretBytes) -> SecretBytes? {
        guard material.count == 48, let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        var isDone = false
        let result = SecretBytes(count: bytes.count) { target in
            material.withBytes { material in
                bytes.withBytes { input in
                    guard let key = material.baseAddress else { return }
                    var count: Int32 = 0
                    isDone =
                        EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, key, key + 32) == 1
                        && EVP_EncryptUpdate(context, target.baseAddress, &count, input.baseAddress, Int32(input.count))
                            == 1
                        && Int(count) == input.count
                }
            }
        }
        return isDone ? result : nil
    }
}
