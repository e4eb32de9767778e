/// A token of some issuer in the compact form of RFC 7515: read, but not proven.
///
/// What it says can be had only from ``verify(using:expecting:now:)``, but for the name of the issuer, without which
/// nobody could choose the keys. Base64, JSON and the header are strict, and nothing in the token has a say in how it
/// is verified.
public struct JSONWebToken: Sendable {
    /// The most bytes of a token: 8 KiB.
    public static let sizeLimit = 8192

    private static let limits = JSONLimits(bytes: sizeLimit, depth: 8, values: 1000)

    private let algorithm: String
    private let type: String
    private let keyID: String?
    private let statement: Value
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// Reads a token.
    ///
    /// Refused with a ``JSONWebTokenFault``, whatever is wrong with it; no message holds any of it but short names.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let units = Array(text.utf8.prefix(Self.sizeLimit + 1))
        guard units.count <= Self.sizeLimit else {
            throw Refusal(JSONWebTokenFault.size, "the token has more than \(Self.sizeLimit) bytes")
        }
        let parts = units.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Refusal(JSONWebTokenFault.form, "the token does not have three parts")
        }
        let header = try Self.object(parts[0], JSONWebTokenFault.header, "header")
        for name in ["jwk", "jku", "x5u", "x5c", "crit", "b64"] where header[name] != nil {
            throw Refusal(JSONWebTokenFault.embeddedKey, "the header has the member `\(name)`")
        }
        guard let algorithm = header["alg"]?.string else {
            throw Refusal(JSONWebTokenFault.header, "the header names no algorithm")
        }
        guard let type = header["typ"]?.string else {
            throw Refusal(JSONWebTokenFault.type, "the header does not say what the token is")
        }
        if let id = header["kid"], id.string == nil {
            throw Refusal(JSONWebTokenFault.header, "the name of the key is no text")
        }
        self.algorithm = algorithm
        self.type = type
        keyID = header["kid"]?.string
        statement = try Self.object(parts[1], JSONWebTokenFault.claims, "statement")
        guard let signature = Base64URL.decode(parts[2]), !signature.isEmpty else {
            throw Refusal(JSONWebTokenFault.form, "the signature is no strict base64 for URLs")
        }
        self.signature = signature
        signed = Array(units[..<parts[1].endIndex])
    }

    private static func object(
        _ part: ArraySlice<UInt8>, _ fault: JSONWebTokenFault, _ name: String
    ) throws(Refusal) -> Value {
        guard let bytes = Base64URL.decode(part), !bytes.isEmpty else {
            throw Refusal(JSONWebTokenFault.form, "the \(name) is no strict base64 for URLs")
        }
        let value: Value
        do {
            value = try JSONReader.read(bytes, limits: limits)
        } catch {
            throw Refusal(fault, "the \(name) is no strict JSON: \(error.message)")
        }
        guard value.mapping != nil else { throw Refusal(fault, "the \(name) is no JSON object") }
        return value
    }

    /// The issuer that the token names, when it names one.
    ///
    /// Anybody may have written it: it serves to choose whose keys to verify with, and for nothing else.
    public var claimedIssuer: String? { statement["iss"]?.string }

    /// What the token says, once it is proven that one of the keys has signed it and that it is meant for here and now.
    ///
    /// Refused with a ``JSONWebTokenFault``.
    public func verify(
        using keys: JSONWebKeySet, expecting expectation: Expectation, now: Timestamp
    ) throws(Refusal) -> Claims {
        guard expectation.types.contains(where: { $0.hasSameBytes(as: type) }) else {
            throw Refusal(JSONWebTokenFault.type, "the token is of the type \(quoted(type))")
        }
        guard let key = keys.key(named: keyID) else {
            let name = keyID.map { "named \(quoted($0))" } ?? "without a name"
            throw Refusal(JSONWebTokenFault.key, "the issuer has no key, or several, \(name)")
        }
        guard algorithm.hasSameBytes(as: key.algorithm.rawValue) else {
            throw Refusal(
                JSONWebTokenFault.algorithm,
                "the key is for \(key.algorithm.rawValue), the token says \(quoted(algorithm))")
        }
        guard key.verifies(signature: signature, of: signed) else {
            throw Refusal(JSONWebTokenFault.signature, "the signature is not of this token by this key")
        }
        return try Claims(proven: statement, expecting: expectation, now: now)
    }
}

extension JSONWebToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`: whoever bears a token is taken for its subject.
    public var description: String { "<redacted>" }

    /// `<redacted>`: whoever bears a token is taken for its subject.
    public var debugDescription: String { "<redacted>" }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
