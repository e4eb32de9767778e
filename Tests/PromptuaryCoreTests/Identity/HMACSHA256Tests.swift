import Testing

@testable import PromptuaryCore

@Suite("HMAC-SHA-256")
struct HMACSHA256Tests {
    /// One vector of RFC 4231 section 4; the fifth is left out, it shows a truncated code.
    struct Vector: Sendable, CustomTestStringConvertible {
        let number: Int
        let key: [UInt8]
        let message: [UInt8]
        let code: String

        var testDescription: String { "test case \(number)" }
    }

    static let vectors = [
        Vector(
            number: 1, key: [UInt8](repeating: 0x0B, count: 20), message: "Hi There".bytes,
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            number: 2, key: "Jefe".bytes, message: "what do ya want for nothing?".bytes,
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            number: 3, key: [UInt8](repeating: 0xAA, count: 20), message: [UInt8](repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            number: 4, key: Array(1...25), message: [UInt8](repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            number: 6, key: [UInt8](repeating: 0xAA, count: 131),
            message: "Test Using Larger Than Block-Size Key - Hash Key First".bytes,
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            number: 7, key: [UInt8](repeating: 0xAA, count: 131),
            message: ("This is a test using a larger than block-size key and a larger than block-size data. "
                + "The key needs to be hashed before being used by the HMAC algorithm.").bytes,
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test("is that of RFC 4231", arguments: vectors)
    func vector(_ vector: Vector) {
        #expect(Hex.encode(HMACSHA256.code(of: vector.message, key: SecretBytes(vector.key))) == vector.code)
    }

    @Test("of every length of key around the block is that of the definition in RFC 2104")
    func oracle() {
        for length in [0, 1, 31, 32, 63, 64, 65, 127, 128, 129] {
            let key = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let short = length > 64 ? SHA256Digest(of: key).bytes : key
            let padded = short + [UInt8](repeating: 0, count: 64 - short.count)
            let message = [UInt8](repeating: 0x61, count: length)
            let inner = SHA256Digest(of: padded.map { $0 ^ 0x36 } + message).bytes
            let outer = SHA256Digest(of: padded.map { $0 ^ 0x5C } + inner).bytes
            #expect(HMACSHA256.code(of: message, key: SecretBytes(key)) == outer)
        }
    }

    @Test("is checked whole: a flipped bit, a byte less and a byte more are refused")
    func check() {
        let key = SecretBytes("key".bytes)
        let code = HMACSHA256.code(of: "message".bytes, key: key)
        #expect(HMACSHA256.isCode(code, of: "message".bytes, key: key))
        for index in code.indices {
            var other = code
            other[index] ^= 1
            #expect(!HMACSHA256.isCode(other, of: "message".bytes, key: key))
        }
        #expect(!HMACSHA256.isCode(Array(code.dropLast()), of: "message".bytes, key: key))
        #expect(!HMACSHA256.isCode(code + [0], of: "message".bytes, key: key))
        #expect(!HMACSHA256.isCode([], of: "message".bytes, key: key))
        #expect(!HMACSHA256.isCode(code, of: "message".bytes, key: SecretBytes("kez".bytes)))
    }

    @Test("bytes are equal in constant time when length and every byte are")
    func constantTime() {
        #expect(ConstantTime.areEqual([], []))
        #expect(ConstantTime.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2]))
        #expect(!ConstantTime.areEqual([], [0]))
        #expect(!ConstantTime.areEqual([0, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2, 0x83]))
    }
}
