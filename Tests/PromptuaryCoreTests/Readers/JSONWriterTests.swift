import Testing

@testable import PromptuaryCore

/// A small generator with a seed, the same everywhere.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

@Suite("The JSON writer")
struct JSONWriterTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func sample(_ writer: inout JSONWriter) {
        writer.member("absent", nil as String?)
        writer.member("empty", [])
        writer.list("list") { list in
            list.element("a")
            list.element(-7)
            list.element(true)
            list.object { $0.member("k", 1) }
            list.list { _ in }
        }
        writer.object("map") { $0.member("none", orNull: nil) }
        writer.object("nothing") { _ in }
        writer.member("raw", raw: "[1,2]".utf8)
        writer.member("tags", ["x", "y"])
        writer.list("things", of: 1...2) { list, number in list.object { $0.member("n", number) } }
        writer.member("version", "1.2.3")
        writer.member("yes", false)
    }

    @Test("compact documents have no white space and one line feed at the end")
    func compact() {
        #expect(
            text(JSONWriter.object(.compact, sample))
                == #"{"empty":[],"list":["a",-7,true,{"k":1},[]],"map":{"none":null},"nothing":{},"raw":[1,2],"#
                + #""tags":["x","y"],"things":[{"n":1},{"n":2}],"version":"1.2.3","yes":false}"# + "\n")
    }

    @Test("pretty documents are indented by two spaces")
    func pretty() {
        let expected = """
            {
              "empty": [],
              "list": [
                "a",
                -7,
                true,
                {
                  "k": 1
                },
                []
              ],
              "map": {
                "none": null
              },
              "nothing": {},
              "raw": [1,2],
              "tags": [
                "x",
                "y"
              ],
              "things": [
                {
                  "n": 1
                },
                {
                  "n": 2
                }
              ],
              "version": "1.2.3",
              "yes": false
            }

            """
        #expect(text(JSONWriter.object(.pretty, sample)) == expected)
    }

    static let strings: [(String, String)] = [
        ("", #""""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
        ("\0\u{1}\u{1F}", #""\u0000\u0001\u001f""#), ("<script>&amp;'/", #""\u003cscript>&amp;'/""#),
        ("\u{2028}x\u{2029}", #""\u2028x\u2029""#), ("\u{2027}\u{202A}é😀", "\"\u{2027}\u{202A}é😀\""),
        ("\u{E2}\u{80}", "\"\u{E2}\u{80}\""), ("\r\n", #""\r\n""#), ("\u{7F}", "\"\u{7F}\""),
    ]

    @Test("text is escaped where JSON or old JavaScript demands it, and nowhere else", arguments: strings)
    func escapes(value: String, expected: String) {
        #expect(Array(JSONWriter.document(.string(value))) == Array((expected + "\n").utf8))
    }

    static let numberForms: [(Value, String)] = [
        (.integer(0), "0"), (.integer(-1), "-1"), (.integer(.min), "-9223372036854775808"),
        (.integer(1_234_567_890), "1234567890"), (.number(0.1), "0.1"), (.number(2), "2.0"), (.number(1e300), "1e+300"),
        (.number(.leastNonzeroMagnitude), "5e-324"), (.number(.infinity), "null"), (.number(.nan), "null"),
    ]

    @Test("numbers have their shortest form", arguments: numberForms)
    func numbers(value: Value, expected: String) {
        #expect(text(JSONWriter.document(value)) == expected + "\n")
    }

    @Test("the keys of values are sorted by their bytes, at every level")
    func sorted() {
        let keys = ["é", "b", "a10", "a2", "Z", "_", "\u{FF5E}", "😀"]
        let inner = Value.mapping(keys.map { .init(key: $0, value: .null) })
        #expect(
            text(JSONWriter.document(.mapping([.init(key: "x", value: inner), .init(key: "B", value: .null)])))
                == "{\"B\":null,\"x\":"
                + "{\"Z\":null,\"_\":null,\"a10\":null,\"a2\":null,\"b\":null,\"é\":null,\"\u{FF5E}\":null,\"😀\":null}}\n"
        )
    }

    @Test("a buffer that is used again gets the documents one after the other")
    func appends() {
        var bytes: [UInt8] = []
        JSONWriter.object(into: &bytes) { $0.member("a", 1) }
        JSONWriter.object(into: &bytes) { $0.member("a", 2) }
        #expect(text(bytes) == "{\"a\":1}\n{\"a\":2}\n")
    }

    @Test("escapes in text of every length, and nothing else", arguments: ["\"", "\\", "<", "\n", "\u{2028}", "\u{1}"])
    func everyOffset(_ mark: String) {
        let plain = "plain é “text” 日本, ~ and ÿ"
        func written(_ value: String) -> String { text(JSONWriter.document(.string(value))) }
        let escaped = String(written(mark).dropFirst().dropLast(2))
        for count in 0...plain.count {
            let (head, tail) = (String(plain.prefix(count)), String(plain.dropFirst(count)))
            #expect(written(head) == "\"\(head)\"\n")
            #expect(written(head + mark + tail) == "\"\(head)\(escaped)\(tail)\"\n")
            #expect(written(head + mark) == "\"\(head)\(escaped)\"\n")
            let letters = String(repeating: "a", count: count)
            #expect(written(letters + mark + letters) == "\"\(letters)\(escaped)\(letters)\"\n")
        }
    }

    @Test("what is written reads back as the same value", arguments: 0..<300)
    func roundTrip(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        let value = Self.value(depth: 4, &random)
        for form in [JSONWriter.Form.compact, .pretty] {
            let bytes = JSONWriter.document(value, form)
            let read = try JSONReader.read(bytes)
            #expect(JSONWriter.document(read, form) == bytes)
            #expect(Self.bare(read) == Self.bare(value))
        }
    }

    /// The value with sorted members and without their places.
    private static func bare(_ value: Value) -> Value {
        switch value {
        case .list(let elements): .list(elements.map(bare))
        case .mapping(let members):
            .mapping(
                members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                    .init(key: $0.key, value: bare($0.value))
                })
        default: value
        }
    }

    private static func value(depth: Int, _ random: inout SplitMix64) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &random))
        case 2: return .integer(Int.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &random))
        case 3:
            return .number(Double.random(in: -1e6...1e6, using: &random) * (Bool.random(using: &random) ? 1e-250 : 1))
        case 4, 5: return .string(string(&random))
        case 6: return .list((0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth: depth - 1, &random) })
        default:
            return .mapping(
                (0..<Int.random(in: 0..<5, using: &random)).map { index in
                    .init(key: "\(index)" + string(&random), value: value(depth: depth - 1, &random))
                })
        }
    }

    private static func string(_ random: inout SplitMix64) -> String {
        let alphabet = Array("ab01 \"\\/\n\t<>&éß文😀\u{301}\u{FEFF}".unicodeScalars)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            if let scalar = alphabet.randomElement(using: &random) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
