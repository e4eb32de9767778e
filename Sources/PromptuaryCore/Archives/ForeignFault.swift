/// Why an archive that another tool wrote cannot be packed anew.
public enum ForeignFault: String, Fault {
    case unreadable = "foreign-unreadable"
    case encrypted = "foreign-encrypted"
    case notRegular = "foreign-not-regular"
    case tooLarge = "foreign-too-large"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .unreadable: "the archive is a ZIP, a tar or a gzipped tar that libarchive can read to its end"
        case .encrypted: "the archive is not encrypted"
        case .notRegular: "the archive holds regular files and directories only"
        case .tooLarge: "the archive and its content stay within the limits for packages"
        }
    }

    /// What to do instead.
    public var remedy: String {
        switch self {
        case .unreadable: "make a ZIP or tar archive of the files, or pack their directory"
        case .encrypted: "write the archive without a password"
        case .notRegular: "replace the link or device by a regular file"
        case .tooLarge: "leave out what does not belong into the package"
        }
    }
}
