import Testing

@testable import PromptuaryCore

@Suite("Text")
struct TextFaultTests {
    @Test(
        "is acceptable in every language and with emoji",
        arguments: [
            "", "plain\ttext\r\n", "é", "e\u{301}", "日本語", "العربية", "👩‍👩‍👧", "\u{FEFF}bom", "a\u{200D}b", "\u{E0041}",
            "\u{FFFD}",
        ])
    func fine(_ text: String) {
        #expect(TextFault.first(in: text.bytes) == nil)
    }

    static let wrong: [(String, [UInt8], TextFault, Int)] = [
        ("NUL", [97, 0], .control, 1), ("escape", [0x1B], .control, 0), ("backspace", [97, 98, 8], .control, 2),
        ("vertical tab", [11], .control, 0), ("form feed", [12], .control, 0), ("delete", [0x7F], .control, 0),
        ("C1 next line", [0xC2, 0x85], .control, 0), ("C1 last", [0xC2, 0x9F], .control, 0),
        ("C1 first", [0xC2, 0x80], .control, 0),
        ("line separator", Array("a\u{2028}".utf8), .lineSeparator, 1),
        ("paragraph separator", Array("\u{2029}".utf8), .lineSeparator, 0),
        ("right-to-left override", Array("ab\u{202E}".utf8), .bidirectional, 2),
        ("embedding", Array("\u{202A}".utf8), .bidirectional, 0),
        ("isolate", Array("\u{2066}".utf8), .bidirectional, 0),
        ("pop isolate", Array("\u{2069}".utf8), .bidirectional, 0),
        ("left-to-right mark", Array("\u{200E}".utf8), .bidirectional, 0),
        ("Arabic letter mark", Array("\u{61C}".utf8), .bidirectional, 0),
        ("non-character FDD0", [0xEF, 0xB7, 0x90], .noncharacter, 0),
        ("non-character FFFF", [0xEF, 0xBF, 0xBF], .noncharacter, 0),
        ("non-character 1FFFE", [0xF0, 0x9F, 0xBF, 0xBE], .noncharacter, 0),
        ("non-character 10FFFF", [0xF4, 0x8F, 0xBF, 0xBF], .noncharacter, 0),
        ("lone continuation", [0x80], .notUTF8, 0), ("overlong slash", [0xC0, 0xAF], .notUTF8, 0),
        ("overlong C1", [0xC1, 0xBF], .notUTF8, 0),
        ("overlong three", [0xE0, 0x80, 0xAF], .notUTF8, 0), ("overlong four", [0xF0, 0x80, 0x80, 0xAF], .notUTF8, 0),
        ("surrogate", [0xED, 0xA0, 0x80], .notUTF8, 0), ("last surrogate", [0xED, 0xBF, 0xBF], .notUTF8, 0),
        ("beyond Unicode", [0xF4, 0x90, 0x80, 0x80], .notUTF8, 0), ("F5", [0xF5, 0x80, 0x80, 0x80], .notUTF8, 0),
        ("FF", [97, 0xFF], .notUTF8, 1), ("cut short", [97, 0xE2, 0x82], .notUTF8, 1),
        ("cut after the lead", [0xC3], .notUTF8, 0),
        ("lead before ASCII", [0xC3, 65], .notUTF8, 0), ("Latin-1", [0x63, 0x61, 0x66, 0xE9], .notUTF8, 3),
    ]

    @Test("stops being acceptable there, however much plain text is before and behind it", arguments: wrong.indices)
    func everyOffset(_ index: Int) throws {
        let (name, bytes, fault, offset) = Self.wrong[index]
        for before in [0, 1, 7, 8, 63, 64, 65, 127, 128, 191, 192, 255, 300, 4096, 8191, 8192, 9000] {
            let plain = Array("a line\r\n\twith blanks~".utf8)
            let text = (0..<before).map { plain[$0 % plain.count] } + bytes
            // What is cut short at the end is another fault in the middle.
            for rest in fault == .notUTF8 ? [[]] : [[], plain, Array(repeating: 65, count: 200)] {
                let found = try #require(TextFault.first(in: text + rest), "\(name) after \(before)")
                #expect(found.fault == fault && found.offset == before + offset, "\(name) after \(before): \(found)")
            }
        }
    }

    @Test("stops being acceptable at the first byte of what is wrong", arguments: wrong.indices)
    func refused(_ index: Int) throws {
        let (name, bytes, fault, offset) = Self.wrong[index]
        let found = try #require(TextFault.first(in: bytes), "\(name)")
        #expect(found.fault == fault && found.offset == offset, "\(name): \(found)")
    }

    @Test("of one line has no tab, line feed or carriage return")
    func lines() {
        for unit: UInt8 in [9, 10, 13] {
            #expect(TextFault.first(in: [97, unit])?.fault == nil)
            #expect(TextFault.first(in: [97, unit], lines: false)?.offset == 1)
        }
    }

    @Test("is UTF-8 exactly when Swift finds it so, for every two bytes and many longer runs")
    func oracle() {
        func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
        for a in UInt8.min...UInt8.max {
            for b in UInt8.min...UInt8.max where a >= 0x80 || b >= 0x80 {
                let fault = TextFault.first(in: [a, b].map { $0 < 0x20 || $0 == 0x7F ? 65 : $0 })?.fault
                guard (fault == .notUTF8) == !isUTF8([a, b]) else {
                    Issue.record("\(a) \(b): \(String(describing: fault))")
                    return
                }
            }
        }
        var generator = SeededGenerator(seed: 11)
        let interesting: [UInt8] = [
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF3, 0xF4,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<4).map { _ in interesting.randomElement(using: &generator) ?? 65 }
            if isUTF8(bytes) {
                #expect(TextFault.first(in: bytes)?.fault != .notUTF8)
            } else {
                #expect(TextFault.first(in: bytes) != nil)
            }
        }
    }

    @Test("every scalar that is acceptable is no control, separator, bidirectional control or non-character")
    func everyScalar() {
        for value in UInt32(0x80)...0x10_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            let expected =
                properties.generalCategory == .control
                || [.lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
                || properties.isNoncharacterCodePoint || properties.isBidiControl
            guard (TextFault.fault(of: value) != nil) == expected else {
                Issue.record("U+\(String(value, radix: 16)): \(String(describing: TextFault.fault(of: value)))")
                return
            }
        }
    }
}
