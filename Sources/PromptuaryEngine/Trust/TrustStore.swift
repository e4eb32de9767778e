internal import Glibc
public import PromptuaryCore

/// The folder `trust/` of a tree on disk.
///
/// Nothing in it is ever half-written: a proposal counts from when its document is there, and a publication first lays all
/// its files in `pending/ready`, from where they are put in place again as often as it takes.
public struct TrustStore: Sendable {
    /// The path of the tree.
    public let tree: String

    private var folderPath: String { tree + "/trust" }
    private var pendingPath: String { folderPath + "/pending" }
    private static let ready = "ready"
    private static let partial = "ready.partial"

    /// The trust of the tree at a path.
    public init(_ tree: String) { self.tree = tree.count > 1 && tree.hasSuffix("/") ? String(tree.dropLast()) : tree }

    /// The settings of the tree.
    public func settings() throws -> RegistrySettings { try TreeEditing(tree).settings() }

    /// What the folder holds; nil before trust has begun.
    ///
    /// Refused with ``TrustFault/interrupted`` while a publication is half-way.
    public func folder() throws -> TrustFolder? {
        guard try readyFiles() == nil else {
            throw Refusal(TrustFault.interrupted, "the publication of a change stopped half-way")
        }
        let files = try currentFiles()
        return files.isEmpty ? nil : try TrustFolder(files: files)
    }

    /// The change that is proposed, or nil.
    public func proposal(after folder: TrustFolder?) throws -> TrustProposal? {
        let files = try pendingFiles()
        return files[TrustProposal.documentName] == nil ? nil : try TrustProposal(after: folder, files: files)
    }

    /// Makes a proposal the pending one, in place of an earlier one that nobody has signed.
    public func propose(_ proposal: TrustProposal) throws {
        // Without its document what lies there is no proposal any more.
        try remove(pendingPath + "/" + TrustProposal.documentName)
        try clear(pendingPath, keeping: [])
        var files = proposal.files
        let document = files.removeValue(forKey: TrustProposal.documentName)
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { try write(bytes, to: pendingPath + "/" + path) }
        if let document { try write(document, to: pendingPath + "/" + TrustProposal.documentName) }
    }

    /// Puts signatures beside the proposal, each in a file of its own, and gives the paths.
    public func keep(_ signatures: [TrustSignature]) throws -> [String] {
        try signatures.map { signature in
            let path = pendingPath + "/" + signature.fileName
            try write(TrustSignatureFile([signature]).bytes, to: path)
            return path
        }
    }

    /// Takes the proposal over, or finishes doing so, and gives the paths of what is new in the folder.
    ///
    /// Refused when there is none (``TrustFault/noProposal``), when signatures are missing (``TrustFault/incomplete``),
    /// and when the folder that it makes is not in order.
    @discardableResult
    public func publish() throws -> [String] {
        if let files = try readyFiles() { return try finish(files) }
        guard let proposal = try proposal(after: try folder()) else {
            throw Refusal(TrustFault.noProposal, "nothing is proposed")
        }
        let files = try proposal.completed()
        try clear(pendingPath + "/" + Self.partial, keeping: [])
        for (path, bytes) in files { try write(bytes, to: "\(pendingPath)/\(Self.partial)/\(path)") }
        guard rename("\(pendingPath)/\(Self.partial)", "\(pendingPath)/\(Self.ready)") == 0 else {
            throw StorageError("rename", "\(pendingPath)/\(Self.partial)")
        }
        try synchronize(pendingPath)
        return try finish(files)
    }

    /// Puts complete files in their places; may be done again after it stopped anywhere.
    private func finish(_ files: [String: [UInt8]]) throws -> [String] {
        let current = try currentFiles()
        for (path, bytes) in files {
            try TrustFolder.refuseReplacement(of: current[path], by: bytes, path: path)
        }
        _ = try TrustFolder(files: current.merging(files) { _, new in new })
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where current[path] != bytes {
            try write(bytes, to: folderPath + "/" + path)
        }
        try clear(pendingPath, keeping: [Self.ready])
        try clear(pendingPath, keeping: [])
        _ = rmdir(pendingPath)
        try synchronize(folderPath)
        return files.keys.sorted().map { "trust/" + $0 }
    }
}

// MARK: - Files

extension TrustStore {
    private func currentFiles() throws -> [String: [UInt8]] {
        try files(folderPath, folders: ["shards"], skip: ["pending"])
    }

    private func pendingFiles() throws -> [String: [UInt8]] {
        try files(pendingPath, folders: ["shards"], skip: [Self.partial, Self.ready])
    }

    private func readyFiles() throws -> [String: [UInt8]]? {
        guard try open(pendingPath)?.holds(Self.ready) ?? false else { return nil }
        return try files("\(pendingPath)/\(Self.ready)", folders: ["shards"], skip: [])
    }

    private func open(_ path: String) throws -> Directory? {
        do {
            return try Directory(path)
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }

    /// The files of a folder and of the named folders in it, by path; leftovers of interrupted writes are passed over.
    private func files(_ path: String, folders: Set<String>, skip: Set<String>) throws -> [String: [UInt8]] {
        guard let directory = try open(path) else { return [:] }
        var files: [String: [UInt8]] = [:]
        for entry in try directory.entries() where !skip.contains(entry.name) && !Self.isTemporary(entry.name) {
            switch entry.kind {
            case .file: files[entry.name] = try directory.contents(of: entry.name, upTo: KeyShard.sizeLimit)
            case .directory where folders.contains(entry.name):
                let inner = try directory.directory(entry.name)
                for file in try inner.entries() where !Self.isTemporary(file.name) {
                    guard file.kind == .file else { throw Self.unknown("\(path)/\(entry.name)/\(file.name)") }
                    files["\(entry.name)/\(file.name)"] = try inner.contents(of: file.name, upTo: KeyShard.sizeLimit)
                }
            default: throw Self.unknown("\(path)/\(entry.name)")
            }
        }
        return files
    }

    private static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.contains(".tmp-") }

    private static func unknown(_ path: String) -> Refusal {
        Refusal(TrustFault.unknownFile, "\(path) is not part of the format")
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        if let slash = path.lastIndex(of: "/") { try DurableFile.makeDirectories(String(path[..<slash])) }
        try DurableFile.write(bytes, to: path)
    }

    private func remove(_ path: String) throws(StorageError) {
        guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else { throw StorageError("remove", path) }
    }

    /// Removes what is in a folder, but for some names; a folder that is not there is fine.
    private func clear(_ path: String, keeping kept: Set<String>) throws {
        guard let directory = try open(path) else { return }
        for entry in try directory.entries() where !kept.contains(entry.name) {
            let inner = path + "/" + entry.name
            if entry.kind == .directory {
                try clear(inner, keeping: [])
                guard rmdir(inner) == 0 || errno == ENOENT else { throw StorageError("remove", inner) }
            } else {
                try remove(inner)
            }
        }
    }

    private func synchronize(_ path: String) throws(StorageError) {
        let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw StorageError("open", path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw StorageError("write", path) }
    }
}

extension StorageError {
    /// Whether there is nothing at the path.
    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }
}
