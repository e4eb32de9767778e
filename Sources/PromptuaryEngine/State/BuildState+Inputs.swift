extension BuildState {
    /// The stats of all folders of packages, read in the order of their keys beside a walk.
    struct Inputs {
        private let cursor: Database.Cursor
        private var next: (key: String, stats: FolderStats)?

        fileprivate init(_ cursor: Database.Cursor) throws {
            self.cursor = cursor
            try advance()
        }

        private mutating func advance() throws {
            next = try cursor.next { ($0.text(0), try FolderStats(bytes: $0.bytes(1))) }
        }

        /// Passes over the folders whose keys come before one: they are gone.
        mutating func skip(before key: String, gone: (TreeReader.FolderName) -> Void) throws {
            while let known = next, known.key.utf8.lexicographicallyPrecedes(key.utf8) {
                gone(TreeReader.FolderName(key: known.key))
                try advance()
            }
        }

        /// The stats of a folder, which is the next one or is not known.
        mutating func take(_ key: String) throws -> FolderStats? {
            guard let known = next, known.key == key else { return nil }
            try advance()
            return known.stats
        }

        /// Passes over all that are left: they are gone.
        mutating func rest(gone: (TreeReader.FolderName) -> Void) throws {
            while let known = next {
                gone(TreeReader.FolderName(key: known.key))
                try advance()
            }
        }
    }

    /// The stats of all folders of packages.
    func inputs() throws -> Inputs { try Inputs(try database.cursor("SELECT key, stats FROM input ORDER BY key")) }
}
