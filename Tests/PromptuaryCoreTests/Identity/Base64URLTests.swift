import Testing

@testable import PromptuaryCore

@Suite("Base64 for URLs")
struct Base64URLTests {
    @Test(
        "is that of RFC 4648 without padding, and with the example of RFC 7515 appendix C",
        arguments: [
            ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
            ([3, 236, 255, 224, 193], "A-z_4ME"), ([0xFB, 0xFF], "-_8"),
        ] as [([UInt8], String)])
    func vectors(_ plain: [UInt8], _ encoded: String) {
        #expect(Base64URL.encode(plain) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == plain)
    }

    @Test(
        "with a second spelling of its bytes is refused",
        arguments: [
            "Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm9vZ", "Zm8=", "Zm9v=", "+_8", "-/8", "+/8", "Zm9v\n", " Zm9v", "Zm\n9v",
            "Zm 9v",
            "Zm9\0", "Zm9é", "Zm9v.", "=", "====", "Zm%2D", "A-z_4MF",
        ])
    func malformed(_ text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test("of random bytes leads back to them, and its text is that of base64 with two other letters")
    func oracle() {
        var generator = SeededGenerator(seed: 7515)
        for length in 0..<100 {
            let plain = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64URL.encode(plain)
            #expect(Base64URL.decode(text.utf8) == plain)
            let other = Base64.encode(plain).compactMap { unit -> Character? in
                unit == "=" ? nil : unit == "+" ? "-" : unit == "/" ? "_" : unit
            }
            #expect(text == String(other))
        }
    }

    @Test("has one text for each value: of all texts of three characters, those that are read are written again")
    func oneSpelling() {
        let alphabet = Array("AZaz09-_+/=QgwEIMUYck".utf8)
        for a in alphabet {
            for b in alphabet {
                for c in alphabet {
                    guard let plain = Base64URL.decode([a, b, c]) else { continue }
                    #expect(Array(Base64URL.encode(plain).utf8) == [a, b, c])
                }
            }
        }
    }
}
