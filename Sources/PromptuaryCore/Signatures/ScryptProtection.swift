/// How a minisign secret key file is encrypted: scrypt with a passphrase.
public struct ScryptProtection: Sendable {
    /// minisign's own limit of operations: 2^25.
    public static let defaultOperations: UInt64 = 33_554_432
    /// minisign's own limit of memory: 1 GiB.
    public static let defaultMemory: UInt64 = 1_073_741_824

    let passphrase: SecretBytes
    let salt: [UInt8]
    let operations: UInt64
    let memory: UInt64

    /// A passphrase, 32 random bytes, and the cost, which may not exceed minisign's own.
    public init(
        passphrase: SecretBytes, salt: [UInt8], operations: UInt64 = defaultOperations, memory: UInt64 = defaultMemory
    ) throws(Refusal) {
        guard salt.count == 32 else { throw Refusal(SecretKeyFault.salt, "the salt has \(salt.count) bytes, not 32") }
        guard operations <= Self.defaultOperations, memory <= Self.defaultMemory else {
            throw Refusal(SecretKeyFault.cost, "scrypt with \(operations) operations and \(memory) bytes of memory")
        }
        self.passphrase = passphrase
        self.salt = salt
        self.operations = operations
        self.memory = memory
    }

    /// As many bytes as wanted, to be XORed over the secret.
    func stream(count: Int) throws(Refusal) -> SecretBytes {
        var isDone = false
        let stream = SecretBytes(count: count) { target in
            passphrase.withBytes { text in
                isDone = Sodium.scrypt(
                    passphrase: text, salt: salt, operations: operations, memory: Int(memory), into: target)
            }
        }
        guard isDone else { throw Refusal(SecretKeyFault.memory, "scrypt needs \(memory) bytes of memory") }
        return stream
    }
}
