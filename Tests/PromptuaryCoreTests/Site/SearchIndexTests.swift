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

    private static func text(_ row: SearchRow) -> [String] { row.terms.map { "\($0.term) \($0.weight)" } }

    @Test("weighs a term by its best field, and more when several fields have it; the heaviest come first")
    func weights() {
        #expect(
            Self.text(Self.review) == [
                "code 9", "review 9", "codereview 8", "bugs 5", "acme 4", "quality 4", "finds 1", "too 1",
            ])
    }

    @Test("weighs the terms of a deprecated package half, but never nothing")
    func deprecated() {
        #expect(Self.text(Self.convert) == ["convert 4", "old 2", "converter 2", "converts 1", "code 1"])
    }

    @Test("has twelve terms of a package, and the same ones when it is deprecated")
    func most() {
        let row = { (deprecated: Bool) in
            SearchRow(
                id: "@acme/aa", title: "bb cc", summary: "zz yy xx ww vv uu tt ss", kind: "",
                keywords: ["dd", "ee", "ff", "gg", "hh-ii"], deprecated: deprecated)
        }
        #expect(
            row(false).terms.map(\.term) == [
                "aa", "acme", "dd", "ee", "ff", "gg", "hh", "ii", "hhii", "bb", "cc", "zz",
            ])
        #expect(row(true).terms.map(\.term) == row(false).terms.map(\.term))
    }

    @Test("of a small registry is one compact document with sorted keys")
    func leaf() {
        let expected =
            #"{"more":false,"rows":["#
            + #"{"i":"@acme/code-review","k":"prompt","s":"Finds bugs.\u000aCode, too.","t":"Review \"code\""},"#
            + #"{"i":"@old/convert","k":"prompt","s":"Converts code","t":"Converter"}],"#
            + #""terms":{"acme":[[0,4]],"bugs":[[0,5]],"code":[[0,9],[1,1]],"codereview":[[0,8]],"convert":[[1,4]],"#
            + #""converter":[[1,2]],"converts":[[1,1]],"finds":[[0,1]],"old":[[1,2]],"quality":[[0,4]],"review":[[0,9]],"#
            + #""too":[[0,1]]}}"# + "\n"
        let files = SearchIndex.files(of: [Self.convert, Self.review])
        #expect(files.map(\.path.text) == ["index/search.json"])
        #expect(Specimen.text("index/search.json", in: files) == expected)
        #expect(
            Specimen.text("index/search.json", in: SearchIndex.files(of: []))
                == "{\"more\":false,\"rows\":[],\"terms\":{}}\n")
    }

    @Test("is the same whatever order its rows come in")
    func deterministic() {
        let rows = Self.many(400)
        let files = Set(SearchIndex.files(of: rows))
        #expect(Set(SearchIndex.files(of: rows.reversed())) == files && files.count > 10)
        #expect(Set(SearchIndex.files(of: rows.shuffled())) == files)
    }

    @Test("names what follows a prefix that is split, and has a term that equals it in a document of its own")
    func split() throws {
        let rows = (0..<140).map { number in
            SearchRow(
                id: "@acme/p\(number)", title: ["go", "gopher", "gö"][number % 3], summary: "", kind: "")
        }
        let files = SearchIndex.files(of: rows)
        #expect(Set(files.map(\.path)).count == files.count)
        #expect(Specimen.text("index/search.json", in: files) == "{\"next\":[\"a\",\"g\",\"p\"],\"own\":false}\n")
        #expect(Specimen.text("index/search/g-.json", in: files) == "{\"next\":[\"o\",\"ö\"],\"own\":false}\n")
        let gopher = try SiteFixture.json("index/search/go-.json", in: files)
        #expect(gopher["terms"]?.mapping?.map(\.key) == ["go", "gopher"])
        let more = rows + (0..<50).map { SearchRow(id: "@acme/go\($0)", title: "go", summary: "", kind: "") }
        let after = SearchIndex.files(of: more)
        #expect(
            Specimen.text("index/search/go-.json", in: after)?.hasSuffix("\"p\"],\"own\":true}\n") == true)
        #expect(try SiteFixture.json("index/search/go_.json", in: after)["terms"]?.mapping?.map(\.key) == ["go"])
        #expect(
            try SiteFixture.json("index/search/gop-.json", in: after)["terms"]?.mapping?.map(\.key) == ["gopher"])
    }

    @Test("keeps the best 256 postings of a term that many packages have, and says that there are more")
    func cut() throws {
        let rows = (0..<300).map { number in
            SearchRow(
                id: "@acme/p\(1000 + number)", title: number % 3 == 0 ? "translate" : "", summary: "translate", kind: ""
            )
        }
        let leaf = try SiteFixture.json("index/search/translate_.json", in: SearchIndex.files(of: rows))
        #expect(leaf["more"]?.boolean == true)
        let postings = try #require(leaf["terms"]?["translate"]?.list).compactMap { $0.list?.compactMap(\.integer) }
        #expect(postings.count == 256)
        #expect(postings.filter { $0.last == 5 }.count == 100)
        let ids = try #require(leaf["rows"]?.list).compactMap { $0["i"]?.string }
        // Of those that weigh 1, the last 44 by name are left out.
        let expected =
            rows.enumerated().filter { $0.offset % 3 == 0 }.map(\.element.id)
            + rows.enumerated().filter { $0.offset % 3 != 0 }.map(\.element.id).dropLast(44)
        #expect(ids == expected.sorted())
        let best = rows.flatMap(\.postings).filter { $0.term == "translate" }
            .sorted { SearchIndex.isBetter($0, than: $1) }.prefix(257)
        let known = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        let node = SearchNode("translate", isTerm: true)
        #expect(
            Specimen.text(
                node.path.text, in: [SearchIndex.leaf(node, best.shuffled()) { known[$0]?.json }])
                == Specimen.text(node.path.text, in: SearchIndex.files(of: rows)))
    }

    @Test("does not change in the document of a term that many packages have when one more has it that is not better")
    func unchanged() {
        let rows = (0..<300).map { SearchRow(id: "@acme/p\(1000 + $0)", title: "", summary: "translate", kind: "") }
        let more = SearchRow(id: "@acme/p2000", title: "", summary: "translate", kind: "")
        let path = SearchNode("translate", isTerm: true).path.text
        #expect(
            Specimen.text(path, in: SearchIndex.files(of: rows))
                == Specimen.text(path, in: SearchIndex.files(of: rows + [more])))
    }

    @Test("shows at most 160 scalars of a summary, but finds all of it")
    func longSummary() {
        let summary = String(repeating: "é ", count: 100) + "needle"
        let row = SearchRow(id: "@a/b", title: "", summary: summary, kind: "prompt")
        let text = Specimen.text("index/search.json", in: SearchIndex.files(of: [row]))
        let shown = String(repeating: "é ", count: 80)
        #expect(text?.hasPrefix(#"{"more":false,"rows":[{"i":"@a/b","k":"prompt","s":""# + shown + #"","t""#) == true)
        #expect(text?.hasSuffix(#""terms":{"needle":[[0,1]]}}"# + "\n") == true)
    }

    @Test(
        "has its documents at ASCII paths, none of them a device's",
        arguments: [
            ("", false, "index/search.json"), ("co", false, "index/search/co-.json"),
            ("go", true, "index/search/go_.json"),
            ("zü", false, "index/search/u-7ac3bc-.json"), ("zü", true, "index/search/u-7ac3bc_.json"),
            ("con", true, "index/search/con_.json"), ("u", false, "index/search/u-.json"),
        ])
    func paths(_ prefix: String, _ isTerm: Bool, _ path: String) throws {
        #expect(SearchNode(prefix, isTerm: isTerm).path.text == path)
        #expect(throws: Never.self) { try SitePath(path) }
    }

    static func many(_ count: Int, words: [String] = words) -> [SearchRow] {
        (0..<count).map { index in
            SearchRow(
                id: "@ns\(index % 3)/\(words[index % words.count])-\(index)",
                title: "\(words[index * 7 % words.count]) \(index)",
                summary: "A \(words[index * 3 % words.count]) for \(words[(index + 4) % words.count])",
                kind: "prompt", keywords: [words[index * index % words.count]], deprecated: index % 5 == 0)
        }
    }

    private static let words = [
        "code", "review", "prompt-kit", "translate", "über", "sql", "copy", "data", "集合", "review-bot",
    ]
}

@Suite("The trie of terms")
struct SearchTrieTests {
    /// An index that can be asked as an engine with an index on disk is.
    private struct Index {
        var postings: [String: [String]] = [:]

        func count(_ prefix: String, _ most: Int) -> Int {
            min(most, postings.filter { $0.key.utf8.starts(with: prefix.utf8) }.reduce(0) { $0 + $1.value.count })
        }

        func next(_ prefix: String) -> SearchTrie.Next {
            let terms = postings.filter { $0.key.utf8.starts(with: prefix.utf8) && !$0.value.isEmpty }.keys
            let scalars = Set(terms.compactMap { $0.unicodeScalars.dropFirst(prefix.unicodeScalars.count).first })
            return SearchTrie.Next(scalars: scalars.sorted(), isTerm: terms.contains(prefix))
        }

        /// Every document with what it holds.
        var documents: [String: [String]] {
            let found = SearchTrie.documents(count: count, next: next)
            var documents: [String: [String]] = [:]
            for split in found.splits {
                let next = next(split)
                documents[SearchNode(split).path.text] = ["split \(next.isTerm)"] + next.scalars.map { String($0) }
            }
            for leaf in found.leaves {
                documents[leaf.path.text] = postings.filter {
                    leaf.isTerm ? $0.key == leaf.prefix : $0.key.utf8.starts(with: leaf.prefix.utf8)
                }.flatMap { term, ids in ids.map { "\(term) \($0)" } }.sorted()
            }
            return documents
        }
    }

    private static func word(_ generator: inout SeededGenerator) -> String {
        let letters = Int.random(in: 0..<3, using: &generator) == 0 ? ["g", "o", "é"] : ["g", "o"]
        let length = Int.random(in: 2...9, using: &generator)
        return (0..<length).map { _ in letters.randomElement(using: &generator) ?? "g" }.joined()
    }

    @Test(
        "has every posting in exactly one leaf, which its term chooses, and splits only what is too large",
        arguments: 1...6)
    func complete(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var index = Index()
        for number in 0..<(seed * 300) { index.postings[Self.word(&generator), default: []].append("p\(number)") }
        let found = SearchTrie.documents(count: index.count, next: index.next)
        let documents = index.documents
        #expect(documents.count == found.leaves.count + found.splits.count)
        #expect(found.leaves.reduce(0) { $0 + (documents[$1.path.text]?.count ?? 0) } == seed * 300)
        for (term, ids) in index.postings {
            let leaf = SearchTrie.leaf(of: term, count: index.count)
            #expect(found.leaves.contains(leaf))
            #expect(ids.allSatisfy { documents[leaf.path.text]?.contains("\(term) \($0)") == true })
        }
        for leaf in found.leaves where !leaf.isTerm {
            #expect(leaf.prefix.unicodeScalars.count == 24 || index.count(leaf.prefix, 129) <= 128)
        }
        for split in found.splits {
            #expect(split.unicodeScalars.count < 24 && index.count(split, 129) > 128)
        }
    }

    @Test(
        "says which documents a change writes and removes, as all documents before and after it tell", arguments: 1...40
    )
    func changes(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var index = Index()
        let size = [40, 120, 135, 600, 1500].randomElement(using: &generator) ?? 1
        for number in 0..<size { index.postings[Self.word(&generator), default: []].append("p\(number)") }
        for round in 0..<6 {
            let before = index.documents
            let most = [1, 12, 60, 300].randomElement(using: &generator) ?? 1
            var (added, removed, changed): ([String], [String], [String]) = ([], [], [])
            let gone = Int.random(in: 0...most, using: &generator)
            for term in index.postings.flatMap({ term, ids in ids.map { _ in term } }).sorted().shuffled(
                using: &generator
            ).prefix(gone) {
                index.postings[term]?.removeLast()
                if index.postings[term]?.isEmpty == true { index.postings[term] = nil }
                removed.append(term)
            }
            for number in 0..<Int.random(in: 0...most, using: &generator) {
                let term = Self.word(&generator)
                index.postings[term, default: []].append("n\(round).\(number)")
                added.append(term)
            }
            if let term = index.postings.keys.sorted().randomElement(using: &generator), !added.contains(term) {
                changed.append(term)
            }
            let after = index.documents
            let changes = SearchTrie.changes(
                added: added, removed: removed, changed: changed, count: index.count, next: index.next)
            let written = (changes.written.leaves + changes.written.splits.map { SearchNode($0) }).map(\.path.text)
            let gonePaths = changes.removed.map(\.path.text)
            #expect(Set(written).count == written.count)
            let mustBeWritten = after.keys.filter { before[$0] != after[$0] }
            #expect(Set(mustBeWritten).isSubset(of: written), "\(Set(mustBeWritten).subtracting(written))")
            for term in changed {
                #expect(written.contains(SearchTrie.leaf(of: term, count: index.count).path.text))
            }
            #expect(Set(written).isSubset(of: after.keys))
            #expect(Set(before.keys).subtracting(after.keys).isSubset(of: gonePaths))
            #expect(Set(gonePaths).isDisjoint(with: after.keys))
            // Nothing far from the change is written.
            #expect(written.count <= mustBeWritten.count + changed.count + added.count + removed.count)
        }
    }

    @Test("changes at most twelve leaves when a package comes, besides what it splits")
    func fanOut() {
        let rows = SearchIndexTests.many(3000)
        let before = Dictionary(SearchIndex.files(of: rows).map { ($0.path, $0) }) { first, _ in first }
        let row = SearchRow(
            id: "@fresh/code-review-bot", title: "Translate über data", summary: "Copies SQL for one and all", kind: "",
            keywords: ["prompt-kit", "new-one", "sql"])
        #expect(row.terms.count == 12)
        let after = SearchIndex.files(of: rows + [row])
        let changed = after.filter { before[$0.path] != $0 }
        #expect(!changed.isEmpty && changed.count <= 20)
    }
}
