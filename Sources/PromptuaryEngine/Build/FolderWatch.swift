internal import Glibc

/// The folders below some others, watched by inotify(7).
///
/// Folders that come are watched with all that is in them already; those that go are forgotten.
final class FolderWatch {
    /// A folder, and what of it is watched.
    struct Place: Sendable, Hashable {
        let path: String
        let scope: WatchScope
    }

    /// What has happened since the last look.
    enum Notice {
        case nothing
        /// Something that matters is different.
        case change
        /// Something happened, and what is not known any more: the watch has to be made anew.
        case lost
    }

    /// What poll(2) waits for.
    let descriptor: Int32
    private let places: [Place]
    private let limit: Int
    private var identities: [Identity?] = []
    private var folders: [Int32: Folder] = [:]

    private struct Folder {
        let path: String
        let scope: WatchScope
        let isPlace: Bool
    }

    private struct Event {
        let watch: Int32
        let mask: UInt32
        let name: String

        func has(_ bits: Int32...) -> Bool { bits.contains { mask & UInt32(bitPattern: $0) != 0 } }
    }

    /// Which folder a path leads to.
    private struct Identity: Equatable {
        let device: UInt
        let inode: UInt

        init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, inode) = (status.st_dev, status.st_ino)
        }
    }

    /// Reading a file changes nothing, and a file that is being written counts when it is closed.
    private static let mask = UInt32(
        IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ONLYDIR)

    private init(_ descriptor: Int32, _ places: [Place], limit: Int) {
        (self.descriptor, self.places, self.limit) = (descriptor, places, limit)
    }

    deinit { close(descriptor) }

    /// Begins to watch places, of which some may not be there yet.
    ///
    /// Errors: `ENOSPC` when these are more folders than the system lets a user watch, or than `limit`; `EMFILE` when the user
    /// watches from too many processes.
    static func begin(_ places: [Place], limit: Int = .max) throws(StorageError) -> FolderWatch {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { throw StorageError("watch", places.first?.path ?? "") }
        let watch = FolderWatch(descriptor, places, limit: limit)
        for place in places {
            watch.identities.append(Identity(of: place.path))
            try watch.add(place.path, place.scope, isPlace: true)
        }
        return watch
    }

    /// Whether a path leads to another folder than when it was first looked at, which inotify does not tell.
    var isElsewhere: Bool { zip(places, identities).contains { Identity(of: $0.path) != $1 } }

    /// Takes what has happened since the last call.
    func take() throws(StorageError) -> Notice {
        var notice = Notice.nothing
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = SystemCall.retrying { read(descriptor, &buffer, buffer.count) }
            if count < 0, errno != EAGAIN { throw StorageError("watch", places.first?.path ?? "") }
            guard count > 0 else { return notice }
            for event in Self.events(buffer[..<count]) {
                switch try take(event) {
                case .nothing: continue
                case .change: notice = .change
                case .lost: return .lost
                }
            }
        }
    }

    private func take(_ event: Event) throws(StorageError) -> Notice {
        if event.has(IN_Q_OVERFLOW) { return .lost }
        guard let folder = folders[event.watch] else { return .nothing }
        if event.has(IN_IGNORED) { folders[event.watch] = nil }
        if event.name.isEmpty {
            return folder.isPlace && event.has(IN_DELETE_SELF, IN_MOVE_SELF, IN_UNMOUNT, IN_IGNORED) ? .lost : .nothing
        }
        if event.has(IN_ISDIR) {
            let path = folder.path + "/" + event.name
            if event.has(IN_MOVED_FROM) {
                forget(path)
            } else if !event.has(IN_DELETE), let scope = folder.scope.scope(of: event.name) {
                try add(path, scope)
            }
        }
        return folder.scope.names?.contains(event.name) ?? true ? .change : .nothing
    }

    private func add(_ path: String, _ scope: WatchScope, isPlace: Bool = false) throws(StorageError) {
        guard folders.count < limit else { throw StorageError("watch", path, code: ENOSPC) }
        let watch = inotify_add_watch(descriptor, path, Self.mask | (isPlace ? 0 : UInt32(IN_DONT_FOLLOW)))
        guard watch >= 0 else {
            if errno == ENOSPC || errno == ENOMEM { throw StorageError("watch", path) }
            // Gone again, or not to be read: a build says so.
            return
        }
        folders[watch] = Folder(path: path, scope: scope, isPlace: isPlace)
        guard scope.hasFolders else { return }
        // What came before the watch is found by looking.
        let entries: [Directory.Entry]
        do {
            entries = try Directory(path).entries()
        } catch {
            if error.code == EMFILE || error.code == ENFILE { throw error }
            return
        }
        for entry in entries where entry.kind == .directory {
            if let inner = scope.scope(of: entry.name) { try add(path + "/" + entry.name, inner) }
        }
    }

    /// Ends the watches of a folder that was moved away, which would go with it.
    private func forget(_ path: String) {
        let inside = path + "/"
        for (watch, folder) in folders
        where folder.path.utf8.elementsEqual(path.utf8) || folder.path.utf8.starts(with: inside.utf8) {
            inotify_rm_watch(descriptor, watch)
            folders[watch] = nil
        }
    }

    private static func events(_ bytes: ArraySlice<UInt8>) -> [Event] {
        bytes.withUnsafeBytes { buffer in
            var events: [Event] = []
            var at = 0
            // struct inotify_event: watch, mask, cookie, length of the name, the name with zeros behind it (inotify(7)).
            while at + 16 <= buffer.count {
                let length = Int(buffer.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
                let name = buffer[(at + 16)..<min(at + 16 + length, buffer.count)].prefix { $0 != 0 }
                events.append(
                    Event(
                        watch: buffer.loadUnaligned(fromByteOffset: at, as: Int32.self),
                        mask: buffer.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self),
                        name: String(decoding: name, as: UTF8.self)))
                at += 16 + length
            }
            return events
        }
    }
}
