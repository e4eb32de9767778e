import Testing

@testable import PromptuaryCore

@Suite("TUF: canonical JSON")
struct CanonicalJSONTests {
    /// A document in any form, and its canonical bytes as securesystemslib's `encode_canonical` writes them.
    static let table: [(String, String)] = [
        ("{}", "{}"), ("[]", "[]"), ("\"\"", "\"\""), (" [ 1 , 2 , 3 ] ", "[1,2,3]"), ("[1,[2,{}]]", "[1,[2,{}]]"),
        ("[true,false,null]", "[true,false,null]"), ("[0,-0,-1,9007199254740991]", "[0,0,-1,9007199254740991]"),
        ("{ \"b\" : 1, \"a\" : { \"d\": 2, \"c\": [] } }", "{\"a\":{\"c\":[],\"d\":2},\"b\":1}"),
        (#"{"B":1,"a":2,"A":3,"_":4,"1":5,"":6}"#, #"{"":6,"1":5,"A":3,"B":1,"_":4,"a":2}"#),
        (#"{"a":1,"aa":2,"a-":3,"ab":4}"#, #"{"a":1,"a-":3,"aa":2,"ab":4}"#),
        // Only quotes and backslashes are escaped; a line feed and a tab stay what they are.
        (#""a\"b\\c\/d""#, #""a\"b\\c/d""#), (#""a\nb\tc\r""#, "\"a\nb\tc\r\""),
        (#""<script>&\u0041""#, #""<script>&A""#), (#""\u00e9\u20ac\ud83d\ude00""#, "\"\u{e9}\u{20ac}\u{1f600}\""),
        // Code points, not UTF-16 units: U+FF5E comes before U+1F600, whose first unit is D83D.
        (#"{"\ud83d\ude00":1,"\uff5e":2,"z":3}"#, "{\"z\":3,\"\u{ff5e}\":2,\"\u{1f600}\":1}"),
        // By their bytes, though Swift's own order takes the first for larger.
        ("{\"e\u{301}x\":1,\"e\u{302}\":2,\"f\":3}", "{\"e\u{301}x\":1,\"e\u{302}\":2,\"f\":3}"),
        ("{\"\u{e9}\":1,\"f\":2,\"e\u{302}\":3}", "{\"e\u{302}\":3,\"f\":2,\"\u{e9}\":1}"),
        (#"{"[":"{","{":":",":":["[","{",":"]}"#, #"{":":["[","{",":"],"[":"{","{":":"}"#),
    ]

    @Test("a document has one canonical form", arguments: table)
    func form(_ document: String, _ canonical: String) throws {
        let value = try JSONReader.read(Array(document.utf8))
        let bytes = try CanonicalJSON.bytes(of: value)
        #expect(bytes == Array(canonical.utf8))
        #expect(try CanonicalJSON.bytes(of: CanonicalJSON.normal(value)) == bytes)
        // With a raw line feed it is no JSON, and is not written to a file like this.
        guard !bytes.contains(where: { $0 < 0x20 }) else { return }
        #expect(CanonicalJSON.normal(try JSONReader.read(bytes)) == CanonicalJSON.normal(value))
    }

    @Test("numbers with a fraction or an exponent have none", arguments: ["1.0", "[0.5]", "{\"a\":1e3}", "-0.0"])
    func fraction(_ document: String) throws {
        let value = try JSONReader.read(Array(document.utf8))
        #expect {
            try CanonicalJSON.bytes(of: value)
        } throws: { ($0 as? Refusal)?.code == MetadataFault.fraction.rawValue }
    }

    @Test("keys are in the order of their bytes")
    func order() {
        var keys = ["", "a", "a\u{0}", "ab", "b", "\u{e9}", "e\u{301}", "\u{ff5e}", "\u{1f600}", "\u{20ac}"]
        for length in [7, 8, 9, 15, 16, 17, 40] {
            let text = String(repeating: "k", count: length)
            keys += [text, text + "a", text + "\u{e9}", "a" + text, text.dropLast() + "z", text.dropFirst() + "\u{7f}"]
        }
        for left in keys {
            for right in keys {
                #expect(
                    CanonicalJSON.precedes(left, right)
                        == Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)))
            }
        }
    }

    @Test("a quote or a backslash is escaped wherever it stands", arguments: 0..<40)
    func escapes(_ length: Int) {
        for filler in ["a", "!", "]", "\u{7f}", "\u{e9}", "\u{a2}\u{dc}"] {
            for special in ["\"", "\\", ""] {
                let (before, after) = (String(repeating: filler, count: length), String(repeating: filler, count: 9))
                var writer = CanonicalWriter()
                writer.string(before + special + after)
                let escaped = special.isEmpty ? "" : "\\" + special
                #expect(writer.bytes == Array("\"\(before)\(escaped)\(after)\"".utf8))
            }
        }
    }

    @Test("what is written with unknown members is what sorting everything gives")
    func merged() throws {
        let others = ["0", "a", "b", "bb", "m", "z"].map { Value.Member(key: $0, value: .integer(1)) }
        for mask in 0..<64 {
            let some = others.indices.filter { mask >> $0 & 1 == 1 }.map { others[$0] }
            var writer = CanonicalWriter()
            writer.open(with: some)
            for key in ["aa", "c", "y"] {
                try writer.key(key)
                writer.boolean(true)
            }
            try writer.close()
            let all = some + ["aa", "c", "y"].map { Value.Member(key: $0, value: .boolean(true)) }
            #expect(try writer.bytes == CanonicalJSON.bytes(of: .mapping(all.reversed())))
        }
    }
}
