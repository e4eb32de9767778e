/// How a new version stands to those that there are: whether it is the next one, and of which.
///
/// The rules are those of SemVer 2.0, with no number left out: the next patch, the next minor version with patch 0, or
/// the next major version with 0.0, each also as a pre-release. A version that is lower than the highest one is a step
/// of a maintenance line, when the version before it has the same first number. Pre-releases of other numbers count for
/// nothing, so that 1.0.1 may follow while 2.0.0-rc.1 is tried out.
public struct VersionSuccession: Sendable, Hashable {
    /// What a new version is.
    public enum Kind: Sendable, Hashable {
        /// The first release of the package, with a number that a package begins with.
        case first
        /// The next version after the highest one.
        case next
        /// The next version of an older line that there is, such as 1.4.3 when there are 1.4.2 and 2.0.0.
        case maintenance
        /// Numbers were left out, or a package begins with another number than those of
        /// ``VersionSuccession/beginnings``.
        case skip
        /// A version between released ones where there is no line to maintain, or a pre-release of what is already out.
        case backwards
        /// The same as another version but for the build metadata, in which SemVer sees no difference.
        case duplicate(Version)
        /// A version that there is.
        case released
    }

    /// The new version.
    public let version: Version
    /// What it is.
    public let kind: Kind
    /// The highest version before it in the order of versions that is no pre-release; nil when there is none.
    ///
    /// It is the version that a user of the package comes from.
    public let previous: Version?
    /// The versions that would have been allowed in its place without a reason, lowest first, without pre-releases.
    public let expected: [Version]

    /// The versions that a package may begin with, each also as a pre-release.
    public static let beginnings = [
        Version(major: 0, minor: 0, patch: 1), Version(major: 0, minor: 1, patch: 0),
        Version(major: 1, minor: 0, patch: 0),
    ]

    /// The standing of a version among those of the package, yanked ones included, in any order.
    public init(of version: Version, among versions: [Version]) {
        self.version = version
        let finals = versions.filter { !$0.isPrerelease }
        let previous = finals.filter { Self.isBelow($0, version) }.max()
        self.previous = previous
        let (kind, expected) = Self.judge(version, previous, finals, versions)
        self.kind = kind
        self.expected = expected
    }

    /// Whether it needs nobody's reason.
    public var isRegular: Bool {
        switch kind {
        case .first, .next, .maintenance: true
        case .skip, .backwards, .duplicate, .released: false
        }
    }

    /// Whether a stated reason can allow it: two versions that are one cannot be.
    public var mayBeExcused: Bool { kind == .skip || kind == .backwards }

    /// How far the version is from the one before it; nil for the first one.
    public var step: Version.Step? { previous?.change(to: version) }

    private static func judge(
        _ version: Version, _ previous: Version?, _ finals: [Version], _ all: [Version]
    ) -> (Kind, [Version]) {
        if all.contains(version) { return (.released, []) }
        if let same = all.first(where: { Version.precedence($0, version) == 0 }) { return (.duplicate(same), []) }
        let core = Version(
            major: UInt32(version.major), minor: UInt32(version.minor), patch: UInt32(version.patch))
        let sameNumbers = all.filter { $0.hasSameNumbers(as: version) }
        // After the release itself, or after a higher pre-release, a pre-release goes back.
        if sameNumbers.contains(where: { version.precedes($0) }) { return (.backwards, successors(of: finals.max())) }
        let isLatest = !finals.contains { version.precedes($0) }
        // The numbers were judged when their first pre-release came.
        if !sameNumbers.isEmpty {
            return (isLatest ? (finals.isEmpty ? .first : .next) : .maintenance, [])
        }
        guard let previous else {
            if !finals.isEmpty { return (.backwards, successors(of: finals.max())) }
            return (beginnings.contains(core) ? .first : .skip, beginnings)
        }
        let next = successors(of: previous)
        if isLatest { return (next.contains(core) ? .next : .skip, next) }
        // In an older line there is room only behind its highest version: no patch for the past, no minor in between.
        let line = finals.filter { $0.major == version.major }
        func isOpen(_ version: Version) -> Bool {
            version.major == previous.major
                && !line.contains { other in
                    (version.minor != previous.minor || version.minor == other.minor) && !other.precedes(version)
                }
        }
        guard isOpen(version) else { return (.backwards, successors(of: finals.max())) }
        let inLine = next.filter(isOpen)
        return (inLine.contains(core) ? .maintenance : .skip, inLine)
    }

    /// The next patch, minor and major version, without those whose number would be too large.
    private static func successors(of version: Version?) -> [Version] {
        guard let version else { return beginnings }
        let numbers = [
            (version.major, version.minor, version.patch + 1), (version.major, version.minor + 1, 0),
            (version.major + 1, 0, 0),
        ]
        return numbers.filter { max($0.0, $0.1, $0.2) <= 999_999_999 }.map {
            Version(major: UInt32($0.0), minor: UInt32($0.1), patch: UInt32($0.2))
        }
    }

    /// Whether a version's numbers are lower than another one's, whose pre-release part does not count.
    private static func isBelow(_ left: Version, _ right: Version) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

extension VersionSuccession: CustomStringConvertible {
    /// What the version is, for a message: `1.4.0 leaves out versions: 1.2.4, 1.3.0 or 2.0.0 would be next`.
    public var description: String {
        switch kind {
        case .first: "\(version) is the first release"
        case .next: "\(version) is the next version" + (previous.map { " after \($0)" } ?? "")
        case .maintenance: "\(version) maintains an older line" + (previous.map { " after \($0)" } ?? "")
        case .skip where previous == nil: "\(version) is no version to begin with: \(choices)"
        case .skip: "\(version) leaves out versions: \(choices)"
        case .backwards: "\(version) goes back, and there is no line that it maintains: \(choices)"
        case .duplicate(let other): "\(version) is the same version as \(other) but for the build metadata"
        case .released: "\(version) is already released"
        }
    }

    private var choices: String {
        let names = expected.map(\.description)
        guard let last = names.last else { return "no version can follow" }
        return (names.count > 1 ? names.dropLast().joined(separator: ", ") + " or " : "") + last + " would be next"
    }
}
