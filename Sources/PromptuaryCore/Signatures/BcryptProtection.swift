/// How an OpenSSH private key file is encrypted: AES-256 in counter mode, bcrypt with a passphrase.
public struct BcryptProtection: Sendable {
    /// The rounds that ssh-keygen uses unless told otherwise: 24.
    public static let defaultRounds = 24

    let passphrase: SecretBytes
    let salt: [UInt8]
    let rounds: Int

    /// A passphrase of at least one byte, 16 random bytes, and the rounds, from 1 to 2048.
    public init(passphrase: SecretBytes, salt: [UInt8], rounds: Int = defaultRounds) throws(Refusal) {
        guard salt.count == 16 else { throw Refusal(SecretKeyFault.salt, "the salt has \(salt.count) bytes, not 16") }
        guard (1...BcryptPBKDF.roundLimit).contains(rounds) else {
            throw Refusal(SecretKeyFault.cost, "bcrypt with \(rounds) rounds")
        }
        guard passphrase.count > 0 else { throw Refusal(SecretKeyFault.passphraseNeeded, "the passphrase is empty") }
        self.passphrase = passphrase
        self.salt = salt
        self.rounds = rounds
    }

    /// The bytes, encrypted or decrypted.
    func apply(to bytes: SecretBytes) throws(Refusal) -> SecretBytes {
        let material = BcryptPBKDF.derive(passphrase: passphrase, salt: salt, rounds: rounds, count: 48)
        guard let result = AES256CTR.apply(to: bytes, material: material) else {
            throw Refusal(SecretKeyFault.memory, "the cipher could not be set up")
        }
        return result
    }
}
