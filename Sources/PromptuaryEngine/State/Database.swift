internal import CSQLite
internal import Glibc
internal import PromptuaryCore

/// One connection to an SQLite file, for one task at a time.
///
/// Statements are prepared once. Bytes are kept with their CRC-32, because SQLite checks only the form of its pages. What SQLite says about a file that is no database, or a damaged one, is ``DamagedState``; a full
/// or failing disk is a ``StorageError``.
final class Database {
    /// A value that a statement takes.
    enum Value {
        case integer(Int)
        case text(String)
        case bytes([UInt8])
        case null

        /// A value that may be missing.
        static func optional(_ number: Int?) -> Value { number.map { .integer($0) } ?? .null }
    }

    /// One row of an answer; valid until the next one is asked for.
    struct Row: ~Copyable {
        fileprivate let statement: OpaquePointer

        /// The integer of a column; 0 for null.
        func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

        /// Whether a column is null.
        func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

        /// The text of a column.
        func text(_ column: Int32) -> String {
            guard let start = sqlite3_column_text(statement, column) else { return "" }
            let count = Int(sqlite3_column_bytes(statement, column))
            return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }

        /// The bytes of a column, when they are those that were put there.
        func bytes(_ column: Int32) throws(DamagedState) -> [UInt8] {
            let sealed = UnsafeRawBufferPointer(
                start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column)))
            let count = sealed.count - MemoryLayout<UInt32>.size
            guard count >= 0,
                CRC32.checksum(of: UnsafeRawBufferPointer(rebasing: sealed[..<count]))
                    == sealed.loadUnaligned(fromByteOffset: count, as: UInt32.self)
            else {
                let path = sqlite3_db_filename(sqlite3_db_handle(statement), nil).map { String(cString: $0) }
                throw DamagedState(path: path ?? "", reason: "a checksum does not match")
            }
            return Array(sealed[..<count])
        }
    }

    private let path: String
    private let connection: OpaquePointer
    private var statements: [UnsafePointer<UInt8>: OpaquePointer] = [:]

    private static let isConfigured: Bool = promptuary_sqlite_without_statistics() == SQLITE_OK

    /// Opens the file at `path`, or makes it unless it is only read.
    init(_ path: String, isReadOnly: Bool = false) throws {
        _ = Self.isConfigured
        var opened: OpaquePointer?
        let flags =
            (isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
            | SQLITE_OPEN_NOFOLLOW
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened else { throw StorageError("open", path, code: ENOMEM) }
        connection = opened
        self.path = path
        guard code == SQLITE_OK else { throw failure(code) }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(connection)
    }

    /// Runs statements that take no values, one after the other.
    func execute(_ sql: StaticString) throws {
        let code = sqlite3_exec(
            connection, UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self), nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Runs a statement that gives no rows.
    func run(_ sql: StaticString, _ values: Value...) throws {
        try step(sql, values) { _ in false }
    }

    /// Hands the rows of an answer to `take`, until there is none left or it returns false.
    func rows(_ sql: StaticString, _ values: Value..., take: (borrowing Row) throws -> Bool) throws {
        try step(sql, values, take)
    }

    /// What `take` makes of the first row; nil when there is none.
    func first<Result>(_ sql: StaticString, _ values: Value..., take: (borrowing Row) throws -> Result) throws
        -> Result?
    {
        var result: Result?
        try step(sql, values) {
            result = try take($0)
            return false
        }
        return result
    }

    /// All rows of an answer.
    func all<Result>(_ sql: StaticString, _ values: Value..., take: (borrowing Row) throws -> Result) throws -> [Result]
    {
        var results: [Result] = []
        try step(sql, values) {
            results.append(try take($0))
            return true
        }
        return results
    }

    /// An answer that is read row by row.
    ///
    /// Its statement belongs to it alone until it is gone.
    final class Cursor {
        private let database: Database
        private let statement: OpaquePointer

        fileprivate init(_ database: Database, _ statement: OpaquePointer) {
            (self.database, self.statement) = (database, statement)
        }

        deinit { sqlite3_reset(statement) }

        /// What `take` makes of the next row; nil when there is none.
        func next<Result>(_ take: (borrowing Row) throws -> Result) throws -> Result? {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return nil }
            guard code == SQLITE_ROW else { throw database.failure(code) }
            return try take(Row(statement: statement))
        }
    }

    /// The rows of an answer, for who reads them beside something else.
    func cursor(_ sql: StaticString) throws -> Cursor { Cursor(self, try prepared(sql)) }

    /// The number of the row that was inserted last.
    var lastRow: Int { Int(sqlite3_last_insert_rowid(connection)) }

    private func step(_ sql: StaticString, _ values: [Value], _ take: (borrowing Row) throws -> Bool) throws {
        let statement = try prepared(sql)
        // Reset first: an error of the last step is told there again, and means nothing any more.
        defer { sqlite3_reset(statement) }
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code =
                switch value {
                case .integer(let number): sqlite3_bind_int64(statement, position, Int64(number))
                case .text(var text):
                    text.withUTF8 { units in
                        units.withMemoryRebound(to: CChar.self) {
                            promptuary_sqlite_bind_text(
                                statement, position, $0.baseAddress, Int32($0.count))
                        }
                    }
                case .bytes(let bytes):
                    bytes.withUnsafeBytes {
                        promptuary_sqlite_bind_bytes(
                            statement, position, $0.baseAddress, Int32($0.count), CRC32.checksum(of: $0))
                    }
                case .null: sqlite3_bind_null(statement, position)
                }
            guard code == SQLITE_OK else { throw failure(code) }
        }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code) }
            guard try take(Row(statement: statement)) else { return }
        }
    }

    private func prepared(_ sql: StaticString) throws -> OpaquePointer {
        if let known = statements[sql.utf8Start] { return known }
        var made: OpaquePointer?
        let text = UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
        let code = sqlite3_prepare_v3(
            connection, text, Int32(sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made else { throw failure(code) }
        statements[sql.utf8Start] = made
        return made
    }

    private func failure(_ code: Int32) -> any Error {
        switch code & 0xFF {
        case SQLITE_FULL: return StorageError("write", path, code: ENOSPC)
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM:
            let system = sqlite3_system_errno(connection)
            return StorageError(
                code & 0xFF == SQLITE_CANTOPEN ? "open" : "write", path, code: system == 0 ? EIO : system)
        case SQLITE_NOMEM: return StorageError("read", path, code: ENOMEM)
        case SQLITE_BUSY, SQLITE_LOCKED: return StorageError("open", path, code: EBUSY)
        default: return DamagedState(path: path, reason: String(cString: sqlite3_errmsg(connection)))
        }
    }
}

/// A build state that does not say what it should: it is thrown away and made again.
struct DamagedState: Error {
    /// The path of the file.
    let path: String
    /// What is wrong with it.
    let reason: String
}
