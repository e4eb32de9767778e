import Testing

@testable import PromptuaryCore

@Suite("Key derivation of OpenSSH private keys")
struct BcryptPBKDFTests {
    @Test("the digits of pi begin and end as Blowfish's published tables do")
    func pi() {
        let words = PiDigits.words(1042)
        #expect(words.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
        #expect(words[17] == 0x8979_FB1B && words[18] == 0xD131_0BA6)
        #expect(words.suffix(4) == [0xB74E_6132, 0xCE77_E25B, 0x578F_DFE3, 0x3AC3_72E6])
    }

    @Test("fewer digits are the beginning of more, also odd counts", arguments: [1, 2, 3, 17, 100, 101])
    func prefixes(_ count: Int) {
        #expect(PiDigits.words(count) == Array(PiDigits.words(200).prefix(count)))
    }

    @Test(
        "a derivation gives what OpenBSD's gives",
        arguments: [
            ("password", "salt", 4, "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9"),
            (
                "password", "salt", 1,
                "7aecf4a3148069a4e52b28a060c4da05492ede72bf0caa4f6a2a4e5f1252a24ccb8a85077baa90b67b3a2bd1b2bb0d1c"
            ),
            (
                "correct horse", "0123456789abcdef", 2,
                "d31d962618abc6b599b2673da7a1b829a2549f4b59f82a2ef867b4b94a39e0f94ba926e67649d7a96e19f0f1ed759850"
            ),
            ("x", "y", 1, "8f8a6215af1d2f"),
            (
                "password", "salt", 1,
                "7aec9b2bf4a38f911480690869a4c2eee52b463a28a0d00b60c49da5da058bb3492eddacde724d0dbf0c02b9aa4f44776a2ae0b64e5f8a371252940aa24cd82ecb8a6b398507592f7baa806190b65a6e7b3ad95a2bd17609b2bb1e2f0d1cce212935d8af"
            ),
        ])
    func vectors(_ passphrase: String, _ salt: String, _ rounds: Int, _ expected: String) {
        let key = BcryptPBKDF.derive(
            passphrase: SecretBytes(passphrase.bytes), salt: salt.bytes, rounds: rounds, count: expected.utf8.count / 2)
        #expect(key.withBytes { Hex.encode($0) } == expected)
    }
}
