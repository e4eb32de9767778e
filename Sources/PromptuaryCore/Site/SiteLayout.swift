/// All path arithmetic of a site, in one place for those who write, read and check it.
///
/// Paths are relative to the root of the site. `docs/formats/site.md` describes the layout.
public enum SiteLayout {
    /// The name of a package file: `NAME-VERSION.pdpkg`, with `+` of build metadata written `_`.
    public static func fileName(_ id: PackageID, _ version: Version, _ format: PackageFormat) -> String {
        // Made for every release that is read: an interpolation takes several times as long.
        String.joined(id.name.text, "-", version.pathText, ".", format.rawValue)
    }

    /// The folder of a package: `@NS/NAME`.
    public static func folder(_ id: PackageID) -> String { id.description }

    /// The folder of a package's files: `@NS/NAME/-`.
    public static func files(_ id: PackageID) -> String { id.description + "/-" }

    /// A package file: `@NS/NAME/-/NAME-VERSION.pdpkg`.
    public static func blob(_ release: Release) -> SitePath {
        SitePath(trusted: files(release.package) + "/" + release.fileName)
    }

    /// A file beside a package file.
    public static func beside(_ id: PackageID, _ fileName: String) -> SitePath {
        SitePath(trusted: files(id) + "/" + fileName)
    }

    /// A document in the folder of a package.
    public static func document(_ id: PackageID, _ name: String) -> SitePath {
        SitePath(trusted: folder(id) + "/" + name)
    }

    /// A document in the folder of a namespace.
    public static func document(_ namespace: NamespaceName, _ name: String) -> SitePath {
        SitePath(trusted: "@\(namespace.text)/\(name)")
    }

    /// The folder of published keys of a namespace.
    public static func keys(_ namespace: NamespaceName, _ name: String) -> SitePath {
        SitePath(trusted: "keys/@\(namespace.text)/\(name)")
    }

    /// Which shards the listing of all packages has.
    public static let packageDirectory = SitePath(trusted: "index/packages.json")

    /// A shard of the listing of all packages.
    public static func packageShard(_ leaf: HashPrefix) -> SitePath {
        SitePath(trusted: "index/packages/\(leaf.text).json")
    }

    /// Which shards the listing of all namespaces has.
    public static let namespaceDirectory = SitePath(trusted: "index/namespaces.json")

    /// A shard of the listing of all namespaces.
    public static func namespaceShard(_ leaf: HashPrefix) -> SitePath {
        SitePath(trusted: "index/namespaces/\(leaf.text).json")
    }

    /// A document of the search index: `index/search.json` of the empty prefix, else `index/search/PREFIX-.json`, and
    /// `index/search/TERM_.json` of one term.
    ///
    /// No term contains the marks, and no name with a mark is that of a device on Windows. A prefix outside ASCII is written as
    /// `u-` and the hexadecimal digits of its UTF-8.
    public static func search(_ node: SearchNode) -> SitePath {
        if node.prefix.isEmpty { return SitePath(trusted: "index/search.json") }
        let isASCII = node.prefix.utf8.allSatisfy { $0 < 0x80 }
        let stem = isASCII ? node.prefix : "u-" + Hex.encode(node.prefix.utf8)
        return SitePath(trusted: "index/search/\(stem)\(node.isTerm ? "_" : "-").json")
    }

    /// The discovery document of the Prompd registry.
    public static let discovery = SitePath(trusted: ".well-known/registry.json")

    /// What monitors read.
    public static let status = SitePath(trusted: "status.json")
}
