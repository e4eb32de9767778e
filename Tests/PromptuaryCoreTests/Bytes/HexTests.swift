import Testing

@testable import PromptuaryCore

@Suite("Hexadecimal text")
struct HexTests {
    @Test("of every byte is two lower-case digits that lead back to it")
    func everyByte() {
        for byte in UInt8.min...UInt8.max {
            let text = Hex.encode([byte])
            #expect(text.utf8.count == 2 && text == text.lowercased())
            #expect(Hex.decode(text) == [byte])
            #expect(Hex.decode(text.uppercased()) == [byte])
        }
        #expect(Hex.encode([]) == "")
        #expect(Hex.encode([0, 255, 16]) == "00ff10")
    }

    @Test("is empty for no bytes") func empty() { #expect(Hex.decode("") == []) }

    @Test(
        "is refused when it is anything else",
        arguments: [
            "0", "000", "0g", "g0", " 00", "00 ", "0x00", "00\n", "+1", "-1", "０0", "0\u{301}0", "é", "0:0", "@@", "``",
        ])
    func malformed(_ text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
