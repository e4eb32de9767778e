import Testing

@testable import PromptuaryCore

@Suite("Deflate data")
struct DeflateTests {
    @Test("the checksum is CRC-32", arguments: [("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43)])
    func checksum(_ text: String, _ expected: UInt32) {
        #expect(Array(text.utf8).withUnsafeBytes { CRC32.checksum(of: $0) } == expected)
    }

    @Test("what the deflater makes, the inflater reads exactly", arguments: [2, 3, 100, 5000, 70_000, 400_000])
    func roundTrip(_ count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let words = (0..<64).map { _ in (0..<6).map { _ in UInt8.random(in: 97...122, using: &generator) } }
        var content: [UInt8] = []
        while content.count < count { content += words.randomElement(using: &generator) ?? [97] }
        content = count < 10 ? [UInt8](repeating: 0, count: count * 50) : content
        let deflater = Deflater()
        guard let data = deflater.deflate(content) else {
            Issue.record("not compressed")
            return
        }
        var inflater = Inflater()
        #expect(outcome(data, content.count, &inflater) == .exact)
        #expect(inflater.output(size: content.count).elementsEqual(content))
        #expect(outcome(data, content.count - 1, &inflater) == .otherSize)
        #expect(outcome(data, content.count + 1, &inflater) == .otherSize)
        #expect(outcome(data + [0], content.count, &inflater) == .trailing)
        #expect(outcome(Array(data.dropLast()), content.count, &inflater) == .invalid)
    }

    @Test("content that does not shrink is not deflated", arguments: [[], [1], [1, 2], [9, 8, 7, 6, 5]])
    func incompressible(_ content: [UInt8]) {
        let deflater = Deflater()
        #expect(deflater.deflate(content) == nil)
    }

    @Test("a stream is accepted when zlib accepts it, even where libdeflate reads more", arguments: streams)
    func likeZlib(_ stream: Stream) {
        var inflater = Inflater()
        #expect(outcome(stream.data, stream.size, &inflater) == stream.outcome)
    }

    struct Stream: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let data: [UInt8]
        let size: Int
        let outcome: Inflater.Outcome

        /// A stream in hexadecimal digits, behind a stored block of so many zeros.
        init(_ title: String, _ hex: String, behind: Int = 0, size: Int, _ outcome: Inflater.Outcome) {
            let zeros = [UInt8](repeating: 0, count: behind)
            let block = behind == 0 ? [] : [0] + ZIPForge.storedBlocks(zeros).dropFirst()
            (testDescription, self.size, self.outcome) = (title, size + behind, outcome)
            data = block + (Hex.decode(hex) ?? [])
        }
    }

    static let streams: [Stream] = [
        Stream("288 literal codes", "05fe0106000000c420fcffd73d05", size: 0, .invalid),
        Stream("a code word of one bit that is not listed", "05e10106000000c420fcffd771", size: 0, .invalid),
        Stream("a distance word that is not listed", "0de081090000008320dc6aff1fb1e10c", size: 5, .invalid),
        Stream("repeated lengths that run over the end", "ede20106000000c420fcffd7bd85", size: 0, .invalid),
        Stream("the fixed code 286", "4b1c0300", size: 259, .invalid),
        Stream("the fixed code 287", "4b1c0700", size: 259, .invalid),
        Stream("an incomplete but allowed code", "0de20106000000c420fcffd709", size: 0, .exact),
        Stream("a fixed block before a dynamic one", "02148007260000000c82f0ffd702", size: 0, .exact),
        Stream("a fixed code of nine bits", "9b0000", size: 1, .exact),
        Stream("a fixed match", "4b040200", size: 4, .exact),
        Stream("the longest fixed match", "4b1c0500", size: 259, .exact),
        Stream("a fixed match with extra bits", "4b1c000000", size: 116, .exact),
        Stream("the fixed distance 30", "4b043e000000", behind: 30_000, size: 4, .invalid),
        Stream("the fixed distance 31", "4b047e000000", behind: 30_000, size: 4, .invalid),
        Stream("the fixed distance 29", "4b045e000000", behind: 30_000, size: 4, .exact),
    ]

    private func outcome(_ data: [UInt8], _ size: Int, _ inflater: inout Inflater) -> Inflater.Outcome {
        data.withUnsafeBytes { inflater.inflate($0, size: size) }
    }
}
