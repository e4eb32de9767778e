/// Why bytes are no signed note (C2SP signed-note) of a known key.
public enum NoteFault: String, Fault {
    case tooLarge = "note-too-large"
    case form = "note-form"
    case text = "note-text"
    case line = "note-signature-line"
    case key = "note-key"
    case keyName = "note-key-name"
    case keyHash = "note-key-hash"
    case algorithm = "note-key-algorithm"
    case signature = "note-bad-signature"
    case unsigned = "note-unsigned"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .tooLarge: "a signed note has at most 256 KiB and 64 signatures"
        case .form: "a signed note is text, an empty line and signature lines, each ended by a line feed"
        case .text: "a signed note is UTF-8 without control characters but line feeds"
        case .line: "a signature line is an em dash, the name of the key, and strict base64 of at least five bytes"
        case .key: "the public key of a note is `NAME+HASH+BASE64`, all three well-formed"
        case .keyName: "the name of a key is 1 to 255 bytes of UTF-8 without blanks, plus signs and control characters"
        case .keyHash: "the hash inside a note's public key is made of its name and its bytes"
        case .algorithm: "a note's key is Ed25519 (type 1) or an Ed25519 cosigner's (type 4)"
        case .signature: "a signature that names a known key verifies with that key"
        case .unsigned: "a note counts only when a known key has signed it"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .tooLarge, .form, .text, .line: "fetch the file again, and tell who publishes it if it stays so"
        case .key, .keyHash: "copy the key again, whole and on one line"
        case .keyName: "use a name such as example.org/log"
        case .algorithm: "use an Ed25519 key"
        case .signature: "do not use the file, and tell who publishes it"
        case .unsigned: "check that the key is the one that the log or the witness has announced"
        }
    }
}
