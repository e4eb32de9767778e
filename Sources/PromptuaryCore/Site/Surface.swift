/// One API layout of the registry, for one kind of client.
///
/// The files are functions of what is given and nothing else, so a build makes those again whose view has changed.
/// A new client's layout is one new file and one line in the list that the build uses.
public struct Surface: Sendable {
    /// Which of the registry's surfaces it belongs to.
    public let id: RegistrySettings.SurfaceID
    /// The files that one package needs; called in parallel.
    public let filesForPackage: @Sendable (Package, SiteContext) -> [SiteFile]
    /// The files that one namespace needs.
    public let filesForNamespace: @Sendable (NamespaceView, SiteContext) -> [SiteFile]
    /// The files that list namespaces.
    public let filesForNamespaces: @Sendable (NamespaceList, SiteContext) -> [SiteFile]
    /// The files that exist once.
    public let filesForRegistry: @Sendable (RegistryView, SiteContext) -> [SiteFile]

    /// A surface from its functions.
    public init(
        id: RegistrySettings.SurfaceID,
        filesForPackage: @escaping @Sendable (Package, SiteContext) -> [SiteFile] = { _, _ in [] },
        filesForNamespace: @escaping @Sendable (NamespaceView, SiteContext) -> [SiteFile] = { _, _ in [] },
        filesForNamespaces: @escaping @Sendable (NamespaceList, SiteContext) -> [SiteFile] = { _, _ in [] },
        filesForRegistry: @escaping @Sendable (RegistryView, SiteContext) -> [SiteFile] = { _, _ in [] }
    ) {
        self.id = id
        self.filesForPackage = filesForPackage
        self.filesForNamespace = filesForNamespace
        self.filesForNamespaces = filesForNamespaces
        self.filesForRegistry = filesForRegistry
    }
}

extension SiteFile {
    /// A document that changes from build to build.
    static func document(_ path: SitePath, _ bytes: [UInt8], coverage: Coverage = .none) -> SiteFile {
        SiteFile(path, .bytes(bytes), .replaceable, coverage: coverage)
    }

    /// Another name of a file of the site.
    static func link(_ path: String, to target: SitePath, _ lifetime: Lifetime = .replaceable) -> SiteFile {
        SiteFile(SitePath(trusted: path), .link(target), lifetime)
    }
}
