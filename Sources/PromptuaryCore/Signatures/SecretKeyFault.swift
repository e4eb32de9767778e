/// Why bytes are not a secret key, or cannot be opened.
public enum SecretKeyFault: String, Fault {
    case form = "secret-key-form"
    case length = "secret-key-length"
    case algorithm = "secret-key-algorithm"
    case encryption = "secret-key-encryption"
    case cost = "secret-key-cost"
    case memory = "secret-key-memory"
    case passphraseNeeded = "secret-key-passphrase-needed"
    case passphraseWrong = "secret-key-passphrase-wrong"
    case checksum = "secret-key-checksum"
    case mismatch = "secret-key-mismatch"
    case salt = "secret-key-salt"
    case scheme = "secret-key-scheme"
    case comment = "secret-key-comment"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a secret key file is what minisign or ssh-keygen writes"
        case .length: "every part of a secret key has exactly its length"
        case .algorithm: "secret keys are Ed25519"
        case .encryption: "a secret key is plain, or encrypted as minisign or ssh-keygen do by default"
        case .cost: "opening a secret key does not cost more than minisign's default or 2048 rounds of bcrypt"
        case .memory: "there is enough memory to derive the key of an encrypted file"
        case .passphraseNeeded: "an encrypted secret key is opened with its passphrase"
        case .passphraseWrong: "the passphrase is the one the file was written with"
        case .checksum: "the checksum of a secret key is right"
        case .mismatch: "the public half of a secret key follows from the secret half"
        case .salt: "a salt has 32 bytes for minisign, 16 for OpenSSH"
        case .scheme: "a key is written in the form of its own tool"
        case .comment: "the comment of a key is one line of at most 100 printable ASCII characters"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form, .length, .checksum, .mismatch: "restore the file from a backup, or make a new key"
        case .algorithm: "make a key with `minisign -G` or `ssh-keygen -t ed25519`"
        case .encryption: "write the file again with `ssh-keygen -p -Z aes256-ctr`"
        case .cost: "write the file again with a lower cost"
        case .memory: "close other programs, or use a machine with 2 GiB of memory"
        case .passphraseNeeded: "give the passphrase"
        case .passphraseWrong: "check the passphrase"
        case .salt: "give as many random bytes"
        case .scheme: "make a key for that tool"
        case .comment: "use a short comment"
        }
    }
}
