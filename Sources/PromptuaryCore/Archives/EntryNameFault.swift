/// Why the name of an archive entry is refused.
public enum EntryNameFault: String, Fault {
    case empty = "zip-name-empty"
    case tooLong = "zip-name-too-long"
    case partTooLong = "zip-name-part-too-long"
    case tooDeep = "zip-name-too-deep"
    case unflagged = "zip-name-unflagged"
    case notUTF8 = "zip-name-not-utf8"
    case control = "zip-name-control-character"
    case invisible = "zip-name-invisible"
    case notNFC = "zip-name-not-nfc"
    case punctuation = "zip-name-punctuation"
    case dots = "zip-name-dots"
    case edge = "zip-name-edge"
    case reserved = "zip-name-reserved"
    case git = "zip-name-git"
    case compatibility = "zip-name-compatibility"
    case twice = "zip-name-twice"
    case fileAndDirectory = "zip-name-file-and-directory"
    case directorySpelling = "zip-name-directory-spelling"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .empty: "an entry has a name"
        case .tooLong: "a name has at most 1024 bytes, so that it fits a path"
        case .partTooLong: "a part of a name has at most 255 bytes, so that it can be created"
        case .tooDeep: "a name has at most 32 parts"
        case .unflagged: "a name that is not plain ASCII has the UTF-8 flag, else its code page is a guess"
        case .notUTF8: "a name is UTF-8, without overlong forms and surrogates"
        case .control: "a name holds no control characters"
        case .invisible: "a name holds no invisible, direction-changing, private or unassigned characters"
        case .notNFC: "a name is in Unicode normalization form C, on which all systems agree"
        case .punctuation: "a name holds none of `\\ : * ? \" < >` and no vertical bar, which some systems do not allow"
        case .dots: "no part of a name is empty, `.` or `..`: a name stays inside the package and has one spelling"
        case .edge: "no part of a name begins with a space, `-` or `~`, or ends with a dot or space"
        case .reserved: "no part of a name is a device name of Windows, with or without an extension"
        case .git: "no part of a name is `.git`, whose hooks would run"
        case .compatibility: "a name keeps its separators and dots under Unicode compatibility normalization"
        case .twice: "names differ by more than letter case and Unicode form"
        case .fileAndDirectory: "no name is a file and a directory at once"
        case .directorySpelling: "a directory is spelt the same way in all names"
        }
    }

    /// What to do instead.
    public var remedy: String {
        switch self {
        case .empty, .dots: "name the file by its path inside the package, such as `docs/guide.md`"
        case .tooLong, .partTooLong, .tooDeep: "use shorter names or fewer levels"
        case .unflagged: "rewrite the archive with `promptuary pack --repack`"
        case .notUTF8, .notNFC: "rename the file with a tool that writes UTF-8 in form NFC"
        case .control, .invisible, .punctuation, .compatibility: "rename the file, using letters, digits, `-`, `_`, `.`"
        case .edge: "remove the sign at the beginning or end of the name"
        case .reserved, .git: "rename the file"
        case .twice: "rename or remove one of the two"
        case .fileAndDirectory: "rename the file or the directory"
        case .directorySpelling: "use one spelling for the directory"
        }
    }

    /// What is wrong, in one line that starts in lower case.
    var problem: String {
        switch self {
        case .empty: "the name is empty"
        case .tooLong: "the name is too long"
        case .partTooLong: "a part of the name is too long"
        case .tooDeep: "the name has too many parts"
        case .unflagged: "the name is not ASCII and lacks the UTF-8 flag"
        case .notUTF8: "the name is not UTF-8"
        case .control: "the name holds a control character"
        case .invisible: "the name holds an invisible, private or unassigned character"
        case .notNFC: "the name is not in Unicode normalization form C"
        case .punctuation: "the name holds a character that not all systems allow"
        case .dots: "a part of the name is empty, `.` or `..`"
        case .edge: "a part of the name begins or ends with a sign that gets lost or misread"
        case .reserved: "a part of the name is a device name of Windows"
        case .git: "a part of the name is `.git`"
        case .compatibility: "the name changes its separators or dots under compatibility normalization"
        case .twice: "the name equals another one but for letter case and Unicode form"
        case .fileAndDirectory: "the name is used for a file and for a directory"
        case .directorySpelling: "the name spells a directory otherwise than another name does"
        }
    }
}

extension Refusal {
    /// A refusal in the words of the fault.
    init(_ fault: EntryNameFault, at place: Place) {
        self.init(fault, fault.problem, at: place)
    }
}
