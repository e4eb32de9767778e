/// Why a record that an earlier build left cannot be used.
public enum RecordFault: String, Fault {
    case truncated = "record-truncated"
    case malformed = "record-malformed"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .truncated: "a record of a build is whole"
        case .malformed: "a record of a build is one that this version of the program wrote"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .truncated, .malformed: "remove the state of the build; the next one reads every file again"
        }
    }
}
