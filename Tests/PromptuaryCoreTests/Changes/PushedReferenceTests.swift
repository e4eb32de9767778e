import Testing

@testable import PromptuaryCore

@Suite("A line of a push")
struct PushedReferenceTests {
    private static let zeros = String(repeating: "0", count: 40)
    private static let one = String(repeating: "1", count: 40)

    @Test("says what would happen to which branch or tag")
    func actions() throws {
        let move = try #require(PushedReference(line: "\(Self.one) \(Self.one) refs/heads/a b"))
        #expect(move.action == .move && move.name == "refs/heads/a b" && move.isUsual)
        #expect(PushedReference(line: "\(Self.zeros) \(Self.one) refs/tags/x")?.action == .make)
        #expect(PushedReference(line: "\(Self.one) \(Self.zeros) refs/heads/x")?.action == .remove)
        let long = String(repeating: "ab", count: 32)
        #expect(PushedReference(line: "\(long) \(long) refs/replace/x")?.isUsual == false)
    }

    @Test(
        "is a tag that is taken for a branch, here or in a clone",
        arguments: [
            ("refs/tags/main", true), ("refs/tags/origin/main", true), ("refs/tags/a/b/main", true),
            ("refs/tags/domain", false), ("refs/tags/main/1", false), ("refs/heads/origin/main", false),
            ("refs/tags/Main", false),
        ])
    func mistaken(_ name: String, _ isMistaken: Bool) throws {
        let pushed = try #require(PushedReference(line: "\(Self.zeros) \(Self.one) \(name)"))
        #expect(pushed.isTag(mistakenFor: "main") == isMistaken)
    }

    @Test(
        "is refused when git does not write such lines",
        arguments: [
            "", "refs/heads/main", "\(one) \(one)", "\(one) \(one) ", "\(one)  refs/heads/main",
            "\(one.dropLast()) \(one) refs/heads/main", "\(one) HEAD refs/heads/main", "\(one) \(one)a refs/heads/main",
            "\(one) \(String(repeating: "A", count: 40)) refs/heads/main",
            "\(one) \(String(repeating: "1", count: 64)) refs/heads/main",
            "-\(one.dropLast()) \(one) refs/heads/main",
        ])
    func malformed(_ line: String) { #expect(PushedReference(line: line) == nil) }
}
