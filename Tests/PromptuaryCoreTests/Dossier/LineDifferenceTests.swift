import Testing

@testable import PromptuaryCore

@Suite("The difference of two texts")
struct LineDifferenceTests {
    private static func difference(_ old: String, _ new: String) throws -> LineDifference {
        try #require(LineDifference(from: Array(old.utf8), to: Array(new.utf8)))
    }

    private static func text(_ difference: LineDifference) -> String {
        difference.hunks.map { hunk in
            "@@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount) @@\n"
                + hunk.lines.map { $0.mark.rawValue + String(decoding: $0.bytes, as: UTF8.self) }.joined()
        }.joined()
    }

    /// The new text, made of the old one and the hunks; nil when they do not fit.
    private static func applied(_ difference: LineDifference, to old: [Character]) -> [Character]? {
        var made: [Character] = []
        var at = 0
        for hunk in difference.hunks {
            let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
            guard start >= at else { return nil }
            made += old[at..<start]
            guard made.count == (hunk.newCount == 0 ? hunk.newStart : hunk.newStart - 1) else { return nil }
            at = start
            for line in hunk.lines {
                let letter = Character(UnicodeScalar(line.bytes[line.bytes.startIndex]))
                if line.mark != .added {
                    guard old[at] == letter else { return nil }
                    at += 1
                }
                if line.mark != .removed { made.append(letter) }
            }
        }
        return made + old[at...]
    }

    /// How many lines two lists share at the most, in order: slow and obvious.
    private static func common(_ old: [Character], _ new: [Character]) -> Int {
        var row = [Int](repeating: 0, count: new.count + 1)
        for one in old {
            var corner = 0
            for (index, other) in new.enumerated() {
                let above = row[index + 1]
                row[index + 1] = one == other ? corner + 1 : max(above, row[index])
                corner = above
            }
        }
        return row[new.count]
    }

    private static func lines(_ letters: [Character]) -> [UInt8] { Array(letters.map { "\($0)\n" }.joined().utf8) }

    @Test("is shown as `diff -u` shows it")
    func form() throws {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("\n5\n", with: "\nfive\n").replacing("\n20\n", with: "\n20\nmore")
        #expect(
            Self.text(try Self.difference(old, new)) == """
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                @@ -18,3 +18,4 @@
                 18
                 19
                 20
                +more
                """)
        #expect(Self.text(try Self.difference("", "a\nb\n")) == "@@ -0,0 +1,2 @@\n+a\n+b\n")
        #expect(Self.text(try Self.difference("a\n", "")) == "@@ -1,1 +0,0 @@\n-a\n")
        #expect(Self.text(try Self.difference("a\n", "a")) == "@@ -1,1 +1,1 @@\n-a\n+a")
        #expect(try Self.difference(old, old).hunks.isEmpty)
    }

    @Test("makes the new text of the old one, with as few edits as there can be")
    func shortest() throws {
        var texts: [[Character]] = [[]]
        for length in 1...5 {
            texts += texts.filter { $0.count == length - 1 }.flatMap { text in "abc".map { text + [$0] } }
        }
        var random = SystemRandomNumberGenerator()
        var pairs = texts.prefix(40).flatMap { old in texts.prefix(121).map { (old, $0) } }
        for _ in 0..<300 {
            let letters = (0..<Int.random(in: 0...60, using: &random)).map { _ in "abcdefgh".randomElement() ?? "a" }
            var other = letters
            for _ in 0..<Int.random(in: 0...12, using: &random) where !other.isEmpty {
                let place = Int.random(in: 0..<other.count, using: &random)
                if Bool.random(using: &random) { other.remove(at: place) } else { other.insert("x", at: place) }
            }
            pairs.append((letters, other))
        }
        for (old, new) in pairs {
            let difference = try #require(LineDifference(from: Self.lines(old), to: Self.lines(new)))
            #expect(Self.applied(difference, to: old) == new, "\(String(old)) to \(String(new))")
            let common = Self.common(old, new)
            #expect(difference.removedCount == old.count - common && difference.addedCount == new.count - common)
        }
    }

    @Test("shows everything between as removed and added when there are too many edits, in bounded time")
    func bounds() throws {
        let count = LineDifference.lineLimit
        let old = (0..<count).map { $0.isMultiple(of: 2) ? "same\n" : "old \($0)\n" }.joined()
        let new = (0..<count).map { $0.isMultiple(of: 3) ? "same\n" : "new \($0)\n" }.joined()
        let started = ContinuousClock.now
        let difference = try Self.difference(old, new)
        #expect(ContinuousClock.now - started < .seconds(20))
        // The first line is the same.
        #expect(difference.removedCount == count - 1 && difference.addedCount == count - 1)
        #expect(LineDifference(from: [UInt8](repeating: 10, count: count + 1), to: []) == nil)
        #expect(LineDifference(from: [], to: [UInt8](repeating: 10, count: count)) != nil)
    }
}
