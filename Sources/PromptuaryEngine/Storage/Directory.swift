internal import CFileSystem
internal import Glibc
internal import PromptuaryCore

/// An open directory.
///
/// Everything below is reached through its descriptor, so no later rename or symbolic link can lead somewhere else.
public struct Directory: ~Copyable, Sendable {
    /// What an entry of a directory is.
    public enum Kind: Sendable, Hashable {
        case file, directory, link, other

        /// The kind that a value of `dirent.d_type` means; nil when the file system has not told.
        fileprivate init?(type: UInt8) {
            switch Int(type) {
            case PROMPTUARY_UNKNOWN: return nil
            case PROMPTUARY_REGULAR: self = .file
            case PROMPTUARY_DIRECTORY: self = .directory
            case PROMPTUARY_LINK: self = .link
            default: self = .other
            }
        }

        fileprivate init(mode: mode_t) {
            self =
                switch mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .directory
                case S_IFLNK: .link
                default: .other
                }
        }
    }

    /// One entry: its name as the bytes say, and what it is.
    public struct Entry: Sendable, Hashable {
        /// The name, ill-formed UTF-8 repaired.
        public let name: String
        /// What it is; never followed when it is a symbolic link.
        public let kind: Kind
    }

    let descriptor: Int32
    /// The path for messages.
    public let path: String

    /// Opens the directory at `path`, following a symbolic link there.
    public init(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError("open", path) }
        self.descriptor = descriptor
        self.path = path
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens a directory inside this one; a symbolic link is an error.
    public borrowing func directory(_ name: String) throws(StorageError) -> Directory {
        let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard child >= 0 else { throw StorageError("open", path + "/" + name) }
        return Directory(descriptor: child, path: .joined(path, "/", name))
    }

    /// The entries but `.` and `..`, sorted by the bytes of their names.
    public borrowing func entries() throws(StorageError) -> [Entry] {
        // The place in the directory belongs to the descriptor; a second reading begins anew.
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw StorageError("read", path) }
        var entries: [Entry] = []
        var failure: Int32 = 0
        /// Reads so many times at the most; true when that was the end, or failed.
        func read(_ times: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
            for _ in 0..<times {
                var count = promptuary_read_directory(descriptor, buffer.baseAddress, buffer.count)
                while count < 0, errno == EINTR {
                    count = promptuary_read_directory(descriptor, buffer.baseAddress, buffer.count)
                }
                if count < 0 { failure = errno }
                guard count > 0 else { return true }
                guard take(buffer[..<count], into: &entries, failure: &failure) else { return true }
            }
            return false
        }
        // Most directories are small: their entries fit into memory that costs nothing.
        let isRead = withUnsafeTemporaryAllocation(byteCount: 1 << 10, alignment: 8) { read(2, into: $0) }
        if !isRead { _ = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { read(.max, into: $0) } }
        guard failure == 0 else { throw StorageError("read", path, code: failure) }
        if entries.count > 1 { entries.sort { $0.name.precedesInBytes($1.name) } }
        return entries
    }

    /// Adds what the system has written about entries; false when one cannot be told.
    private borrowing func take(
        _ buffer: Slice<UnsafeMutableRawBufferPointer>, into entries: inout [Entry], failure: inout Int32
    ) -> Bool {
        var at = buffer.startIndex
        while at < buffer.endIndex {
            // struct linux_dirent64: inode, offset, length of the record, type, name (getdents64(2)).
            let length = Int(buffer.base.loadUnaligned(fromByteOffset: at + 16, as: UInt16.self))
            let name = buffer[(at + 19)..<(at + length)].prefix { $0 != 0 }
            let type = buffer[at + 18]
            at += length
            if name.first == UInt8(ascii: "."), name.count == 1 || name.count == 2 && name.last == name.first {
                continue
            }
            let text = String(decoding: UnsafeRawBufferPointer(rebasing: name), as: UTF8.self)
            var status = stat()
            if let kind = Kind(type: type) {
                entries.append(Entry(name: text, kind: kind))
            } else if fstatat(descriptor, text, &status, AT_SYMLINK_NOFOLLOW) == 0 {
                entries.append(Entry(name: text, kind: Kind(mode: status.st_mode)))
            } else {
                failure = errno
                return false
            }
        }
        return true
    }

    /// The bytes of a regular file inside this directory.
    ///
    /// A symbolic link, a device or a file that is larger than `limit` is an error (`ELOOP`, `EINVAL`, `EFBIG`). A file that
    /// shrinks or grows while it is read comes back as it was read, for the digest to decide.
    public borrowing func contents(of name: String, upTo limit: Int) throws(StorageError) -> [UInt8] {
        let file = promptuary_open_beneath(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { throw StorageError("read", path + "/" + name) }
        defer { close(file) }
        return try FileContents.read(file, path: path + "/" + name, upTo: limit)
    }

    /// The bytes of a file, or nil when there is none.
    public borrowing func contentsIfPresent(of name: String, upTo limit: Int) throws(StorageError) -> [UInt8]? {
        do {
            return try contents(of: name, upTo: limit)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw error
        }
    }

    /// The bytes of a regular file, or nil when the path leads to none: nothing there, a directory, a link, or something
    /// below a file.
    public borrowing func regularFile(_ name: String, upTo limit: Int) throws(StorageError) -> [UInt8]? {
        do {
            return try contents(of: name, upTo: limit)
        } catch {
            if [ENOENT, ENOTDIR, EISDIR, EINVAL, ELOOP, ENAMETOOLONG].contains(error.code) { return nil }
            throw error
        }
    }

    /// Whether there is something called `name`, whatever it is.
    public borrowing func holds(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
    }
}

/// Reading whole files through POSIX calls.
public enum FileContents {
    /// The bytes of the regular file at `path`, at most `limit`; larger is the error `EFBIG`.
    public static func read(_ path: String, upTo limit: Int) throws(StorageError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw StorageError("read", path) }
        defer { close(file) }
        return try read(file, path: path, upTo: limit)
    }

    static func read(
        _ file: Int32, path: @autoclosure () -> String, upTo limit: Int
    ) throws(StorageError) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw StorageError("read", path()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StorageError("read", path(), code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        guard status.st_size <= limit else { throw StorageError("read", path(), code: EFBIG) }
        let size = Int(status.st_size)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { target, count in
            count = 0
            while count < size {
                let got = Glibc.read(file, target.baseAddress.map { $0 + count }, size - count)
                if got < 0 {
                    if errno == EINTR { continue }
                    failure = errno
                    return
                }
                if got == 0 { return }
                count += got
            }
        }
        guard failure == 0 else { throw StorageError("read", path(), code: failure) }
        return bytes
    }
}
