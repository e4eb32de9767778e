internal import Glibc
internal import PromptuaryCore

/// What a builder remembers of its last build: what it read, what that said, and what each part of the site was made of.
///
/// One SQLite file beside the site. It may be deleted at any time: the next build reads everything again. All changes of a build
/// are one transaction, which ends after the site has changed, so that it never says more than the site has; a build that
/// died in between has left ``isInterrupted``.
final class BuildState {
    /// The number of this layout; a state of another one is made again.
    static let format = 3
    static let fileName = "build.db"

    let database: Database
    let path: String
    private let marker: String
    /// Namespaces that were asked for.
    var namespaces: [String: Namespace?] = [:]
    /// Whether there was no state to go on from.
    let isNew: Bool
    /// Whether a new state has its name, or is gone.
    private var isSettled = false

    /// Opens the state in the folder of a site, for whoever holds the site's lock.
    ///
    /// A state of another layout or program, and a damaged one, is removed first; one that cannot be read now is not, for that
    /// may pass. `program` names the program that makes the documents.
    init(folder: String, program: String) throws {
        path = folder + "/" + Self.fileName
        marker = folder + "/building"
        let mark = "\(Self.format) \(program)"
        try Self.remove(path + ".new")
        if let opened = try Self.open(path, mark) {
            (database, isNew) = (opened, false)
        } else {
            try Self.remove(path)
            database = try Database(path + ".new")
            isNew = true
            try database.execute(
                """
                PRAGMA page_size = 8192;
                PRAGMA journal_mode = OFF;
                PRAGMA synchronous = OFF;
                PRAGMA locking_mode = EXCLUSIVE;
                PRAGMA cache_size = -24000;
                PRAGMA temp_store = MEMORY;
                """)
            try database.execute(Self.schema)
            // The file takes its name only when all of it is on disk.
            try database.execute("PRAGMA synchronous = FULL")
            try set("mark", .text(mark))
        }
        try database.execute("BEGIN")
    }

    /// Ends a build that keeps nothing.
    func forget() {
        try? database.execute("ROLLBACK")
        settle()
    }

    /// Removes a new state that is not to be kept.
    private func settle() {
        if isNew, !isSettled { try? Self.remove(path + ".new") }
        isSettled = true
    }

    /// The state at a path; nil when there is none that this program can go on from.
    private static func open(_ path: String, _ mark: String) throws -> Database? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        do {
            return try open(existing: path, mark)
        } catch is DamagedState {
            return nil
        }
    }

    private static func open(existing path: String, _ mark: String) throws -> Database? {
        let database = try Database(path)
        // Most builds read few pages twice, and new memory for each costs more than that; 3000 that have changed may wait.
        try database.execute(
            """
            PRAGMA busy_timeout = 1000;
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA journal_mode = PERSIST;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -2000;
            PRAGMA cache_spill = 3000;
            PRAGMA temp_store = MEMORY;
            """)
        let known = try database.first("SELECT value FROM meta WHERE key = 'mark'") { $0.text(0) }
        return known == mark ? database : nil
    }

    private static func remove(_ path: String) throws {
        for name in [path, path + "-journal"] {
            guard SystemCall.retrying({ unlink(name) }) == 0 || errno == ENOENT else {
                throw StorageError("remove", name)
            }
        }
    }

    /// Removes the state of a site, if there is one.
    static func remove(folder: String) throws { try remove(folder + "/" + fileName) }

    deinit { settle() }

    // MARK: - The end of a build

    /// Whether a build began to change the site and did not end: the state may not say what the site has.
    var isInterrupted: Bool { access(marker, F_OK) == 0 }

    /// Says that the site is about to change.
    func begin() throws {
        let file = SystemCall.retrying { Glibc.open(marker, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644) }
        guard file >= 0 else { throw StorageError("write", marker) }
        defer { close(file) }
        guard SystemCall.retrying({ fsync(file) }) == 0 else { throw StorageError("write", marker) }
    }

    /// Says that the site has changed, and keeps what this build has found.
    func end() throws {
        try database.execute("COMMIT")
        if isNew {
            // The file has another name until it is whole.
            guard SystemCall.retrying({ rename(path + ".new", path) }) == 0 else { throw StorageError("write", path) }
        }
        // From here on the name may be that of the next builder.
        isSettled = true
        guard SystemCall.retrying({ unlink(marker) }) == 0 || errno == ENOENT else {
            throw StorageError("remove", marker)
        }
    }

    /// What `body` makes of something that the state says; when it refuses that, the state is damaged.
    func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw DamagedState(path: path, reason: refusal.message)
        }
    }

    // MARK: - Values

    /// A text that is kept under a key.
    func text(_ key: String) throws -> String? {
        try database.first("SELECT value FROM meta WHERE key = ? AND value IS NOT NULL", .text(key)) { $0.text(0) }
    }

    /// Keeps a value under a key.
    func set(_ key: String, _ value: Database.Value) throws {
        try database.run(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", .text(key), value)
    }

    private static let schema: StaticString = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE figure (shown INTEGER, name TEXT, value INTEGER, PRIMARY KEY (shown, name)) WITHOUT ROWID;
        CREATE TABLE namespace (
            name TEXT PRIMARY KEY, shown INTEGER, skeleton TEXT, shard INTEGER, hash INTEGER, packages INTEGER, mark TEXT,
            ahead INTEGER, stats BLOB, record BLOB) WITHOUT ROWID;
        CREATE INDEX namespace_by_name ON namespace (shown, name);
        CREATE INDEX namespace_by_skeleton ON namespace (skeleton);
        CREATE INDEX namespace_by_shard ON namespace (shown, shard);
        CREATE INDEX namespace_by_hash ON namespace (shown, hash);
        CREATE INDEX namespace_ahead ON namespace (name) WHERE ahead = 1;
        CREATE TABLE package (
            number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, namespace TEXT NOT NULL, shown INTEGER NOT NULL,
            format TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, hash INTEGER NOT NULL,
            skeleton TEXT NOT NULL, listed BLOB NOT NULL);
        CREATE INDEX package_by_time ON package (shown, updated DESC, key);
        CREATE INDEX package_by_format_and_time ON package (shown, format, updated DESC, key);
        CREATE INDEX package_by_format_and_age ON package (shown, format, created DESC, key);
        CREATE INDEX package_by_namespace_and_time ON package (namespace, updated DESC, key);
        CREATE INDEX package_by_namespace_and_age ON package (namespace, created);
        CREATE INDEX package_by_hash ON package (shown, hash);
        CREATE INDEX package_by_skeleton ON package (skeleton);
        CREATE TABLE input (key TEXT PRIMARY KEY, stats BLOB, files BLOB) WITHOUT ROWID;
        CREATE TABLE approval (document TEXT PRIMARY KEY, package TEXT NOT NULL, stats BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX approval_by_package ON approval (package);
        CREATE TABLE waiting (key TEXT PRIMARY KEY, skeleton TEXT, bytes BLOB) WITHOUT ROWID;
        CREATE INDEX waiting_by_skeleton ON waiting (skeleton);
        CREATE TABLE found (name TEXT PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE record (number INTEGER PRIMARY KEY, namespace TEXT NOT NULL, bytes BLOB);
        CREATE TABLE readme (number INTEGER PRIMARY KEY, bytes BLOB);
        CREATE TABLE edge (target TEXT, kind INTEGER, source TEXT, range TEXT, PRIMARY KEY (target, kind, source)) WITHOUT ROWID;
        CREATE TABLE needed (target TEXT, shown INTEGER, count INTEGER, PRIMARY KEY (target, shown)) WITHOUT ROWID;
        CREATE TABLE lock (target TEXT, latest INTEGER, source TEXT, PRIMARY KEY (target, latest, source)) WITHOUT ROWID;
        CREATE TABLE consulted (source TEXT, target TEXT, PRIMARY KEY (source, target)) WITHOUT ROWID;
        CREATE TABLE posting (
            shown INTEGER, term TEXT, weight INTEGER, source TEXT, PRIMARY KEY (shown, term, weight, source)) WITHOUT ROWID;
        CREATE TABLE document (shown INTEGER, owner TEXT, paths BLOB, PRIMARY KEY (shown, owner)) WITHOUT ROWID;
        CREATE TABLE logged (key TEXT, place INTEGER, entry BLOB, PRIMARY KEY (key, place)) WITHOUT ROWID;
        CREATE TABLE gone (path TEXT PRIMARY KEY, time INTEGER) WITHOUT ROWID;
        CREATE TABLE bin (number INTEGER PRIMARY KEY, expires INTEGER);
        CREATE INDEX bin_by_expiry ON bin (expires);
        CREATE TABLE superseded (path TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX superseded_by_time ON superseded (since);
        CREATE TABLE target (bin INTEGER, path TEXT, entry BLOB, PRIMARY KEY (bin, path)) WITHOUT ROWID;
        """
}
