/// Where an answer sends a browser: the value of a `Location`, which strangers have no say in.
///
/// There are three ways to one, and all lead to a place that this program has chosen: a registered URI, a page of
/// ours, and a path that a request asks for and that turns out to be a page of ours.
public struct RedirectTarget: Sendable, Hashable {
    /// The value of the header: printable ASCII without blanks.
    public let text: String

    /// The page that is shown when nothing better is known.
    public static let dashboard = RedirectTarget(page: "/dashboard")

    private static let sizeLimit = 4096

    /// A registered URI with parameters of the answer, encoded as forms are.
    public init(_ uri: RedirectURI, adding items: [(name: String, value: String)] = []) {
        text = Self.adding(items, to: uri.text)
    }

    /// A page of ours with parameters, encoded as forms are.
    public init(page: StaticString, adding items: [(name: String, value: String)] = []) {
        text = Self.adding(items, to: page.withUTF8Buffer { String(decoding: $0, as: UTF8.self) })
    }

    /// The path that a request names as `next`, or the dashboard when it is no page of ours.
    ///
    /// The path begins with one slash, has no backslash and no part `.` or `..`, also when decoded once, and `isPage`
    /// says yes to its decoded form; a query may follow, a fragment not. So whatever a browser makes of it, it stays
    /// on this site.
    public static func local(_ next: String?, isPage: (_ path: String) -> Bool) -> RedirectTarget {
        guard let next, next.utf8.count <= sizeLimit else { return dashboard }
        let units = Array(next.utf8)
        let path = units.prefix { $0 != UInt8(ascii: "?") }
        guard units.allSatisfy(isURICharacter), percentDecoded(units[...]) != nil, let decoded = percentDecoded(path),
            slashes(in: decoded) == slashes(in: path), isLocal(decoded),
            isPage(String(decoding: decoded, as: UTF8.self))
        else { return dashboard }
        return RedirectTarget(text: next)
    }

    private init(text: String) { self.text = text }

    /// Whether decoded bytes are an absolute path of a site: text without empty parts in it, `.`, `..` and backslashes.
    private static func isLocal(_ path: [UInt8]) -> Bool {
        guard path.first == UInt8(ascii: "/"), !path.contains(UInt8(ascii: "\\")),
            TextFault.first(in: path, lines: false) == nil
        else { return false }
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.enumerated().allSatisfy { index, part in
            guard !part.isEmpty else { return index == parts.count - 1 }
            return !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        }
    }

    private static func slashes(in path: some Sequence<UInt8>) -> Int { path.count(where: { $0 == UInt8(ascii: "/") }) }

    /// The bytes with percent-encodings decoded once, or nil when one is cut short.
    private static func percentDecoded(_ units: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = units
        while let unit = rest.popFirst() {
            guard unit == UInt8(ascii: "%") else {
                bytes.append(unit)
                continue
            }
            guard rest.count >= 2, let byte = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self))?.first else {
                return nil
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    private static func isWord(_ unit: UInt8) -> Bool {
        NameCharacters.isAlphanumeric(unit) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(unit)
    }

    /// Whether a byte may stand in path or query (RFC 3986 section 3.3).
    private static func isURICharacter(_ unit: UInt8) -> Bool {
        isWord(unit) || "-._~!$&'()*+,;=:@/?%".utf8.contains(unit)
    }

    private static func adding(_ items: [(name: String, value: String)], to start: String) -> String {
        var text = Array(start.utf8)
        var mark = text.contains(UInt8(ascii: "?")) ? UInt8(ascii: "&") : UInt8(ascii: "?")
        for item in items {
            text.append(mark)
            appendForm(item.name, to: &text)
            text.append(UInt8(ascii: "="))
            appendForm(item.value, to: &text)
            mark = UInt8(ascii: "&")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends text as `application/x-www-form-urlencoded` has it: a blank as `+`, all but letters, digits and `*-._`
    /// in percent.
    private static func appendForm(_ value: String, to text: inout [UInt8]) {
        for unit in value.utf8 {
            if isWord(unit) || "*-._".utf8.contains(unit) {
                text.append(unit)
            } else if unit == UInt8(ascii: " ") {
                text.append(UInt8(ascii: "+"))
            } else {
                text.append(UInt8(ascii: "%"))
                for digit in [unit >> 4, unit & 15] { text.append(digit < 10 ? 48 + digit : 55 + digit) }
            }
        }
    }
}

extension RedirectTarget: CustomStringConvertible {
    /// The value of the header.
    public var description: String { text }
}
