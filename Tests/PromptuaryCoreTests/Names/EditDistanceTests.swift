import Testing

@testable import PromptuaryCore

@Suite("The edit distance of two texts")
struct EditDistanceTests {
    @Test(
        "counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("prompt", "promtp", 1),
            ("prompt", "pormtp", 2), ("ca", "abc", 2), ("abcdef", "badcfe", 3), ("my-prompt", "myprompt", 1),
            ("é", "e", 1), ("e\u{301}", "é", 2), ("same", "same", 0),
        ])
    func known(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.damerauLevenshtein(left, right, limit: 8) == distance)
        #expect(EditDistance.damerauLevenshtein(right, left, limit: 8) == distance)
        #expect(EditDistance.damerauLevenshtein(left, right, limit: distance) == distance)
        #expect(EditDistance.damerauLevenshtein(left, right, limit: distance - 1) == nil)
    }

    @Test("is what a search through all edits finds, for every pair of short texts")
    func oracle() {
        let texts = Self.texts(of: ["a", "b", "c"], longest: 4)
        for start in texts where start.count <= 3 {
            let distances = Self.distances(from: start, longest: 4, most: 4)
            for end in texts {
                let expected = distances[end]
                #expect(EditDistance.damerauLevenshtein(start, end, limit: 4) == expected, "\(start) to \(end)")
                for limit in 0...3 {
                    let bounded = EditDistance.damerauLevenshtein(start, end, limit: limit)
                    #expect(
                        bounded == expected.flatMap { $0 <= limit ? $0 : nil }, "\(start) to \(end) within \(limit)")
                }
            }
        }
    }

    @Test("ends early for texts that are far apart")
    func bounded() {
        let (left, right) = (String(repeating: "a", count: 100_000), String(repeating: "b", count: 100_001))
        #expect(EditDistance.damerauLevenshtein(left, String(right.prefix(50)), limit: 2) == nil)
        #expect(EditDistance.damerauLevenshtein("", right, limit: 2) == nil)
        #expect(EditDistance.damerauLevenshtein("a", "b", limit: -1) == nil)
        #expect(EditDistance.damerauLevenshtein(left, right, limit: 2) == nil)
        #expect(EditDistance.damerauLevenshtein("b" + left.dropLast(2) + "cc", left, limit: 3) == 3)
    }

    private static func texts(of letters: [String], longest: Int) -> [String] {
        var (all, last) = ([""], [""])
        for _ in 0..<longest {
            last = last.flatMap { text in letters.map { text + $0 } }
            all += last
        }
        return all
    }

    /// Breadth first over single edits: slow, and right by definition.
    private static func distances(from start: String, longest: Int, most: Int) -> [String: Int] {
        var distances = [start: 0]
        var edge = [start]
        for distance in 1...most {
            var next: [String] = []
            for text in edge {
                for edited in edits(of: Array(text)) where edited.count <= longest && distances[edited] == nil {
                    distances[edited] = distance
                    next.append(edited)
                }
            }
            edge = next
        }
        return distances
    }

    private static func edits(of text: [Character]) -> [String] {
        var edited: [String] = []
        for index in 0...text.count {
            for letter in "abc" {
                edited.append(String(text[..<index] + [letter] + text[index...]))
                if index < text.count { edited.append(String(text[..<index] + [letter] + text[(index + 1)...])) }
            }
            if index < text.count { edited.append(String(text[..<index] + text[(index + 1)...])) }
            if index + 1 < text.count {
                edited.append(String(text[..<index] + [text[index + 1], text[index]] + text[(index + 2)...]))
            }
        }
        return edited
    }
}
