/// The private key file of OpenSSH (PROTOCOL.key), with one Ed25519 key, plain or encrypted.
enum OpenSSHPrivateKeyFile {
    private static let magic = Array("openssh-key-v1\0".utf8)
    private static let cipher = "aes256-ctr"

    static func read(_ file: [UInt8], passphrase: SecretBytes?) throws(Refusal) -> SecretKey {
        guard let blob = SSHArmor.privateKey.decode(file) else {
            throw Refusal(SecretKeyFault.form, "the text between the markers is not strict base64 in even lines")
        }
        var reader = SSHReader(blob)
        guard let magic = reader.take(Self.magic.count), magic.elementsEqual(Self.magic) else {
            throw Refusal(SecretKeyFault.form, "the private key does not begin `openssh-key-v1`")
        }
        guard let cipher = reader.string(), let derivation = reader.string() else {
            throw Refusal(SecretKeyFault.length, "the private key ends too early")
        }
        let isPlain = cipher.elementsEqual("none".utf8) && derivation.elementsEqual("none".utf8)
        guard isPlain || cipher.elementsEqual(Self.cipher.utf8) && derivation.elementsEqual("bcrypt".utf8) else {
            throw Refusal(SecretKeyFault.encryption, "the key is not encrypted with aes256-ctr and bcrypt")
        }
        guard let options = reader.string(), let count = reader.number(), let publicBlob = reader.string(),
            let secret = reader.string(), reader.isAtEnd
        else { throw Refusal(SecretKeyFault.length, "the fields of the private key do not fill it exactly") }
        guard count == 1 else { throw Refusal(SecretKeyFault.form, "the file has \(count) keys, not one") }
        let publicKey: PublisherKey
        do {
            publicKey = try PublisherKey(sshBlob: Array(publicBlob))
        } catch {
            throw Refusal(SecretKeyFault.algorithm, error.message)
        }
        guard secret.count % (isPlain ? 8 : 16) == 0 else {
            throw Refusal(SecretKeyFault.length, "the secret part does not fill its last block")
        }
        var plain = SecretBytes(Array(secret))
        if !isPlain {
            var reader = SSHReader(Array(options))
            guard let salt = reader.string(), let rounds = reader.number(), reader.isAtEnd else {
                throw Refusal(SecretKeyFault.encryption, "the options of bcrypt are not a salt and a number of rounds")
            }
            guard let passphrase else {
                throw Refusal(SecretKeyFault.passphraseNeeded, "the private key is encrypted")
            }
            plain = try BcryptProtection(passphrase: passphrase, salt: Array(salt), rounds: Int(rounds)).apply(
                to: plain)
        } else if !options.isEmpty {
            throw Refusal(SecretKeyFault.encryption, "a plain key has no options")
        }
        let key = try Self.key(in: plain, isPlain: isPlain)
        guard key.publicKey == publicKey else {
            throw Refusal(SecretKeyFault.mismatch, "the public key of the file is not that of its secret part")
        }
        return key
    }

    private static func key(in secret: SecretBytes, isPlain: Bool) throws(Refusal) -> SecretKey {
        var bytes = secret.withBytes { Array($0) }
        defer { bytes.withUnsafeMutableBytes { Sodium.zero($0) } }
        var reader = SSHReader(bytes)
        guard let first = reader.number(), first == reader.number() else {
            throw Refusal(
                isPlain ? SecretKeyFault.checksum : .passphraseWrong,
                isPlain ? "the two check numbers differ" : "the passphrase does not open the key")
        }
        guard let type = reader.string(), type.elementsEqual(PublisherKey.sshType.utf8) else {
            throw Refusal(SecretKeyFault.algorithm, "the secret part is not of the type ssh-ed25519")
        }
        guard let point = reader.string(), let stored = reader.string(), reader.string() != nil,
            case let padding = reader.rest(), padding.count < 16,
            padding.elementsEqual((0..<UInt8(padding.count)).map { $0 + 1 })
        else { throw Refusal(SecretKeyFault.length, "the fields of the secret part do not fill it exactly") }
        guard stored.suffix(32).elementsEqual(point) else {
            throw Refusal(SecretKeyFault.mismatch, "the public half does not belong to the secret half")
        }
        return SecretKey(pair: try Ed25519.KeyPair(stored: SecretBytes(Array(stored))), scheme: .ssh)
    }

    static func write(
        _ key: SecretKey, comment: String, checkNumber: UInt32, protection: BcryptProtection?
    ) throws(Refusal) -> SecretBytes {
        guard key.publicKey.scheme == .ssh else {
            throw Refusal(SecretKeyFault.scheme, "a minisign key has no OpenSSH form")
        }
        guard comment.utf8.count <= 100, comment.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Refusal(SecretKeyFault.comment, "the comment is not 100 printable ASCII characters at most")
        }
        var inner = SSHWriter()
        defer { inner.zero() }
        inner.number(checkNumber)
        inner.number(checkNumber)
        inner.string(PublisherKey.sshType.utf8)
        inner.string(key.publicKey.bytes)
        key.pair.secret.withBytes { inner.string($0) }
        inner.string(comment.utf8)
        var padding: UInt8 = 0
        while inner.bytes.count % (protection == nil ? 8 : 16) != 0 {
            padding += 1
            inner.raw(CollectionOfOne(padding))
        }
        var secret = SecretBytes(inner.bytes)
        if let protection { secret = try protection.apply(to: secret) }
        var options = SSHWriter()
        if let protection {
            options.string(protection.salt)
            options.number(UInt32(protection.rounds))
        }
        var blob = SSHWriter()
        defer { blob.zero() }
        blob.raw(magic)
        blob.string((protection == nil ? "none" : cipher).utf8)
        blob.string((protection == nil ? "none" : "bcrypt").utf8)
        blob.string(options.bytes)
        blob.number(1)
        blob.string(key.publicKey.sshBlob)
        secret.withBytes { blob.string($0) }
        return SecretBytes(SSHArmor.privateKey.encode(blob.bytes))
    }
}
