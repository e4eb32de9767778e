internal import Glibc
internal import PromptuaryCore

/// A private temporary folder, in which files of commits lie while they are judged.
///
/// Nobody else may look into it. Only files whose names mean the same everywhere are laid there, so that no name of a
/// branch leads out of it; none may be run, and none is opened for writing a second time.
struct ScratchFolder: Sendable {
    /// A file to be laid there.
    struct Placement: Sendable, Hashable {
        /// The path in the folder.
        let path: String
        /// The number of its blob.
        let blob: String
        /// How many bytes it has.
        let size: Int
    }

    /// The most bytes that are laid in one of its folders at once: 1 GiB.
    static let limit = 1 << 30

    /// The path.
    let path: String
    /// The most bytes that are laid in one of its folders at once.
    let limit: Int

    /// How many bytes those lay at once who can do with some files after others.
    var portion: Int { limit / 4 }

    /// A new folder in another one; only its owner may enter it.
    init(in parent: String, limit: Int = Self.limit) throws(StorageError) {
        self.limit = limit
        var template = Array("\(parent)/promptuary-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StorageError("make", parent + "/promptuary-XXXXXX") }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the folder with everything in it, as far as that goes.
    func remove() { try? RemovedTree.remove(path) }

    /// Removes a folder in it.
    func remove(_ folder: String) throws(StorageError) { try RemovedTree.remove(path + "/" + folder) }

    /// What of a git tree can be laid in a folder: regular files of bearable size with harmless names.
    static func placements(of entries: some Sequence<GitObjects.Entry>, in folder: String) -> [Placement] {
        entries.compactMap { entry in
            guard let (path, size) = place(of: entry) else { return nil }
            return Placement(path: folder + "/" + path, blob: entry.content.blob, size: size)
        }
    }

    /// The path and the size of what can be laid in a folder; nil for what cannot.
    static func place(of entry: GitObjects.Entry) -> (path: String, size: Int)? {
        let (path, content) = (entry.path, entry.content)
        guard content.kind == .file || content.kind == .executable, let size = content.size,
            path.allSatisfy({ $0 < 0x80 }), FileName.problem(in: path) == nil
        else { return nil }
        let text = String(decoding: path, as: UTF8.self)
        return size <= TreePlace(text).limit ? (text, size) : nil
    }

    /// Lays files in the folder.
    ///
    /// Files with the same bytes are one, and counted as many: whoever reads them reads each. Refused when those of a side
    /// of the change, one folder, are too many bytes together (``ChangeFault/tooLarge``).
    func place(_ files: [Placement], from git: GitObjects) async throws {
        var byBlob: [String: [Placement]] = [:]
        for file in files { byBlob[file.blob, default: []].append(file) }
        let blobs = byBlob.compactMap { blob, files in files.first.map { (number: blob, size: $0.size) } }.sorted {
            $0.number < $1.number
        }
        var sizes: [Substring: Int] = [:]
        for file in files { sizes[file.path.prefix { $0 != "/" }, default: 0] += file.size }
        guard sizes.values.allSatisfy({ $0 <= limit }) else {
            throw Refusal(ChangeFault.tooLarge, "the releases that are touched have more than \(limit) bytes")
        }
        var made: Set<String> = []
        try await git.read(blobs) { blob, bytes in
            guard let places = byBlob[blob], let first = places.first else { return }
            for place in places { try makeFolder(of: place.path, &made) }
            try write(bytes, to: first.path)
            for place in places.dropFirst() {
                guard link(path + "/" + first.path, path + "/" + place.path) == 0 else {
                    throw StorageError("write", path + "/" + place.path)
                }
            }
        }
    }

    private func makeFolder(of file: String, _ made: inout Set<String>) throws(StorageError) {
        guard let slash = file.lastIndex(of: "/") else { return }
        let folder = String(file[..<slash])
        if made.insert(folder).inserted { try DurableFile.makeDirectories(path + "/" + folder) }
    }

    private func write(_ bytes: ArraySlice<UInt8>, to name: String) throws(StorageError) {
        let target = path + "/" + name
        let file = SystemCall.retrying { open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
        guard file >= 0 else { throw StorageError("write", target) }
        defer { close(file) }
        try DurableFile.fill(file, with: Array(bytes), path: target)
    }
}
