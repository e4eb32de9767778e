/// The secret key of a publisher, opened.
///
/// It signs, and it is written back in its own tool's form; it is never shown.
public struct SecretKey: Sendable {
    /// The public half.
    public let publicKey: PublisherKey
    let pair: Ed25519.KeyPair

    init(pair: Ed25519.KeyPair, scheme: PublisherKey.Scheme) {
        publicKey = PublisherKey(scheme: scheme, key: pair.publicKey)
        self.pair = pair
    }

    /// A new key from 32 bytes and, in the scheme, for minisign 8 more, all from a random source.
    public init(seed: SecretBytes, scheme: PublisherKey.Scheme) throws(Refusal) {
        self.init(pair: try Ed25519.KeyPair(seed: seed), scheme: scheme)
    }

    /// Reads a secret key file of minisign or OpenSSH.
    ///
    /// Without the passphrase of an encrypted file the refusal is ``SecretKeyFault/passphraseNeeded``; the passphrase
    /// of a plain file is ignored. Opening an encrypted file takes up to some seconds, and minisign's up to 1 GiB of
    /// memory.
    public init(file: [UInt8], passphrase: SecretBytes? = nil) throws(Refusal) {
        guard file.count <= 16_384 else {
            throw Refusal(SecretKeyFault.form, "the secret key file has \(file.count) bytes")
        }
        self =
            SSHArmor.privateKey.begins(file)
            ? try OpenSSHPrivateKeyFile.read(file, passphrase: passphrase)
            : try MinisignSecretKeyFile.read(file, passphrase: passphrase)
    }

    /// The key as a minisign secret key file, in plain text or encrypted.
    ///
    /// Refused for an OpenSSH key.
    public func minisignFile(protection: ScryptProtection? = nil) throws(Refusal) -> SecretBytes {
        try MinisignSecretKeyFile.write(self, protection: protection)
    }

    /// The key as an OpenSSH private key file, in plain text or encrypted.
    ///
    /// Refused for a minisign key. `checkNumber` is any random number; OpenSSH compares its two copies to see whether a
    /// passphrase fits.
    public func openSSHFile(
        comment: String = "", checkNumber: UInt32, protection: BcryptProtection? = nil
    ) throws(Refusal) -> SecretBytes {
        try OpenSSHPrivateKeyFile.write(self, comment: comment, checkNumber: checkNumber, protection: protection)
    }

    /// Signs a file for a binding, in the form of the key's tool.
    public func sign(
        _ file: [UInt8], named name: String, number: Int = 1, binding: SignatureBinding
    ) -> SignatureFile {
        switch publicKey.scheme {
        case .minisign(let id):
            let signature = MinisignSignature(
                digest: MinisignSignature.digest(of: file), keyID: id, pair: pair,
                trustedComment: binding.trustedComment)
            return SignatureFile(
                name: SignatureFileName(signed: name, number: number, form: .minisign), content: .minisign(signature))
        case .ssh:
            let signature = SSHSignature(
                digest: SSHSignature.Hash.sha512.digest(of: file), hash: .sha512, pair: pair,
                namespace: binding.sshNamespace)
            return SignatureFile(
                name: SignatureFileName(signed: name, number: number, form: .ssh), content: .ssh(signature))
        }
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible {
    /// `<redacted>`, whatever the key is.
    public var description: String { "<redacted>" }

    /// `<redacted>`, whatever the key is.
    public var debugDescription: String { "<redacted>" }
}
