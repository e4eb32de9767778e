import Testing

@testable import PromptuaryCore

@Suite("The JSON reader")
struct JSONReaderTests {
    private func code(_ bytes: [UInt8], limits: JSONLimits = .manifest) -> String {
        do {
            _ = try JSONReader.read(bytes, limits: limits)
            return "accepted"
        } catch {
            return error.code
        }
    }

    static let refused: [(String, String)] = [
        ("", "json-cut-short"), (" \n", "json-cut-short"), ("{\"a\":1", "json-cut-short"), ("[1,", "json-cut-short"),
        ("{", "json-cut-short"), ("\"abc", "json-cut-short"), ("\"a\\", "json-cut-short"),
        ("\"\\u12", "json-cut-short"),
        ("tru", "json-cut-short"), ("{\"a\"", "json-cut-short"), ("[1", "json-cut-short"),
        ("{,}", "json-unexpected"), ("{\"a\":1,}", "json-unexpected"), ("[1,]", "json-unexpected"),
        ("[,1]", "json-unexpected"), ("{/* c */}", "json-unexpected"), ("{'a':1}", "json-unexpected"),
        ("{a:1}", "json-unexpected"), ("{\"a\" 1}", "json-unexpected"), ("[1 2]", "json-unexpected"),
        ("{\"a\":1 \"b\":2}", "json-unexpected"), ("nul1", "json-unexpected"), ("True", "json-unexpected"),
        ("[1}", "json-unexpected"), ("\u{A0}1", "json-unexpected"), ("\u{0C}1", "json-unexpected"),
        ("{} {}", "json-trailing-bytes"), ("1\0", "json-trailing-bytes"), ("{\"a\":0x10}", "json-unexpected"),
        ("true1", "json-trailing-bytes"), ("1.5.5", "json-trailing-bytes"), ("[1 \u{A0}]", "json-unexpected"),
        ("\u{FEFF}{}", "json-byte-order-mark"),
        ("{\"a\":1,\"a\":2}", "json-duplicate-key"), ("{\"version\":1,\"versio\\u006e\":2}", "json-duplicate-key"),
        ("{\"x\":{\"\":1,\"\":2}}", "json-duplicate-key"), ("{\"x\u{E9}\":1,\"xe\u{301}\":2}", "json-duplicate-key"),
        ("{\"K\":1,\"\u{212A}\":2}", "json-duplicate-key"), ("{\"\\u212a\":1,\"K\":2}", "json-duplicate-key"),
        ("{\"\\ud83d\\ude00\":1,\"😀\":2}", "json-duplicate-key"),
        ("007", "json-number-form"), ("-", "json-number-form"), ("+1", "json-number-form"), (".5", "json-number-form"),
        ("1.", "json-number-form"), ("1e", "json-number-form"), ("1e+", "json-number-form"), ("-a", "json-number-form"),
        ("NaN", "json-number-form"), ("Infinity", "json-number-form"), ("-Infinity", "json-number-form"),
        ("00", "json-number-form"), ("-01", "json-number-form"),
        (String(repeating: "9", count: 33), "json-number-too-long"),
        ("0." + String(repeating: "1", count: 31), "json-number-too-long"),
        (String(repeating: "9", count: 32), "json-number-range"), ("9007199254740992", "json-number-range"),
        ("-9007199254740992", "json-number-range"), ("9007199254740993", "json-number-range"),
        ("9223372036854775808", "json-number-range"), ("1e301", "json-number-range"),
        ("-1e999999", "json-number-range"),
        ("\"a\nb\"", "json-raw-control"), ("\"a\tb\"", "json-raw-control"), ("\"\u{1}\"", "json-raw-control"),
        ("\"12345678\u{1}\"", "json-raw-control"),
        ("\"\\x\"", "json-bad-escape"), ("\"\\u12g4\"", "json-bad-escape"), ("\"\\'\"", "json-bad-escape"),
        ("\"\\U0041\"", "json-bad-escape"), ("\"\\u+123\"", "json-bad-escape"),
        ("\"\\ud800\"", "json-lone-surrogate"), ("\"\\ud800x\"", "json-lone-surrogate"),
        ("\"\\udc00\\ud800\"", "json-lone-surrogate"), ("\"\\ud800\\u0041\"", "json-lone-surrogate"),
        ("\"\\ud800\\ud800\"", "json-lone-surrogate"),
        ("\"\\u0000\"", "text-control-character"), ("\"\\b\"", "text-control-character"),
        ("\"\\f\"", "text-control-character"), ("\"\u{7F}\"", "text-control-character"),
        ("\"\\u0085\"", "text-control-character"), ("\"\u{85}\"", "text-control-character"),
        ("{\"a\\u001b\":1}", "text-control-character"), ("\"\u{2028}\"", "text-line-separator"),
        ("\"\\u2029\"", "text-line-separator"), ("\"\u{202E}\"", "text-bidirectional-control"),
        ("\"\\u200f\"", "text-bidirectional-control"), ("\"\u{FFFE}\"", "text-noncharacter"),
        ("\"\\uFDD0\"", "text-noncharacter"), ("\"\\udbff\\udfff\"", "text-noncharacter"),
    ]

    @Test("what is not strict JSON is refused for its own reason", arguments: refused)
    func refuses(text: String, expected: String) {
        #expect(code(Array(text.utf8)) == expected)
    }

    @Test(
        "bytes that are not UTF-8 are refused inside of strings",
        arguments: [[0xFF], [0xC0, 0xAF], [0xC3], [0xED, 0xA0, 0x80], [0xE4, 0x6C], [0xF4, 0x90, 0x80, 0x80]]
            as [[UInt8]])
    func refusesEncodings(bytes: [UInt8]) {
        #expect(code([0x22] + bytes + [0x22]) == "text-not-utf8")
        #expect(code(bytes) == "json-unexpected")
    }

    static let accepted: [(String, Value)] = [
        ("null", .null), (" \t\r\n true \n", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)),
        ("-0", .integer(0)), ("9007199254740991", .integer(9_007_199_254_740_991)),
        ("-9007199254740991", .integer(-9_007_199_254_740_991)), ("1.0", .number(1)), ("1e3", .number(1000)),
        ("-0.5E-1", .number(-0.05)), ("1e300", .number(1e300)), ("1e-999", .number(0)), ("[]", .list([])),
        ("{}", .mapping([])), ("[ ]", .list([])), ("{ }", .mapping([])), ("\"\"", .string("")),
        ("\"\\\"\\\\\\/\\n\\r\\t\\u0041\"", .string("\"\\/\n\r\tA")), ("\"\\ud83D\\uDe00\"", .string("😀")),
        ("\"Größe 文書 😀\"", .string("Größe 文書 😀")), ("\"é\\u00e9e\\u0301\"", .string("éée\u{301}")),
        (
            "[[1],{\"a\":[]},\"x\"]",
            .list([
                .list([.integer(1)]), .mapping([.init(key: "a", value: .list([]), line: 1, column: 7)]), .string("x"),
            ])
        ),
        ("\"\u{FEFF}\"", .string("\u{FEFF}")),
        ("1234567890123456.7e-10", .number(123456.78901234567)),
    ]

    @Test("strict JSON is read as it is written", arguments: accepted)
    func accepts(text: String, expected: Value) throws {
        let value = try JSONReader.read(Array(text.utf8))
        #expect(value == expected)
        if case (.string(let a), .string(let b)) = (value, expected) { #expect(Array(a.utf8) == Array(b.utf8)) }
    }

    @Test("a refusal names line, column and offset of the first bad byte")
    func places() throws {
        let text = "{\n  \"größe\": 1,\r\n  \"b\": \"ö\u{1}\"\n}"
        let refusal = try #require(throws: Refusal.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(refusal.place == Place(line: 3, column: 10, offset: 29))
        #expect(refusal.code == "json-raw-control")
        let cut = try #require(throws: Refusal.self) { try JSONReader.read(Array("[\n".utf8)) }
        #expect(cut.place == Place(line: 2, column: 1, offset: 2))
    }

    @Test("members know where their key stands, counted in characters")
    func memberPlaces() throws {
        let text = "{\"größe\": {\"x\": 1},\n  \"文\": 2, \"b\\n\": [\n{\"c\":0}]}"
        let value = try JSONReader.read(Array(text.utf8))
        let members = try #require(value.mapping)
        #expect(members.map { [$0.line, $0.column] } == [[1, 2], [2, 3], [2, 11]])
        #expect(value["größe"]?.mapping?.first.map { [$0.line, $0.column] } == [1, 12])
        #expect(members[2].value.list?.first?.mapping?.first.map { [$0.line, $0.column] } == [3, 2])
    }

    @Test("each limit holds at its value and not one further")
    func limits() {
        for depth in [0, 1, 32] {
            let limits = JSONLimits(depth: depth)
            func nested(_ count: Int) -> [UInt8] {
                Array((String(repeating: "[", count: count) + "1" + String(repeating: "]", count: count)).utf8)
            }
            if depth > 0 { #expect(code(nested(depth - 1), limits: limits) == "accepted") }
            #expect(code(nested(depth), limits: limits) == "accepted")
            #expect(code(nested(depth + 1), limits: limits) == "json-too-deep")
        }
        let limits = JSONLimits(bytes: 100, values: 10)
        func list(_ count: Int) -> [UInt8] {
            Array(("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
        }
        #expect(code(list(8), limits: limits) == "accepted")
        #expect(code(list(9), limits: limits) == "accepted")
        #expect(code(list(10), limits: limits) == "json-too-many-values")
        func padded(_ count: Int) -> [UInt8] { [0x31] + Array(repeating: 0x20, count: count - 1) }
        #expect([99, 100, 101].map { code(padded($0), limits: limits) } == ["accepted", "accepted", "json-too-large"])
        func number(_ count: Int) -> [UInt8] { Array(("0." + String(repeating: "1", count: count - 2)).utf8) }
        #expect([31, 32, 33].map { code(number($0)) } == ["accepted", "accepted", "json-number-too-long"])
    }

    @Test("hostile nesting costs no stack")
    func deep() {
        #expect(code(Array(repeating: UInt8(ascii: "["), count: 100_000)) == "json-too-deep")
        #expect(code(Array(String(repeating: "{\"a\":", count: 40_000).utf8)) == "json-too-deep")
    }

    @Test(
        "many keys are told apart in linear time, and one twin among them is found", arguments: [2, 16, 17, 18, 9_000])
    func manyKeys(count: Int) {
        func object(_ keys: [String]) -> [UInt8] {
            Array(("{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}").utf8)
        }
        let keys = (0..<count).map { "k\($0)" }
        #expect(code(object(keys)) == "accepted")
        #expect(code(object(keys + ["k\(count - 1)"])) == "json-duplicate-key")
        #expect(code(object(keys + ["k0"])) == "json-duplicate-key")
        #expect(code(object(["e\u{301}"] + keys + ["\u{E9}"])) == "json-duplicate-key")
    }

    @Test("keys of one object do not count for another")
    func separateObjects() {
        let wide =
            "{" + (0..<30).map { "\"k\($0)\":{\"k\($0)\":0,\"a\":1}" }.joined(separator: ",")
            + ",\"a\":[{\"a\":0},{\"a\":0}]}"
        #expect(code(Array(wide.utf8)) == "accepted")
    }

    @Test("every reason of the reader is met by a case above")
    func allReasons() {
        let met = Set(Self.refused.map(\.1)).union(["json-too-deep", "json-too-many-values", "json-too-large"])
        #expect(Set(JSONFault.allCases.map(\.rawValue)).subtracting(met).isEmpty)
        for fault in JSONFault.allCases { #expect(!fault.summary.isEmpty && !fault.remedy.isEmpty) }
    }
}
