internal import PromptuaryCore

/// The commit that a request begins at, with what it says about the registry.
struct RequestBase: Sendable {
    /// The revision by which it was named.
    let revision: String
    /// The commit.
    let commit: String
    /// The folder of the tree in the repository; empty at its root.
    let folder: String
    /// The number of the git tree of that folder.
    let tree: String
    /// The settings there.
    let settings: RegistrySettings

    /// Reads the base: a revision, or else the default branch of a remote, or else what is checked out.
    ///
    /// Refused with a ``ChangeFault`` when there is none, or when it has no tree.
    init(_ git: GitObjects, revision: String?, remote: String) async throws {
        try await git.checkRepository()
        var name = revision ?? "refs/remotes/\(remote)/HEAD"
        var found = try await git.commit(name)
        if found == nil, revision == nil {
            name = "HEAD"
            found = try await git.commit(name)
        }
        guard let commit = found else { throw Refusal(ChangeFault.base, "there is no commit \(name)") }
        let folder = try await git.path()
        guard let tree = try await git.tree(of: commit, at: folder) else {
            throw Refusal(ChangeFault.notATree, "the base has no such folder")
        }
        guard let bytes = try await git.file("registry.yaml", in: tree) else {
            throw Refusal(ChangeFault.notATree, "the base has no registry.yaml")
        }
        self.revision = name
        (self.commit, self.folder, self.tree) = (commit, folder, tree)
        settings = try RegistrySettings(YAMLReader.read(bytes, limits: .package))
    }
}

extension GitObjects {
    /// The bytes of a regular file of a git tree; nil when there is none, or when it is larger than files there may be.
    func file(_ path: String, in tree: String) async throws -> [UInt8]? {
        guard let entry = try await entries(of: tree, below: [path]).first(where: { $0.path.elementsEqual(path.utf8) }),
            entry.content.kind == .file, let size = entry.content.size, size <= TreePlace(path).limit
        else { return nil }
        var found: [UInt8]?
        try await read([(number: entry.content.blob, size: size)]) { _, bytes in found = Array(bytes) }
        return found
    }

    /// The numbers of the blobs below a folder of a git tree, by path.
    func blobs(of tree: String, below folder: String) async throws -> [String: String] {
        var blobs: [String: String] = [:]
        for entry in try await entries(of: tree, below: [folder]) {
            blobs[String(decoding: entry.path, as: UTF8.self)] = entry.content.blob
        }
        return blobs
    }
}
