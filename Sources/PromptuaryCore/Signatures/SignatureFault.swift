/// Why a signature file does not count.
public enum SignatureFault: String, Fault {
    case fileName = "signature-file-name"
    case tooLarge = "signature-too-large"
    case form = "signature-form"
    case base64 = "signature-base64"
    case length = "signature-length"
    case algorithm = "signature-algorithm"
    case formatVersion = "signature-format-version"
    case reserved = "signature-reserved"
    case hash = "signature-hash"
    case sshNamespace = "signature-ssh-namespace"
    case trustedComment = "signature-trusted-comment"
    case unknownKey = "signature-unknown-key"
    case earlyKey = "signature-early-key"
    case revokedKey = "signature-revoked-key"
    case forged = "signature-forged"
    case forgedComment = "signature-forged-comment"
    case binding = "signature-binding"
    case tooMany = "signature-too-many"
    case repeated = "signature-repeated"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .fileName: "a signature is named after its file: X.minisig, X.sshsig, X.2.minisig up to X.16.minisig"
        case .tooLarge: "a signature file has at most 1 KiB"
        case .form: "a signature file is what minisign or ssh-keygen writes: ASCII, line feeds, nothing more"
        case .base64: "the base64 of a signature is padded and canonical"
        case .length: "every part of a signature has exactly its length"
        case .algorithm: "signatures are Ed25519; those of minisign are prehashed (`ED`)"
        case .formatVersion: "an SSH signature has version 1"
        case .reserved: "the reserved field of an SSH signature is empty"
        case .hash: "an SSH signature hashes with sha512 or sha256"
        case .sshNamespace: "an SSH signature is made for this registry and this kind of file"
        case .trustedComment: "the trusted comment names the registry and what is signed"
        case .unknownKey: "a signature is made by a key of the namespace"
        case .earlyKey: "a key counts from its first log index on"
        case .revokedKey: "a revoked key does not count from its revocation on"
        case .forged: "a signature belongs to these very bytes"
        case .forgedComment: "the trusted comment is signed too"
        case .binding: "registry, id and version are printable ASCII without blanks and quotes"
        case .tooMany: "a file has at most 16 signatures"
        case .repeated:
            "a key signs a file once with each tool: copies prove nothing, and take the names of signatures to come"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .fileName: "rename the signature file"
        case .tooLarge, .form, .base64, .length, .formatVersion, .reserved, .forgedComment:
            "sign the file again and commit what the tool writes, unchanged"
        case .algorithm: "sign with an Ed25519 key, and with minisign without -l"
        case .hash: "sign with `ssh-keygen -Y sign` and its default hash"
        case .sshNamespace: "sign with `ssh-keygen -Y sign -n` and the namespace that the message names"
        case .trustedComment: "sign with `minisign -S -t` and the comment that the message names"
        case .unknownKey: "sign with a key of the namespace, or have the key added to keys.json first"
        case .earlyKey: "sign with a key that was active already, or publish after the key is active"
        case .revokedKey: "sign with a key that is not revoked"
        case .forged: "sign the file again; if nobody changed it, find out who did"
        case .binding: "use the names as the registry writes them"
        case .tooMany: "remove the signatures that the threshold does not need"
        case .repeated: "leave this signature out, or let another owner sign"
        }
    }
}
