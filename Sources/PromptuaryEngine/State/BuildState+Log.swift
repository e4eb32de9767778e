internal import PromptuaryCore

// What the log says of packages and namespaces, and what the metadata lists.

extension BuildState {
    /// The size of the log whose entries the state has, and its root.
    func logMark() throws -> (size: Int, root: String) {
        let text = try self.text("log") ?? "0 "
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        return (Int(parts[0]) ?? 0, parts.count > 1 ? String(parts[1]) : "")
    }

    /// Says which log the entries are from.
    func setLogMark(size: Int, root: SHA256Digest) throws { try set("log", .text("\(size) \(root)")) }

    /// Adds an entry with its bytes.
    func addLogged(_ entry: LogEntry, _ bytes: [UInt8], at index: Int) throws {
        let key =
            switch entry.kind {
            case .release(let release): release.id.key
            case .yank(let yank): yank.id.key
            case .keys(let namespace, _, _): namespace.text
            }
        try database.run(
            "INSERT OR REPLACE INTO logged VALUES (?, ?, ?)", .text(key), .integer(index), .bytes(bytes))
    }

    /// The entries about a package, by its key, or about a namespace, by its name, in the order of the log.
    func logged(_ key: String) throws -> [(index: Int, entry: LogEntry)] {
        try database.all("SELECT place, entry FROM logged WHERE key = ? ORDER BY place", .text(key)) {
            let bytes = try $0.bytes(1)
            return ($0.integer(0), try reading { try LogEntry(bytes: bytes) })
        }
    }

    // MARK: - Targets

    /// What a bin says of a file; nil when it lists none.
    func target(_ path: String, in bin: Int) throws -> [UInt8]? {
        try database.first("SELECT entry FROM target WHERE bin = ? AND path = ?", .integer(bin), .text(path)) {
            try $0.bytes(0)
        }
    }

    /// Lists a file in a bin, or lists it no more; whether that changes the bin.
    func setTarget(_ path: String, in bin: Int, _ entry: [UInt8]?) throws -> Bool {
        let known = isNew ? nil : try target(path, in: bin)
        guard known != entry else { return false }
        if let entry {
            try database.run(
                "INSERT INTO target VALUES (?, ?, ?) ON CONFLICT (bin, path) DO UPDATE SET entry = excluded.entry",
                .integer(bin), .text(path), .bytes(entry))
        } else {
            try database.run("DELETE FROM target WHERE bin = ? AND path = ?", .integer(bin), .text(path))
        }
        return true
    }

    /// The member `targets` of a bin.
    func content(ofBin bin: Int) throws -> [UInt8] {
        var content = BinContent()
        try database.rows("SELECT path, entry FROM target WHERE bin = ? ORDER BY path", .integer(bin)) { row in
            try content.add(row.text(0), try row.bytes(1))
            return true
        }
        return try content.finish()
    }

    /// Says until when a bin is valid.
    func setExpiry(_ time: Timestamp, ofBin bin: Int) throws {
        try database.run("INSERT OR REPLACE INTO bin VALUES (?, ?)", .integer(bin), .integer(time.seconds))
    }

    /// The bins that are not valid after a time.
    func bins(expiringBefore time: Timestamp) throws -> [Int] {
        try database.all("SELECT number FROM bin WHERE expires <= ?", .integer(time.seconds)) { $0.integer(0) }
    }
}
