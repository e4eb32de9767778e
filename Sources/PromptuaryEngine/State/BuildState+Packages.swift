internal import PromptuaryCore

extension TreeReader.FolderName {
    /// The key of the package in a build state: in the order of namespace, then name, by bytes.
    ///
    /// No character of a name is smaller than the space.
    var key: String { namespace + " " + name }

    init(key: String) {
        let parts = key.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(namespace: String(parts.first ?? ""), name: String(parts.last ?? ""))
    }
}

extension PackageID {
    /// The key of the package in a build state; see ``TreeReader/FolderName/key``.
    var key: String { namespace.text + " " + name.text }

    init(key: String) throws(Refusal) {
        let folder = TreeReader.FolderName(key: key)
        self.init(try NamespaceName(folder.namespace), try PackageName(folder.name))
    }
}

extension UInt64 {
    /// The same number in the order of signed ones, which are all that SQLite has.
    var ordered: Int { Int(Int64(bitPattern: self ^ 1 << 63)) }
}

extension BuildState {
    /// A package as an earlier build left it.
    struct Known: Sendable {
        let number: Int
        let isShown: Bool
        let package: Package
    }

    /// The way from a package to those that it needs, for those who look from there.
    enum Edge: Int {
        /// A release needs it.
        case needs = 0
        /// The latest release needs it: its page says so.
        case shown = 1
        /// The page or a lock was made from it: whether it is there, or which releases it has.
        case consulted = 2
    }

    // MARK: - Looking up

    /// A package by its key; its signers are among the keys that its namespace has, or among those that it had.
    func known(_ key: String, signedBy former: KeySet? = nil) throws -> Known? {
        let found = try database.first(
            "SELECT p.number, p.shown, r.namespace, r.bytes FROM package p JOIN record r ON r.number = p.number WHERE p.key = ?",
            .text(key)
        ) { ($0.integer(0), $0.integer(1) == 1, $0.text(2), try $0.bytes(3)) }
        guard let (number, isShown, namespace, record) = found else { return nil }
        return Known(number: number, isShown: isShown, package: try decode(record, of: namespace, signedBy: former))
    }

    /// The packages with these numbers, in this order.
    func packages(_ numbers: [Int], withReadme: Bool = false) throws -> [Package] {
        try numbers.compactMap { number in
            let found = try database.first(
                "SELECT namespace, bytes FROM record WHERE number = ?", .integer(number)
            ) { ($0.text(0), try $0.bytes(1)) }
            guard let (namespace, record) = found else { return nil }
            return try decode(record, of: namespace, readme: withReadme ? try readme(number) : nil)
        }
    }

    private func decode(
        _ record: [UInt8], of namespace: String, signedBy former: KeySet? = nil, readme: [UInt8]? = nil
    ) throws -> Package {
        let keys = try former ?? self.namespace(namespace)?.keys
        return try reading { try PackageRecord.decode(record, keys: keys, readme: readme) }
    }

    /// The README of a package's latest release.
    func readme(_ number: Int) throws -> [UInt8]? {
        try database.first("SELECT bytes FROM readme WHERE number = ?", .integer(number)) { try $0.bytes(0) }
    }

    /// What rules need to know of a package: of one whose releases wait, all of them.
    func outline(_ key: String) throws -> PackageOutline? {
        let record = try database.first(
            "SELECT coalesce((SELECT bytes FROM waiting WHERE key = ?1), (SELECT r.bytes FROM package p JOIN record r ON r.number = p.number WHERE p.key = ?1))",
            .text(key)
        ) { $0.isNull(0) ? nil : try $0.bytes(0) }
        guard let bytes = record ?? nil else { return nil }
        return try reading { try PackageRecord.outline(of: bytes) }
    }

    /// What rules know of the whole package, when something of it waits for its owners.
    func waitingOutline(_ key: String) throws -> PackageOutline? {
        try database.first("SELECT bytes FROM waiting WHERE key = ?", .text(key)) { try $0.bytes(0) }.map { bytes in
            try reading { try PackageRecord.outline(of: bytes) }
        }
    }

    /// The keys of the packages of which something waits for their owners.
    func waitingKeys() throws -> [String] {
        try database.all("SELECT key FROM waiting ORDER BY key") { $0.text(0) }
    }

    /// What was read of the folder of a package.
    func input(_ key: String) throws -> (stats: FolderStats, files: [String: ReadFile])? {
        try database.first("SELECT stats, files FROM input WHERE key = ?", .text(key)) {
            (try FolderStats(bytes: $0.bytes(0)), Self.files(try $0.bytes(1)))
        }
    }

    private static func files(_ bytes: [UInt8]) -> [String: ReadFile] {
        var files: [String: ReadFile] = [:]
        var at = 0
        while at + 6 <= bytes.count {
            let end = at + 6 + Int(bytes[at]) + Int(bytes[at + 1]) << 8
            let size = bytes[(at + 2)..<(at + 6)].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard end + 32 <= bytes.count, let digest = SHA256Digest(bytes: Array(bytes[end..<(end + 32)])) else {
                break
            }
            files[String(decoding: bytes[(at + 6)..<end], as: UTF8.self)] = ReadFile(digest: digest, size: size)
            at = end + 32
        }
        return files
    }

    private static func bytes(_ files: [String: ReadFile]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            for number in [path.utf8.count, path.utf8.count >> 8] + (0..<4).map({ file.size >> (8 * $0) }) {
                bytes.append(UInt8(truncatingIfNeeded: number))
            }
            bytes.append(contentsOf: path.utf8)
            bytes.append(contentsOf: file.digest.bytes)
        }
        return bytes
    }

    /// The numbers of all packages of a part of the registry, in the order in which they were read.
    func packageNumbers(shown: Bool) throws -> [Int] {
        try database.all("SELECT number FROM package WHERE shown = ? ORDER BY number", .integer(shown ? 1 : 0)) {
            $0.integer(0)
        }
    }

    /// The folders of all packages that are known, and others.
    func folders(with others: [TreeReader.FolderName]) throws -> [TreeReader.FolderName] {
        let known = try database.all("SELECT key FROM input ORDER BY key") { TreeReader.FolderName(key: $0.text(0)) }
        let names = Set(known)
        return known + others.filter { !names.contains($0) }
    }

    /// The number of a package, if a part of the registry has it.
    func number(_ key: String, shown: Bool) throws -> Int? {
        try database.first(
            "SELECT number FROM package WHERE key = ? AND shown = ?", .text(key), .integer(shown ? 1 : 0)
        ) {
            $0.integer(0)
        }
    }

    /// What rules need to know of all packages, and the successors that they name.
    func allOutlines() throws -> (outlines: [PackageOutline], successors: [PackageID: String]) {
        var outlines: [PackageOutline] = []
        var successors: [PackageID: String] = [:]
        let deprecated = Set(try database.all("SELECT source FROM edge WHERE kind = 2") { $0.text(0) })
        try database.rows(
            "SELECT p.key, coalesce((SELECT bytes FROM waiting w WHERE w.key = p.key), r.bytes) FROM package p JOIN record r ON r.number = p.number UNION SELECT key, bytes FROM waiting WHERE key NOT IN (SELECT key FROM package) ORDER BY 1"
        ) { row in
            let bytes = try row.bytes(1)
            outlines.append(try reading { try PackageRecord.outline(of: bytes) })
            return true
        }
        for key in deprecated {
            guard let package = try known(key)?.package else { continue }
            successors[package.id] = package.notes.deprecation?.successor
        }
        return (outlines, successors)
    }

    // MARK: - Changing

    /// Puts what was read of a package in the place of what was known, and of `outline`, which rules knew.
    func replace(
        _ known: Known?, _ outline: PackageOutline?, by reading: PackageReading, isShown: Bool, main: NamespaceName
    ) throws {
        let key = reading.folder.key
        let now = (reading.waiting ?? reading.package).map { PackageOutline($0) }
        try putEdges(
            Self.edges(of: known?.package, outline: outline, main),
            Self.edges(of: reading.package, outline: now, main), from: key)
        try countDependents(
            of: known.map { ($0.isShown, $0.package.needs(default: main)) },
            now: reading.package.map { (isShown, $0.needs(default: main)) })
        if reading.package == nil, reading.waiting == nil {
            try database.run("DELETE FROM input WHERE key = ?", .text(key))
        } else {
            try database.run(
                "INSERT INTO input VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET stats = excluded.stats, files = excluded.files",
                .text(key), .bytes(reading.stats.bytes), .bytes(Self.bytes(reading.files)))
        }
        if let whole = reading.waiting {
            try database.run(
                "INSERT OR REPLACE INTO waiting (key, skeleton, bytes) VALUES (?, ?, ?)", .text(key),
                .text(whole.id.skeleton), .bytes(PackageRecord.encode(whole)))
        } else if !isNew {
            try database.run("DELETE FROM waiting WHERE key = ?", .text(key))
        }
        if let known { try count(known.package, known.isShown, -1) }
        guard let package = reading.package else {
            if let known { try remove(known) }
            return
        }
        try count(package, isShown, 1)
        let number = try put(package, isShown, known)
        try database.run(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?)", .integer(number), .text(package.id.namespace.text),
            .bytes(PackageRecord.encode(package)))
        try database.run(
            "INSERT OR REPLACE INTO found VALUES (?, ?)", .text(package.id.description), .bytes(SearchRow(package).json)
        )
        if let readme = package.readme {
            try database.run("INSERT OR REPLACE INTO readme VALUES (?, ?)", .integer(number), .bytes(readme))
        } else if known != nil {
            try database.run("DELETE FROM readme WHERE number = ?", .integer(number))
        }
        try putPostings(known, package, isShown)
    }

    /// Notes what the file system says of a folder whose files say what they said.
    func setStats(_ stats: FolderStats, of key: String) throws {
        try database.run("UPDATE input SET stats = ? WHERE key = ?", .bytes(stats.bytes), .text(key))
    }

    private func count(_ package: Package, _ isShown: Bool, _ sign: Int) throws {
        try add(sign, to: "packages", shown: isShown)
        try add(sign * package.releases.count, to: "releases", shown: isShown)
        try add(sign, to: package.format.rawValue, shown: isShown)
        try database.run(
            "UPDATE namespace SET packages = packages + ? WHERE name = ?", .integer(sign),
            .text(package.id.namespace.text))
    }

    private func put(_ package: Package, _ isShown: Bool, _ known: Known?) throws -> Int {
        let protection = try namespace(package.id.namespace.text)?.protection ?? .protected
        let values: [Database.Value] = [
            .integer(isShown ? 1 : 0), .text(package.format.rawValue),
            .integer(package.createdAt?.seconds ?? Self.unknownTime),
            .integer(package.updatedAt?.seconds ?? Self.unknownTime),
            .bytes(ListedPackage(package, protection: protection).row),
        ]
        if let known {
            try database.run(
                "UPDATE package SET shown = ?, format = ?, created = ?, updated = ?, listed = ? WHERE number = ?",
                values[0], values[1], values[2], values[3], values[4], .integer(known.number))
            return known.number
        }
        try database.run(
            "INSERT INTO package (shown, format, created, updated, listed, key, namespace, hash, skeleton) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values[0], values[1], values[2], values[3], values[4], .text(package.id.key),
            .text(package.id.namespace.text),
            .integer(HashPrefix.key(of: package.id.description).ordered), .text(package.id.skeleton))
        return database.lastRow
    }

    private func remove(_ known: Known) throws {
        try database.run("DELETE FROM package WHERE number = ?", .integer(known.number))
        try database.run("DELETE FROM record WHERE number = ?", .integer(known.number))
        try database.run("DELETE FROM found WHERE name = ?", .text(known.package.id.description))
        try database.run("DELETE FROM readme WHERE number = ?", .integer(known.number))
        try putPostings(known, nil, known.isShown)
    }

    // MARK: - Edges

    private struct EdgeKey: Hashable {
        let target: String
        let kind: Edge
        let range: String
    }

    /// The edges from a package: those of all releases that rules know, and those of what is published.
    private static func edges(
        of package: Package?, outline: PackageOutline?, _ main: NamespaceName
    ) -> Set<EdgeKey> {
        var edges: Set<EdgeKey> = []
        // Most releases need what the one before them needs.
        var seen: Set<String> = []
        for release in outline?.releases ?? [] {
            for dependency in release.dependencies {
                guard seen.insert(dependency.identity).inserted,
                    let id = try? PackageID(
                        identity: dependency.identity, default: main, dotted: release.format == .yaml)
                else { continue }
                edges.insert(EdgeKey(target: id.key, kind: .needs, range: ""))
            }
        }
        guard let package else { return edges }
        for need in package.needs(default: main) {
            edges.insert(EdgeKey(target: need.package.key, kind: .shown, range: need.range))
        }
        if let successor = package.successor(default: main) {
            edges.insert(EdgeKey(target: successor.key, kind: .consulted, range: ""))
        } else if package.notes.deprecation?.successor != nil {
            // What is no name leads nowhere, and the rules have to say so.
            edges.insert(EdgeKey(target: "", kind: .consulted, range: ""))
        }
        return edges
    }

    private func putEdges(_ before: Set<EdgeKey>, _ after: Set<EdgeKey>, from source: String) throws {
        for edge in before.subtracting(after) {
            try database.run(
                "DELETE FROM edge WHERE target = ? AND kind = ? AND source = ?", .text(edge.target),
                .integer(edge.kind.rawValue), .text(source))
        }
        for edge in after.subtracting(before) {
            try database.run(
                "INSERT OR REPLACE INTO edge VALUES (?, ?, ?, ?)", .text(edge.target), .integer(edge.kind.rawValue),
                .text(source), .text(edge.range))
        }
    }

    /// Notes which packages the locks of a package were made from, and when the newest of its releases came out.
    ///
    /// `latest` is nil when that is not known of all: then every change may change a lock.
    func setConsulted(_ targets: Set<String>, by source: String, latest: Timestamp?) throws {
        let before = try consulted(by: source)
        for target in before.subtracting(targets) {
            try database.run("DELETE FROM consulted WHERE source = ? AND target = ?", .text(source), .text(target))
        }
        for target in before {
            try database.run("DELETE FROM lock WHERE target = ? AND source = ?", .text(target), .text(source))
        }
        for target in targets {
            try database.run(
                "INSERT OR REPLACE INTO lock VALUES (?, ?, ?)", .text(target), .integer(latest?.seconds ?? .max),
                .text(source))
            guard !before.contains(target) else { continue }
            try database.run("INSERT INTO consulted VALUES (?, ?)", .text(source), .text(target))
        }
    }

    /// The packages whose locks were made from a package, and that have a release of a time or later; without one, all.
    func lockers(of target: String, since time: Timestamp?) throws -> [String] {
        try database.all(
            "SELECT source FROM lock WHERE target = ? AND latest >= ?", .text(target), .integer(time?.seconds ?? .min)
        ) { $0.text(0) }
    }

    /// The packages from which the locks of a package were made.
    func consulted(by source: String) throws -> Set<String> {
        Set(try database.all("SELECT target FROM consulted WHERE source = ?", .text(source)) { $0.text(0) })
    }

    /// The packages that have an edge of a kind to a package, by key.
    func sources(of target: String, _ kind: Edge) throws -> [String] {
        try database.all(
            "SELECT DISTINCT source FROM edge WHERE target = ? AND kind = ? ORDER BY source", .text(target),
            .integer(kind.rawValue)
        ) { $0.text(0) }
    }

    private typealias Needs = (isShown: Bool, packages: [(package: PackageID, range: String)])

    /// Counts a package no longer, or from now on, among those that need others.
    private func countDependents(of before: Needs?, now after: Needs?) throws {
        let isMoved = before?.isShown != after?.isShown
        let (old, new) = (Set(before?.packages.map(\.package) ?? []), Set(after?.packages.map(\.package) ?? []))
        for (needs, targets, sign) in [
            (before, isMoved ? old : old.subtracting(new), -1), (after, isMoved ? new : new.subtracting(old), 1),
        ] {
            for target in targets {
                try database.run(
                    "INSERT INTO needed VALUES (?, ?, ?) ON CONFLICT (target, shown) DO UPDATE SET count = count + excluded.count",
                    .text(target.key), .integer(needs?.isShown == true ? 1 : 0), .integer(sign))
            }
        }
    }

    /// The packages whose latest release needs a package, as its page shows them.
    func dependents(of target: PackageID, shown: Bool) throws -> Dependents {
        let count = try database.first(
            "SELECT count FROM needed WHERE target = ? AND shown = ?", .text(target.key), .integer(shown ? 1 : 0)
        ) { $0.integer(0) }
        guard let count, count > 0 else { return .none }
        let rows = try database.all(
            "SELECT e.source, e.range, r.bytes FROM edge e JOIN package p ON p.key = e.source JOIN record r ON r.number = p.number WHERE e.target = ? AND e.kind = 1 AND p.shown = ? ORDER BY e.source LIMIT ?",
            .text(target.key), .integer(shown ? 1 : 0), .integer(Dependents.limit)
        ) { ($0.text(0), $0.text(1), try $0.bytes(2)) }
        let shown = try rows.map { key, range, record in
            try reading {
                Dependents.Dependent(
                    package: try PackageID(key: key), clientName: try PackageRecord.outline(of: record).clientName,
                    range: range)
            }
        }
        return Dependents(shown: shown, count: count)
    }

    // MARK: - Postings

    private func putPostings(_ known: Known?, _ new: Package?, _ isShown: Bool) throws {
        let before = Set(known.map { SearchRow($0.package).postings } ?? [])
        let after = Set(new.map { SearchRow($0).postings } ?? [])
        let isMoved = known.map { $0.isShown != isShown } ?? false
        for posting in isMoved ? before : before.subtracting(after) {
            try database.run(
                "DELETE FROM posting WHERE shown = ? AND term = ? AND weight = ? AND source = ?",
                .integer(known?.isShown == true ? 1 : 0), .text(posting.term), .integer(-posting.weight),
                .text(posting.id))
        }
        for posting in isMoved ? after : after.subtracting(before) {
            try database.run(
                "INSERT OR IGNORE INTO posting VALUES (?, ?, ?, ?)", .integer(isShown ? 1 : 0), .text(posting.term),
                .integer(-posting.weight), .text(posting.id))
        }
    }
}

/// A file of a release as it was read.
struct ReadFile: Sendable, Hashable {
    let digest: SHA256Digest
    /// The number of bytes.
    let size: Int
}
