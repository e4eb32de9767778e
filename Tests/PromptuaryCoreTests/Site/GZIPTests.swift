import Testing

@testable import PromptuaryCore

@Suite("GZIP files")
struct GZIPTests {
    static let texts: [[UInt8]] = [
        String(repeating: "abc ", count: 1000).bytes, (0..<5000).map { UInt8(truncatingIfNeeded: $0 % 61) },
        [UInt8](repeating: 0, count: 100_000), "{\"a\":[1,2,3]}".bytes + [UInt8](repeating: 32, count: 600),
    ]

    @Test("lead back to their bytes, and say their checksum and size", arguments: texts)
    func roundTrip(_ text: [UInt8]) throws {
        let file = try #require(GZIP.compress(text))
        #expect(file.prefix(3) == [0x1F, 0x8B, 8] && file[3] == 0)
        #expect(file[4..<8].allSatisfy { $0 == 0 })
        #expect(file.count < text.count)
        var inflater = Inflater()
        let outcome = file[10..<(file.count - 8)].withUnsafeBytes { inflater.inflate($0, size: text.count) }
        #expect(outcome == .exact)
        #expect(Array(inflater.output(size: text.count)) == text)
        func number(_ at: Int) -> UInt32 { file[at..<(at + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        #expect(
            number(file.count - 8) == text.withUnsafeBytes { CRC32.checksum(of: $0) }
                && number(file.count - 4) == UInt32(text.count))
    }

    @Test("are not made where they would not be smaller")
    func useless() {
        var generator = SeededGenerator(seed: 9)
        #expect(GZIP.compress([]) == nil && GZIP.compress([1]) == nil && GZIP.compress("abc".bytes) == nil)
        #expect(GZIP.compress((0..<1000).map { _ in UInt8.random(in: 0...255, using: &generator) }) == nil)
    }

    @Test("are the same for the same bytes", arguments: texts)
    func equal(_ text: [UInt8]) { #expect(GZIP.compress(text) == GZIP.compress(text)) }
}
