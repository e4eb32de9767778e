/// What a build must prove to be to publish a package: a value for every claim of its issuer.
public struct PublisherClaims: Sendable, Hashable {
    /// Whose tokens prove it.
    public let issuer: PublisherIssuer
    /// The stated values, in the order of the issuer's claims.
    private let values: [String]

    private static let any = "*"
    private static let sizeLimit = 512

    /// The claims that a value states: a mapping with exactly the claims of the issuer, from name to text.
    ///
    /// Refused with a ``PublisherClaimsFault`` are claims that are missing or unknown, empty texts, and texts that the
    /// comparison of the claim could never find equal. `*` stands for any value, where the issuer's claim may have
    /// any.
    public init(_ value: Value, of issuer: PublisherIssuer) throws(Refusal) {
        guard let members = value.mapping else {
            throw Refusal(PublisherClaimsFault.value, "the claims are no mapping from names to texts")
        }
        for member in members where !issuer.claims.contains(where: { $0.name.hasSameBytes(as: member.key) }) {
            throw Refusal(PublisherClaimsFault.name, "\(quoted(member.key)) is no claim of \(issuer.name)")
        }
        var values: [String] = []
        for claim in issuer.claims {
            guard let stated = value[claim.name] else {
                throw Refusal(PublisherClaimsFault.name, "the claim `\(claim.name)` is missing")
            }
            guard let text = stated.string, (1...Self.sizeLimit).contains(text.utf8.count), Self.canBeMet(text, claim)
            else {
                throw Refusal(PublisherClaimsFault.value, "no token of \(issuer.name) has such a `\(claim.name)`")
            }
            values.append(text)
        }
        self.issuer = issuer
        self.values = values
    }

    private static func canBeMet(_ text: String, _ claim: PublisherIssuer.Claim) -> Bool {
        switch claim.comparison {
        case .number: text.utf8.allSatisfy { (48...57).contains($0) }
        // With an @ in it, a revision could complete another file's name.
        case .beforeRevision: !text.utf8.contains(UInt8(ascii: "@"))
        case .whole, .wholeOrAny: TextFault.first(in: Array(text.utf8), lines: false) == nil
        }
    }

    /// The claims as one line of JSON with sorted keys, the same for equal claims; without a line feed.
    public var canonical: String {
        let document = JSONWriter.object { writer in
            for (claim, value) in zip(issuer.claims, values) { writer.member(claim.name, value) }
        }
        return String(decoding: document.dropLast(), as: UTF8.self)
    }

    /// Whether a proven token is of this issuer and says all of it.
    ///
    /// Texts are compared byte by byte, case included. Numbers of a token count as their digits.
    public func areMet(by claims: JSONWebToken.Claims) -> Bool {
        guard claims.issuer.hasSameBytes(as: issuer.issuer) else { return false }
        return zip(issuer.claims, values).allSatisfy { claim, value in
            if claim.comparison == .wholeOrAny, value.hasSameBytes(as: Self.any) { return true }
            guard let said = claims.text(claim.name) else { return false }
            guard claim.comparison == .beforeRevision else { return said.hasSameBytes(as: value) }
            guard let mark = said.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
            return said.utf8[..<mark].elementsEqual(value.utf8)
        }
    }
}
