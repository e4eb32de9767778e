internal import PromptuaryCore

// Questions about all packages that a site shows, each answered from an index.

extension BuildState {
    /// How many packages and releases a part of the registry has.
    func figures(shown: Bool) throws -> [String: Int] {
        var figures: [String: Int] = [:]
        try database.rows("SELECT name, value FROM figure WHERE shown = ?", .integer(shown ? 1 : 0)) {
            figures[$0.text(0)] = $0.integer(1)
            return true
        }
        return figures
    }

    /// Adds to a figure.
    func add(_ number: Int, to name: String, shown: Bool) throws {
        guard number != 0 else { return }
        try database.run(
            "INSERT INTO figure VALUES (?, ?, ?) ON CONFLICT (shown, name) DO UPDATE SET value = value + excluded.value",
            .integer(shown ? 1 : 0), .text(name), .integer(number))
    }

    // MARK: - By time

    /// The packages that were updated last, newest first.
    func recent(shown: Bool, limit: Int) throws -> [Int] {
        try database.all(
            "SELECT number FROM package WHERE shown = ? ORDER BY updated DESC, key LIMIT ?", .integer(shown ? 1 : 0),
            .integer(limit)
        ) { $0.integer(0) }
    }

    /// When a package was updated last; nil when that is not known of any.
    func lastUpdate(shown: Bool) throws -> Timestamp? {
        let time = try database.first(
            "SELECT updated FROM package WHERE shown = ? ORDER BY updated DESC LIMIT 1", .integer(shown ? 1 : 0)
        ) { $0.integer(0) }
        return time.flatMap { $0 == Self.unknownTime ? nil : Timestamp(seconds: $0) }
    }

    /// What is listed of the packages of a format that were updated last, newest first.
    func recent(_ format: PackageFormat, shown: Bool, limit: Int) throws -> [ListedPackage] {
        try database.all(
            "SELECT listed FROM package WHERE shown = ? AND format = ? ORDER BY updated DESC, key LIMIT ?",
            .integer(shown ? 1 : 0), .text(format.rawValue), .integer(limit)
        ) { ListedPackage(row: try $0.bytes(0)) }
    }

    /// What is listed of the packages of a format that came last, newest first.
    func newest(_ format: PackageFormat, shown: Bool, limit: Int) throws -> [ListedPackage] {
        try database.all(
            "SELECT listed FROM package WHERE shown = ? AND format = ? ORDER BY created DESC, key LIMIT ?",
            .integer(shown ? 1 : 0), .text(format.rawValue), .integer(limit)
        ) { ListedPackage(row: try $0.bytes(0)) }
    }

    /// The packages of a namespace that were updated last, newest first.
    func recent(in namespace: NamespaceName, limit: Int) throws -> [Int] {
        try database.all(
            "SELECT number FROM package WHERE namespace = ? ORDER BY updated DESC, key LIMIT ?", .text(namespace.text),
            .integer(limit)
        ) { $0.integer(0) }
    }

    /// When the first package of a namespace came out; nil when that is not known.
    func created(in namespace: NamespaceName) throws -> Timestamp? {
        try database.first(
            "SELECT created FROM package WHERE namespace = ? AND created > ? ORDER BY created LIMIT 1",
            .text(namespace.text), .integer(Self.unknownTime)
        ) { Timestamp(seconds: $0.integer(0)) }
    }

    /// What stands for a time that is not known: before all others.
    static let unknownTime = Int.min

    // MARK: - By the digest of the name

    /// The packages below a prefix of the digests of their names.
    func packages(below prefix: HashPrefix, shown: Bool) throws -> [Int] {
        try database.all(
            "SELECT number FROM package WHERE shown = ? AND hash BETWEEN ? AND ?", .integer(shown ? 1 : 0),
            .integer(prefix.keys.lowerBound.ordered), .integer(prefix.keys.upperBound.ordered)
        ) { $0.integer(0) }
    }

    /// How many packages lie below a prefix, counted up to a limit.
    func countPackages(below prefix: HashPrefix, shown: Bool, limit: Int) throws -> Int {
        try database.first(
            "SELECT count(*) FROM (SELECT 1 FROM package WHERE shown = ? AND hash BETWEEN ? AND ? LIMIT ?)",
            .integer(shown ? 1 : 0), .integer(prefix.keys.lowerBound.ordered),
            .integer(prefix.keys.upperBound.ordered), .integer(limit)
        ) { $0.integer(0) } ?? 0
    }

    // MARK: - By words

    /// What comes after all texts that begin with a prefix.
    private static func end(of prefix: String) -> String { prefix + "\u{10FFFF}\u{10FFFF}" }

    /// How many postings lie below a prefix of terms, counted up to a limit.
    func countPostings(below prefix: String, shown: Bool, limit: Int) throws -> Int {
        try database.first(
            "SELECT count(*) FROM (SELECT 1 FROM posting WHERE shown = ? AND term >= ? AND term < ? LIMIT ?)",
            .integer(shown ? 1 : 0), .text(prefix), .text(Self.end(of: prefix)), .integer(limit)
        ) { $0.integer(0) } ?? 0
    }

    /// What follows a prefix in the terms of a part of the registry.
    func next(after prefix: String, shown: Bool) throws -> SearchTrie.Next {
        var next = SearchTrie.Next(scalars: [], isTerm: false)
        let depth = prefix.unicodeScalars.count
        var from = prefix
        while let term = try database.first(
            "SELECT term FROM posting WHERE shown = ? AND term >= ? AND term < ? ORDER BY term LIMIT 1",
            .integer(shown ? 1 : 0), .text(from), .text(Self.end(of: prefix)), take: { $0.text(0) })
        {
            guard let scalar = term.unicodeScalars.dropFirst(depth).first else {
                next.isTerm = true
                from = prefix + "\u{1}"
                continue
            }
            next.scalars.append(scalar)
            var child = prefix
            child.unicodeScalars.append(scalar)
            from = Self.end(of: child)
        }
        return next
    }

    /// The postings of a leaf; of very many, the best, one more to say so, and some more.
    func postings(_ node: SearchNode, shown: Bool, more: Int) throws -> [SearchPosting] {
        let limit = Database.Value.integer(SearchIndex.kept + 1 + more)
        // All postings of one term are in the order of their weight, so that no more of them are read than are kept.
        if node.isTerm || node.prefix.unicodeScalars.count >= SearchTrie.deepest {
            return try database.all(
                "SELECT weight, source FROM posting WHERE shown = ? AND term = ? ORDER BY weight, source LIMIT ?",
                .integer(shown ? 1 : 0), .text(node.prefix), limit
            ) { SearchPosting(term: node.prefix, weight: -$0.integer(0), id: $0.text(1)) }
        }
        return try database.all(
            "SELECT term, weight, source FROM posting WHERE shown = ? AND term >= ? AND term < ? ORDER BY weight, source, term LIMIT ?",
            .integer(shown ? 1 : 0), .text(node.prefix), .text(Self.end(of: node.prefix)), limit
        ) { SearchPosting(term: $0.text(0), weight: -$0.integer(1), id: $0.text(2)) }
    }

    /// What the search index shows of the packages of postings, as JSON, by their names.
    func searchRows(of postings: [SearchPosting]) throws -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for posting in postings where rows[posting.id] == nil {
            rows[posting.id] = try database.first("SELECT row FROM found WHERE name = ?", .text(posting.id)) {
                try $0.bytes(0)
            }
        }
        return rows
    }
}
