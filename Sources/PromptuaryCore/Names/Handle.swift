/// The name of an account or organization in addresses: 1 to 39 characters of `a-z 0-9 -`.
///
/// It begins and ends with a letter or digit, no two hyphens meet, and it is none of the words that could be taken for
/// the registry or a part of its pages. Names that begin with `ci-` are for robots, so that nobody takes a robot for a
/// person.
public struct Handle: Sendable, Hashable {
    /// Who bears a handle.
    public enum Bearer: Sendable, Hashable {
        /// A person, or people together.
        case people
        /// A build that publishes, without a login.
        case robot
    }

    /// The name.
    public let text: String

    private static let lengths = 1...39
    private static let robotStart = "ci-"
    /// Stands for a name of which nothing is left.
    private static let fallback = "person"
    private static let reserved: Set<String> = [
        "about", "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "assets", "auth",
        "badges", "billing",
        "blog", "ci", "contact", "dashboard", "doc", "docs", "download", "downloads", "everybody", "everyone",
        "favicon", "feed",
        "feeds", "health", "help", "home", "host", "hostmaster", "info", "keys", "legal", "localhost", "log", "login",
        "logout", "logs",
        "mail", "marketplace", "me", "metadata", "metrics", "moderator", "namespace", "namespaces", "new", "news",
        "nobody", "none",
        "noreply", "null", "oauth", "official", "openapi", "operator", "organization", "organizations", "owner",
        "owners", "package",
        "packages", "persona", "personas", "postmaster", "privacy", "private", "prompd", "promptuary", "proposals",
        "public", "publish",
        "publisher", "publishers", "register", "registry", "robot", "robots", "root", "search", "security", "self",
        "session",
        "sessions", "settings", "sign-in", "sign-out", "sign-up", "signin", "signout", "signup", "staff", "static",
        "status", "support",
        "sysadmin", "system", "team", "terms", "test", "token", "tokens", "trust", "trusted", "undefined", "unknown",
        "user", "users",
        "verified", "webmaster", "well-known", "www",
    ]

    /// The handle called `text`, for people unless said otherwise.
    ///
    /// Refused with a ``HandleFault``.
    public init(_ text: some StringProtocol, for bearer: Bearer = .people) throws(Refusal) {
        let units = Array(text.utf8.prefix(Self.lengths.upperBound + 1))
        guard Self.lengths.contains(units.count),
            units.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }),
            units.first != UInt8(ascii: "-"), units.last != UInt8(ascii: "-"), !NameCharacters.separatorsMeet(units)
        else { throw Refusal(HandleFault.form, "\(quoted(text)) is not a handle") }
        let name = String(decoding: units, as: UTF8.self)
        guard !Self.reserved.contains(name), !NameCharacters.isDevice(units),
            units.starts(with: Self.robotStart.utf8) == (bearer == .robot)
        else { throw Refusal(HandleFault.reserved, "the handle \(quoted(name)) is reserved") }
        self.text = name
    }

    private init(unchecked text: String) { self.text = text }

    /// A handle that resembles the name of a persona.
    ///
    /// Letters and digits stay, in lower case and without their accents; what stands between them becomes a hyphen. A
    /// name without any, and one that is reserved, becomes `person`. Whether the handle is free is for the caller to
    /// see: ``numbered(_:)``.
    public static func suggested(from persona: String) -> Handle {
        var units: [UInt8] = []
        let start = String(String.UnicodeScalarView(persona.unicodeScalars.prefix(256)))
        for unit in UnicodeForm.unaccented(Array(start.utf8)) {
            if NameCharacters.isAlphanumeric(unit) {
                units.append(unit)
            } else if units.last.map({ $0 != UInt8(ascii: "-") }) ?? false {
                units.append(UInt8(ascii: "-"))
            }
        }
        units = Array(units.prefix(lengths.upperBound))
        if units.last == UInt8(ascii: "-") { units.removeLast() }
        return (try? Handle(String(decoding: units, as: UTF8.self))) ?? Handle(unchecked: fallback)
    }

    /// The handle with a number behind it, shortened where it would be too long: `anna-2`.
    public func numbered(_ number: Int) -> Handle {
        let end = "-\(number.magnitude)"
        var start = Array(text.utf8.prefix(Self.lengths.upperBound - end.utf8.count))
        if start.last == UInt8(ascii: "-") { start.removeLast() }
        return Handle(unchecked: String(decoding: start, as: UTF8.self) + end)
    }
}

extension Handle: Comparable, CustomStringConvertible {
    /// By bytes.
    public static func < (left: Handle, right: Handle) -> Bool { left.text.precedesInBytes(right.text) }

    /// The name.
    public var description: String { text }
}

/// Why a text is no handle.
public enum HandleFault: String, Fault {
    case form = "handle-form"
    case reserved = "handle-reserved"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .form: "a handle is 1 to 39 characters of a-z, 0-9 and single hyphens between them"
        case .reserved: "no handle could be taken for the registry, a part of its pages or, with `ci-`, for a robot"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .form: "use lower-case letters and digits, and single hyphens between words"
        case .reserved: "choose another name"
        }
    }
}
