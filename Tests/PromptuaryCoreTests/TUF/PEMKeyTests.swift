import Testing

@testable import PromptuaryCore

@Suite("Keys of other repositories verify what their owners signed")
struct PEMKeyTests {
    // Made with the Python package cryptography: each signature is of the text `signed`.
    private static let p256 = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYXzBYuxYP5Uo18Ih7mHORPRfv2Yt
        ujVXBlJ1cOntKV5czvuN3TlMGht7/7E1vyS3sZJQQR21llAFvB323Z6kAA==
        -----END PUBLIC KEY-----
        """ + "\n"
    private static let p256Signature =
        "3045022048a460b864bc6377c94db83c35bfcdfa3034875bf6aec4a607cc1546d73aa1bb022100ca3542325aece61030a419"
        + "90f1b57d10f54f2ffd084c2f7650028137085b4736"
    private static let rsa2048 = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxyaEZG047nvtsqekgGdo
        hbaUFrujCXKuxh/4i8MJGY8QhBT6GTHb6OPa4869iNa6iQ+whjf8GUK01CmxH7V8
        D3N3TtcsEu3Ab7c1L7ss3zSW3iURIxuoSQ1s+PKIcPhrvqyfHHxMiRR9mgOAwS1k
        mlCeeFoO2gnF15o73lQxx39Zjkx/o8kEaPwEHKhyP3Z0aiuySvQTL0HatUtrlCwO
        hbsTbGG1uC53MoV06pt6h2LW9FVtTkk6RKNA0yn3eX/h6Ngw2VZozOGs08Jc9w5r
        Jyei4kz3rWKWVWIH7aOJgwQOtTbTUOjahWJfNQMfczdDwrVvzZohdpAecvXKK84l
        PQIDAQAB
        -----END PUBLIC KEY-----
        """ + "\n"
    private static let pssSignature =
        "8e55344090996c4ba75fb527c3163f8db8aed86daec51617b4083b85e546f8a2881608eebb42ecc70a8e4a8e0148ed03a807"
        + "392a9d780175f404b6a5bd9813e732c9f76e980ed412aac53c5ce0af13c2084566eacb928968a1601681028f777255af776f"
        + "b9a862e55c7247db5d663c757c1351160d95aadd67f46a28c62c4bf53bcad8636de0de0bf491ab313f42f63fc150beeef61c"
        + "636270b607793c2876f23b2eef8eaab386636b5c595e0be5a4effcbc30236ac2a31c6643575a60bc9d77ed219c52ee7cd0ce"
        + "832d55303562906c07e2840c91444c237ba3fde06ae5bea694315a1cc3fb2e9aba30ad43f2acedaccc8e15da7f83fde0d3a0"
        + "8a697440df19"
    private static let pkcs1Signature =
        "7ff1ec347bbe39443c99dcdd8323dd247ae0f30a3ffd00be2e4a80b54b5b519e63fd0b99d8104de50c5ccc474ead386a9448"
        + "bee9ad2842cad01ae37f965b7a9fff6b6a8ab2f34e57cc9c5feb3db5432ff03c08470fe3828f8d65d88582b71c87ffd718c3"
        + "33583ea55ea8967b2316643acdfb34cf4cedd01c35d1a5facbd0c18ba1cc6fc8c829d2ef79f34e38c97e5d1bfaadd4627a50"
        + "19920c1be0502bb508ac78c73d6c3f926f99825e0468aa467ae54de8427acde7a9691bed94122488909aec21c18376814065"
        + "2114a96f0623fa019e949b85ca2fce128f212f314eda9cccc9dfad057e06d34d6c59138c1bbd6a3802d0f425a588cef50978"
        + "56a0d7ddd95d"
    private static let p384 = """
        -----BEGIN PUBLIC KEY-----
        MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE2I24vt675bSJ7md2L7uTGgDL5hMZ6gMv
        oSDdG3CNKfCU8avCFdhVUUTEhYqcutl15lL9KNMJ+pm1XpkGEmV+0PylpfmM4cmi
        VTKiZAIFW2TRIBNusNK7IacFo3yeUTmR
        -----END PUBLIC KEY-----
        """ + "\n"
    private static let rsa1024 = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC/Be3sVyNB4aXlE+HPEcaPYcZ2
        wsgo8232y9sBeZgXXUFosH2ZycBUKkXJ6RCOkAKdgnhs2FIqLCsjgs+fZ+7l2vUR
        b/cQuCbW1GLIJXRHHiOfI5XMwPoNROIlnJt40uZrHORSRFQjqFjplfqUs3wfeHQy
        xCQYFJ/nu9TjpHSnnwIDAQAB
        -----END PUBLIC KEY-----
        """ + "\n"

    private func verifies(_ text: String, _ scheme: PEMKey.Scheme, _ signature: String, _ message: String = "signed")
        -> Bool
    {
        guard let key = PEMKey(text, scheme: scheme), let signature = Hex.decode(signature) else { return false }
        return key.verifies(signature: signature, of: Array(message.utf8))
    }

    @Test("a signature counts for its key and text alone")
    func signatures() throws {
        #expect(verifies(Self.p256, .ecdsa, Self.p256Signature))
        #expect(verifies(Self.rsa2048, .rsa, Self.pssSignature))
        #expect(!verifies(Self.p256, .ecdsa, Self.p256Signature, "signed too"))
        #expect(!verifies(Self.rsa2048, .rsa, Self.pssSignature, "signed too"))
        #expect(!verifies(Self.rsa2048, .rsa, Self.pkcs1Signature))
        for signature in [
            "", "00", String(Self.p256Signature.dropLast(2)), Self.p256Signature + "00", Self.pssSignature,
        ] {
            #expect(!verifies(Self.p256, .ecdsa, signature))
        }
    }

    @Test("keys of other curves and sizes, and what is no key, are refused")
    func keys() {
        #expect(PEMKey(Self.p384, scheme: .ecdsa) == nil)
        #expect(PEMKey(Self.rsa1024, scheme: .rsa) == nil)
        #expect(PEMKey(Self.p256, scheme: .rsa) == nil && PEMKey(Self.rsa2048, scheme: .ecdsa) == nil)
        #expect(PEMKey("", scheme: .rsa) == nil && PEMKey("-----BEGIN PUBLIC KEY-----", scheme: .ecdsa) == nil)
        #expect(PEMKey(Self.p256 + String(repeating: " ", count: 9000), scheme: .ecdsa) == nil)
    }

    @Test("a key counts once, however it is written")
    func once() {
        #expect(PEMKey(Self.p256, scheme: .ecdsa) == PEMKey("# again\n" + Self.p256, scheme: .ecdsa))
    }
}
