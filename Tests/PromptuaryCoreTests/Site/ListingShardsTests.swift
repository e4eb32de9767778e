import Testing

@testable import PromptuaryCore

@Suite("Listings and index in shards")
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
        let files = ListingShards.files(Specimen.context(try Specimen.catalog(packages)))
        #expect(Set(files.map(\.path)).count == files.count)
        return Dictionary(files.map { ($0.path.text, $0.content) }) { first, _ in first }
    }

    @Test("are the same whatever order packages come in", arguments: [0, 1, 5, 300])
    func shuffled(_ count: Int) throws {
        let packages = try Self.packages(count)
        var generator = SeededGenerator(seed: 1)
        let expected = try Self.files(packages)
        for _ in 0..<3 { #expect(try Self.files(packages.shuffled(using: &generator)) == expected) }
    }

    @Test("have each package in exactly one shard, which its name chooses", arguments: [1, 128, 129, 700])
    func complete(_ count: Int) throws {
        let files = try Self.files(Self.packages(count))
        guard case .bytes(let bytes)? = files["index/packages.json"] else {
            Issue.record("there is no directory")
            return
        }
        let directory = try JSONReader.read(bytes)
        let bits = try #require(directory["bits"]?.integer)
        let shards = try #require(directory["shards"]?.list).compactMap(\.string)
        #expect(shards.count == 1 << bits && directory["total"]?.integer == count && count >> bits <= 128)
        var ids: [String] = []
        for (number, shard) in shards.enumerated() {
            guard case .bytes(let bytes)? = files[shard] else {
                Issue.record("\(shard) is not there")
                continue
            }
            #expect(shard.contains(SHA256Digest(of: bytes).hex.prefix(16)))
            for row in try #require(JSONReader.read(bytes)["packages"]?.list) {
                let id = try #require(row["id"]?.string)
                ids.append(id)
                let first = SHA256Digest(of: id.bytes).bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
                #expect(first >> (32 - bits) == number)
            }
        }
        #expect(ids.count == count && Set(ids).count == count)
    }

    @Test("change in few files when one package changes")
    func local() throws {
        let (one, other) = (try Self.files(Self.packages(700)), try Self.files(Self.packages(700, changed: 3)))
        let listings = other.keys.filter { $0.hasPrefix("index/packages/") && one[$0] == nil }
        #expect(listings.count == 1)
    }

    @Test("are immutable where their name holds a digest, and pointers where it does not")
    func lifetimes() throws {
        for file in ListingShards.files(Specimen.context(try Specimen.catalog(Self.packages(10)))) {
            #expect(file.lifetime == (file.path.text.split(separator: "/").count == 2 ? .pointer : .immutable))
        }
    }
}
