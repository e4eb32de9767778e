/// Why the manifest of a `.pdpkg` package is not acceptable.
public enum PdpkgFault: String, Fault {
    case manifestMissing = "manifest-missing"
    case notObject = "manifest-not-object"
    case fieldMissing = "manifest-field-missing"
    case fieldType = "manifest-field-type"
    case identity = "manifest-identity"
    case reservedName = "manifest-reserved-name"
    case version = "manifest-version"
    case link = "manifest-link"
    case dependencies = "manifest-dependencies"
    case tooManyDependencies = "manifest-too-many-dependencies"
    case files = "manifest-files"
    case fileOutside = "manifest-file-outside"
    case publishedAt = "manifest-published-at"
    case disagree = "manifest-disagree"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .manifestMissing: "a package has a manifest.json at its root"
        case .notObject: "a manifest is a JSON object"
        case .fieldMissing: "a manifest has a name, a version and a description"
        case .fieldType: "the name, version and description of a manifest are texts"
        case .identity: "the identity, id or else name, is @namespace/name or a name, in lower case"
        case .reservedName: "no part of an identity is the name of a device on Windows"
        case .version: "the version follows Semantic Versioning 2.0, with at most 64 characters"
        case .link: "homepage and repository are web addresses or names, never scripts"
        case .dependencies: "dependencies are an object of identities and version ranges"
        case .tooManyDependencies: "a package has at most 256 dependencies"
        case .files: "files is a list of texts"
        case .fileOutside: "listed files are inside of the package"
        case .publishedAt: "publishedAt is a time in UTC by RFC 3339"
        case .disagree: "manifest.json and prompd.json agree on identity and version: clients read one or the other"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .manifestMissing: "add a manifest.json"
        case .notObject: "write the manifest as one JSON object"
        case .fieldMissing: "add the field"
        case .fieldType: "write the field as a text in quotes"
        case .identity: "write @namespace/name with a-z, 0-9, hyphens and single dots"
        case .reservedName: "choose another name"
        case .version: "write MAJOR.MINOR.PATCH, such as 1.2.3 or 1.0.0-rc.1"
        case .link: "write an https address"
        case .dependencies: "write {\"@namespace/name\": \"1.2.3\"}"
        case .tooManyDependencies: "depend on fewer packages"
        case .files: "write a list of paths"
        case .fileOutside: "list paths relative to the package, with slashes and without .."
        case .publishedAt: "write a time such as 2025-01-31T12:00:00Z"
        case .disagree: "make both files say the same, or leave prompd.json out"
        }
    }
}
