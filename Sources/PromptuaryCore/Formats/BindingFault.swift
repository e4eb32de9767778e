/// Why a package file is not even looked at.
public enum PackageFault: String, Fault {
    case size = "package-too-large"

    /// What the reason protects.
    public var summary: String {
        "a package file has at most 10 MiB: prompts are text, and every client holds it in memory"
    }

    /// What a person does instead.
    public var remedy: String { "leave out what is not needed, or split the package" }

    /// The refusal of a file that is larger than ``PackageContents/sizeLimit``.
    public static var tooLarge: Refusal {
        Refusal(PackageFault.size, "the file is larger than \(PackageContents.sizeLimit) bytes")
    }
}

/// Why a manifest and a path are not about the same release.
public enum BindingFault: String, Fault {
    case identity = "release-path-name"
    case version = "release-path-version"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .identity: "the manifest names the package that the path names, so that a signed file cannot be moved"
        case .version: "the manifest names the version that the path names, so that a signed file cannot be renamed"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .identity: "put the file under the package that its manifest names, with `promptuary add`"
        case .version: "put the file under the version that its manifest names, with `promptuary add`"
        }
    }
}
