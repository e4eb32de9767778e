import Testing

@testable import PromptuaryCore

@Suite("The search index")
struct SearchIndexTests {
    private static let review = SearchRow(
        id: "@acme/code-review", title: "Review \"code\"", summary: "Finds bugs.\nCode, too.",
        kind: "prompt", keywords: ["bugs", "quality"])
    private static let convert = SearchRow(
        id: "@old/convert", title: "Converter", summary: "Converts code", kind: "prompt",
        keywords: [], deprecated: true)

    @Test("weighs a term by its best field, and more when several fields have it")
    func weights() {
        #expect(
            Self.review.weights == [
                "code": 9, "review": 9, "codereview": 8, "acme": 4, "bugs": 5, "quality": 4, "finds": 1, "too": 1,
            ])
    }

    @Test("weighs the terms of a deprecated package half, but never nothing")
    func deprecated() {
        #expect(Self.convert.weights == ["convert": 4, "old": 2, "converter": 2, "converts": 1, "code": 1])
    }

    @Test("has a compact shard with sorted keys for each first two characters")
    func shard() {
        let shards = SearchIndex.shards(of: [Self.convert, Self.review])
        #expect(shards.map(\.key) == ["ac", "bu", "co", "fi", "ol", "qu", "re", "to"])
        let expected =
            #"{"rows":["#
            + #"{"i":"@acme/code-review","k":"prompt","s":"Finds bugs.\u000aCode, too.","t":"Review \"code\""},"#
            + #"{"i":"@old/convert","k":"prompt","s":"Converts code","t":"Converter"}],"#
            + #""terms":{"code":[[0,9],[1,1]],"codereview":[[0,8]],"convert":[[1,4]],"converter":[[1,2]],"converts":[[1,1]]}}"#
        #expect(shards.first { $0.key == "co" }.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
    }

    @Test("is the same whatever order its rows come in, as a whole and shard by shard")
    func deterministic() {
        let rows = Self.many(60)
        let shards = SearchIndex.shards(of: rows)
        #expect(SearchIndex.shards(of: rows.reversed()) == shards)
        #expect(SearchIndex.shards(of: rows.shuffled()) == shards)
        #expect(Set(rows.flatMap { SearchIndex.shardKeys(for: $0) }) == Set(shards.map(\.key)))
        for shard in shards {
            let own = rows.filter { SearchIndex.shardKeys(for: $0).contains(shard.key) }
            #expect(SearchIndex.shard(shard.key, rows: own.shuffled()) == shard.bytes)
            #expect(SearchIndex.shard(shard.key, rows: rows) == shard.bytes)
        }
    }

    @Test("changes only in the shards of the row that changed")
    func locality() {
        var rows = Self.many(40)
        let before = Set(SearchIndex.shards(of: rows))
        let keys = SearchIndex.shardKeys(for: rows[7]).union(SearchIndex.shardKeys(for: Self.review))
        rows[7] = Self.review
        let after = Set(SearchIndex.shards(of: rows))
        #expect(Set(after.symmetricDifference(before).map(\.key)).isSubset(of: keys))
        #expect(after != before)
    }

    @Test("shows at most 160 scalars of a summary, but finds all of it")
    func longSummary() {
        let summary = String(repeating: "é ", count: 100) + "needle"
        let row = SearchRow(id: "@a/b", title: "", summary: summary, kind: "prompt")
        let text = String(decoding: SearchIndex.shard("ne", rows: [row]), as: UTF8.self)
        let shown = String(repeating: "é ", count: 80)
        #expect(text.hasPrefix(#"{"rows":[{"i":"@a/b","k":"prompt","s":""# + shown + #"","t""#))
        #expect(text.hasSuffix(#""terms":{"needle":[[0,1]]}}"#))
    }

    @Test("puts shards at ASCII paths")
    func paths() {
        let bytes = Array("abc".utf8)
        #expect(SearchIndex.Shard(key: "co", bytes: bytes).path == "index/search/co.json")
        #expect(SearchIndex.Shard(key: "zü", bytes: bytes).path == "index/search/u7ac3bc.json")
        let directory = SearchIndex.directory(["re": "index/search/re.1.json", "co": "index/search/co.2.json"])
        #expect(
            String(decoding: directory, as: UTF8.self)
                == #"{"shards":{"co":"index/search/co.2.json","re":"index/search/re.1.json"}}"#)
        #expect(String(decoding: SearchIndex.directory([:]), as: UTF8.self) == #"{"shards":{}}"#)
    }

    @Test("of nothing is empty")
    func empty() {
        #expect(SearchIndex.shards(of: []).isEmpty)
        #expect(String(decoding: SearchIndex.shard("co", rows: []), as: UTF8.self) == #"{"rows":[],"terms":{}}"#)
    }

    private static func many(_ count: Int) -> [SearchRow] {
        let words = ["code", "review", "prompt-kit", "translate", "über", "sql", "copy", "data", "集合", "review-bot"]
        return (0..<count).map { index in
            SearchRow(
                id: "@ns\(index % 3)/\(words[index % 10])-\(index)", title: "\(words[index * 7 % 10]) \(index)",
                summary: "A \(words[index * 3 % 10]) for \(words[(index + 4) % 10])",
                kind: "prompt", keywords: [words[index * index % 10]], deprecated: index % 5 == 0)
        }
    }
}
