import Testing

@testable import PromptuaryCore

@Suite("SHA-256")
struct SHA256DigestTests {
    static let vectors = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    @Test("gives what FIPS 180-4 gives", arguments: vectors)
    func known(_ text: String, _ expected: String) throws {
        let digest = SHA256Digest(of: text.bytes)
        #expect(digest.hex == expected)
        #expect(digest.description == expected)
        #expect(SHA256Digest(hex: expected) == digest)
        #expect(SHA256Digest(bytes: digest.bytes) == digest)
    }

    @Test("gives the same for bytes in pieces", arguments: [1, 63, 64, 65, 1000])
    func pieces(_ size: Int) {
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var stream = SHA256Stream()
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { stream.update($0) }
        }
        #expect(stream.finish() == SHA256Digest(of: bytes))
    }

    @Test(
        "is read from 64 lower-case digits only",
        arguments: [
            "", "e3", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
            String(repeating: "A", count: 64),
            String(repeating: "g", count: 64), String(repeating: "0", count: 63) + "é",
            " " + String(repeating: "0", count: 63),
        ])
    func malformed(_ text: String) {
        #expect(SHA256Digest(hex: text) == nil)
        #expect(SHA256Digest(bytes: Array(text.utf8.prefix(31))) == nil)
    }

    @Test("is ordered as its text is, and differs where one bit differs")
    func order() throws {
        let digests = (0..<50).map { SHA256Digest(of: [UInt8($0)]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
        let bytes = digests[0].bytes
        for at in bytes.indices {
            var other = bytes
            other[at] ^= 1
            #expect(SHA256Digest(bytes: other) != digests[0])
        }
    }
}
