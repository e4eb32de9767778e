import Testing

@testable import PromptuaryCore

@Suite("The parts of a record")
struct RecordReaderTests {
    /// What one reading of bytes gives, when it leaves nothing over.
    private static func read<Result>(
        _ bytes: [UInt8], _ body: (inout RecordReader) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        try bytes.withUnsafeBufferPointer { (buffer) throws(Refusal) in
            var reader = RecordReader(buffer)
            let result = try body(&reader)
            try reader.end()
            return result
        }
    }

    private static func write(_ body: (inout RecordWriter) -> Void) -> [UInt8] {
        var writer = RecordWriter(capacity: 0)
        body(&writer)
        return writer.bytes
    }

    @Test("unsigned numbers take the bytes of LEB128")
    func varints() throws {
        let cases: [(UInt64, [UInt8])] = [
            (0, [0]), (1, [1]), (127, [127]), (128, [0x80, 1]), (300, [0xAC, 2]), (16_383, [0xFF, 0x7F]),
            (16_384, [0x80, 0x80, 1]), (.max, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
        ]
        for (value, bytes) in cases {
            #expect(Self.write { $0.varint(value) } == bytes)
            #expect(try Self.read(bytes) { (reader) throws(Refusal) in try reader.varint() } == value)
        }
    }

    @Test(
        "a number that is too large or spelled a second way is refused",
        arguments: [
            [0x80, 0], [0xFF, 0x80, 0], [255, 255, 255, 255, 255, 255, 255, 255, 255, 2],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
        ] as [[UInt8]])
    func wrongNumbers(_ bytes: [UInt8]) {
        #expect(
            refusalCode { try Self.read(bytes) { (reader) throws(Refusal) in try reader.varint() } }
                == "record-malformed")
    }

    @Test("numbers of both signs come back, small ones in one byte")
    func signed() throws {
        for value in [0, -1, 1, -64, 63, 64, .max, .min, .min + 1, 1 << 53] as [Int] {
            let bytes = Self.write { $0.signed(value) }
            #expect(try Self.read(bytes) { (reader) throws(Refusal) in try reader.signed() } == value)
            #expect((bytes.count == 1) == (-64...63).contains(value))
        }
    }

    @Test("a size is neither negative nor above its limit")
    func sizes() {
        for (value, limit, code) in [
            (5, 5, nil), (6, 5, "record-malformed"), (.max, .max, nil), (-1, .max, "record-malformed"),
        ] as [(Int, Int, String?)] {
            let bytes = Self.write { $0.number(value) }
            #expect(
                refusalCode { try Self.read(bytes) { (reader) throws(Refusal) in try reader.number(upTo: limit) } }
                    == code)
        }
    }

    @Test("texts, bytes, digests, numbers with a fraction, marks and sections come back")
    func parts() throws {
        let texts = ["", "a", "fifteen bytes !", "sixteen bytes !!", "日本", "e\u{301}", "a\u{0}b", "\u{10FFFF}"]
        let bytes = Self.write { writer in
            writer.texts(texts)
            writer.data([1, 0, 255])
            writer.digest(SHA256Digest(of: [7]))
            for number in [0, -0.0, 1.5e300, .leastNonzeroMagnitude] { writer.double(number) }
            writer.optional(Optional(5)) { $0.number($1) }
            writer.optional(Int?.none) { $0.number($1) }
            writer.section { $0.section { $0.text("inside") } }
            writer.flag(true)
        }
        try bytes.withUnsafeBufferPointer { buffer in
            var reader = RecordReader(buffer)
            #expect(try reader.texts().map { Array($0.utf8) } == texts.map { Array($0.utf8) })
            #expect(try reader.data() == [1, 0, 255])
            #expect(try reader.digest() == SHA256Digest(of: [7]))
            for number in [0, -0.0, 1.5e300, .leastNonzeroMagnitude] as [Double] {
                #expect(try reader.double().bitPattern == number.bitPattern)
            }
            #expect(try reader.optional { (reader) throws(Refusal) in try reader.number() } == 5)
            #expect(try reader.optional { (reader) throws(Refusal) in try reader.number() } == nil)
            var outer = try reader.section()
            var inner = try outer.section()
            #expect(try inner.text() == "inside")
            try inner.end()
            try outer.end()
            #expect(try reader.flag())
            try reader.end()
            #expect(refusalCode { try reader.byte() } == "record-truncated")
        }
    }

    @Test("a writer grows beyond what it was made for")
    func growth() {
        let text = String(repeating: "x", count: 10_000)
        let bytes = Self.write { writer in
            for _ in 0..<3 { writer.text(text) }
            writer.byte(9)
        }
        #expect(bytes.count == 3 * 10_002 + 1 && bytes.last == 9 && bytes[2] == 120)
    }

    @Test("what is not UTF-8 is no text", arguments: [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98]])
    func invalidText(_ bytes: [UInt8]) {
        let record = Self.write { $0.data(Array("abcdefgh".utf8) + bytes) }
        #expect(
            refusalCode { try Self.read(record) { (reader) throws(Refusal) in try reader.text() } }
                == "record-malformed")
    }

    @Test("no count makes a reader take memory that the bytes behind it could not fill")
    func counts() {
        for count in [1_000, 1 << 40, .max] as [UInt64] {
            let record = Self.write { $0.varint(count) } + [0, 0, 0]
            let readings: [String?] = [
                refusalCode { try Self.read(record) { (reader) throws(Refusal) in try reader.texts() } },
                refusalCode { try Self.read(record) { (reader) throws(Refusal) in try reader.data() } },
                refusalCode { try Self.read(record) { (reader) throws(Refusal) in try reader.text() } },
                refusalCode {
                    try Self.read(record) { (reader) throws(Refusal) in try ContentsRecord.remarks(&reader) }
                },
                refusalCode {
                    try Self.read([6] + record) { (reader) throws(Refusal) in try ValueRecord.read(&reader) }
                },
                refusalCode {
                    try Self.read([7] + record) { (reader) throws(Refusal) in try ValueRecord.read(&reader) }
                },
            ]
            #expect(readings.allSatisfy { $0 == "record-truncated" })
        }
        #expect(
            refusalCode { try Self.read([4, 0, 0, 0x7F, 0]) { (reader) throws(Refusal) in try reader.section() } }
                == "record-truncated")
    }

    /// A value that is `null` inside of so many lists.
    private static func nested(_ depth: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<depth { bytes += [6, 1] }
        return bytes + [0]
    }

    @Test("a value nested without end is refused before the stack is used up")
    func depth() {
        let lists = Self.nested(2_000)
        #expect(
            refusalCode { try Self.read(lists) { (reader) throws(Refusal) in try ValueRecord.read(&reader) } }
                == "record-malformed")
        let allowed = Self.nested(ValueRecord.depthLimit)
        #expect(
            refusalCode { try Self.read(allowed) { (reader) throws(Refusal) in try ValueRecord.read(&reader) } } == nil)
    }

    @Test("names and versions in a record have the form of names and versions")
    func names() {
        let ids = [
            ("@ab/c", true), ("@acme.x-y/a_b.c-1", true), ("@a/c", false), ("ab/c", false), ("@ab", false),
            ("@ab/", false),
            ("@ab/../c", false), ("@ab/c/d", false), ("@1b/c", false), ("@a..b/c", false), ("@ab/C", false),
            ("/", false),
            ("", false), ("@", false), ("@ab/-c", false), ("@a_b/c", false),
            ("@ab/" + String(repeating: "x", count: 65), false),
        ]
        for (text, isName) in ids {
            let record = Self.write { $0.text(text) }
            let code = refusalCode { try Self.read(record) { (reader) throws(Refusal) in try reader.packageID() } }
            #expect(code == (isName ? nil : "record-malformed"), "\(text)")
        }
        let versions = [
            "0.0.0", "1.2.3", "999999999.0.10", "01.2.3", "1.2", "1.2.3.4", "1.2.1000000000", "1.2.3-", "1.2.3-rc.1",
            "1.2.3+b",
            "1.2.3-01", "", "1..3", "a.b.c", "1.2.3 ", "1.2.3-" + String(repeating: "a", count: 58),
            "1.2.3-" + String(repeating: "a", count: 59),
        ]
        for text in versions {
            let record = Self.write { $0.text(text) }
            let read = try? Self.read(record) { (reader) throws(Refusal) in try reader.version() }
            #expect(read == (try? Version(text)), "\(text)")
            #expect(read.map(everythingStored) == (try? Version(text)).map(everythingStored))
        }
    }
}
