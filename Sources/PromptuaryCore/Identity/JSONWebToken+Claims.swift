extension JSONWebToken {
    /// What a proven token says.
    ///
    /// There is no other way to one than ``JSONWebToken/verify(using:expecting:now:)``.
    public struct Claims: Sendable, Hashable {
        /// Who made the token.
        public let issuer: String
        /// When it was made.
        public let issuedAt: Timestamp
        /// When it expires.
        public let expires: Timestamp
        /// All that it says, a mapping.
        public let value: Value

        /// The claims of a token whose signature holds, when they meet an expectation.
        init(proven value: Value, expecting expectation: Expectation, now: Timestamp) throws(Refusal) {
            guard let issuer = value["iss"] else { throw Self.missing("iss") }
            guard let name = issuer.string, name.hasSameBytes(as: expectation.issuer) else {
                throw Refusal(JSONWebTokenFault.issuer, "the token is not of the issuer \(quoted(expectation.issuer))")
            }
            self.issuer = name
            try Self.check(value, for: expectation.audience)
            try Self.check(value, party: expectation.authorizedParty)
            if let nonce = expectation.nonce {
                guard let text = value["nonce"]?.string, text.hasSameBytes(as: nonce) else {
                    throw Refusal(JSONWebTokenFault.nonce, "the token belongs to another login")
                }
            }
            let (issued, expires) = try Self.checkTimes(of: value, expecting: expectation, now: now)
            issuedAt = Timestamp(seconds: issued)
            self.expires = Timestamp(seconds: expires)
            self.value = value
        }

        private static func check(_ value: Value, for audience: Expectation.Audience) throws(Refusal) {
            switch audience {
            case .audience(let names):
                guard let stated = value["aud"] else { throw missing("aud") }
                let list = stated.list ?? [stated]
                guard list.allSatisfy({ $0.string != nil }) else {
                    throw Refusal(JSONWebTokenFault.claims, "`aud` is neither a text nor a list of texts")
                }
                guard list.contains(where: { isOne(of: names, $0) }) else {
                    throw Refusal(JSONWebTokenFault.audience, "the token is for somebody else")
                }
            case .authorizedParty(let names):
                guard value["aud"] == nil else {
                    throw Refusal(JSONWebTokenFault.audience, "the token has an audience, which is not known here")
                }
                guard let party = value["azp"] else { throw missing("azp") }
                guard isOne(of: names, party) else {
                    throw Refusal(JSONWebTokenFault.audience, "the token was made for somebody else")
                }
            }
        }

        private static func check(_ value: Value, party: String?) throws(Refusal) {
            guard let party else { return }
            guard let stated = value["azp"] else {
                if let list = value["aud"]?.list, list.count > 1 { throw missing("azp") }
                return
            }
            guard isOne(of: [party], stated) else {
                throw Refusal(JSONWebTokenFault.audience, "somebody else has asked for the token")
            }
        }

        private static func isOne(of names: [String], _ value: Value) -> Bool {
            guard let text = value.string else { return false }
            return names.contains { $0.hasSameBytes(as: text) }
        }

        private static func checkTimes(
            of value: Value, expecting expectation: Expectation, now: Timestamp
        ) throws(Refusal) -> (issued: Int, expires: Int) {
            guard let expires = try time("exp", of: value) else { throw missing("exp") }
            guard let issued = try time("iat", of: value) else { throw missing("iat") }
            let begins = try time("nbf", of: value)
            if expectation.needsNotBefore, begins == nil { throw missing("nbf") }
            let skew = Expectation.skew
            guard now.seconds < expires + skew else {
                throw Refusal(JSONWebTokenFault.expired, "the token has expired")
            }
            guard issued <= now.seconds + skew, begins.map({ $0 <= now.seconds + skew }) ?? true else {
                throw Refusal(JSONWebTokenFault.early, "the token does not count yet")
            }
            guard issued < expires, expires - issued <= expectation.longestLifetime else {
                throw Refusal(
                    JSONWebTokenFault.lifetime,
                    "the token is valid for \(expires - issued) seconds, not for 1 to \(expectation.longestLifetime)")
            }
            return (issued, expires)
        }

        /// A time in whole seconds since 1970, or nil when there is none; numbers of the reader can not overflow in
        /// sums.
        private static func time(_ name: String, of value: Value) throws(Refusal) -> Int? {
            guard let stated = value[name] else { return nil }
            guard let seconds = stated.integer, seconds >= 0 else {
                throw Refusal(JSONWebTokenFault.claims, "`\(name)` is no whole number of seconds since 1970")
            }
            return seconds
        }

        private static func missing(_ name: String) -> Refusal {
            Refusal(JSONWebTokenFault.claimMissing, "the token does not say `\(name)`")
        }

        /// The text of a claim, or the digits of one that is a whole number; nil for what is missing, empty or
        /// anything else.
        public func text(_ name: String) -> String? {
            switch value[name] {
            case .string(let text): text.isEmpty ? nil : text
            case .integer(let number): String(number)
            default: nil
            }
        }

        /// The text of a claim that has to be there, of at most so many bytes; refused with a ``JSONWebTokenFault``.
        public func required(_ name: String, limit: Int = 255) throws(Refusal) -> String {
            guard let text = value[name]?.string, !text.isEmpty else { throw Self.missing(name) }
            guard text.utf8.count <= limit else {
                throw Refusal(JSONWebTokenFault.claims, "`\(name)` has more than \(limit) bytes")
            }
            return text
        }
    }
}
