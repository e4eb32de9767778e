internal import Glibc

/// A file that is written in pieces and takes its name when all of it is on disk.
///
/// Until ``finish(replace:)`` it has another name in the same directory; what is not finished is removed.
final class GrowingFile {
    private let path: String
    private let directory: String
    private let temporary: String
    private let descriptor: Int32
    private var isFinished = false

    /// Begins a file that will be at `path`.
    init(_ path: String, mode: UInt32 = 0o644) throws(StorageError) {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let directory = slash.map { String(path[..<$0]) } ?? "."
        let temporary = "\(directory.isEmpty ? "" : directory)/.\(name).tmp-\(getpid())"
        (self.path, self.directory, self.temporary) = (path, directory, temporary)
        // One that lies there already is a leftover, or was laid there to keep its permissions: it is never written to.
        _ = SystemCall.retrying { unlink(temporary) }
        descriptor = SystemCall.retrying {
            open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
        }
        guard descriptor >= 0 else {
            let failure = StorageError("write", path)
            isFinished = true
            throw failure
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { _ = SystemCall.retrying { unlink(temporary) } }
    }

    /// Adds bytes at the end.
    func append(_ bytes: [UInt8]) throws(StorageError) {
        try DurableFile.fill(descriptor, with: bytes, path: path)
    }

    /// Puts the file at its path: `fsync`, `rename`, `fsync` of the directory.
    ///
    /// With `replace` false an existing file is the error `EEXIST`.
    func finish(replace: Bool = true) throws(StorageError) {
        guard SystemCall.retrying({ fsync(descriptor) }) == 0 else { throw StorageError("write", path) }
        if replace {
            guard SystemCall.retrying({ rename(temporary, path) }) == 0 else { throw StorageError("write", path) }
            isFinished = true
        } else {
            guard SystemCall.retrying({ link(temporary, path) }) == 0 else { throw StorageError("write", path) }
        }
        let parent = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { return }
        defer { close(parent) }
        guard SystemCall.retrying({ fsync(parent) }) == 0 else { throw StorageError("write", path) }
    }
}
