/// The key derivation of encrypted OpenSSH private keys (OpenBSD, bcrypt_pbkdf): PBKDF2 with bcrypt as its function.
enum BcryptPBKDF {
    /// The most rounds that are accepted: 2048, some seconds.
    static let roundLimit = 2048
    private static let blockLength = 32

    /// As many bytes of key as asked for.
    ///
    /// There is at least one round, byte of passphrase, byte of salt and byte of key.
    static func derive(passphrase: SecretBytes, salt: [UInt8], rounds: Int, count: Int) -> SecretBytes {
        precondition(rounds > 0 && passphrase.count > 0 && !salt.isEmpty && count > 0)
        let blocks = (count + blockLength - 1) / blockLength
        var secret = passphrase.withBytes { Array($0) }
        var key = digestWords(secret)
        defer {
            secret.withUnsafeMutableBytes { Sodium.zero($0) }
            key.withUnsafeMutableBytes { Sodium.zero($0) }
        }
        return SecretBytes(count: count) { target in
            for block in 0..<blocks {
                var writer = SSHWriter()
                writer.raw(salt)
                writer.number(UInt32(block + 1))
                var last = hash(key: key, salt: digestWords(writer.bytes))
                var sum = last
                for _ in 1..<rounds {
                    last = hash(key: key, salt: digestWords(last))
                    for at in sum.indices { sum[at] ^= last[at] }
                }
                // The blocks are interleaved, so that no prefix of the key costs less than all of it.
                for (at, byte) in sum.enumerated() where at * blocks + block < count {
                    target[at * blocks + block] = byte
                }
                sum.withUnsafeMutableBytes { Sodium.zero($0) }
                last.withUnsafeMutableBytes { Sodium.zero($0) }
            }
        }
    }

    /// The SHA-512 digest as 16 big-endian words.
    private static func digestWords(_ bytes: [UInt8]) -> [UInt32] {
        let digest = SHA512Digest.bytes(of: bytes)
        return (0..<16).map { at in digest[at * 4..<at * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    }

    private static func hash(key: [UInt32], salt: [UInt32]) -> [UInt8] {
        let none = [UInt32](repeating: 0, count: 16)
        let cipher = Blowfish()
        key.withUnsafeBufferPointer { key in
            salt.withUnsafeBufferPointer { salt in
                none.withUnsafeBufferPointer { none in
                    cipher.expand(key: key, salt: salt)
                    for _ in 0..<64 {
                        cipher.expand(key: salt, salt: none)
                        cipher.expand(key: key, salt: none)
                    }
                }
            }
        }
        let text = Array("OxychromaticBlowfishSwatDynamite".utf8)
        var words = (0..<8).map { at in text[at * 4..<at * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        for at in stride(from: 0, to: 8, by: 2) {
            for _ in 0..<64 {
                var (left, right) = (words[at], words[at + 1])
                cipher.encipher(&left, &right)
                (words[at], words[at + 1]) = (left, right)
            }
        }
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
}
