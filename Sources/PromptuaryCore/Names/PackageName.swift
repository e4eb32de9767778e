/// The name of a package inside its namespace: 1 to 64 characters of `a-z 0-9 . _ -`.
public struct PackageName: Sendable, Hashable {
    /// The name.
    public let text: String

    private static let reserved: Set<String> = [
        "index.html", "feed.atom", "keys.json", "allowed_signers", "system", "admin", "node_modules", "favicon.ico",
    ]

    /// The package called `text`.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let name = String(text)
        let units = Array(name.utf8)
        guard (1...64).contains(units.count), NameCharacters.isAlphanumeric(units[0]),
            NameCharacters.isAlphanumeric(units[units.count - 1]),
            units.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }),
            !NameCharacters.separatorsMeet(units)
        else { throw Refusal(NameFault.package, "\(quoted(name)) is not a package name") }
        guard !Self.reserved.contains(name), !NameCharacters.isDevice(units) else {
            throw Refusal(NameFault.packageReserved, "the package name \(quoted(name)) is reserved")
        }
        self.text = name
    }

    /// What two names that a person could confuse have in common.
    public var skeleton: String { NameCharacters.skeleton(text) }
}

extension PackageName: Comparable, CustomStringConvertible {
    /// By bytes.
    public static func < (left: PackageName, right: PackageName) -> Bool {
        left.text.precedesInBytes(right.text)
    }

    /// The name.
    public var description: String { text }
}
