/// The search index of a static site: one small document for each two characters that a term begins with.
///
/// A browser loads only the shards of the words that it looks for, and a build writes only the shards of the packages
/// that changed. All documents are compact JSON with sorted keys, equal for equal rows in whatever order.
public enum SearchIndex {
    /// One document of the index.
    public struct Shard: Sendable, Hashable {
        /// The two characters with which all its terms begin.
        public let key: String
        /// The document.
        public let bytes: [UInt8]

        /// Its path, ASCII, relative to the root; the site has it under the name with the digest.
        ///
        /// A key outside ASCII is written as `u` and the hexadecimal digits of its UTF-8.
        public var path: String {
            let stem = key.utf8.allSatisfy { $0 < 0x80 } ? key : "u" + Hex.encode(key.utf8)
            return "index/search/\(stem).json"
        }
    }

    /// All shards of the rows, sorted by key.
    public static func shards(of rows: [SearchRow]) -> [Shard] {
        var builders: [String: ShardBuilder] = [:]
        for row in sorted(rows) {
            let json = row.json
            for (key, weights) in Dictionary(grouping: row.weights, by: { SearchIndex.key(of: $0.key) }) {
                builders[key, default: ShardBuilder()].add(json, weights)
            }
        }
        return builders.map { Shard(key: $0.key, bytes: $0.value.bytes) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The keys of the shards that have a row: those to write again when the row comes, goes or changes.
    public static func shardKeys(for row: SearchRow) -> Set<String> { Set(row.weights.keys.map(key(of:))) }

    /// The document of one shard, the same that ``shards(of:)`` makes of these and any other rows; rows without a
    /// term of this key do no harm.
    public static func shard(_ key: String, rows: [SearchRow]) -> [UInt8] {
        var builder = ShardBuilder()
        for row in sorted(rows) {
            let weights = row.weights.filter { SearchIndex.key(of: $0.key) == key }
            if !weights.isEmpty { builder.add(row.json, Array(weights)) }
        }
        return builder.bytes
    }

    /// The document `index/search.json` that says where the shard of each key is.
    public static func directory(_ paths: [String: String]) -> [UInt8] {
        var bytes = Array(#"{"shards":{"#.utf8)
        for (index, entry) in paths.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(entry.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(entry.value, to: &bytes)
        }
        bytes += Array("}}".utf8)
        return bytes
    }

    private static func sorted(_ rows: [SearchRow]) -> [SearchRow] {
        rows.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    }

    private static func key(of term: String) -> String { String(term.unicodeScalars.prefix(2)) }

    /// Appends text as a JSON string.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for unit in text.utf8 {
            switch unit {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), unit]
            case 0..<0x20: bytes += Array("\\u00".utf8) + Array(Hex.encode([unit]).utf8)
            default: bytes.append(unit)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// The parts of a shard while rows arrive, sorted by id.
private struct ShardBuilder {
    private var rows: [UInt8] = []
    private var count = 0
    private var postings: [String: [UInt8]] = [:]

    mutating func add(_ row: [UInt8], _ weights: [(key: String, value: Int)]) {
        if count > 0 { rows.append(UInt8(ascii: ",")) }
        rows += row
        for (term, weight) in weights {
            postings[term, default: []] += Array("[\(count),\(weight)],".utf8)
        }
        count += 1
    }

    var bytes: [UInt8] {
        var bytes = Array(#"{"rows":["#.utf8) + rows + Array(#"],"terms":{"#.utf8)
        let terms = postings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (index, term) in terms.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            SearchIndex.append(term.key, to: &bytes)
            bytes += Array(":[".utf8)
            bytes += term.value.dropLast()
            bytes.append(UInt8(ascii: "]"))
        }
        bytes += Array("}}".utf8)
        return bytes
    }
}
