/// A version in a range, some numbers of which may be missing or written `x`, `X` or `*`.
struct PartialVersion {
    /// What stands before the first number.
    enum Prefix {
        case none
        case letter
        /// A mix of `v`, `=` and blanks, which npm allows before a version that is not whole.
        case other
    }

    /// What stands before the first number.
    let prefix: Prefix
    /// The first number, or nil for any.
    let major: UInt32?
    /// The second number, or nil for any; nil when the first one is.
    let minor: UInt32?
    /// The third number, or nil for any; nil when the second one is.
    let patch: UInt32?
    /// The pre-release part; empty when a number is missing.
    let prerelease: ArraySlice<UInt8>
    private let hasBuild: Bool

    /// Takes the longest partial version at the cursor, or nothing and leaves the cursor at the offence.
    init?(_ scanner: inout VersionScanner) {
        prefix = PartialVersion.prefix(&scanner)
        guard let major = PartialVersion.number(&scanner) else { return nil }
        var numbers: [UInt32?] = [major, nil, nil]
        var count = 1
        while count < 3, scanner.take(UInt8(ascii: ".")) {
            guard let number = PartialVersion.number(&scanner) else { return nil }
            numbers[count] = number
            count += 1
        }
        var prerelease = 0..<0
        if count == 3, scanner.take(UInt8(ascii: "-")) {
            guard let identifiers = scanner.identifiers(numbers: true) else { return nil }
            prerelease = identifiers
        }
        hasBuild = count == 3 && scanner.take(UInt8(ascii: "+"))
        if hasBuild, scanner.identifiers(numbers: false) == nil { return nil }
        self.major = numbers[0]
        self.minor = numbers[0] == nil ? nil : numbers[1]
        self.patch = numbers[0] == nil || numbers[1] == nil ? nil : numbers[2]
        self.prerelease = patch == nil ? [] : scanner.bytes[prerelease]
    }

    /// Whether all three numbers are there.
    var isWhole: Bool { patch != nil }

    /// Whether it is a whole version with nothing before and no build metadata behind it.
    var isPlain: Bool { isWhole && prefix == .none && !hasBuild }

    /// The lowest version that it stands for, but for pre-releases.
    var lowest: Version {
        Version(major: major ?? 0, minor: minor ?? 0, patch: patch ?? 0, prerelease: prerelease)
    }

    private static func prefix(_ scanner: inout VersionScanner) -> Prefix {
        let start = scanner.at
        while scanner.take(UInt8(ascii: "v")) || scanner.take(UInt8(ascii: "=")) || scanner.take(UInt8(ascii: " ")) {}
        switch scanner.at - start {
        case 0: return .none
        case 1 where scanner.bytes[start] == UInt8(ascii: "v"): return .letter
        default: return .other
        }
    }

    /// Nil when there is no number, a number without a value for `x`, `X` and `*`.
    private static func number(_ scanner: inout VersionScanner) -> UInt32?? {
        switch scanner.next {
        case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*"):
            scanner.at += 1
            return .some(nil)
        default: return scanner.number().map { .some($0) }
        }
    }
}

extension PartialVersion {
    /// The numbers of the first version behind all that it stands for, such as 2.0.0 for `1.x`; nil when it is any.
    var behind: Numbers? {
        guard let major else { return nil }
        guard let minor else { return Numbers(major + 1, 0, 0) }
        guard let patch else { return Numbers(major, minor + 1, 0) }
        return Numbers(major, minor, patch + 1)
    }

    /// The numbers at which `~` ends: the next second number, or the next first one when only that is given.
    var behindTilde: Numbers? {
        guard let major, let minor else { return behind }
        return Numbers(major, minor + 1, 0)
    }

    /// The numbers at which `^` ends: the next value of the first number that is not 0.
    var behindCaret: Numbers? {
        guard let major, let minor else { return behind }
        if major != 0 { return Numbers(major + 1, 0, 0) }
        return minor != 0 ? Numbers(0, minor + 1, 0) : behind
    }

    /// The three numbers of a bound.
    struct Numbers {
        let major: UInt32
        let minor: UInt32
        let patch: UInt32

        init(_ major: UInt32, _ minor: UInt32, _ patch: UInt32) {
            self.major = major
            self.minor = minor
            self.patch = patch
        }

        /// The numbers of a partial version, with 0 for those that are missing.
        init(_ version: PartialVersion) {
            self.init(version.major ?? 0, version.minor ?? 0, version.patch ?? 0)
        }

        /// The version of these numbers.
        var version: Version { Version(major: major, minor: minor, patch: patch) }

        /// The lowest of all pre-releases of these numbers, `-0`.
        var first: Version {
            Version(major: major, minor: minor, patch: patch, prerelease: [UInt8(ascii: "0")])
        }
    }
}
