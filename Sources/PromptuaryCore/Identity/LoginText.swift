/// The text that the holder of a key signs to log in: a line that nothing else begins with, and five fields.
///
///     pdpkg-login v1
///     origin: https://prompts.example.org
///     account: 64 hexadecimal digits, the public key
///     purpose: login
///     nonce: 32 random bytes in base64
///     expires: seconds since 1970
///
/// Every line ends with a line feed. Package signatures, TUF metadata, tokens and SSH signatures begin otherwise, so
/// that one is never taken for the other. Behind the purpose may stand a blank and 64 hexadecimal digits: the digest
/// of a secret of the browser that asked, so that nobody is logged in to another's account.
public struct LoginText: Sendable, Hashable {
    /// The first line, with its end.
    public static let firstLine = "pdpkg-login v1\n"
    /// The random bytes of a nonce: 32.
    public static let nonceLength = 32
    private static let sizeLimit = 1024

    /// The origin of the registry's pages: scheme, host and port.
    public let origin: String
    /// The key that is to sign, and by which the account is known.
    public let account: Ed25519.PublicKey
    /// What the signature is good for: 1 to 32 letters from a to z.
    public let purpose: String
    /// The digest of a secret that the asking browser keeps.
    public let browser: SHA256Digest?
    /// 32 random bytes, which make the text one that was never signed before.
    public let nonce: [UInt8]
    /// Until when the text counts.
    public let expires: Timestamp

    /// A text from its fields.
    public init(
        origin: String, account: Ed25519.PublicKey, purpose: String, browser: SHA256Digest? = nil, nonce: [UInt8],
        expires: Timestamp
    ) throws(Refusal) {
        guard Self.isOrigin(origin) else {
            throw Refusal(LoginTextFault.origin, "\(quoted(origin)) is not the origin of a site")
        }
        guard (1...32).contains(purpose.utf8.count), purpose.utf8.allSatisfy({ (97...122).contains($0) }) else {
            throw Refusal(LoginTextFault.form, "the purpose \(quoted(purpose)) is not a word of 1 to 32 letters")
        }
        guard nonce.count == Self.nonceLength else {
            throw Refusal(LoginTextFault.nonce, "a nonce has 32 bytes, not \(nonce.count)")
        }
        self.origin = origin
        self.account = account
        self.purpose = purpose
        self.browser = browser
        self.nonce = nonce
        self.expires = expires
    }

    /// The text that was signed.
    ///
    /// Exactly as ``bytes`` writes it: one text has one reading, one value one spelling. Refused with a
    /// ``LoginTextFault``, or for its key with a ``PublisherKeyFault``.
    public init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.sizeLimit, bytes.starts(with: Self.firstLine.utf8), bytes.last == 10 else {
            throw Refusal(LoginTextFault.form, "the text does not begin and end as one of a login")
        }
        let lines = bytes.dropLast().split(separator: 10, omittingEmptySubsequences: false)
        let names = ["origin", "account", "purpose", "nonce", "expires"]
        guard lines.count == 1 + names.count else {
            throw Refusal(LoginTextFault.form, "the text of a login has six lines")
        }
        var fields: [String] = []
        for (line, name) in zip(lines.dropFirst(), names) {
            let start = name + ": "
            guard line.starts(with: start.utf8), line.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw Refusal(LoginTextFault.form, "the line of `\(name)` is not `\(start)` and printable ASCII")
            }
            fields.append(String(decoding: line.dropFirst(start.utf8.count), as: UTF8.self))
        }
        guard let key = Hex.decode(fields[1]), let nonce = Base64.decode(fields[3].utf8),
            let seconds = Int(fields[4]), seconds >= 0
        else { throw Refusal(LoginTextFault.form, "a field of the text is spelled otherwise") }
        let purpose = fields[2].split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        try self.init(
            origin: fields[0], account: try Ed25519.PublicKey(key), purpose: String(purpose[0]),
            browser: purpose.count > 1 ? SHA256Digest(hex: purpose[1]) : nil, nonce: nonce,
            expires: Timestamp(seconds: seconds))
        guard self.bytes == bytes else {
            throw Refusal(LoginTextFault.form, "a field of the text is spelled otherwise")
        }
    }

    /// The bytes that are signed.
    public var bytes: [UInt8] {
        let purpose = browser.map { "\(self.purpose) \($0.hex)" } ?? self.purpose
        return Array(
            """
            \(Self.firstLine)origin: \(origin)
            account: \(Hex.encode(account.bytes))
            purpose: \(purpose)
            nonce: \(Base64.encode(nonce))
            expires: \(expires.seconds)

            """.utf8)
    }

    /// By what a server finds the challenge: it binds the nonce to key, purpose, browser and origin.
    public var challenge: SHA256Digest {
        let purpose = browser.map { "\(self.purpose) \($0.hex)" } ?? self.purpose
        return Self.challenge(
            nonce: Base64.encode(nonce), account: Hex.encode(account.bytes), purpose: purpose, origin: origin)
    }

    /// The digest under which a server keeps a challenge of any login by key; the parts are joined by line feeds.
    public static func challenge(nonce: String, account: String, purpose: String, origin: String) -> SHA256Digest {
        SHA256Digest(of: Array([nonce, account, purpose, origin].joined(separator: "\n").utf8))
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard let address = try? SiteAddress(text), address.text.hasSameBytes(as: text) else { return false }
        // The two slashes of the scheme, and none of a path.
        return text.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 2
    }
}
