internal import PromptuaryCore

extension BuildState {
    /// The names of all namespaces.
    func namespaceNames() throws -> [String] {
        try database.all("SELECT name FROM namespace ORDER BY name") { $0.text(0) }
    }

    /// What the file system said of the folder of a namespace.
    func namespaceStats(_ name: String) throws -> FolderStats? {
        try database.first("SELECT stats FROM namespace WHERE name = ?", .text(name)) {
            try FolderStats(bytes: $0.bytes(0))
        }
    }

    /// A namespace by its name.
    func namespace(_ name: String) throws -> Namespace? {
        if let known = namespaces[name] { return known }
        let record = try database.first("SELECT record FROM namespace WHERE name = ?", .text(name)) { try $0.bytes(0) }
        let namespace = try record.map { try decode($0) }
        namespaces[name] = .some(namespace)
        return namespace
    }

    private func decode(_ record: [UInt8]) throws -> Namespace {
        try reading { try NamespaceRecord.decode(record) }
    }

    /// What the offline roles said of each namespace when it was read.
    func marks() throws -> [(name: String, mark: String)] {
        try database.all("SELECT name, mark FROM namespace") { ($0.text(0), $0.text(1)) }
    }

    /// The namespaces that are judged by the size of the log.
    func namespacesAhead() throws -> [String] {
        try database.all("SELECT name FROM namespace WHERE ahead = 1") { $0.text(0) }
    }

    /// Puts a namespace in the place of the one of this name, or removes that.
    func replace(_ name: String, by namespace: Namespace?, stats: FolderStats, mark: String, isAhead: Bool) throws {
        let old = try self.namespace(name)
        namespaces[name] = .some(namespace)
        if let old { try add(-1, to: "namespaces", shown: old.isPublic) }
        guard let namespace else {
            try database.run("DELETE FROM namespace WHERE name = ?", .text(name))
            return
        }
        try add(1, to: "namespaces", shown: namespace.isPublic)
        try database.run(
            """
            INSERT INTO namespace (name, shown, skeleton, shard, hash, packages, mark, ahead, stats, record) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET shown = excluded.shown, mark = excluded.mark, ahead = excluded.ahead, stats = excluded.stats, record = excluded.record
            """, .text(name), .integer(namespace.isPublic ? 1 : 0), .text(namespace.name.skeleton),
            .integer(Int(KeyShard.number(of: namespace.name))),
            .integer(HashPrefix.key(of: namespace.name.description).ordered),
            .text(mark), .integer(isAhead ? 1 : 0),
            .bytes(stats.bytes), .bytes(NamespaceRecord.encode(namespace)))
    }

    /// The keys of all packages in a namespace, also of those that wait for their owners.
    func packageKeys(in namespace: String) throws -> [String] {
        try database.all(
            "SELECT key FROM input WHERE key >= ? AND key < ?", .text(namespace + " "), .text(namespace + "!")
        ) { $0.text(0) }
    }

    /// The names that look like a name, in order.
    func namespaces(lookingLike skeleton: String) throws -> [String] {
        try database.all("SELECT name FROM namespace WHERE skeleton = ? ORDER BY name", .text(skeleton)) { $0.text(0) }
    }

    /// The keys of the packages whose names look like a name, in order, also of those that wait for their owners.
    func packages(lookingLike skeleton: String) throws -> [String] {
        try database.all(
            "SELECT key FROM package WHERE skeleton = ?1 UNION SELECT key FROM waiting WHERE skeleton = ?1 ORDER BY key",
            .text(skeleton)
        ) { $0.text(0) }
    }

    /// The first namespaces of a part of the registry by name, with the numbers of their packages.
    func namespaceRows(shown: Bool, limit: Int) throws -> [NamespaceRow] {
        let rows = try database.all(
            "SELECT name, packages FROM namespace WHERE shown = ? ORDER BY name LIMIT ?", .integer(shown ? 1 : 0),
            .integer(limit)
        ) { ($0.text(0), $0.integer(1)) }
        return try rows.compactMap { name, packages in
            guard let namespace = try namespace(name) else { return nil }
            return NamespaceRow(
                namespace: namespace, packageCount: packages, createdAt: try created(in: namespace.name))
        }
    }

    /// How many packages a namespace has.
    func packageCount(in namespace: NamespaceName) throws -> Int {
        try database.first("SELECT packages FROM namespace WHERE name = ?", .text(namespace.text)) { $0.integer(0) }
            ?? 0
    }

    /// The namespaces of a part of the registry below a prefix of the digests of their names.
    func namespaces(below prefix: HashPrefix, shown: Bool) throws -> [Namespace] {
        let names = try database.all(
            "SELECT name FROM namespace WHERE shown = ? AND hash BETWEEN ? AND ?", .integer(shown ? 1 : 0),
            .integer(prefix.keys.lowerBound.ordered), .integer(prefix.keys.upperBound.ordered)
        ) { $0.text(0) }
        return try names.compactMap { try namespace($0) }
    }

    /// How many namespaces lie below a prefix, counted up to a limit.
    func countNamespaces(below prefix: HashPrefix, shown: Bool, limit: Int) throws -> Int {
        try database.first(
            "SELECT count(*) FROM (SELECT 1 FROM namespace WHERE shown = ? AND hash BETWEEN ? AND ? LIMIT ?)",
            .integer(shown ? 1 : 0), .integer(prefix.keys.lowerBound.ordered),
            .integer(prefix.keys.upperBound.ordered), .integer(limit)
        ) { $0.integer(0) } ?? 0
    }

    /// The public namespaces with published keys whose shard of key sets has a number.
    func namespaces(inShard number: UInt8) throws -> [Namespace] {
        let names = try database.all(
            "SELECT name FROM namespace WHERE shown = 1 AND shard = ? ORDER BY name", .integer(Int(number))
        ) { $0.text(0) }
        return try names.compactMap { try namespace($0) }
    }
}
