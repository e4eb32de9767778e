/// What the search index knows of one package.
///
/// The version is not part of it: a release of a package that is there already changes no shard.
public struct SearchRow: Sendable, Hashable {
    /// The name as `@namespace/name`; no two rows of an index have the same.
    public let id: String
    /// The title that people read.
    public let title: String
    /// What the package is for, in a sentence.
    public let summary: String
    /// What kind of package it is.
    public let kind: String
    /// The publisher's keywords.
    public let keywords: [String]
    /// Whether it is deprecated, which makes it rank lower.
    public let deprecated: Bool

    /// A row from its parts.
    public init(
        id: String, title: String, summary: String, kind: String, keywords: [String] = [],
        deprecated: Bool = false
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.kind = kind
        self.keywords = keywords
        self.deprecated = deprecated
    }

    /// How strongly the package is found under each of its terms, from 1 to 9.
    ///
    /// A term counts 8 in the name, 4 in the namespace, the keywords and the title, 1 in the summary: the highest of
    /// these, and 1 more when it is in several. A deprecated package has half of that, but at least 1.
    public var weights: [String: Int] {
        let parts = id.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1).compactMap { String($0) }
        let fields: [(texts: [String], weight: Int)] = [
            (parts.last.map { [$0] } ?? [], 8), (parts.count > 1 ? [parts[0]] : [], 4), (keywords, 4), ([title], 4),
            ([summary], 1),
        ]
        var weights: [String: Int] = [:]
        var repeated: Set<String> = []
        for (texts, weight) in fields {
            for term in Set(texts.flatMap { SearchTerms.terms(in: $0) }) {
                if weights[term] == nil { weights[term] = weight } else { repeated.insert(term) }
            }
        }
        for term in repeated { weights[term, default: 0] += 1 }
        return deprecated ? weights.mapValues { max(1, $0 / 2) } : weights
    }
}

extension SearchRow {
    /// The longest summary in a result, in Unicode scalars.
    static let summaryLength = 160

    /// What a result shows, as an object of compact JSON with sorted keys.
    var json: [UInt8] {
        var bytes: [UInt8] = []
        let summary = String(summary.unicodeScalars.prefix(SearchRow.summaryLength))
        for (key, text) in [("i", id), ("k", kind), ("s", summary), ("t", title)] {
            bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
            SearchIndex.append(key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            SearchIndex.append(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
