internal import Glibc

/// A full build of a registry most of whose packages are in the tree only while they are read.
///
/// It leaves the build state, the log and the metadata that a build of the whole tree would leave, and of the site everything but
/// the files of those packages. What a later build costs that goes by git can so be measured at sizes for which no disk has
/// room. The tree, the folders of all namespaces included, must be committed without those packages.
public struct StateRehearsal: Sendable {
    /// The folder `packages/NAMESPACE/NAME` of a package that is lent to the tree.
    public struct Folder: Sendable, Hashable {
        /// The name of the namespace.
        public let namespace: String
        /// The name of the package.
        public let name: String

        /// A folder by its two names.
        public init(namespace: String, name: String) { (self.namespace, self.name) = (namespace, name) }
    }

    /// A file of a package.
    public struct File: Sendable {
        let path: String
        let bytes: [UInt8]

        /// A file at a path in the folder of its package: `NAME` or `VERSION/NAME`.
        public init(_ path: String, _ bytes: [UInt8]) { (self.path, self.bytes) = (path, bytes) }
    }

    private let lent: [Folder]
    private let namespaces: Set<String>
    private let files: @Sendable (Folder) throws -> [File]

    /// A rehearsal with these packages beside those that are in the tree.
    ///
    /// A namespace has either packages that are lent or packages that are there. `files` makes the files of
    /// one; several tasks call it at once. A folder is removed as soon as it has been read.
    public init(_ lent: [Folder], files: @escaping @Sendable (Folder) throws -> [File]) {
        self.lent = lent
        self.files = files
        namespaces = Set(lent.map(\.namespace))
    }

    /// Builds.
    ///
    /// Errors: those of ``SiteBuild/run()``, and what makes the files throws.
    public func run(_ options: SiteBuild.Options, progress: Progress? = nil) async throws -> SiteBuild.Report {
        var options = options
        options.rehearsal = self
        return try await SiteBuild(options, progress: progress).run()
    }

    // MARK: - What a build asks

    /// The folders of the packages that are lent.
    var folders: [TreeReader.FolderName] {
        lent.map { TreeReader.FolderName(namespace: $0.namespace, name: $0.name) }
    }

    /// Puts those of some folders that are lent into the tree.
    func lend(_ folders: [TreeReader.FolderName], to tree: String) throws {
        for folder in folders where namespaces.contains(folder.namespace) {
            for file in try files(Folder(namespace: folder.namespace, name: folder.name)) {
                try Self.write(file, in: tree + "/" + folder.path)
            }
        }
    }

    private static func write(_ file: File, in folder: String) throws {
        let path = folder + "/" + file.path
        guard let slash = path.lastIndex(of: "/") else { return }
        try DurableFile.makeDirectories(String(path[..<slash]))
        let descriptor = SystemCall.retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644) }
        guard descriptor >= 0 else { throw StorageError("write", path) }
        defer { close(descriptor) }
        try DurableFile.fill(descriptor, with: file.bytes, path: path)
    }

    /// Removes those of some folders that are lent from the tree.
    func takeBack(_ folders: [TreeReader.FolderName], from tree: String) {
        for folder in folders where namespaces.contains(folder.namespace) {
            try? RemovedTree.remove(tree + "/" + folder.path)
        }
    }

    /// Whether a path of the site is of a package that is lent: `@NAMESPACE/NAME/…`, in the site or in its folder `packages`.
    func isLent(_ path: String) -> Bool {
        var parts = path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)[...]
        if parts.first == "packages" { parts = parts.dropFirst() }
        guard parts.count > 2, let first = parts.first, first.utf8.first == UInt8(ascii: "@") else { return false }
        return namespaces.contains(String(first.dropFirst()))
    }
}
