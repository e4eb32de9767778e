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
        let file = try GrowingFile(path, mode: mode)
        try file.append(bytes)
        try file.finish(replace: replace)
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
