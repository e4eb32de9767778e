/// Why text is not the public key of a publisher.
public enum PublisherKeyFault: String, Fault {
    case form = "publisher-key-form"
    case base64 = "publisher-key-base64"
    case algorithm = "publisher-key-algorithm"
    case length = "publisher-key-length"
    case invalidPoint = "publisher-key-invalid-point"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a public key is a minisign key or an OpenSSH public key line"
        case .base64: "the base64 of a public key is padded, canonical and unbroken"
        case .algorithm: "public keys are Ed25519"
        case .length: "an Ed25519 public key has 32 bytes and nothing after them"
        case .invalidPoint: "a public key is a canonical point of the prime-order group, so that all verifiers agree"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form: "copy the second line of the .pub file of minisign, or the line of id_ed25519.pub"
        case .base64: "copy the key again, whole and without line breaks"
        case .algorithm: "make a key with `minisign -G` or `ssh-keygen -t ed25519`"
        case .length: "copy the key again, whole"
        case .invalidPoint: "make a new key; no honest program makes this one"
        }
    }
}
