internal import CFileSystem
internal import Glibc
public import PromptuaryCore

/// The place where the next state of a site is put together before any reader sees it.
///
/// A build puts files in a directory beside the site. Files that the site already has with the same bytes are left alone,
/// inode and modification time included. ``commit(_:)`` then renames everything into place, immutable files first and
/// pointers last; a build that fails before leaves the site exactly as it was.
public final class SiteStage: Sendable {
    /// What a build has put in the stage, and every path that belongs to the site.
    ///
    /// One for each task; merged at the end.
    public struct Ledger: Sendable {
        /// Files that wait in the stage, when there is a site to put them into.
        public var staged: [(path: String, lifetime: SiteFile.Lifetime)] = []
        /// The paths that belong to the site now, of the files that were put.
        public var paths: [String] = []
        /// How many files were put in the stage.
        public var written = 0
        /// Files that were already there with the same bytes.
        public var unchanged = 0
        /// Bytes written into the stage.
        public var bytes = 0
        /// The files that signed metadata is to list, for a signed site.
        public var targets: [SiteTarget] = []

        /// An empty ledger.
        public init() {}

        /// Adds what another task has done, but for its paths and targets.
        mutating func count(_ other: Ledger) {
            staged += other.staged
            written += other.written
            unchanged += other.unchanged
            bytes += other.bytes
        }

        /// Adds what another task has done.
        public mutating func merge(_ other: Ledger) {
            staged += other.staged
            paths += other.paths
            written += other.written
            unchanged += other.unchanged
            bytes += other.bytes
            targets += other.targets
        }
    }

    /// The path of the site.
    public let site: String
    private let work: String
    private let workDescriptor: Int32
    private let handle: Handle

    /// The part of the stage that several tasks use at once.
    public struct Handle: Sendable {
        let site: String
        let siteDescriptor: Int32
        let stageDescriptor: Int32
        let isSigned: Bool
        /// What says which files are counted and not written.
        let rehearsal: StateRehearsal?
    }

    /// What tasks stage files through.
    public var files: Handle { handle }

    /// Opens the stage of the site at `site` and takes its lock.
    ///
    /// Leftovers of an interrupted build are removed. Errors: ``BuildError`` when another build holds the lock or when the
    /// directory is not empty and not a site, ``StorageError`` for everything else.
    ///
    /// In the stage of a signed site every listed file has a second name that holds its digest.
    public convenience init(site: String, isSigned: Bool = false) throws {
        try self.init(site: site, isSigned: isSigned, rehearsal: nil)
    }

    /// The path of a site without a slash at its end, the folder around it, and the folder beside it for what a publisher
    /// has to remember.
    static func places(of site: String) -> (site: String, parent: String, work: String) {
        let trimmed = site.count > 1 && site.hasSuffix("/") ? String(site.dropLast()) : site
        let slash = trimmed.lastIndex(of: "/")
        let parent = slash.map { String(trimmed[..<$0]) } ?? "."
        let name = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed
        return (trimmed, parent, "\(parent)/.\(name).promptuary")
    }

    /// A stage that counts the files of packages that a rehearsal lends, and does not write them.
    init(site: String, isSigned: Bool, rehearsal: StateRehearsal?) throws {
        let (trimmed, parent, work) = Self.places(of: site)
        try DurableFile.makeDirectories(parent.isEmpty ? "/" : parent)
        let descriptor = try Self.lock(work, site: trimmed)
        do {
            handle = try Self.open(work, site: trimmed, isSigned: isSigned, rehearsal: rehearsal)
        } catch {
            try? RemovedTree.remove(work + "/stage")
            rmdir(work)
            close(descriptor)
            throw error
        }
        self.site = trimmed
        self.work = work
        workDescriptor = descriptor
    }

    /// Whether there is no site yet, so that the stage becomes the site in one step.
    public var isFresh: Bool { handle.siteDescriptor < 0 }

    /// The folder beside the site that outlives a build, for what a publisher has to remember.
    public var stateFolder: String { work }

    private static func open(
        _ work: String, site: String, isSigned: Bool, rehearsal: StateRehearsal?
    ) throws -> Handle {
        try RemovedTree.remove(work + "/stage")
        guard SystemCall.retrying({ mkdir(work + "/stage", 0o755) }) == 0 else {
            throw StorageError("make", work + "/stage")
        }
        let there = Glibc.open(site, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if there < 0, errno != ENOENT { throw StorageError("open", site) }
        var isFresh = true
        if there >= 0 {
            let entries = try Directory(site).entries()
            isFresh = entries.isEmpty
            guard isFresh || entries.contains(where: { $0.name == "status.json" || $0.name == ".well-known" }) else {
                close(there)
                throw BuildError.notASite(site)
            }
        }
        let stage = Glibc.open(work + "/stage", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard stage >= 0 else { throw StorageError("open", work + "/stage") }
        if isFresh, there >= 0 { close(there) }
        return Handle(
            site: site, siteDescriptor: isFresh ? -1 : there, stageDescriptor: stage, isSigned: isSigned,
            rehearsal: rehearsal)
    }

    deinit {
        close(handle.stageDescriptor)
        if handle.siteDescriptor >= 0 { close(handle.siteDescriptor) }
        try? RemovedTree.remove(work + "/stage")
        rmdir(work)
        // A child process between its fork and its exec holds the descriptor too; the lock ends here all the same.
        flock(workDescriptor, LOCK_UN)
        close(workDescriptor)
    }

    private static func lock(_ work: String, site: String) throws -> Int32 {
        for _ in 0..<8 {
            guard SystemCall.retrying({ mkdir(work, 0o755) }) == 0 || errno == EEXIST else {
                throw StorageError("make", work)
            }
            let descriptor = Glibc.open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if descriptor < 0 {
                if errno == ENOENT { continue }
                throw StorageError("open", work)
            }
            guard SystemCall.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
                close(descriptor)
                throw BuildError.busy(site)
            }
            var held = stat()
            var named = stat()
            if fstat(descriptor, &held) == 0, stat(work, &named) == 0, held.st_ino == named.st_ino { return descriptor }
            close(descriptor)
        }
        throw BuildError.busy(site)
    }

    /// Makes the staged state the site.
    ///
    /// A fresh site appears by one `rename`. Otherwise all directories are made first, then files are renamed in the order
    /// of their lifetimes, then `obsolete` files are removed. The result is how many were there.
    ///
    /// Before a checkpoint, a root or a timestamp is renamed, everything that was renamed before is on disk, and so are they before
    /// anything else is renamed: whatever order a power cut leaves, what they name is there.
    public func commit(_ ledger: Ledger, removing obsolete: [String] = []) throws -> Int {
        try flush(handle.stageDescriptor)
        if isFresh {
            guard SystemCall.retrying({ rename(work + "/stage", site) }) == 0 else { throw StorageError("make", site) }
            let slash = site.lastIndex(of: "/")
            try Self.at(.after) {
                try synchronize(slash.map { $0 == site.startIndex ? "/" : String(site[..<$0]) } ?? ".", in: AT_FDCWD)
            }
            return 0
        }
        var made: Set<Substring> = []
        for (path, _) in ledger.staged {
            guard let slash = path.lastIndex(of: "/") else { continue }
            let folder = path[..<slash]
            guard made.insert(folder).inserted else { continue }
            try handle.makeFolders(folder, in: handle.siteDescriptor)
            // A link on the way would carry the files out of the site.
            let there = promptuary_open_beneath(
                handle.siteDescriptor, String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard there >= 0 else { throw StorageError("replace", site + "/" + folder) }
            close(there)
        }
        return try Self.at(.during) { try replace(ledger, removing: obsolete) }
    }

    private static func at<Result>(_ moment: StorageError.Moment, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as StorageError { throw error.at(moment) }
    }

    /// Puts what is staged into the place of what the site has, pointers last.
    private func replace(_ ledger: Ledger, removing obsolete: [String]) throws -> Int {
        var isFlushed = false
        for (path, lifetime) in ledger.staged.sorted(by: { $0.lifetime < $1.lifetime }) {
            if lifetime.isEntrance, !isFlushed {
                try flush(handle.siteDescriptor)
                isFlushed = true
            }
            let isMoved = SystemCall.retrying {
                renameat(handle.stageDescriptor, path, handle.siteDescriptor, path)
            }
            guard isMoved == 0 else { throw StorageError("replace", site + "/" + path) }
            guard lifetime.isEntrance else { continue }
            try synchronize(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".", in: handle.siteDescriptor)
        }
        return try ObsoleteFiles.remove(obsolete, from: handle.siteDescriptor, path: site)
    }

    /// Removes every file of a build that is not one of the `paths` and that `retains` does not want to keep, wherever it is.
    ///
    /// For who does not know what there was. The result is how many were removed.
    public func sweep(keeping paths: Set<String>, retains: (String) throws -> Bool = { _ in false }) throws -> Int {
        isFresh ? 0 : try ObsoleteFiles.remove(from: site, keeping: paths, retains: retains)
    }

    private func flush(_ descriptor: Int32) throws {
        guard SystemCall.retrying({ promptuary_syncfs(descriptor) }) == 0 else { throw StorageError("write", site) }
    }

    private func synchronize(_ folder: String, in root: Int32) throws {
        let descriptor = SystemCall.retrying { openat(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw StorageError("write", folder) }
        defer { close(descriptor) }
        guard SystemCall.retrying({ fsync(descriptor) }) == 0 else { throw StorageError("write", folder) }
    }
}

extension SiteStage.Handle {
    /// Stages one file, unless the site has it already with the same bytes.
    ///
    /// In a signed site a listed file is staged under the name with its digest too. An immutable path that the site has with
    /// other bytes is ``BuildError/immutable(_:)``.
    public func put(_ file: SiteFile, in ledger: inout SiteStage.Ledger) throws {
        let isStaged = try place(file, in: &ledger)
        guard isSigned, case .bytes(let bytes) = file.content else { return }
        let digest = file.digest ?? SHA256Digest(of: bytes)
        switch file.coverage {
        case .none: return
        case .addressed:
            guard let path = file.path.unnamed else { return }
            ledger.targets.append(SiteTarget(path: path, length: bytes.count, digest: digest))
        case .listed:
            ledger.targets.append(SiteTarget(path: file.path, length: bytes.count, digest: digest))
            let named = file.path.named(digest)
            if siteDescriptor >= 0 {
                // One inode has been compared already.
                var isThere = !isStaged && isSame(named.text, as: file.path.text)
                if !isThere {
                    switch try compare(named.text, with: bytes) {
                    case .same: isThere = true
                    case .other: throw BuildError.immutable(named.text)
                    case .absent: break
                    }
                }
                if isThere {
                    ledger.paths.append(named.text)
                    return
                }
            }
            _ = try place(SiteFile(named, .link(file.path), .immutable), in: &ledger)
        }
    }

    /// Stages one file under its own name; false when the site has it already.
    private func place(_ file: SiteFile, in ledger: inout SiteStage.Ledger) throws -> Bool {
        let path = file.path.text
        ledger.paths.append(path)
        if let rehearsal, rehearsal.isLent(path) {
            ledger.written += 1
            return true
        }
        switch file.content {
        case .bytes(let bytes):
            switch try compare(path, with: bytes) {
            case .same:
                ledger.unchanged += 1
                return false
            case .other where file.lifetime.isImmutable: throw BuildError.immutable(path)
            case .other, .absent: break
            }
            try write(bytes, to: path)
            ledger.bytes += bytes.count
        case .link(let target):
            if siteDescriptor >= 0, isSame(path, as: target.text) {
                ledger.unchanged += 1
                return false
            }
            if try !link(target.text, to: path) {
                ledger.unchanged += 1
                return false
            }
        }
        ledger.written += 1
        if siteDescriptor >= 0 { ledger.staged.append((path, file.lifetime)) }
        return true
    }

    /// The bytes of a file that the site has, or nil.
    func published(_ path: String, upTo limit: Int) throws -> [UInt8]? {
        guard siteDescriptor >= 0 else { return nil }
        let file = SystemCall.retrying {
            promptuary_open_beneath(siteDescriptor, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        }
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw StorageError("read", site + "/" + path)
        }
        defer { close(file) }
        return try FileContents.read(file, path: site + "/" + path, upTo: limit)
    }

    /// Whether the site has a regular file at a path.
    func holds(_ path: String) -> Bool {
        var status = stat()
        return siteDescriptor >= 0 && fstatat(siteDescriptor, path, &status, AT_SYMLINK_NOFOLLOW) == 0
            && status.st_mode & S_IFMT == S_IFREG
    }

    /// What the site says about bytes for a path.
    public enum Comparison: Sendable, Hashable {
        /// It has no such file.
        case absent
        /// It has exactly these bytes.
        case same
        /// It has something else there.
        case other
    }

    /// Compares bytes with the file that the site has.
    public func compare(_ path: String, with bytes: [UInt8]) throws -> Comparison {
        guard siteDescriptor >= 0 else { return .absent }
        let file = SystemCall.retrying {
            promptuary_open_beneath(siteDescriptor, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        }
        guard file >= 0 else { return errno == ENOENT || errno == ENOTDIR ? .absent : .other }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size == bytes.count else { return .other }
        let there = try FileContents.read(file, path: site + "/" + path, upTo: bytes.count)
        return there == bytes ? .same : .other
    }

    private func isSame(_ path: String, as target: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let there = promptuary_open_beneath(siteDescriptor, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard there >= 0 else { return false }
        close(there)
        var one = stat()
        var other = stat()
        guard fstatat(siteDescriptor, path, &one, AT_SYMLINK_NOFOLLOW) == 0,
            fstatat(siteDescriptor, target, &other, AT_SYMLINK_NOFOLLOW) == 0, one.st_ino == other.st_ino
        else { return false }
        var staged = stat()
        return fstatat(stageDescriptor, target, &staged, AT_SYMLINK_NOFOLLOW) != 0
    }

    /// Links a staged or existing file; false when the site has an equal copy already.
    private func link(_ target: String, to path: String) throws -> Bool {
        for source in [stageDescriptor, siteDescriptor] where source >= 0 {
            var failure: Int32 = 0
            if SystemCall.retrying({ linkat(source, target, stageDescriptor, path, 0) }) == 0 { return true }
            if errno == ENOENT {
                var status = stat()
                if fstatat(source, target, &status, AT_SYMLINK_NOFOLLOW) != 0 { continue }
                try makeFolders(Self.folder(of: path[...]) ?? "", in: stageDescriptor)
                if SystemCall.retrying({ linkat(source, target, stageDescriptor, path, 0) }) == 0 { return true }
            }
            failure = errno
            guard failure == EMLINK || failure == EPERM || failure == EXDEV || failure == ENOTSUP else {
                throw StorageError("link", site + "/" + path, code: failure)
            }
            let file = openat(source, target, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard file >= 0 else { throw StorageError("read", site + "/" + target) }
            defer { close(file) }
            let bytes = try FileContents.read(file, path: site + "/" + target, upTo: 1 << 30)
            if try compare(path, with: bytes) == .same { return false }
            try write(bytes, to: path)
            return true
        }
        throw StorageError("link", site + "/" + target, code: ENOENT)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        var file = SystemCall.retrying { openat(stageDescriptor, path, flags, 0o644) }
        if file < 0, errno == ENOENT {
            try makeFolders(Self.folder(of: path[...]) ?? "", in: stageDescriptor)
            file = SystemCall.retrying { openat(stageDescriptor, path, flags, 0o644) }
        }
        guard file >= 0 else { throw StorageError("write", site + "/" + path) }
        defer { close(file) }
        try DurableFile.fill(file, with: bytes, path: site + "/" + path)
    }

    /// The path before the last slash, or nil when there is none.
    private static func folder(of path: Substring) -> Substring? {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] }
    }

    fileprivate func makeFolders(_ folder: Substring, in root: Int32) throws(StorageError) {
        guard !folder.isEmpty else { return }
        if SystemCall.retrying({ mkdirat(root, String(folder), 0o755) }) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let parent = Self.folder(of: folder) else {
            throw StorageError("make", site + "/" + String(folder))
        }
        try makeFolders(parent, in: root)
        guard SystemCall.retrying({ mkdirat(root, String(folder), 0o755) }) == 0 || errno == EEXIST else {
            throw StorageError("make", site + "/" + String(folder))
        }
    }
}
