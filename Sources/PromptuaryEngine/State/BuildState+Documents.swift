internal import PromptuaryCore

extension BuildState {
    /// Whose files some files of a site are: what they are made from.
    enum Owner: Hashable {
        case package(String)
        case namespace(String)
        case packageShard(HashPrefix)
        case namespaceShard(HashPrefix)
        case search(SearchNode)
        case packageDirectory
        case namespaceDirectory
        case namespaceList
        case keys(String)
        case log
        case registry
        case status

        var text: String {
            switch self {
            case .package(let key): "p " + key
            case .namespace(let name): "n " + name
            case .packageShard(let leaf): "l " + leaf.text
            case .namespaceShard(let leaf): "m " + leaf.text
            case .search(let node): "s " + node.path.text
            case .packageDirectory: "l"
            case .namespaceDirectory: "m"
            case .namespaceList: "n"
            case .keys(let name): "k " + name
            case .log: "log"
            case .registry: "r"
            case .status: "status"
            }
        }
    }

    /// The paths of an owner's files in a part of the site.
    func paths(of owner: Owner, shown: Bool) throws -> [String] {
        try database.first(
            "SELECT paths FROM document WHERE shown = ? AND owner = ?", .integer(shown ? 1 : 0), .text(owner.text)
        ) { row in
            try row.bytes(0).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        } ?? []
    }

    /// The leaves whose shards a part of the site has, in their order: of the packages or of the namespaces.
    func leaves(_ shard: (HashPrefix) -> Owner, shown: Bool) throws -> [HashPrefix] {
        // The prefix without digits is spelled "all", after all digits.
        let all = shard(.root).text
        let first = String(all.dropLast(HashPrefix.root.text.count))
        return try database.all(
            "SELECT owner FROM document WHERE shown = ? AND owner >= ? AND owner <= ? ORDER BY owner",
            .integer(shown ? 1 : 0), .text(first), .text(all)
        ) { $0.text(0) }.compactMap { HashPrefix($0.dropFirst(first.count)) }
    }

    /// Notes the paths of an owner's files in a part of the site.
    func set(_ paths: [String], of owner: Owner, shown: Bool) throws {
        guard !paths.isEmpty else {
            try database.run(
                "DELETE FROM document WHERE shown = ? AND owner = ?", .integer(shown ? 1 : 0), .text(owner.text))
            return
        }
        var bytes: [UInt8] = []
        for path in paths {
            bytes.append(contentsOf: path.utf8)
            bytes.append(0)
        }
        try database.run(
            "INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (shown, owner) DO UPDATE SET paths = excluded.paths",
            .integer(shown ? 1 : 0), .text(owner.text), .bytes(bytes))
    }

    /// Forgets all files and what metadata lists of them, before all are made again.
    ///
    /// Many pages are read more than once then, and kept.
    func forgetDocuments() throws {
        try database.execute("PRAGMA cache_size = -24000")
        try database.execute("DELETE FROM document")
        try database.execute("DELETE FROM target")
    }

    /// The paths of the published shards of key sets.
    func keyPaths() throws -> [String] {
        try database.all("SELECT owner FROM document WHERE shown = 1 AND owner >= 'k ' AND owner < 'k!'") {
            String($0.text(0).dropFirst(2))
        }
    }
}
