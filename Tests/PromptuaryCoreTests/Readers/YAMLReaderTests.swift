import Testing

@testable import PromptuaryCore

@Suite("The YAML reader")
struct YAMLReaderTests {
    private func code(_ text: String, limits: YAMLLimits = .package) -> String {
        code(Array(text.utf8), limits: limits)
    }

    private func code(_ bytes: [UInt8], limits: YAMLLimits = .package) -> String {
        do {
            _ = try YAMLReader.read(bytes, limits: limits)
            return "accepted"
        } catch {
            return error.code
        }
    }

    static let refused: [(String, String)] = [
        ("", "yaml-no-document"), ("# nothing\n", "yaml-no-document"), ("---\n", "yaml-not-mapping"),
        ("- a\n- b\n", "yaml-not-mapping"), ("hello\n", "yaml-not-mapping"), ("[a]", "yaml-not-mapping"),
        ("a: 1\n---\na: 2\n", "yaml-several-documents"), ("a: 1\n...\na: 2\n", "yaml-syntax"),
        ("a: 1\n...\n---\n", "yaml-several-documents"),
        ("%YAML 1.2\n---\na: 1\n", "yaml-directive"), ("%TAG ! tag:x,2000:\n---\na: 1\n", "yaml-directive"),
        ("a: !!str 1\n", "yaml-tag"), ("a: !x [1]\n", "yaml-tag"), ("a: !!map {}\n", "yaml-tag"),
        ("a: ! b\n", "yaml-tag"),
        ("a: ! \"b\"\n", "yaml-tag"), ("a: ! |\n  b\n", "yaml-tag"), ("a: &x ! b\n", "yaml-tag"),
        ("a: &x # c !\n  ! b\n", "yaml-tag"), ("a: !<tag:x> b\n", "yaml-tag"), ("! a: b\n", "yaml-tag"),
        ("ä: ö\nb: [ä, ! c]\n", "yaml-tag"), ("a: !\n", "yaml-tag"),
        ("a: &x {b: 1}\n<<: *x\n", "yaml-merge-key"), ("a: =\n", "yaml-merge-key"), ("a: <<\n", "yaml-merge-key"),
        ("a: &x 1\nb: &x 2\n", "yaml-anchor-twice"), ("a: &x [&x 1]\n", "yaml-anchor-twice"),
        ("a: *x\n", "yaml-alias-unknown"), ("a: &x [*x]\n", "yaml-alias-unknown"),
        ("a: &x\n  b: *x\n", "yaml-alias-unknown"), ("*x : 1\n", "yaml-alias-unknown"),
        ("a: &x k\n*x : 1\n", "yaml-alias-key"), ("a: &x k\nb: {*x : 1}\n", "yaml-alias-key"),
        ("a: {1: x}\n", "yaml-key-form"), ("~: x\n", "yaml-key-form"), ("true: x\n", "yaml-key-form"),
        ("? [a]\n: b\n", "yaml-key-form"), ("? {a: b}\n: b\n", "yaml-key-form"), ("? \n: b\n", "yaml-key-form"),
        ("a: 1\na: 2\n", "yaml-duplicate-key"), ("a: 1\n\"a\": 2\n", "yaml-duplicate-key"),
        ("a: 1\n\"\\x61\": 2\n", "yaml-duplicate-key"), ("a: 1\n? a\n: 2\n", "yaml-duplicate-key"),
        ("x: {é: 1, e\u{301}: 2}\n", "yaml-duplicate-key"), ("K: 1\n\u{212A}: 2\n", "yaml-duplicate-key"),
        ("? " + String(repeating: "k", count: 1025) + "\n: 1\n", "yaml-key-too-long"),
        ("a: 9007199254740992\n", "yaml-number-range"), ("a: -9007199254740992\n", "yaml-number-range"),
        ("a: 0x20000000000000\n", "yaml-number-range"),
        ("a: " + String(repeating: "9", count: 400), "yaml-number-range"),
        ("a: .inf\n", "yaml-number-range"), ("a: -.INF\n", "yaml-number-range"), ("a: .NaN\n", "yaml-number-range"),
        ("a: 1e301\n", "yaml-number-range"), ("a: 1." + String(repeating: "0", count: 31), "yaml-number-range"),
        ("a:\n\tb: 1\n", "yaml-syntax"), ("a: \"b\n", "yaml-syntax"), ("a: [b\n", "yaml-syntax"),
        ("a: \"\\q\"\n", "yaml-syntax"), ("a: x\n  b: y\n", "yaml-syntax"), ("a: @b\n", "yaml-syntax"),
        ("a: \"\\ud800\"\n", "yaml-syntax"), ("a: |#b\n  c\n", "yaml-syntax"), ("a: &x >-#b\n  c\n", "yaml-syntax"),
        ("a: b: c\n", "yaml-syntax"), ("a: 1\nb\n", "yaml-syntax"),
        ("<?xml version=\"1.0\"?><x>&a;</x>", "yaml-not-mapping"),
        ("\u{FEFF}a: 1\n", "yaml-byte-order-mark"), ("a: b\u{FEFF}c\n", "yaml-byte-order-mark"),
        ("a: b\0c\n", "text-control-character"), ("a: b\u{1B}[2J\n", "text-control-character"),
        ("a: \u{80}\n", "text-control-character"), ("a: b\u{85}c: d\n", "text-control-character"),
        ("a: \"b\\0\"\n", "text-control-character"), ("a: \"\\N\"\n", "text-control-character"),
        ("a: b\u{2028}c: d\n", "text-line-separator"), ("a: \"\\L\"\n", "text-line-separator"),
        ("a: \"\u{202E}\"\n", "text-bidirectional-control"), ("a: \"\\u202e\"\n", "text-bidirectional-control"),
        ("a: \"\\uFFFF\"\n", "text-noncharacter"), ("\"\\u200e\": 1\n", "text-bidirectional-control"),
        ("a: " + String(repeating: "[", count: 20_000), "yaml-too-deep"),
        ("a:\n  " + String(repeating: "- ", count: 3000) + "b\n", "yaml-too-deep"),
        ("a:\n" + String(repeating: " ", count: 257) + "b\n", "yaml-too-deep"),
    ]

    @Test("what other readers would see differently is refused for its own reason", arguments: refused)
    func refuses(text: String, expected: String) {
        #expect(code(text) == expected)
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE4]] as [[UInt8]])
    func refusesEncodings(bytes: [UInt8]) {
        #expect(code(Array("a: ".utf8) + bytes) == "text-not-utf8")
        #expect(code([0xFF, 0xFE, 0x61, 0, 0x3A, 0]) == "text-not-utf8")
    }

    static let scalars: [(String, Value)] = [
        ("no", .string("no")), ("on", .string("on")), ("12:30", .string("12:30")),
        ("2001-12-14", .string("2001-12-14")),
        ("1.2.3", .string("1.2.3")), ("", .null), ("~", .null), ("Null", .null), ("nULL", .string("nULL")),
        ("TRUE", .boolean(true)), ("tRUE", .string("tRUE")), ("False", .boolean(false)), ("0", .integer(0)),
        ("-0", .integer(0)), ("+12", .integer(12)), ("0o17", .integer(15)), ("-0x1F", .integer(-31)),
        ("0x", .string("0x")), ("0o8", .string("0o8")), ("0b1", .string("0b1")), ("1_000", .string("1_000")),
        ("007", .number(7)), ("1.", .number(1)), (".5", .number(0.5)), ("-1.5e-1", .number(-0.15)),
        ("1e3", .number(1000)),
        (".", .string(".")), ("+", .string("+")), ("1e", .string("1e")), (".e1", .string(".e1")),
        ("+.nan", .string("+.nan")),
        ("9007199254740991", .integer(9_007_199_254_740_991)), ("'1'", .string("1")), ("\"~\"", .string("~")),
        ("'<<'", .string("<<")), ("'it''s'", .string("it's")), ("\"\\x41\\n\"", .string("A\n")),
        ("|\n  l 1\n  l 2: x\n", .string("l 1\nl 2: x\n")), (">-\n  a\n  b\n", .string("a b")),
        ("| # c\n  a\n", .string("a\n")),
        ("one\n  two", .string("one two")), ("b!", .string("b!")), ("a|#b", .string("a|#b")),
        ("[a, {b: c}]", .list([.string("a"), .mapping([.init(key: "b", value: .string("c"), line: 1, column: 9)])])),
    ]

    @Test("plain scalars follow the core schema of YAML 1.2, others are text", arguments: scalars)
    func resolves(text: String, expected: Value) throws {
        #expect(try YAMLReader.read(Array("k: \(text)".utf8))["k"] == expected)
    }

    @Test("aliases stand for the value that they name, also collections")
    func aliases() throws {
        let value = try YAMLReader.read(Array("a: &x {b: [1, &y z]}\nc: *x\nd: [*y, *x]\n".utf8))
        #expect(value["c"] == value["a"])
        #expect(value["d"]?.list == [.string("z"), try #require(value["a"])])
    }

    @Test("members know where their key stands, counted in characters")
    func memberPlaces() throws {
        let value = try YAMLReader.read(Array("größe: {ä: 1, b: 2}\r\n\"c\":\r\n  d: 1\r\n".utf8))
        #expect(try #require(value.mapping).map { [$0.line, $0.column] } == [[1, 1], [2, 1]])
        #expect(value["größe"]?.mapping?.map { [$0.line, $0.column] } == [[1, 9], [1, 15]])
        #expect(value["c"]?.mapping?.map { [$0.line, $0.column] } == [[3, 3]])
    }

    @Test("a refusal names the line and the column")
    func places() throws {
        func place(_ text: String) throws -> Place {
            try #require(throws: Refusal.self) { try YAMLReader.read(Array(text.utf8)) }.place
        }
        #expect(try place("a: 1\nb: [ö, !x y]\n") == Place(line: 2, column: 8))
        #expect(try place("a: 1\nö: b\u{1}\n") == Place(line: 2, column: 5, offset: 10))
        #expect(try place("a: 1\n  b: 2\n") == Place(line: 2, column: 4))
        #expect(try place("a: 1\n\na: 2\n") == Place(line: 3, column: 1))
        #expect(try place("a: ö" + String(repeating: "[", count: 33)) == Place(line: 1, column: 37))
    }

    @Test("each limit holds at its value and not one further")
    func limits() {
        let limits = YAMLLimits(bytes: 200, depth: 5, nodes: 12, aliases: 3, expansion: 6, keyLength: 8)
        func verdicts(_ counts: [Int], _ text: (Int) -> String) -> [String] {
            counts.map { code(text($0), limits: limits) }
        }
        #expect(
            verdicts([199, 200, 201]) { "a: " + String(repeating: "x", count: $0 - 3) } == [
                "accepted", "accepted", "yaml-too-large",
            ])
        let flow = { (count: Int) in "a: " + String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(verdicts([3, 4, 5], flow) == ["accepted", "accepted", "yaml-too-deep"])
        let block = { (count: Int) in
            (0..<count).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        }
        #expect(verdicts([4, 5, 6], block) == ["accepted", "accepted", "yaml-too-deep"])
        let list = { (count: Int) in "a: [" + Array(repeating: "x", count: count).joined(separator: ",") + "]" }
        #expect(verdicts([8, 9, 10], list) == ["accepted", "accepted", "yaml-too-many-nodes"])
        let uses = { (count: Int) in "a: [&x y" + String(repeating: ",*x", count: count) + "]" }
        #expect(verdicts([2, 3, 4], uses) == ["accepted", "accepted", "yaml-too-many-aliases"])
        // A list of `count` texts weighs one more than `count`; a text weighs one more for each 64 characters.
        let weight = { (count: Int) in
            "a: &x [" + Array(repeating: "y", count: count).joined(separator: ",") + "]\nb: *x"
        }
        #expect(verdicts([4, 5, 6], weight) == ["accepted", "accepted", "yaml-alias-expansion"])
        let long = { (count: Int) in "a: &x " + String(repeating: "ö", count: count) + "\nb: [*x, *x, *x]" }
        #expect(verdicts([63, 64], long).first == "accepted")
        #expect(code(long(127), limits: YAMLLimits(expansion: 6)) == "accepted")
        #expect(code(long(128), limits: YAMLLimits(expansion: 6)) == "yaml-alias-expansion")
        let key = { (count: Int) in String(repeating: "k", count: count) + ": 1" }
        #expect(verdicts([7, 8, 9], key) == ["accepted", "accepted", "yaml-key-too-long"])
    }

    @Test("lines may be indented by 256 spaces and begin with 64 characters of indicators")
    func bounds() {
        func indented(_ count: Int) -> String { "a:\n" + String(repeating: " ", count: count) + "b: 1\n" }
        #expect([255, 256, 257].map { code(indented($0)) } == ["accepted", "accepted", "yaml-too-deep"])
        func listed(_ count: Int) -> String { "a:\n" + String(repeating: " ", count: count) + "- b\n" }
        #expect([61, 62, 63].map { code(listed($0)) } == ["accepted", "accepted", "yaml-too-deep"])
    }

    @Test("an alias bomb is refused before it grows")
    func laughs() {
        let names = Array("abcdefghi")
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, last) in zip(names.dropFirst(), names) {
            text += "\(name): &\(name) [" + Array(repeating: "*\(last)", count: 7).joined(separator: ", ") + "]\n"
        }
        #expect(code(text) == "yaml-alias-expansion")
    }

    @Test("every reason of the reader is met by a case above")
    func allReasons() {
        let met = Set(Self.refused.map(\.1)).union([
            "yaml-too-large", "yaml-too-many-nodes", "yaml-too-many-aliases", "yaml-alias-expansion",
        ])
        #expect(Set(YAMLFault.allCases.map(\.rawValue)).subtracting(met).isEmpty)
        for fault in YAMLFault.allCases { #expect(!fault.summary.isEmpty && !fault.remedy.isEmpty) }
    }
}
