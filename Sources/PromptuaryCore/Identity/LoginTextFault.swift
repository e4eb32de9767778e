/// Why a text or a signature is no login.
public enum LoginTextFault: String, Fault {
    case form = "login-text-form"
    case origin = "login-text-origin"
    case nonce = "login-text-nonce"
    case signature = "login-signature"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "the text of a login has its six lines, each with one spelling, so that it can be nothing else"
        case .origin: "a login is for one site, named by scheme, host and port"
        case .nonce: "every text of a login has 32 random bytes of its own"
        case .signature: "a login is signed by the key that its text names, and for nothing else"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form, .nonce: "ask for a new text and sign it as it is"
        case .origin: "write the address as https://host, without a slash at the end"
        case .signature: "sign the bytes of the text with the key of the account"
        }
    }
}
