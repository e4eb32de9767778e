/// What a holder of an offline key is called: 1 to 40 ASCII letters, digits, and single `.`, `-`, `_` or blanks between.
public struct HolderName: Sendable, Hashable {
    /// The name.
    public let text: String

    /// The holder called `text`.
    ///
    /// Refused with ``TrustFault/holderName``.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let units = Array(text.utf8)
        guard (1...40).contains(units.count), let first = units.first, let last = units.last,
            Self.isLetterOrDigit(first), Self.isLetterOrDigit(last),
            units.allSatisfy({ Self.isLetterOrDigit($0) || Self.isSeparator($0) }),
            !zip(units, units.dropFirst()).contains(where: { Self.isSeparator($0) && Self.isSeparator($1) })
        else { throw Refusal(TrustFault.holderName, "\(quoted(text)) is not the name of a holder") }
        self.text = String(text)
    }

    /// What two names have in common that differ only by case.
    var folded: String { text.lowercased() }

    private static func isLetterOrDigit(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit) || (97...122).contains(unit)
    }

    private static func isSeparator(_ unit: UInt8) -> Bool { ".-_ ".utf8.contains(unit) }
}

extension HolderName: Comparable, CustomStringConvertible {
    /// By bytes.
    public static func < (left: HolderName, right: HolderName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// The name.
    public var description: String { text }
}
