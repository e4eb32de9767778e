/// Where an OAuth client is sent back to (RFC 6749 section 3.1.2): a URI that was registered for it.
///
/// Registered are `https` URIs, `http` ones of the own machine, and private schemes of installed programs (RFC 8252
/// section 7); none has a fragment, credentials, or a parameter of the answer. A request must name one of them byte by
/// byte; only the port of a loopback address may differ, because an installed program takes the one that is free.
public struct RedirectURI: Sendable, Hashable {
    /// The URI: printable ASCII without blanks.
    public let text: String

    private static let sizeLimit = 2048
    /// Schemes by which a browser does something else than to call a program.
    private static let refusedSchemes: Set<String> = [
        "about", "blob", "chrome", "data", "file", "filesystem", "ftp", "intent", "jar", "javascript", "mailto",
        "resource", "sms",
        "tel", "vbscript", "view-source", "ws", "wss",
    ]
    /// What an answer adds; twice in one URI it would say two things.
    private static let answers: Set<String> = ["code", "state", "iss", "error", "error_description"]

    /// The URI that is to be registered; refused with a ``RedirectFault``.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let units = Array(text.utf8.prefix(Self.sizeLimit + 1))
        guard (1...Self.sizeLimit).contains(units.count), Self.isPlain(units) else {
            throw Refusal(RedirectFault.form, "\(quoted(text)) has blanks, a fragment or other bytes that no URI has")
        }
        let uri = String(decoding: units, as: UTF8.self)
        guard let colon = units.firstIndex(of: UInt8(ascii: ":")), (97...122).contains(units[0]),
            units[..<colon].allSatisfy({ NameCharacters.isAlphanumeric($0) || "+.-".utf8.contains($0) })
        else { throw Refusal(RedirectFault.scheme, "\(quoted(uri)) does not begin with a scheme in lower case") }
        let scheme = String(decoding: units[..<colon], as: UTF8.self)
        let rest = units[(colon + 1)...]
        if scheme == "https" || scheme == "http" {
            try Self.check(uri, scheme: scheme, rest: rest)
        } else {
            guard !Self.refusedSchemes.contains(scheme), !rest.isEmpty else {
                throw Refusal(RedirectFault.scheme, "\(quoted(uri)) leads to no program")
            }
        }
        let query = rest.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        for item in query.split(separator: UInt8(ascii: "&")) {
            let name = String(decoding: item.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
            guard !Self.answers.contains(name) else {
                throw Refusal(RedirectFault.form, "\(quoted(uri)) has the parameter `\(name)`, which the answer adds")
            }
        }
        self.text = uri
    }

    private init(unchecked text: String) { self.text = text }

    /// Printable ASCII of RFC 3986, with whole percent-encodings of other than control characters, and no `#`.
    private static func isPlain(_ units: [UInt8]) -> Bool {
        for (index, unit) in units.enumerated() {
            guard (0x21...0x7E).contains(unit), !"\"#<>\\^`{|}".utf8.contains(unit) else { return false }
            guard unit == UInt8(ascii: "%") else { continue }
            guard index + 2 < units.count,
                let bytes = Hex.decode(String(decoding: units[(index + 1)...(index + 2)], as: UTF8.self)),
                bytes[0] >= 0x20, bytes[0] != 0x7F
            else { return false }
        }
        return true
    }

    private static func check(_ uri: String, scheme: String, rest: ArraySlice<UInt8>) throws(Refusal) {
        guard rest.starts(with: "//".utf8) else {
            throw Refusal(RedirectFault.host, "\(quoted(uri)) names no host")
        }
        let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        let host = String(decoding: authority, as: UTF8.self)
        guard (try? SiteAddress(scheme + "://" + host)) != nil else {
            throw Refusal(RedirectFault.host, "\(quoted(uri)) has no plain host, or a user name before it")
        }
        guard scheme == "https" || isOwnMachine(authority) else {
            throw Refusal(RedirectFault.transport, "\(quoted(uri)) sends a code over the network in plain text")
        }
    }

    private static func isOwnMachine(_ authority: ArraySlice<UInt8>) -> Bool {
        ["localhost", "127.0.0.1", "[::1]"].contains { host in
            authority.starts(with: host.utf8)
                && [nil, UInt8(ascii: ":")].contains(authority.dropFirst(host.utf8.count).first)
        }
    }

    /// What a request may be answered at when it names this URI, or nil when it names another.
    ///
    /// The same bytes; for `http://127.0.0.1` and `http://[::1]` (RFC 8252 section 7.3), but not for `localhost`, with
    /// any port.
    public func admitting(_ requested: String) -> RedirectURI? {
        if requested.hasSameBytes(as: text) { return self }
        guard let own = Self.withoutPort(text), let other = Self.withoutPort(requested), own == other else {
            return nil
        }
        return RedirectURI(unchecked: requested)
    }

    /// The bytes of a URI at a loopback address without its port; nil for another URI, and for a port that is none.
    private static func withoutPort(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= sizeLimit else { return nil }
        for start in ["http://127.0.0.1", "http://[::1]"] where text.utf8.starts(with: start.utf8) {
            var rest = Array(text.utf8.dropFirst(start.utf8.count))[...]
            if rest.first == UInt8(ascii: ":") {
                let digits = rest.dropFirst().prefix { (48...57).contains($0) }
                guard (1...5).contains(digits.count), digits.first != UInt8(ascii: "0"),
                    digits.reduce(0, { $0 * 10 + Int($1 - 48) }) <= 65_535
                else { return nil }
                rest = rest.dropFirst(1 + digits.count)
            }
            guard rest.isEmpty || rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "?") else { return nil }
            return Array(start.utf8) + rest
        }
        return nil
    }

    /// What a content security policy calls where the URI leads: scheme, host and port, or the scheme alone of a
    /// program.
    public var source: String {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let isWeb = scheme.elementsEqual("https".utf8) || scheme.elementsEqual("http".utf8)
        var slashes = 0
        let shown = text.utf8.prefix { unit in
            if unit == UInt8(ascii: "/") { slashes += 1 }
            return slashes < 3 && unit != UInt8(ascii: "?")
        }
        return String(decoding: isWeb ? shown : text.utf8.prefix(scheme.count + 1), as: UTF8.self)
    }
}

extension RedirectURI: CustomStringConvertible {
    /// The URI.
    public var description: String { text }
}
