internal import PromptuaryCore

/// Since when files that nothing points at any more lie in the public site.
extension BuildState {
    /// Since when a file is superseded; nil when it is not.
    func superseded(_ path: String) throws -> Timestamp? {
        try database.first("SELECT since FROM superseded WHERE path = ?", .text(path)) {
            Timestamp(seconds: $0.integer(0))
        }
    }

    /// The files that were superseded at a time or before.
    func superseded(until time: Timestamp) throws -> [String] {
        try database.all("SELECT path FROM superseded WHERE since <= ?", .integer(time.seconds)) { $0.text(0) }
    }

    /// Hands all superseded files to `take`, in the order of their paths.
    func superseded(_ take: (_ path: String, _ since: Timestamp) throws -> Void) throws {
        try database.rows("SELECT path, since FROM superseded ORDER BY path") {
            try take($0.text(0), Timestamp(seconds: $0.integer(1)))
            return true
        }
    }

    /// Notes since when a file is superseded; nil when it is needed again, or gone.
    func set(superseded path: String, since time: Timestamp?) throws {
        guard let time else { return try database.run("DELETE FROM superseded WHERE path = ?", .text(path)) }
        try database.run(
            "INSERT INTO superseded VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET since = excluded.since",
            .text(path), .integer(time.seconds))
    }

    /// Forgets since when anything is superseded.
    func forgetSuperseded() throws { try database.execute("DELETE FROM superseded") }
}
