/// What the search index knows of one package.
///
/// The version is not part of it: a release of a package that is there already changes no document of the index.
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

    /// Equal when all bytes are: another form of a character is another text for those who read it.
    public static func == (one: SearchRow, other: SearchRow) -> Bool {
        one.id.hasSameBytes(as: other.id) && one.title.hasSameBytes(as: other.title)
            && one.summary.hasSameBytes(as: other.summary) && one.kind.hasSameBytes(as: other.kind)
            && one.keywords.elementsEqual(other.keywords) { $0.hasSameBytes(as: $1) }
            && one.deprecated == other.deprecated
    }

    /// The most terms under which one package is found.
    ///
    /// With it, no package changes more documents of the index.
    public static let termLimit = 12

    /// The terms under which the package is found, and how strongly, from 1 to 9: the ``termLimit`` heaviest, and of equally heavy
    /// ones those that come first.
    ///
    /// A term counts 8 in the name, 4 in the namespace, the keywords and the title, 1 in the summary: the highest of
    /// these, and 1 more when it is in several. A deprecated package has half of that, but at least 1. Terms come in the order of
    /// name, namespace, keywords, title, summary.
    public var terms: [(term: String, weight: Int)] {
        let parts = id.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1).compactMap { String($0) }
        let fields: [(texts: [String], weight: Int)] = [
            (parts.last.map { [$0] } ?? [], 8), (parts.count > 1 ? [parts[0]] : [], 4), (keywords, 4), ([title], 4),
            ([summary], 1),
        ]
        var found: [(term: String, weight: Int)] = []
        var places: [String: (place: Int, field: Int)] = [:]
        var repeated: Set<Int> = []
        for (field, (texts, weight)) in fields.enumerated() {
            for term in texts.lazy.flatMap({ SearchTerms.terms(in: $0) }) {
                if let known = places[term] {
                    if known.field != field { repeated.insert(known.place) }
                } else {
                    places[term] = (found.count, field)
                    found.append((term, weight))
                }
            }
        }
        for place in repeated { found[place].weight += 1 }
        // Sorting keeps the order of equally heavy ones by their place.
        let best = found.enumerated().sorted {
            $0.element.weight != $1.element.weight
                ? $0.element.weight > $1.element.weight : $0.offset < $1.offset
        }.prefix(Self.termLimit).map(\.element)
        return deprecated ? best.map { ($0.term, max(1, $0.weight / 2)) } : best
    }

    /// The same as postings.
    public var postings: [SearchPosting] {
        terms.map { SearchPosting(term: $0.term, weight: $0.weight, id: id) }
    }
}

extension SearchRow {
    /// What the index knows of a package.
    public init(_ package: Package) {
        let manifest = package.latest.manifest
        self.init(
            id: package.id.description, title: manifest.listedTitle ?? "", summary: manifest.summary,
            kind: manifest.kind == "package" ? "" : manifest.listedKind, keywords: manifest.keywords,
            deprecated: package.notes.deprecation != nil)
    }

    /// The longest summary in a result, in Unicode scalars.
    static let summaryLength = 160

    /// What a result shows, as an object of compact JSON with sorted keys.
    public var json: [UInt8] {
        var bytes: [UInt8] = []
        let summary = ListingText.cut(summary, to: SearchRow.summaryLength)
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
