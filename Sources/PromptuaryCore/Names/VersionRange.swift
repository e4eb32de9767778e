/// A range of versions in the grammar of npm, with the meaning that version 7 of its `semver` module gives it
/// without options.
///
/// Comparators (`<` `<=` `>` `>=` `=`), `^`, `~` and `~>`, partial versions (`1`, `1.x`, `*`), hyphen ranges (`1.0 - 2.0`),
/// a blank for *and*, `||` for *or*; a version in it may have a leading `v`. Build metadata is ignored. A pre-release
/// satisfies a range only through an alternative that itself names a pre-release of the same three numbers. Text of
/// no characters allows every version that is not a pre-release.
///
/// At most 256 bytes, 32 alternatives, 32 comparators in each, and 9 digits in each number, as in a ``Version``.
public struct VersionRange: Sendable, Hashable {
    /// The largest range in bytes.
    public static let maximumLength = 256
    /// How many alternatives a range has at most, and how many comparators each of them.
    public static let maximumCount = 32

    /// One bound that a version has to keep.
    struct Comparator: Sendable, Hashable {
        enum Operation: Sendable, Hashable { case less, lessOrEqual, equal, greaterOrEqual, greater }

        let operation: Operation
        let bound: Version

        func allows(_ version: Version) -> Bool {
            let order = Version.precedence(version, bound)
            return switch operation {
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .equal: order == 0
            case .greaterOrEqual: order >= 0
            case .greater: order > 0
            }
        }
    }

    private let text: String
    /// The comparators of each alternative; one without comparators allows everything but pre-releases.
    let alternatives: [[Comparator]]

    /// The range that the text spells; a ``VersionRangeFault`` says why it spells none.
    public init(_ text: some StringProtocol) throws(Refusal) {
        let bytes = Array(text.utf8.prefix(VersionRange.maximumLength + 1))
        alternatives = try VersionRange.alternatives(in: bytes)
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the version satisfies the range.
    public func contains(_ version: Version) -> Bool {
        alternatives.contains { comparators in
            comparators.allSatisfy { $0.allows(version) }
                && (!version.isPrerelease
                    || comparators.contains { $0.bound.isPrerelease && $0.bound.hasSameNumbers(as: version) })
        }
    }

    /// The highest of the versions that satisfies the range, or nil when none does.
    ///
    /// Of those that differ only in build metadata it is the last in the order of ``Version``. Linear in the number of
    /// versions, which may come in any order.
    public func best(of versions: some Sequence<Version>) -> Version? {
        var best: Version?
        for version in versions where best.map({ $0 < version }) ?? true && contains(version) { best = version }
        return best
    }

    /// The one version that the range pins, without build metadata; nil when it allows a choice or nothing.
    public var exact: Version? {
        guard alternatives.count == 1, let only = alternatives[0].first, only.operation == .equal,
            alternatives[0].count == 1
        else { return nil }
        return only.bound
    }
}

extension VersionRange: CustomStringConvertible {
    /// The text it was read from.
    public var description: String { text }
}
