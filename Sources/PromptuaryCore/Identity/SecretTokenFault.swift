/// Why a text is not a token of this registry.
public enum SecretTokenFault: String, Fault {
    case form = "secret-token-form"
    case checksum = "secret-token-checksum"
    case randomness = "secret-token-randomness"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a token is its kind, 43 characters of base64 for URLs, and 6 of checksum"
        case .checksum: "the last six characters of a token are the checksum of those before them"
        case .randomness: "a token is made of 32 random bytes"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form, .checksum: "copy the token again, whole, or make a new one"
        case .randomness: "give as many random bytes"
        }
    }
}
