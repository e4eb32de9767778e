/// Why text is not a range of versions.
public enum VersionRangeFault: String, Fault {
    case tooLong = "range-too-long"
    case tooComplex = "range-too-complex"
    case malformed = "range-malformed"
    case numberTooLong = "range-number-too-long"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .tooLong: "a version range has at most 256 bytes"
        case .tooComplex: "a version range has at most 32 alternatives of at most 32 comparators each"
        case .malformed: "a version range follows the grammar of npm's ranges"
        case .numberTooLong: "a number in a version range has at most 9 digits, as in a version"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .tooLong, .tooComplex: "write fewer comparators"
        case .malformed: "write a range such as ^1.4.0, ~1.4, >=1.2.0 <2.0.0 or 1.x"
        case .numberTooLong: "use a smaller number"
        }
    }
}
