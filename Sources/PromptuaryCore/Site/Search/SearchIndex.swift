/// The documents of the search index, which the script of the web pages reads.
///
/// Nothing vouches for them: the script comes from the same host. A verifying client searches in the ``ListingShards``. All are compact
/// JSON with sorted keys, equal for equal postings in whatever order. ``SearchTrie`` says which there are.
public enum SearchIndex {
    /// The most postings in a leaf; of more, the best are kept.
    ///
    /// A leaf says that there are more, and not how many: so most packages that come change nothing in the leaf of a term that
    /// many have.
    public static let kept = 256

    /// A leaf, from its postings and the row of each package that they name, as ``SearchRow/json`` gives it.
    ///
    /// Of very many postings it is enough to give the best ``kept`` and one more, by ``isBetter(_:than:)``.
    public static func leaf(
        _ node: SearchNode, _ postings: [SearchPosting], row: (String) -> [UInt8]?
    ) -> SiteFile {
        let shown = postings.count <= kept ? postings : Array(postings.sorted { isBetter($0, than: $1) }.prefix(kept))
        var numbers: [String: Int] = [:]
        var rows: [UInt8] = []
        for id in Set(shown.map(\.id)).sorted(by: precedes) {
            guard let row = row(id) else { continue }
            if !numbers.isEmpty { rows.append(UInt8(ascii: ",")) }
            rows += row
            numbers[id] = numbers.count
        }
        var terms: [String: [(row: Int, weight: Int)]] = [:]
        for posting in shown {
            if let number = numbers[posting.id] { terms[posting.term, default: []].append((number, posting.weight)) }
        }
        var bytes = Array("{\"more\":\(postings.count > kept),\"rows\":[".utf8) + rows + Array(#"],"terms":{"#.utf8)
        for (index, term) in terms.keys.sorted(by: precedes).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(term, to: &bytes)
            let list = (terms[term] ?? []).sorted { $0.row < $1.row }.map { "[\($0.row),\($0.weight)]" }
            bytes += Array(":[\(list.joined(separator: ","))]".utf8)
        }
        bytes += Array("}}\n".utf8)
        return .document(node.path, bytes)
    }

    /// The document of a split prefix: what follows it.
    ///
    /// It points at other documents, so it changes after them.
    public static func split(_ prefix: String, _ next: SearchTrie.Next) -> SiteFile {
        var bytes = Array(#"{"next":["#.utf8)
        for (index, scalar) in next.scalars.sorted().enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(String(scalar), to: &bytes)
        }
        bytes += Array("],\"own\":\(next.isTerm)}\n".utf8)
        return SiteFile(SearchNode(prefix).path, .bytes(bytes), .pointer)
    }

    /// Whether a posting is kept rather than another: by weight, highest first, then the package's name, then the term, by
    /// their bytes.
    public static func isBetter(_ one: SearchPosting, than other: SearchPosting) -> Bool {
        if one.weight != other.weight { return one.weight > other.weight }
        return one.id != other.id ? precedes(one.id, other.id) : precedes(one.term, other.term)
    }

    /// All documents of the rows, which are in memory.
    static func files(of rows: [SearchRow]) -> [SiteFile] {
        let postings = SearchPostings(rows)
        let documents = SearchTrie.documents { prefix, _ in
            postings.range(of: prefix).count
        } next: {
            postings.next(after: $0)
        }
        let known = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        let leaves = documents.leaves.map { node in
            leaf(node, Array(postings.all[postings.range(of: node)])) { known[$0]?.json }
        }
        return leaves + documents.splits.map { split($0, postings.next(after: $0)) }
    }

    /// Whether a leaf may have got other bytes by the postings that came, went or changed.
    ///
    /// `touched` are those postings, as they were and as they are, and `best` the best that there are now: ``kept``, one more,
    /// and as many again as are touched. While there are more than are kept, before and after, those behind the last one
    /// that is kept show nowhere.
    public static func isTouched(_ best: [SearchPosting], by touched: [SearchPosting]) -> Bool {
        guard !touched.isEmpty, best.count > kept + touched.count else { return true }
        return touched.contains { !isBetter(best[kept - 1], than: $0) }
    }

    static func precedes(_ one: String, _ other: String) -> Bool { one.precedesInBytes(other) }

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

/// The postings of rows in memory, sorted by term.
struct SearchPostings {
    let all: ArraySlice<SearchPosting>

    init(_ rows: [SearchRow]) {
        all =
            rows.flatMap(\.postings).sorted {
                $0.term != $1.term ? SearchIndex.precedes($0.term, $1.term) : SearchIndex.precedes($0.id, $1.id)
            }[...]
    }

    /// Where the postings lie whose terms begin with a prefix.
    func range(of prefix: String) -> Range<Int> {
        let start = all.partitioned { !SearchIndex.precedes($0.term, prefix) }
        return start..<all[start...].partitioned { !$0.term.utf8.starts(with: prefix.utf8) }
    }

    /// Where the postings of a leaf lie.
    func range(of node: SearchNode) -> Range<Int> {
        guard node.isTerm else { return range(of: node.prefix) }
        let start = all.partitioned { !SearchIndex.precedes($0.term, node.prefix) }
        return start..<all[start...].partitioned { $0.term != node.prefix }
    }

    func next(after prefix: String) -> SearchTrie.Next {
        var found = SearchTrie.Next(scalars: [], isTerm: false)
        let depth = prefix.unicodeScalars.count
        for posting in all[range(of: prefix)] {
            if let scalar = posting.term.unicodeScalars.dropFirst(depth).first {
                if found.scalars.last != scalar { found.scalars.append(scalar) }
            } else {
                found.isTerm = true
            }
        }
        return found
    }
}
