/// Why a document is not the notes about a package.
public enum NotesFault: String, Fault {
    case package = "notes-package"
    case number = "notes-number"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .package: "notes name their package, so that signed ones cannot be moved to another package"
        case .number: "notes have a version, counted from 1, so that older ones cannot be put back"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .package: "write `package: \"@NAMESPACE/NAME\"` into package.yaml, the package of its folder, and sign it"
        case .number: "write `version: 1` into the first package.yaml, add 1 with each change, and sign it"
        }
    }
}
