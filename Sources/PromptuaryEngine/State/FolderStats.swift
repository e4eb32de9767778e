internal import Glibc
internal import PromptuaryCore

/// What the file system says of the files in one folder of a tree: when it is the same again, nothing has changed.
///
/// Names, kinds, sizes, inodes and both times of change, in the order of the names. The time of the inode's change (`ctime`)
/// cannot be set by a program, so that a file that is replaced by another one of equal size and date is seen.
struct FolderStats: Equatable {
    /// The stats of one entry.
    struct Entry: Equatable {
        /// The path in the folder: `NAME`, or `FOLDER/NAME`.
        let path: String
        let kind: UInt8
        let stamp: [UInt8]

        var isSettled: Bool {
            kind != FolderStats.unreadableKind && !(kind == FolderStats.file && stamp[24...].allSatisfy { $0 == 0 })
        }
    }

    private(set) var bytes: [UInt8] = []
    /// Whether something may change again unseen: such stats equal none that were kept.
    private var isMoving = false

    static let file: UInt8 = 0
    static let other: UInt8 = 1
    static let unreadableKind: UInt8 = 2
    static let folder: UInt8 = 3
    private static let stampSize = 32

    /// The stats of a folder that cannot be read, which equal nothing.
    static var unreadable: FolderStats {
        var stats = FolderStats(bytes: [unreadableKind, 0, 0])
        stats.isMoving = true
        return stats
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The stats of a folder of the tree and of the folders in it.
    ///
    /// Files that changed after `moment`, in nanoseconds since 1970, may change again within the same tick of the clock: they
    /// are noted in a way that equals nothing later. So are folders that cannot be read.
    init(of folder: borrowing Directory, depth: Int, moment: Int) throws(StorageError) {
        var scan = FolderScan(moment: moment)
        let path = folder.path
        try scan.add(folder.descriptor, path: path, depth: depth)
        (bytes, isMoving) = (scan.bytes, scan.isMoving)
    }

    /// Whether the file system would say so of a folder that has not changed since.
    var isSettled: Bool { entries.allSatisfy(\.isSettled) }

    /// The entries, one by one.
    var entries: [Entry] {
        var entries: [Entry] = []
        var at = 0
        while at + 3 <= bytes.count {
            let kind = bytes[at]
            let count = Int(bytes[at + 1]) | Int(bytes[at + 2]) << 8
            let end = at + 3 + count
            let next = end + (kind == Self.file ? Self.stampSize : 0)
            guard next <= bytes.count else { break }
            entries.append(
                Entry(
                    path: String(decoding: bytes[(at + 3)..<end], as: UTF8.self), kind: kind,
                    stamp: Array(bytes[end..<next])))
            at = next
        }
        return entries
    }

    /// Whether the file system says of the part below a prefix what it said in other stats, and it has settled.
    func isSame(as other: FolderStats, below prefix: String) -> Bool {
        let own = entries.filter { $0.path.utf8.starts(with: prefix.utf8) }
        let others = other.entries.filter { $0.path.utf8.starts(with: prefix.utf8) }
        return own == others && own.allSatisfy { $0.isSettled }
    }

    /// The moment before which files have settled: two ticks of the clock that stamps files ago.
    static func moment() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec - 20_000_000
    }
}
