/// Why text is not a version.
public enum VersionFault: String, Fault {
    case tooLong = "version-too-long"
    case malformed = "version-malformed"
    case leadingZero = "version-leading-zero"
    case numberTooLong = "version-number-too-long"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .tooLong: "a version has at most 64 bytes"
        case .malformed: "a version is MAJOR.MINOR.PATCH, then an optional -PRERELEASE and +BUILD, as SemVer 2.0.0 says"
        case .leadingZero: "a number in a version has no leading zero, so that each version has one spelling"
        case .numberTooLong: "each of the three numbers of a version has at most 9 digits"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .tooLong: "shorten the pre-release or build part"
        case .malformed: "write a version such as 1.4.0 or 2.0.0-beta.1"
        case .leadingZero: "remove the leading zero"
        case .numberTooLong: "use smaller numbers, and put dates into the pre-release or build part"
        }
    }
}
