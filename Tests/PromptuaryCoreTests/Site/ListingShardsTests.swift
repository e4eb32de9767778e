import Testing

@testable import PromptuaryCore

@Suite("Listings in shards")
struct ListingShardsTests {
    private static func packages(_ count: Int, changed: Int? = nil) throws -> [Package] {
        try (0..<count).map { number in
            try Specimen.package([
                Specimen.release("@acme/p\(number)x", "1.0.0") {
                    $0.summary = number == changed ? "Another word entirely" : "A package for tests \(number % 7)"
                }
            ])
        }
    }

    private static func files(_ packages: [Package]) throws -> [String: SiteFile.Content] {
        let files = Specimen.views(try Specimen.catalog(packages)).indexFiles
        #expect(Set(files.map(\.path)).count == files.count)
        return Dictionary(files.map { ($0.path.text, $0.content) }) { first, _ in first }
    }

    private static func document(_ path: String, _ files: [String: SiteFile.Content]) throws -> Value {
        guard case .bytes(let bytes)? = files[path] else {
            Issue.record("there is no \(path)")
            return .null
        }
        let value = try JSONReader.read(bytes)
        #expect(JSONWriter.document(value) == bytes, "\(path)")
        return value
    }

    @Test("are the same whatever order packages come in", arguments: [0, 1, 5, 300])
    func shuffled(_ count: Int) throws {
        let packages = try Self.packages(count)
        var generator = SeededGenerator(seed: 1)
        let expected = try Self.files(packages)
        for _ in 0..<3 { #expect(try Self.files(packages.shuffled(using: &generator)) == expected) }
    }

    @Test("have each package in exactly one shard, which its name chooses", arguments: [0, 1, 128, 129, 700])
    func complete(_ count: Int) throws {
        let files = try Self.files(Self.packages(count))
        let directory = try Self.document("index/packages.json", files)
        let shards = try #require(directory["shards"]?.list).compactMap(\.string)
        #expect(directory["total"]?.integer == count && (count > 128 || shards == ["all"]))
        #expect(
            Set(files.keys.filter { $0.hasPrefix("index/packages/") })
                == Set(shards.map { "index/packages/\($0).json" }))
        var ids: [String] = []
        for shard in shards {
            let rows = try #require(Self.document("index/packages/\(shard).json", files)["packages"]?.list)
            #expect(rows.count <= 128)
            for row in rows {
                let id = try #require(row["id"]?.string)
                ids.append(id)
                let digits = SHA256Digest(of: id.bytes).bytes.map { byte in
                    let text = String(byte, radix: 2)
                    return String(repeating: "0", count: 8 - text.count) + text
                }.joined()
                #expect(shard == "all" || digits.hasPrefix(shard))
            }
        }
        #expect(ids.count == count && Set(ids).count == count)
    }

    @Test("say what a client searches by")
    func row() throws {
        let files = try SiteFixture.views().indexFiles
        let rows = try #require(SiteFixture.json("index/packages/all.json", in: files)["packages"]?.list)
        let row = try #require(rows.first { $0["id"]?.string == "@acme/base" })
        #expect(
            String(decoding: JSONWriter.document(row), as: UTF8.self) == """
                {"description":"A package for tests","format":"pdpkg","id":"@acme/base","keywords":[],"kind":"package","name":"@acme/base",\
                "updatedAt":"2026-03-02T03:04:05Z","version":"1.10.0","versions":4}

                """)
        let namespaces = try SiteFixture.json("index/namespaces/all.json", in: files)
        #expect(
            String(decoding: JSONWriter.document(namespaces["namespaces"]?.list?.first ?? .null), as: UTF8.self) == """
                {"description":"Tools & more","name":"@acme","protection":"protected","title":"Acme"}

                """)
        #expect(
            Specimen.text("index/namespaces.json", in: files) == "{\"shards\":[\"all\"],\"total\":3}\n")
    }

    @Test("change in one file when one package changes, and not in the directory")
    func local() throws {
        let (one, other) = (try Self.files(Self.packages(700)), try Self.files(Self.packages(700, changed: 3)))
        let changed = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] && !$0.contains("search") }
        #expect(changed.count == 1 && changed.allSatisfy { $0.hasPrefix("index/packages/") })
    }

    @Test("stay small whatever publishers write")
    func bounded() throws {
        let packages = try (0..<128).map { number in
            try Specimen.package([
                Specimen.release("@acme/p\(number)x", "1.0.0") { $0.summary = String(repeating: "é", count: 100_000) }
            ])
        }
        guard case .bytes(let bytes)? = try Self.files(packages)["index/packages/all.json"] else {
            Issue.record("there is no shard")
            return
        }
        #expect(bytes.count < 200_000)
    }

    @Test("are listed by signed metadata, and the documents of the search are not")
    func coverage() throws {
        for file in Specimen.views(try Specimen.catalog(Self.packages(200))).indexFiles {
            let isSearch = file.path.text.hasPrefix("index/search")
            let isSplit = isSearch && Specimen.text(file.path.text, in: [file])?.hasPrefix("{\"next\"") == true
            #expect(file.coverage == (isSearch ? .none : .listed), "\(file.path)")
            let points = isSplit || ["index/packages.json", "index/namespaces.json"].contains(file.path.text)
            #expect(file.lifetime == (points ? .pointer : .replaceable), "\(file.path)")
        }
    }
}

@Suite("The trie of names")
struct HashTrieTests {
    /// What the functions ask: how many of some keys have a prefix, counted only as far as they want to know.
    private static func count(_ keys: Set<UInt64>) -> (HashPrefix, Int) -> Int {
        let sorted = keys.sorted()[...]
        return { prefix, most in min(most, HashTrie.slice(sorted, prefix).count) }
    }

    private static func shards(_ keys: Set<UInt64>) -> [HashPrefix: Set<UInt64>] {
        let leaves = HashTrie.leaves(count: count(keys))
        return Dictionary(leaves.map { leaf in (leaf, keys.filter { leaf.keys.contains($0) }) }) { first, _ in first }
    }

    @Test("spells prefixes as digits and reads them back", arguments: ["all", "0", "1", "0110", "1111111"])
    func texts(_ text: String) throws {
        let prefix = try #require(HashPrefix(text))
        #expect(prefix.text == text && prefix.length == (text == "all" ? 0 : text.utf8.count))
    }

    @Test("refuses what is no prefix", arguments: ["", "2", "01a", "ALL", String(repeating: "0", count: 61)])
    func hostile(_ text: String) { #expect(HashPrefix(text) == nil) }

    @Test("takes the digits of a name from its SHA-256")
    func keys() {
        // printf @acme/tool | sha256sum
        #expect(HashPrefix.key(of: "") == 0xe3b0_c442_98fc_1c14)
        #expect(HashPrefix("1110")?.keys.contains(HashPrefix.key(of: "")) == true)
        #expect(HashPrefix("1111")?.keys.contains(HashPrefix.key(of: "")) == false)
    }

    @Test(
        "divides all names among its leaves, and splits only what is too large",
        arguments: [0, 1, 128, 129, 1000, 5000])
    func leaves(_ count: Int) throws {
        let keys = Set((0..<count).map { HashPrefix.key(of: "@acme/p\($0)") })
        let shards = Self.shards(keys)
        #expect(shards.values.reduce(0) { $0 + $1.count } == count)
        for (leaf, own) in shards {
            #expect(own.count <= 128)
            for key in own { #expect(HashTrie.leaf(of: key, count: Self.count(keys)) == leaf) }
            guard leaf.length > 0 else { continue }
            let parent = try #require(HashPrefix(leaf.length == 1 ? "all" : String(leaf.text.dropLast())))
            #expect(keys.filter { parent.keys.contains($0) }.count > 128)
        }
        #expect(shards.keys.sorted().map(\.text) == shards.keys.map(\.text).sorted())
    }

    @Test("says which shards a change writes and removes, as all shards before and after it tell", arguments: 1...60)
    func changes(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        func key() -> UInt64 {
            // Many names with the same first digits make deep tries.
            UInt64.random(in: 0...UInt64.max, using: &generator)
                >> UInt64([0, 0, 3, 20].randomElement(using: &generator) ?? 0)
        }
        var keys = Set((0..<Int.random(in: 0...900, using: &generator)).map { _ in key() })
        for _ in 0..<8 {
            let before = Self.shards(keys)
            let size = [1, 1, 3, 200].randomElement(using: &generator) ?? 1
            let removed = Set(keys.shuffled(using: &generator).prefix(Int.random(in: 0...size, using: &generator)))
            let added = Set((0..<Int.random(in: 0...size, using: &generator)).map { _ in key() }).subtracting(keys)
            keys = keys.subtracting(removed).union(added)
            let changed = keys.subtracting(added).shuffled(using: &generator).prefix(
                Int.random(in: 0...2, using: &generator))
            let after = Self.shards(keys)
            let changes = HashTrie.changes(
                added: Array(added), removed: Array(removed), changed: Array(changed), count: Self.count(keys))
            let expected = after.keys.filter { leaf in
                before[leaf] != after[leaf] || changed.contains { leaf.keys.contains($0) }
            }
            #expect(Set(changes.written) == Set(expected) && changes.written.count == expected.count)
            #expect(Set(changes.removed) == Set(before.keys).subtracting(after.keys))
            #expect(changes.isResized == !(added.isEmpty && removed.isEmpty))
        }
    }

    @Test("asks for few counts, however many names there are")
    func effort() {
        let keys = Set((0..<20_000).map { HashPrefix.key(of: "@acme/p\($0)") })
        let count = Self.count(keys)
        var asked = 0
        let changes = HashTrie.changes(
            added: [], removed: [], changed: [HashPrefix.key(of: "@acme/p7")],
            count: { prefix, most in
                asked += 1
                #expect(most <= 130)
                return count(prefix, most)
            })
        #expect(changes.written.count == 1 && asked < 20)
    }
}
