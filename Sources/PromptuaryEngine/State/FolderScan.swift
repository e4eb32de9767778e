internal import CFileSystem
internal import Glibc

/// Reading folders for their stats alone: names stay bytes, and nothing is made for an entry.
///
/// A build without git looks at every file of a tree in this way, so it counts for each of them.
struct FolderScan {
    /// What was found, in the form of ``FolderStats``.
    private(set) var bytes: [UInt8] = []
    /// Whether something may change again unseen, or could not be read.
    private(set) var isMoving = false
    private let moment: Int
    private var prefix: [UInt8] = []

    /// An entry of a folder: where its name is, and what `dirent.d_type` says it is.
    private struct Entry {
        let start: Int
        let count: Int
        let type: UInt8
    }

    /// A scan for which files that changed after `moment`, in nanoseconds since 1970, may change again.
    init(moment: Int) { self.moment = moment }

    /// Adds what is in a folder, and in the folders in it down to a depth.
    mutating func add(_ descriptor: Int32, path: @autoclosure () -> String, depth: Int) throws(StorageError) {
        var names: [UInt8] = []
        var entries: [Entry] = []
        guard Self.read(descriptor, &names, &entries) else { throw StorageError("read", path()) }
        guard !entries.isEmpty else { return }
        try names.withUnsafeBufferPointer { (names) throws(StorageError) in
            guard let start = UnsafeRawPointer(names.baseAddress)?.assumingMemoryBound(to: CChar.self) else { return }
            entries.sort { one, other in
                let order = memcmp(start + one.start, start + other.start, min(one.count, other.count))
                return order != 0 ? order < 0 : one.count < other.count
            }
            for entry in entries { try add(entry, start + entry.start, in: descriptor, path: path(), depth: depth) }
        }
    }

    private mutating func add(
        _ entry: Entry, _ name: UnsafePointer<CChar>, in descriptor: Int32, path: @autoclosure () -> String, depth: Int
    ) throws(StorageError) {
        var status = stat()
        var isThere = true
        var type = entry.type
        if type == UInt8(PROMPTUARY_REGULAR) || type == UInt8(PROMPTUARY_UNKNOWN) {
            isThere = fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            switch status.st_mode & S_IFMT {
            case S_IFREG: type = UInt8(PROMPTUARY_REGULAR)
            case S_IFDIR: type = UInt8(PROMPTUARY_DIRECTORY)
            default: type = UInt8(PROMPTUARY_LINK)
            }
        }
        if type == UInt8(PROMPTUARY_DIRECTORY), depth > 0 {
            let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard child >= 0 else {
                let failure = StorageError("open", path())
                if failure.code == EMFILE || failure.code == ENFILE { throw failure }
                append(name, entry.count, FolderStats.unreadableKind)
                isMoving = true
                return
            }
            defer { close(child) }
            append(name, entry.count, FolderStats.folder)
            let count = prefix.count
            name.withMemoryRebound(to: UInt8.self, capacity: entry.count) {
                prefix.append(contentsOf: UnsafeBufferPointer(start: $0, count: entry.count))
            }
            prefix.append(UInt8(ascii: "/"))
            try add(child, path: path(), depth: depth - 1)
            prefix.removeLast(prefix.count - count)
            return
        }
        guard type == UInt8(PROMPTUARY_REGULAR) else {
            append(name, entry.count, FolderStats.other)
            return
        }
        append(name, entry.count, FolderStats.file)
        let modified = Self.nanoseconds(status.st_mtim)
        let changed = Self.nanoseconds(status.st_ctim)
        let isSettled = isThere && modified < moment && changed < moment
        if !isSettled { isMoving = true }
        for number in [Int(status.st_size), modified, changed, isSettled ? Int(status.st_ino) : 0] {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    private mutating func append(_ name: UnsafePointer<CChar>, _ count: Int, _ kind: UInt8) {
        let size = prefix.count + count
        bytes.append(kind)
        bytes.append(UInt8(truncatingIfNeeded: size))
        bytes.append(UInt8(truncatingIfNeeded: size >> 8))
        bytes.append(contentsOf: prefix)
        name.withMemoryRebound(to: UInt8.self, capacity: count) {
            bytes.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }

    /// Reads the entries of a folder but `.` and `..`; false with `errno` when that fails.
    private static func read(_ descriptor: Int32, _ names: inout [UInt8], _ entries: inout [Entry]) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { buffer in
            while true {
                let count = promptuary_read_directory(descriptor, buffer.baseAddress, buffer.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                if count == 0 { return true }
                names.reserveCapacity(names.count + count)
                var at = 0
                while at < count {
                    // struct linux_dirent64: inode, offset, length of the record, type, name (getdents64(2)).
                    let length = Int(buffer.loadUnaligned(fromByteOffset: at + 16, as: UInt16.self))
                    let type = buffer[at + 18]
                    let name = UnsafeRawBufferPointer(rebasing: buffer[(at + 19)..<(at + length)])
                    at += length
                    let size = name.firstIndex(of: 0) ?? name.count
                    if name[0] == UInt8(ascii: "."), size == 1 || size == 2 && name[1] == UInt8(ascii: ".") { continue }
                    entries.append(Entry(start: names.count, count: size, type: type))
                    names.append(contentsOf: name.prefix(size))
                    names.append(0)
                }
            }
        }
    }
}
