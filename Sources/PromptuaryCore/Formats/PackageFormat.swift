/// The file formats of packages.
public enum PackageFormat: String, Sendable, Hashable, CaseIterable {
    /// A ZIP archive with `manifest.json` at its root.
    case pdpkg
    /// One Prompt Gen YAML document.
    case yaml

    /// The format that a file name's ending gives, or nil.
    public init?(fileName: String) {
        if fileName.endsInBytes(of: ".pdpkg") {
            self = .pdpkg
        } else if fileName.endsInBytes(of: ".yaml") {
            self = .yaml
        } else {
            return nil
        }
    }

    /// The media type under which a site serves the file.
    public var mediaType: String {
        switch self {
        case .pdpkg: "application/zip"
        case .yaml: "text/yaml; charset=utf-8"
        }
    }
}
