/// An issuer whose tokens say which build they were made for, and the claims by which a publisher is known.
///
/// Known are numbers that are never given twice, not names alone: who takes over the name of a repository that was
/// deleted is somebody else.
public struct PublisherIssuer: Sendable, Hashable {
    /// How a claim is compared with what a publisher has stated.
    public enum Comparison: Sendable, Hashable {
        /// The whole text is equal.
        case whole
        /// The digits are equal; a publisher states digits, so that nobody gives a name by mistake.
        case number
        /// What stands before the last `@` is equal: a file, whatever its revision.
        case beforeRevision
        /// The whole text is equal, or the publisher has stated `*` and the claim may be anything or missing.
        case wholeOrAny
    }

    /// A claim that every publisher of an issuer states.
    public struct Claim: Sendable, Hashable {
        /// The name of the claim.
        public let name: String
        /// How it is compared.
        public let comparison: Comparison
    }

    /// The word for the issuer in forms and settings, such as `github`.
    public let name: String
    /// The issuer as its tokens name it.
    public let issuer: String
    /// The claims, in the order of their names.
    public let claims: [Claim]

    /// The actions of GitHub.
    public static let github = PublisherIssuer(
        builtIn: "github", "https://token.actions.githubusercontent.com",
        [
            Claim(name: "environment", comparison: .wholeOrAny),
            Claim(name: "job_workflow_ref", comparison: .beforeRevision),
            Claim(name: "repository_id", comparison: .number),
            Claim(name: "repository_owner_id", comparison: .number),
        ])

    /// The pipelines of gitlab.com.
    public static let gitlab = PublisherIssuer(
        builtIn: "gitlab", "https://gitlab.com",
        [
            Claim(name: "ci_config_ref_uri", comparison: .beforeRevision),
            Claim(name: "environment", comparison: .wholeOrAny), Claim(name: "namespace_id", comparison: .number),
            Claim(name: "project_id", comparison: .number),
        ])

    private init(builtIn name: String, _ issuer: String, _ claims: [Claim]) {
        self.name = name
        self.issuer = issuer
        self.claims = claims
    }

    /// An issuer of a registry's settings; all its claims are compared whole.
    ///
    /// Refused with a ``PublisherClaimsFault`` are names and addresses of another form, no claims, a claim twice, and
    /// claims that differ from token to token or say nothing of a build.
    public init(name: String, issuer: String, claims: [String]) throws(Refusal) {
        guard (1...32).contains(name.utf8.count),
            name.utf8.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else { throw Refusal(PublisherClaimsFault.issuer, "\(quoted(name)) is not a word for an issuer") }
        guard (try? SiteAddress(issuer)) != nil, issuer.utf8.starts(with: "https://".utf8) || Self.isOwnMachine(issuer)
        else { throw Refusal(PublisherClaimsFault.issuer, "\(quoted(issuer)) is not the https address of an issuer") }
        guard (1...16).contains(claims.count), Set(claims).count == claims.count else {
            throw Refusal(PublisherClaimsFault.name, "an issuer has 1 to 16 claims, each once")
        }
        for claim in claims {
            let isPlain = claim.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
            guard (1...100).contains(claim.utf8.count), isPlain, !Self.passing.contains(claim) else {
                throw Refusal(PublisherClaimsFault.name, "\(quoted(claim)) is no claim by which a publisher is known")
            }
        }
        self.name = name
        self.issuer = issuer
        self.claims = claims.sorted { $0.precedesInBytes($1) }.map { Claim(name: $0, comparison: .whole) }
    }

    private static let passing: Set<String> = ["iss", "aud", "exp", "iat", "nbf", "jti", "nonce"]

    private static func isOwnMachine(_ issuer: String) -> Bool {
        (try? RedirectURI(issuer)) != nil && issuer.utf8.starts(with: "http://".utf8)
    }
}
