/// A version as SemVer 2.0.0 (https://semver.org) writes it, strictly: `MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]`.
///
/// At most 64 bytes of ASCII; the three numbers have at most 9 digits, the numbers inside a pre-release as many as fit.
/// No version has two spellings, so equality is equality of the text. The order is the precedence of SemVer section 11,
/// and versions that differ only in build metadata, which SemVer leaves unordered, are ordered by its bytes.
public struct Version: Sendable, Hashable {
    /// The largest version in bytes.
    public static let maximumLength = 64

    private struct Numbers: Hashable {
        let major: UInt32
        let minor: UInt32
        let patch: UInt32
    }

    private let numbers: Numbers
    /// The offset behind `-`, and the offset where the pre-release ends; equal when there is none.
    private let prereleaseStart: UInt16
    private let prereleaseEnd: UInt16
    private let text: String

    /// The version that the text spells; a ``VersionFault`` says why it spells none.
    public init(_ text: some StringProtocol) throws(Refusal) {
        // An endless text is refused before it is copied.
        try self.init(bytes: Array(text.utf8.prefix(Version.maximumLength + 1)))
    }

    /// The version that the bytes spell; a ``VersionFault`` says why they spell none.
    public init(bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Version.maximumLength else {
            throw Refusal(VersionFault.tooLong, "the version has more than \(Version.maximumLength) bytes")
        }
        var scanner = VersionScanner(bytes)
        guard let version = Version(&scanner) else {
            throw Refusal(
                scanner.fault,
                "\(quoted(String(decoding: bytes, as: UTF8.self))) is not a version"
                    + (scanner.isAtEnd ? ": it ends too early" : ", from character \(scanner.at + 1) on"))
        }
        self = version
    }

    /// The version whose ``pathText`` this is; a ``VersionFault`` says why there is none.
    public init(pathText: some StringProtocol) throws(Refusal) {
        var bytes = Array(pathText.utf8.prefix(Version.maximumLength + 1))
        if bytes.contains(UInt8(ascii: "+")) {
            throw Refusal(VersionFault.malformed, "a version in a path has _ where a version has +")
        }
        if let index = bytes.firstIndex(of: UInt8(ascii: "_")) { bytes[index] = UInt8(ascii: "+") }
        try self.init(bytes: bytes)
    }

    /// The version that the bytes of a record spell, or nil when they spell none.
    init?(recorded bytes: UnsafeBufferPointer<UInt8>) {
        // Three numbers and no more, which most versions are, need no copy.
        var at = 0
        guard bytes.count <= Version.maximumLength, let major = Version.number(in: bytes, &at, before: 46),
            let minor = Version.number(in: bytes, &at, before: 46),
            let patch = Version.number(in: bytes, &at, before: nil)
        else {
            guard bytes.count <= Version.maximumLength, let version = try? Version(bytes: Array(bytes)) else {
                return nil
            }
            self = version
            return
        }
        numbers = Numbers(major: major, minor: minor, patch: patch)
        (prereleaseStart, prereleaseEnd) = (UInt16(bytes.count), UInt16(bytes.count))
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// A number of at most 9 digits without leading zeros and the byte behind it, or the end behind it when that is nil.
    private static func number(
        in bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, before mark: UInt8?
    ) -> UInt32? {
        let start = at
        var value: UInt32 = 0
        while at < bytes.count, at - start < 9, VersionScanner.isDigit(bytes[at]) {
            value = value * 10 + UInt32(bytes[at] - UInt8(ascii: "0"))
            at += 1
        }
        guard at > start, at == start + 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        guard let mark else { return at == bytes.count ? value : nil }
        guard at < bytes.count, bytes[at] == mark else { return nil }
        at += 1
        return value
    }

    private init?(_ scanner: inout VersionScanner) {
        guard let major = scanner.number(), scanner.take(UInt8(ascii: ".")),
            let minor = scanner.number(), scanner.take(UInt8(ascii: ".")),
            let patch = scanner.number()
        else { return nil }
        var prerelease = scanner.at..<scanner.at
        if scanner.take(UInt8(ascii: "-")) {
            guard let identifiers = scanner.identifiers(numbers: true) else { return nil }
            prerelease = identifiers
        }
        if scanner.take(UInt8(ascii: "+")), scanner.identifiers(numbers: false) == nil { return nil }
        guard scanner.isAtEnd else { return nil }
        numbers = Numbers(major: major, minor: minor, patch: patch)
        prereleaseStart = UInt16(prerelease.lowerBound)
        prereleaseEnd = UInt16(prerelease.upperBound)
        text = String(decoding: scanner.bytes, as: UTF8.self)
    }

    /// The bound of a range, from parts that were already checked; limits do not apply to it.
    init(major: UInt32, minor: UInt32, patch: UInt32, prerelease: ArraySlice<UInt8> = []) {
        var text = "\(major).\(minor).\(patch)"
        numbers = Numbers(major: major, minor: minor, patch: patch)
        if !prerelease.isEmpty { text += "-" }
        prereleaseStart = UInt16(text.utf8.count)
        prereleaseEnd = prereleaseStart + UInt16(prerelease.count)
        text += String(decoding: prerelease, as: UTF8.self)
        self.text = text
    }
}

extension Version: CustomStringConvertible {
    /// The text it was read from.
    public var description: String { text }

    /// The text with `_` for `+`, which paths and URLs carry without an escape; SemVer itself has no `_`.
    public var pathText: String {
        guard Int(prereleaseEnd) < text.utf8.count else { return text }
        return String(decoding: text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}

extension Version {
    /// The first number.
    public var major: Int { Int(numbers.major) }
    /// The second number.
    public var minor: Int { Int(numbers.minor) }
    /// The third number.
    public var patch: Int { Int(numbers.patch) }

    /// Whether there is a pre-release part.
    public var isPrerelease: Bool { prereleaseEnd > prereleaseStart }

    /// The identifiers of the pre-release part, in order; empty for a normal version.
    public var prerelease: [String] { identifiers(Int(prereleaseStart)..<Int(prereleaseEnd)) }

    /// The identifiers of the build metadata, in order; empty when there is none.
    public var build: [String] { identifiers(min(Int(prereleaseEnd) + 1, text.utf8.count)..<text.utf8.count) }

    /// Whether both have the same three numbers.
    func hasSameNumbers(as other: Version) -> Bool { numbers == other.numbers }

    private func identifiers(_ range: Range<Int>) -> [String] {
        withBytes { bytes in
            bytes[range].split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}

extension Version {
    /// How far two versions are apart.
    public enum Step: String, Sendable, Hashable, CaseIterable {
        /// Another first number.
        case major
        /// The same first number, another second one.
        case minor
        /// The same two first numbers, another third one.
        case patch
        /// The same three numbers, another pre-release part.
        case prerelease
        /// The same but for the build metadata.
        case build
    }

    /// The first part in which another version differs, whichever is newer; nil when both are the same.
    public func change(to other: Version) -> Step? {
        if numbers.major != other.numbers.major { return .major }
        if numbers.minor != other.numbers.minor { return .minor }
        if numbers.patch != other.numbers.patch { return .patch }
        if Version.precedence(self, other) != 0 { return .prerelease }
        return self == other ? nil : .build
    }
}

extension Version.Step: Comparable {
    /// From build metadata up to the first number.
    public static func < (left: Version.Step, right: Version.Step) -> Bool {
        let largestFirst = Version.Step.allCases
        guard let a = largestFirst.firstIndex(of: left), let b = largestFirst.firstIndex(of: right) else {
            return false
        }
        return a > b
    }
}

extension Version: Comparable {
    /// By precedence (SemVer section 11), then by the bytes of the build metadata.
    public static func < (left: Version, right: Version) -> Bool {
        let order = precedence(left, right)
        // Of equal precedence are only texts that are equal up to the build metadata.
        return order == 0 ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : order < 0
    }

    /// Whether this version comes before another one when build metadata is ignored, as SemVer section 11 has it.
    public func precedes(_ other: Version) -> Bool { Version.precedence(self, other) < 0 }

    /// Negative, zero or positive as the left version comes before the right one, ranks with it, or comes after it.
    static func precedence(_ left: Version, _ right: Version) -> Int {
        if left.numbers.major != right.numbers.major { return left.numbers.major < right.numbers.major ? -1 : 1 }
        if left.numbers.minor != right.numbers.minor { return left.numbers.minor < right.numbers.minor ? -1 : 1 }
        if left.numbers.patch != right.numbers.patch { return left.numbers.patch < right.numbers.patch ? -1 : 1 }
        switch (left.isPrerelease, right.isPrerelease) {
        case (false, false): return 0
        case (true, false): return -1
        case (false, true): return 1
        case (true, true):
            return left.withBytes { a in
                right.withBytes { b in
                    prereleaseOrder(
                        UnsafeBufferPointer(rebasing: a[Int(left.prereleaseStart)..<Int(left.prereleaseEnd)]),
                        UnsafeBufferPointer(rebasing: b[Int(right.prereleaseStart)..<Int(right.prereleaseEnd)]))
                }
            }
        }
    }

    /// SemVer 11.4: identifier by identifier, numbers before words; numbers of any length are compared exactly.
    private static func prereleaseOrder(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        var (i, j) = (0, 0)
        while true {
            let (left, leftIsNumber) = identifier(in: a, from: i)
            let (right, rightIsNumber) = identifier(in: b, from: j)
            if leftIsNumber != rightIsNumber { return leftIsNumber ? -1 : 1 }
            if leftIsNumber, left.count != right.count { return left.count < right.count ? -1 : 1 }
            for (x, y) in zip(left, right) where a[x] != b[y] { return a[x] < b[y] ? -1 : 1 }
            if left.count != right.count { return left.count < right.count ? -1 : 1 }
            (i, j) = (left.upperBound + 1, right.upperBound + 1)
            if i > a.count || j > b.count { return (i > a.count ? 0 : 1) - (j > b.count ? 0 : 1) }
        }
    }

    private static func identifier(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (range: Range<Int>, isNumber: Bool) {
        var at = start
        var isNumber = true
        while at < bytes.count, bytes[at] != UInt8(ascii: ".") {
            if !VersionScanner.isDigit(bytes[at]) { isNumber = false }
            at += 1
        }
        return (start..<at, isNumber)
    }
}
