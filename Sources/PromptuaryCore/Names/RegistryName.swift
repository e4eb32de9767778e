/// The name of a registry, to which every signature is bound: 1 to 63 characters in the form of a host name.
public struct RegistryName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// The registry called `text`.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let units = Array(text.utf8)
        guard (1...63).contains(units.count), NameCharacters.isAlphanumeric(units[0]),
            NameCharacters.isAlphanumeric(units[units.count - 1]),
            units.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == 45 || $0 == 46 }),
            !NameCharacters.separatorsMeet(units)
        else { throw Refusal(NameFault.registry, "\(quoted(text)) is not a registry name") }
        self.text = String(text)
    }

    /// The name.
    public var description: String { text }
}
