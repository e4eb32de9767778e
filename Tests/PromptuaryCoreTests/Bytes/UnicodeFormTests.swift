import Testing

@testable import PromptuaryCore

@Suite("Unicode normalisation")
struct UnicodeFormTests {
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    private static func scalars(_ bytes: [UInt8]) -> [UInt32] { text(bytes).unicodeScalars.map(\.value) }

    @Test(
        "composes canonically",
        arguments: [
            ("plain", [112, 108, 97, 105, 110]), ("e\u{301}", [0xE9]), ("\u{E9}", [0xE9]), ("\u{212B}", [0xC5]),
            ("\u{2126}", [0x3A9]),
            ("\u{1100}\u{1161}", [0xAC00]), ("\u{FB01}", [0xFB01]), ("a\u{323}\u{307}", [0x1EA1, 0x307]),
            ("a\u{307}\u{323}", [0x1EA1, 0x307]),
            ("\u{958}", [0x915, 0x93C]),
        ] as [(String, [UInt32])])
    func nfc(_ plain: String, _ expected: [UInt32]) {
        #expect(Self.scalars(UnicodeForm.nfc(plain.bytes)) == expected)
    }

    @Test(
        "composes by compatibility",
        arguments: [("\u{FB01}", "fi"), ("Ａ１", "A1"), ("\u{2460}", "1"), ("\u{33A5}", "m3"), ("ASCII", "ASCII")])
    func nfkc(_ plain: String, _ expected: String) {
        #expect(UnicodeForm.nfkc(plain.bytes) == expected.bytes)
    }

    @Test(
        "folds what a file system or a person takes for the same",
        arguments: [
            ("README.md", "readme.MD"), ("straße", "STRASSE"), ("É", "e\u{301}"), ("\u{212A}", "k"), ("ﬁle", "FILE"),
            ("Σ", "ς"),
            ("ｆｕｌｌ", "FULL"), ("\u{130}", "i\u{307}"),
        ])
    func folded(_ one: String, _ other: String) {
        #expect(UnicodeForm.folded(one.bytes) == UnicodeForm.folded(other.bytes))
    }

    @Test("keeps apart what differs", arguments: [("a", "b"), ("i", "ı"), ("é", "e"), ("а", "a"), ("a-b", "ab")])
    func different(_ one: String, _ other: String) {
        #expect(UnicodeForm.folded(one.bytes) != UnicodeForm.folded(other.bytes))
    }

    @Test("of a folded text is the folded text again, for all scalars of the first plane")
    func stable() {
        for value in UInt32(0x21)...0xFFFD {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded = UnicodeForm.folded(Array(String(scalar).utf8))
            guard UnicodeForm.folded(folded) == folded else {
                Issue.record("U+\(String(value, radix: 16)) folds to \(Self.scalars(folded))")
                return
            }
        }
    }

    @Test("gives general categories")
    func categories() {
        #expect(
            UnicodeForm.category("a") == "Ll" && UnicodeForm.category("\u{200B}") == "Cf"
                && UnicodeForm.category("9") == "Nd")
    }
}
