internal import Glibc

/// Writing files so that they are there completely or not at all.
public enum DurableFile {
    /// Puts `bytes` at `path`: a temporary file in the same directory, `write`, `fsync`, `rename`, `fsync` of the directory.
    ///
    /// On failure the old file is untouched and no temporary is left. With `replace` false an existing file is the
    /// error `EEXIST`.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, replace: Bool = true)
        throws(StorageError)
    {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let temporary = "\(directory.isEmpty ? "" : directory)/.\(name).tmp-\(getpid())"
        // One that lies there already is a leftover, or was laid there to keep its permissions: it is never written to.
        _ = SystemCall.retrying { unlink(temporary) }
        let file = SystemCall.retrying {
            open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
        }
        guard file >= 0 else { throw StorageError("write", path) }
        do throws(StorageError) {
            defer { close(file) }
            try fill(file, with: bytes, path: path)
            guard SystemCall.retrying({ fsync(file) }) == 0 else { throw StorageError("write", path) }
        } catch {
            _ = SystemCall.retrying { unlink(temporary) }
            throw error
        }
        if replace {
            guard SystemCall.retrying({ rename(temporary, path) }) == 0 else {
                let failure = StorageError("write", path)
                _ = SystemCall.retrying { unlink(temporary) }
                throw failure
            }
        } else {
            let linked = SystemCall.retrying { link(temporary, path) }
            let failure = StorageError("write", path)
            _ = SystemCall.retrying { unlink(temporary) }
            guard linked == 0 else { throw failure }
        }
        let parent = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if parent >= 0 {
            let flushed = SystemCall.retrying { fsync(parent) }
            let failure = StorageError("write", path)
            close(parent)
            guard flushed == 0 else { throw failure }
        }
    }

    /// Writes all bytes to an open file, going on after short writes and interruptions.
    static func fill(
        _ file: Int32, with bytes: [UInt8], path: @autoclosure () -> String
    ) throws(StorageError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw StorageError("write", path())
            }
            written += count
        }
    }

    /// Makes a directory and those above it.
    ///
    /// One that exists is fine.
    public static func makeDirectories(_ path: String) throws(StorageError) {
        if SystemCall.retrying({ mkdir(path, 0o755) }) == 0 || errno == EEXIST {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw StorageError("make", path, code: ENOTDIR)
            }
            return
        }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw StorageError("make", path)
        }
        try makeDirectories(String(path[..<slash]))
        guard SystemCall.retrying({ mkdir(path, 0o755) }) == 0 || errno == EEXIST else {
            throw StorageError("make", path)
        }
    }
}
