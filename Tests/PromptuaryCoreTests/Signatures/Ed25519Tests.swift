import Testing

@testable import PromptuaryCore

@Suite("Ed25519")
struct Ed25519Tests {
    /// One vector of RFC 8032 section 7.1.
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let seed: String
        let key: String
        let message: String
        let signature: String

        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "TEST 1", seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature:
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
                + "25bf5f0595bbe24655141438e7a100b"),
        Vector(
            name: "TEST 2", seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature:
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
                + "87b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            name: "TEST 3", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature:
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
                + "a7c15e9716ed28dc027beceea1ec40a"),
        Vector(
            name: "TEST SHA(abc)", seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message:
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4"
                + "423643ce80e2a9ac94fa54ca49f",
            signature:
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303"
                + "dca179c138ac17ad9bef1177331a704"),
    ]

    @Test("a seed gives the key and the signature of RFC 8032", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let message = try #require(Hex.decode(vector.message))
        let pair = try Ed25519.KeyPair(seed: SecretBytes(try #require(Hex.decode(vector.seed))))
        #expect(Hex.encode(pair.publicKey.bytes) == vector.key)
        #expect(Hex.encode(pair.sign(message)) == vector.signature)
        #expect(pair.publicKey.verifies(signature: pair.sign(message), of: message))
        #expect(!pair.publicKey.verifies(signature: pair.sign(message), of: message + [0]))
    }

    /// One case of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020), table 6.
    struct EdgeCase: Sendable, CustomTestStringConvertible {
        let number: Int
        let message: String
        let key: String
        let signature: String

        var testDescription: String { "case \(number)" }
    }

    static let edgeCases = [
        EdgeCase(
            number: 0, message: "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
            key: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            signature: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
                + "0000000000000000000000000000000000000000000000000000000000000000"),
        EdgeCase(
            number: 1, message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
            key: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            signature: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"),
        EdgeCase(
            number: 2, message: "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
            key: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            signature: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
                + "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"),
        EdgeCase(
            number: 3, message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
            key: "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            signature: "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
                + "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009"),
        EdgeCase(
            number: 4, message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
            key: "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            signature: "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
                + "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09"),
        EdgeCase(
            number: 5, message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
            key: "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            signature: "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
                + "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405"),
        EdgeCase(
            number: 6, message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
            key: "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
            signature: "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
                + "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514"),
        EdgeCase(
            number: 7, message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
            key: "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
            signature: "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
                + "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22"),
        EdgeCase(
            number: 8, message: "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
            key: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            signature: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f"),
        EdgeCase(
            number: 9, message: "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
            key: "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            signature: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908"),
        EdgeCase(
            number: 10, message: "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
            key: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            signature: "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"),
        EdgeCase(
            number: 11, message: "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
            key: "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            signature: "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"),
    ]

    @Test(
        "the keys of cases 0 to 5 and 8 to 11 are never admitted, and cases 6 and 7 do not verify", arguments: edgeCases
    )
    func edge(_ edge: EdgeCase) throws {
        let bytes = try #require(Hex.decode(edge.key))
        guard [6, 7].contains(edge.number) else {
            // Cases 3 to 5 share a key of mixed order: the signature of case 3 holds, but the key is never admitted.
            #expect(refusalCode { try Ed25519.PublicKey(bytes) } == "publisher-key-invalid-point")
            return
        }
        let key = try Ed25519.PublicKey(bytes)
        #expect(
            !key.verifies(
                signature: try #require(Hex.decode(edge.signature)), of: try #require(Hex.decode(edge.message))))
    }

    @Test("libsodium alone would let case 3 through and no other", arguments: edgeCases)
    func library(_ edge: EdgeCase) throws {
        let key = try #require(Hex.decode(edge.key))
        let signature = try #require(Hex.decode(edge.signature))
        let message = try #require(Hex.decode(edge.message))
        let verifies = signature.withUnsafeBufferPointer { signature in
            message.withUnsafeBufferPointer { message in
                key.withUnsafeBufferPointer { Sodium.verify(signature: signature, message: message, key: $0) }
            }
        }
        #expect(verifies == (edge.number == 3))
    }

    @Test(
        "a key of another length, no point, or a point of small order is refused",
        arguments: [
            ([UInt8](repeating: 1, count: 31), "publisher-key-length"),
            ([UInt8](repeating: 1, count: 33), "publisher-key-length"), ([], "publisher-key-length"),
            ([UInt8](repeating: 0, count: 32), "publisher-key-invalid-point"),
            ([1] + [UInt8](repeating: 0, count: 31), "publisher-key-invalid-point"),
            ([2] + [UInt8](repeating: 0, count: 31), "publisher-key-invalid-point"),
            ([UInt8](repeating: 255, count: 32), "publisher-key-invalid-point"),
        ])
    func key(_ bytes: [UInt8], _ code: String) {
        #expect(refusalCode { try Ed25519.PublicKey(bytes) } == code)
    }

    @Test("signatures of every wrong length are false, not a crash", arguments: [0, 1, 63, 65, 128])
    func length(_ count: Int) throws {
        let pair = try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: 7, count: 32)))
        #expect(!pair.publicKey.verifies(signature: [UInt8](repeating: 0, count: count), of: []))
    }

    @Test("a seed of another length and a pair whose halves do not belong together are refused")
    func pairs() throws {
        #expect(refusalCode { try Ed25519.KeyPair(seed: SecretBytes([1, 2])) } == "secret-key-length")
        #expect(refusalCode { try Ed25519.KeyPair(stored: SecretBytes([1, 2])) } == "secret-key-length")
        let pair = try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: 7, count: 32)))
        var stored = pair.secret.withBytes { Array($0) }
        #expect(try Ed25519.KeyPair(stored: SecretBytes(stored)).publicKey == pair.publicKey)
        stored[40] ^= 1
        #expect(refusalCode { try Ed25519.KeyPair(stored: SecretBytes(stored)) } == "secret-key-mismatch")
    }

    @Test("secrets print as <redacted>, alone and inside other values")
    func redacted() throws {
        let secret = SecretBytes("swordfish".bytes)
        let key = try SecretKey(seed: SecretBytes([UInt8](repeating: 7, count: 32)), scheme: .ssh)
        #expect("\(secret)" == "<redacted>" && "\(key)" == "<redacted>")
        var text = ""
        dump(key, to: &text)
        dump(["secret": secret], to: &text)
        text += String(reflecting: secret) + String(reflecting: key) + String(reflecting: [secret])
        #expect(!text.contains("115, 119") && !text.contains("swordfish") && !text.contains("7, 7"))
    }
}
