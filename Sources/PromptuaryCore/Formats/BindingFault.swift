/// Why a manifest and a path are not about the same release.
public enum BindingFault: String, Fault {
    case identity = "release-path-name"
    case version = "release-path-version"

    public var summary: String {
        switch self {
        case .identity: "the manifest names the package that the path names, so that a signed file cannot be moved"
        case .version: "the manifest names the version that the path names, so that a signed file cannot be renamed"
        }
    }

    public var remedy: String {
        switch self {
        case .identity: "put the file under the package that its manifest names, with `promptuary add`"
        case .version: "put the file under the version that its manifest names, with `promptuary add`"
        }
    }
}
