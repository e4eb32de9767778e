import Testing

@testable import PromptuaryCore

@Suite("A leaf of very many postings")
struct SearchLeafTests {
    private static let node = SearchNode("word", isTerm: true)

    private static func posting(_ number: Int, _ weight: Int) -> SearchPosting {
        SearchPosting(term: "word", weight: weight, id: "@acme/p\(number)")
    }

    /// The best postings, as many as are asked for a leaf of which some are touched.
    private static func best(_ weights: [Int: Int], _ touched: [SearchPosting]) -> [SearchPosting] {
        let all = weights.map { posting($0.key, $0.value) }.sorted { SearchIndex.isBetter($0, than: $1) }
        return Array(all.prefix(SearchIndex.kept + 1 + touched.count))
    }

    private static func bytes(_ weights: [Int: Int], revised: Set<Int>) -> SiteFile {
        SearchIndex.leaf(node, best(weights, [])) { id in
            Array("\"\(id)\(revised.contains { id == "@acme/p\($0)" } ? "!" : "")\"".utf8)
        }
    }

    @Test("is only left alone when it has the bytes that it had", arguments: [250, 254, 255, 256, 257, 258, 300, 400])
    func isTouched(_ count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        var (left, made) = (0, 0)
        for _ in 0..<150 {
            let before = Dictionary(
                uniqueKeysWithValues: (0..<count).map { ($0, Int.random(in: 1...3, using: &random)) })
            var after = before
            var revised: Set<Int> = []
            var touched: [SearchPosting] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let number = Int.random(in: 0..<(count + 5), using: &random)
                guard revised.insert(number).inserted else { continue }
                if let weight = before[number] { touched.append(Self.posting(number, weight)) }
                after[number] = Int.random(in: 0...3, using: &random)
                if after[number] == 0 { after[number] = nil }
                if let weight = after[number] { touched.append(Self.posting(number, weight)) }
            }
            guard !touched.isEmpty else { continue }
            if SearchIndex.isTouched(Self.best(after, touched), by: touched) {
                made += 1
            } else {
                left += 1
                #expect(Self.bytes(before, revised: []) == Self.bytes(after, revised: revised))
            }
        }
        #expect(made > 0 && (count <= SearchIndex.kept ? left == 0 : count < 300 || left > 0))
    }

    @Test("is made when nothing says what has changed in it")
    func unknown() {
        let weights = Dictionary(uniqueKeysWithValues: (0..<400).map { ($0, 1) })
        #expect(SearchIndex.isTouched(Self.best(weights, []), by: []))
    }
}
