/// Why an issuer or a statement about builds is not acceptable.
public enum PublisherClaimsFault: String, Fault {
    case issuer = "publisher-issuer"
    case name = "publisher-claim-name"
    case value = "publisher-claim-value"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .issuer: "an issuer of tokens for builds has a word for a name and an https address"
        case .name:
            "a publisher is known by exactly the claims of its issuer, which are the same in all tokens of a build"
        case .value:
            "the value of a claim is text that a token can have: digits for numbers, a file without its revision"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .issuer: "write the name in letters and digits and the address as its tokens have it in `iss`"
        case .name: "state every claim of the issuer, and no other"
        case .value: "copy the value from a token of the build, for files without the @ and what follows"
        }
    }
}
