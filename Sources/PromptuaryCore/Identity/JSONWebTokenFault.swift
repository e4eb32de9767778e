/// Why a text is not a token of an issuer, or proves nothing here (RFC 7515, RFC 7519, RFC 8725).
public enum JSONWebTokenFault: String, Fault {
    case size = "web-token-size"
    case form = "web-token-form"
    case header = "web-token-header"
    case embeddedKey = "web-token-embedded-key"
    case type = "web-token-type"
    case key = "web-token-key"
    case algorithm = "web-token-algorithm"
    case signature = "web-token-signature"
    case claims = "web-token-claims"
    case claimMissing = "web-token-claim-missing"
    case issuer = "web-token-issuer"
    case audience = "web-token-audience"
    case nonce = "web-token-nonce"
    case expired = "web-token-expired"
    case early = "web-token-early"
    case lifetime = "web-token-lifetime"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .size: "a token has at most 8 KiB"
        case .form: "a token is three parts of strict base64 for URLs with dots between them"
        case .header: "the header of a token is strict JSON, with texts for `alg`, `typ` and `kid`"
        case .embeddedKey: "no token brings the key that verifies it, or the address of one, or asks for extensions"
        case .type: "a token says what it is for, so that no other text of the same issuer is taken for it"
        case .key: "the key that a token names is one that its issuer publishes"
        case .algorithm: "a key verifies signatures of one algorithm, whatever the header says"
        case .signature: "the signature of a token is that of the key it names"
        case .claims: "what a token says is a strict JSON object, with whole numbers for times"
        case .claimMissing: "a token says who made it, for whom, when, and how long it is valid"
        case .issuer: "a token is made by the issuer that is asked about"
        case .audience: "a token is made for this registry, not for another service"
        case .nonce: "a token of a login belongs to the browser that began it"
        case .expired: "a token counts until it expires"
        case .early: "a token counts from when it begins to"
        case .lifetime: "a token is valid only so long"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .size, .form, .header, .claims: "send the token as its issuer made it"
        case .embeddedKey, .type, .key, .algorithm, .signature, .claimMissing: "get a new token from the issuer"
        case .issuer: "use an issuer that this registry is configured for"
        case .audience: "ask the issuer for a token whose audience is the address of this registry"
        case .nonce: "begin the login again"
        case .expired: "get a new token"
        case .early: "set the clock, or wait"
        case .lifetime: "ask for a token that is valid for a shorter time"
        }
    }
}
