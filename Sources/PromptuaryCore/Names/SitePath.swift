/// A path of a file inside a site: relative, without empty, `.` or `..` parts, of portable characters only.
public struct SitePath: Sendable, Hashable {
    /// The path, parts separated by `/`.
    public let text: String

    /// The path spelled `text`.
    public init(_ text: some StringProtocol) throws(Refusal) {
        var partLength = 0
        var onlyDots = true
        for unit in text.utf8 {
            switch unit {
            case 48...57, 65...90, 97...122, UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                partLength += 1
                onlyDots = false
            case UInt8(ascii: "."): partLength += 1
            case UInt8(ascii: "/"):
                guard partLength > 0, !(onlyDots && partLength <= 2) else {
                    throw Refusal(NameFault.sitePath, "\(quoted(text)) is not a path of a site")
                }
                (partLength, onlyDots) = (0, true)
            default: throw Refusal(NameFault.sitePath, "\(quoted(text)) is not a path of a site")
            }
            guard partLength <= 255 else {
                throw Refusal(NameFault.sitePath, "a part of \(quoted(text)) is over 255 bytes")
            }
        }
        guard partLength > 0, !(onlyDots && partLength <= 2), text.utf8.count <= 1024 else {
            throw Refusal(NameFault.sitePath, "\(quoted(text)) is not a path of a site")
        }
        self.text = String(text)
    }

    /// A path that our own code has put together from checked names.
    init(trusted text: String) { self.text = text }

    /// The name that a file of these bytes has beside this one: `FOLDER/SHA256.NAME` (TUF specification 6.2).
    public func named(_ digest: SHA256Digest) -> SitePath {
        let slash = text.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { text.utf8.index(after: $0) } ?? text.startIndex
        return SitePath(trusted: "\(text[..<name])\(digest.hex).\(text[name...])")
    }

    /// The path without the digest that the name begins with; nil when it begins with none.
    public var unnamed: SitePath? {
        let slash = text.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = slash.map { text.utf8.index(after: $0) } ?? text.startIndex
        // Paths are ASCII, so characters are bytes.
        let (head, rest) = (text[name...].prefix(64), text[name...].dropFirst(64))
        guard rest.utf8.first == UInt8(ascii: "."), rest.utf8.count > 1, SHA256Digest(hex: head) != nil else {
            return nil
        }
        return SitePath(trusted: "\(text[..<name])\(rest.dropFirst())")
    }
}

extension SitePath: Comparable, CustomStringConvertible {
    /// By bytes.
    public static func < (left: SitePath, right: SitePath) -> Bool {
        left.text.precedesInBytes(right.text)
    }

    /// The path.
    public var description: String { text }
}
