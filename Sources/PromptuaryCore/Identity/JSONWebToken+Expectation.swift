extension JSONWebToken {
    /// What a token must say to count (RFC 7519 section 4.1, OpenID Connect Core 1.0 section 3.1.3.7).
    public struct Expectation: Sendable, Hashable {
        /// Where a token says for whom it is.
        public enum Audience: Sendable, Hashable {
            /// In `aud`, which is one of these or a list with one of them.
            case audience([String])
            /// In `azp`, which is one of these; for issuers whose tokens have no `aud`. With one they are refused.
            case authorizedParty([String])
        }

        /// The issuer, exactly.
        public var issuer: String
        /// For whom the token is.
        public var audience: Audience
        /// What `typ` may be, exactly.
        public var types: [String]
        /// Who must have asked for it: `azp`, where it is there, and it is where `aud` has several elements.
        public var authorizedParty: String?
        /// The number that the login was begun with.
        public var nonce: String?
        /// Whether `nbf` has to be there.
        public var needsNotBefore: Bool
        /// The most seconds from `iat` to `exp`.
        public var longestLifetime: Int

        /// The seconds by which clocks may differ: 60.
        public static let skew = 60

        /// An expectation of tokens of the type `JWT` that are valid for at most a day.
        public init(
            issuer: String, audience: Audience, types: [String] = ["JWT"], authorizedParty: String? = nil,
            nonce: String? = nil, needsNotBefore: Bool = false, longestLifetime: Int = 86_400
        ) {
            self.issuer = issuer
            self.audience = audience
            self.types = types
            self.authorizedParty = authorizedParty
            self.nonce = nonce
            self.needsNotBefore = needsNotBefore
            self.longestLifetime = longestLifetime
        }
    }
}
