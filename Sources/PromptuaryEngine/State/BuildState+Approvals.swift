// The approvals of a tree by their documents, and the packages that they are about.

extension BuildState {
    /// What the file system said of each document.
    func approvalStats() throws -> [String: [UInt8]] {
        let rows = try database.all("SELECT document, stats FROM approval") { ($0.text(0), try $0.bytes(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// The documents about a package, by its key.
    func approvals(of package: String) throws -> [String] {
        try database.all("SELECT document FROM approval WHERE package = ? ORDER BY document", .text(package)) {
            $0.text(0)
        }
    }

    /// The package that a document is about, as far as it is known.
    func package(ofApproval document: String) throws -> String? {
        let known = try database.first("SELECT package FROM approval WHERE document = ?", .text(document)) {
            $0.text(0)
        }
        return known.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Remembers what a document is about, and what the file system says of it; without stats it is looked at again.
    func setApproval(_ document: String, about package: String?, stats: [UInt8]) throws {
        try database.run(
            """
            INSERT INTO approval VALUES (?, ?, ?)
            ON CONFLICT (document) DO UPDATE SET package = excluded.package, stats = excluded.stats
            """, .text(document), .text(package ?? ""), .bytes(stats))
    }

    /// Forgets a document that is gone.
    func removeApproval(_ document: String) throws {
        try database.run("DELETE FROM approval WHERE document = ?", .text(document))
    }
}
