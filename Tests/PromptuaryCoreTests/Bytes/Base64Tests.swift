import Testing

@testable import PromptuaryCore

@Suite("Base64")
struct Base64Tests {
    @Test(
        "is that of RFC 4648 section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(plain.bytes) == encoded)
        #expect(Base64.decode(encoded.utf8) == plain.bytes)
    }

    @Test(
        "with a second spelling of its bytes is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Zm9vYg", "Z===", "====", "=", "==", "Zg==Zg==", "Zm8=Zm9v",
            "Zm9v\n",
            "Zm\n9v", " Zm9v", "Zm9v ", "Zm9-", "Zm9_", "Zm9v=", "Z=8=", "=m9v", "Zm=v", "Zm9\0", "Zm9é", "Zm9v\r\n",
        ])
    func malformed(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test("of random bytes leads back to them, and no other text of one group does")
    func oracle() {
        var generator = SeededGenerator(seed: 3)
        for length in 0..<100 {
            let plain = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Base64.decode(Base64.encode(plain).utf8) == plain)
        }
        var spellings: [[UInt8]: Int] = [:]
        let alphabet = Array("AEIgQhw/=".utf8)
        for a in alphabet {
            for b in alphabet {
                for c in alphabet {
                    for d in alphabet {
                        guard let plain = Base64.decode([a, b, c, d]) else { continue }
                        spellings[plain, default: 0] += 1
                        #expect(Array(Base64.encode(plain).utf8) == [a, b, c, d])
                    }
                }
            }
        }
        #expect(spellings.values.allSatisfy { $0 == 1 })
    }
}
