/// The address of a site on a web server: an `http` or `https` URL that paths can be put after.
///
/// It has no credentials, query or fragment, its path has no empty, `.` or `..` part, and no slash ends it.
public struct SiteAddress: Sendable, Hashable {
    /// The URL, without a slash at the end.
    public let text: String

    /// Whether a text is meant as a URL rather than as the path of a directory.
    public static func isURL(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: "://".utf8) && $0 > 0 }
            && !bytes.starts(with: "/".utf8) && !bytes.starts(with: ".".utf8)
    }

    /// The address spelled `text`.
    public init(_ text: some StringProtocol) throws(Refusal) {
        var rest = Array(text.utf8)[...]
        while rest.last == UInt8(ascii: "/") { rest.removeLast() }
        let scheme = ["https://", "http://"].first { scheme in
            rest.prefix(scheme.utf8.count).map { $0 | 0x20 }.elementsEqual(scheme.utf8.map { $0 | 0x20 })
        }
        guard let scheme, rest.count <= 2048 else { throw Self.refusal(text) }
        rest = rest.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw Refusal(SiteAddressFault.credentials, "the address has a user name or password before its host")
        }
        guard Self.isAuthority(authority) else { throw Self.refusal(text) }
        let path = rest.dropFirst(authority.count)
        guard path.isEmpty || Self.isPath(path.dropFirst()) else { throw Self.refusal(text) }
        self.text = scheme + String(decoding: rest, as: UTF8.self)
    }

    private static func refusal(_ text: some StringProtocol) -> Refusal {
        Refusal(SiteAddressFault.form, "\(quoted(text)) is not the address of a site")
    }

    private static func isAuthority(_ authority: ArraySlice<UInt8>) -> Bool {
        var host = authority
        if host.first == UInt8(ascii: "["), let end = host.firstIndex(of: UInt8(ascii: "]")) {
            let inside = host[(host.startIndex + 1)..<end]
            guard !inside.isEmpty, inside.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == 0x2E })
            else { return false }
            host = host[(end + 1)...]
        } else {
            let name = host.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.count <= 253,
                name.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") })
            else { return false }
            host = host.dropFirst(name.count)
        }
        guard !host.isEmpty else { return true }
        guard host.first == UInt8(ascii: ":"), (2...6).contains(host.count) else { return false }
        let digits = host.dropFirst()
        guard digits.allSatisfy({ (48...57).contains($0) }) else { return false }
        return (1...65_535).contains(digits.reduce(0) { $0 * 10 + Int($1 - 48) })
    }

    private static func isPath(_ path: ArraySlice<UInt8>) -> Bool {
        path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            guard !part.isEmpty, !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8) else { return false }
            return part.indices.allSatisfy { index in
                if part[index] == UInt8(ascii: "%") {
                    return part[index...].count > 2 && part[(index + 1)...(index + 2)].allSatisfy(isHexDigit)
                }
                return isLetterOrDigit(part[index]) || "-._~!$&'()*+,;=:@".utf8.contains(part[index])
            }
        }
    }

    private static func isLetterOrDigit(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit) || (97...122).contains(unit)
    }

    private static func isHexDigit(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...70).contains(unit) || (97...102).contains(unit)
    }

    /// The URL of a file of the site.
    ///
    /// Every byte of the path but letters, digits, `-`, `.`, `_`, `~`, `@` and `/` is percent-encoded (RFC 3986, 2.1). What is
    /// encoded already stays, so that a name may hold a slash.
    public func url(of path: some StringProtocol) -> String {
        var url = Array(text.utf8)
        url.append(UInt8(ascii: "/"))
        let units = Array(path.utf8)
        for (index, unit) in units.enumerated() {
            let isEncoded =
                unit == UInt8(ascii: "%") && index + 2 < units.count
                && units[(index + 1)...(index + 2)].allSatisfy(Self.isHexDigit)
            if isEncoded || Self.isLetterOrDigit(unit) || "-._~@/".utf8.contains(unit) {
                url.append(unit)
            } else {
                url.append(UInt8(ascii: "%"))
                for digit in [unit >> 4, unit & 15] {
                    url.append(digit < 10 ? 48 + digit : 55 + digit)
                }
            }
        }
        return String(decoding: url, as: UTF8.self)
    }
}

extension SiteAddress: CustomStringConvertible {
    /// The URL.
    public var description: String { text }
}

/// Why a text is not the address of a site.
public enum SiteAddressFault: String, Fault {
    case form = "site-address"
    case credentials = "site-address-credentials"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a site on a web server has an http(s) address that paths can be put after"
        case .credentials: "a site is public: nobody's password is sent to its host or shown in a message"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form: "write it like https://prompts.example.org or http://127.0.0.1:8080/registry"
        case .credentials: "leave out what stands before the @"
        }
    }
}
