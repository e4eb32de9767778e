/// Why a value is not a public key, or a document not a set of them, as RFC 7517 has it.
public enum JSONWebKeyFault: String, Fault {
    case form = "web-key-form"
    case kind = "web-key-kind"
    case secret = "web-key-secret"
    case use = "web-key-use"
    case size = "web-key-size"
    case exponent = "web-key-exponent"
    case point = "web-key-point"
    case set = "web-key-set"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a JSON Web Key has the members of its kind, each strict base64 for URLs (RFC 7518, section 6)"
        case .kind: "keys are RSA for RS256, P-256 for ES256 or Ed25519 for EdDSA, and sign in no other way"
        case .secret: "a public key has no secret part: one that was shown to others proves nothing"
        case .use: "a key that is meant for something else verifies no signature"
        case .size: "RSA keys have 2048 to 4096 bits"
        case .exponent: "RSA keys have the exponent 65537"
        case .point: "the coordinates of a key are a point of its curve"
        case .set: "a set of keys is an object with a list of at most 100 keys"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form, .point, .set: "ask who runs the issuer to publish keys by RFC 7517"
        case .kind, .use, .size, .exponent: "use a key that signs RS256, ES256 or EdDSA"
        case .secret: "replace the key: whoever has read it can sign with it"
        }
    }
}
