/// What a path of a tree is for, by the names in it and nothing else.
public enum TreePlace: Sendable, Hashable {
    /// `registry.yaml`.
    case settings
    /// A file in the folder of a namespace.
    case namespace(String, file: String)
    /// A file in the folder of a package that belongs to no version.
    case notes(namespace: String, name: String, file: String)
    /// A file of a release.
    case release(namespace: String, name: String, version: String, file: String)
    /// A file of the registry's trust.
    case trust
    /// An override or an approval.
    case consent
    /// A text for people: a README, a licence, something in `docs`.
    case document
    /// What tells a forge or git what to do: workflows, owners of code, ignored files.
    case forge
    /// A plugin listing, or a key of a demonstration.
    case other
    /// Nothing that the tree format knows.
    case unknown

    private static let documents: Set<String> = ["README.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md"]
    private static let forgeFiles: Set<String> = [
        "CODEOWNERS", ".gitignore", ".gitattributes", ".gitlab-ci.yml", ".editorconfig",
    ]
    private static let forgeFolders: Set<String> = [".github", ".gitlab", ".gitea", ".forgejo"]
    private static let consentFolders: Set<String> = ["approvals", "overrides"]

    /// What the path is for.
    public init(_ path: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        switch (parts[0], parts.count) {
        case ("registry.yaml", 1): self = .settings
        case ("namespaces", 3): self = .namespace(parts[1], file: parts[2])
        case ("packages", 4): self = .notes(namespace: parts[1], name: parts[2], file: parts[3])
        case ("packages", 5):
            self = .release(namespace: parts[1], name: parts[2], version: parts[3], file: parts[4])
        case ("trust", 2...): self = .trust
        // Forges obey it there, too.
        case ("docs", 2) where parts[1] == "CODEOWNERS": self = .forge
        case ("docs", 2...): self = .document
        case ("plugins", 2...), ("demo-keys", 2...): self = .other
        case (let top, 1): self = Self.place(ofFile: top)
        case (let top, 2) where Self.consentFolders.contains(top): self = .consent
        case (let top, 2...) where Self.forgeFolders.contains(top): self = .forge
        default: self = .unknown
        }
    }

    private static func place(ofFile name: String) -> TreePlace {
        documents.contains(name) ? .document : forgeFiles.contains(name) ? .forge : .unknown
    }

    /// The folder or file that is looked at as a whole when the path changes: a package, a namespace, a statement of
    /// reviewers, or what lies at the root.
    public static func unit(of path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let depth =
            switch String(Substring(parts[0])) {
            case "packages": 3
            case "namespaces", "approvals", "overrides": 2
            default: 1
            }
        return parts.prefix(depth).map { String(Substring($0)) }.joined(separator: "/")
    }

    /// The most bytes that a file there may have; those who read it have the same limits.
    public var limit: Int {
        switch self {
        case .release(_, _, _, let file), .notes(_, _, let file), .namespace(_, let file):
            if SignatureFileName.parse(file) != nil { return SignatureFile.sizeLimit }
            if case .release = self { return PackageContents.sizeLimit }
            return 1 << 20
        case .settings: return 1 << 20
        case .trust: return KeyShard.sizeLimit
        case .consent: return 64 << 10
        case .document, .forge, .other, .unknown: return 10 << 20
        }
    }
}
