import Testing

@testable import PromptuaryCore

@Suite("The signature of a login")
struct LoginSignatureTests {
    /// Signatures of ``LoginTextTests/known`` by the key of 32 bytes 3, made by pyca/cryptography, ssh-keygen and minisign.
    static let raw =
        "a58dfbfec07c313cc8424f6b7561f5c4521e5e0e085f28d82a7bb479ebbb022a12e9dbaad793fb91"
        + "dfa4010ff5a10f0e6cf3719d439ace7f836c8ce4e4ee1c06"
    static let ssh = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg7UkoxijRwsbq6QM4kFmVYSlZJz
        pcY/k2NsFGFKyHN9EAAAAfcGRwa2ctbG9naW5AcHJvbXB0cy5leGFtcGxlLm9yZwAAAAAA
        AAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUxOQAAAEBBuJ0NIszROc+Q1Qz59TlYwiy+7T
        fDAmLjT+wUseCKWbttPohnu52rtJmgGd+on5nU5OuzITmjZCag4Z9hIJMG
        -----END SSH SIGNATURE-----

        """
    static let minisign = """
        untrusted comment: signature from minisign secret key
        RUQAAQIDBAUGB/9DtFz7tzjLrMP/i48Inty/KFBCPczxJ9Sp60wHeLpj90bq8I+Ke9C1BjvHN9kESHsQ8FRmmkqULaXjqk+fLgg=
        trusted comment: pdpkg-login v1 prompts.example.org
        FhYUtBSjhXjO7R0wtFyUuqNhoQJWaP8kvzALc8gwobnuX33ni5I5xo2/+cuV7GkB7LIr3It2JelcDWIhRT7+DQ==

        """

    private static func pair(_ seed: UInt8 = 3) throws -> Ed25519.KeyPair {
        try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: seed, count: 32)))
    }

    private static func verify(
        _ signature: [UInt8], _ text: String = LoginTextTests.known, registry: String = "prompts.example.org"
    ) throws {
        try LoginText(text.bytes).verify(signature: signature, registry: RegistryName(registry))
    }

    @Test(
        "is accepted as a browser, ssh-keygen and minisign make it", arguments: [raw, raw.uppercased(), ssh, minisign])
    func tools(_ signature: String) throws {
        try Self.verify(signature.bytes)
        let other = LoginTextTests.known.replacing("1800000060", with: "1800000061")
        #expect(throws: Refusal.self) { try Self.verify(signature.bytes, other) }
        #expect(throws: Refusal.self) { try Self.verify(signature.bytes + [10]) }
        #expect(throws: Refusal.self) { try Self.verify(Array(signature.bytes.dropLast())) }
        #expect(throws: Refusal.self) { try Self.verify([]) }
    }

    @Test("by a tool counts for one registry only", arguments: [ssh, minisign])
    func registry(_ signature: String) {
        #expect(throws: Refusal.self) { try Self.verify(signature.bytes, registry: "other.example.org") }
    }

    @Test("by another key is refused in each form")
    func otherKey() throws {
        let text = LoginTextTests.known.bytes
        let binding = SignatureBinding.login(registry: try RegistryName("prompts.example.org"))
        for scheme in [
            PublisherKey.Scheme.ssh, .minisign(keyID: try #require(MinisignKeyID([1, 2, 3, 4, 5, 6, 7, 8]))),
        ] {
            let own = try SecretKey(pair: Self.pair(), scheme: scheme).sign(text, named: "login", binding: binding)
            try Self.verify(own.bytes)
            let other = try SecretKey(pair: Self.pair(4), scheme: scheme).sign(text, named: "login", binding: binding)
            #expect(throws: Refusal.self) { try Self.verify(other.bytes) }
        }
        #expect(
            refusalCode { try Self.verify(Hex.encode(Self.pair(4).sign(text)).bytes) }
                == LoginTextFault.signature.rawValue)
    }

    @Test("that was made for a package, a key set, notes or a statement is none of a login, and the reverse")
    func otherPurposes() throws {
        let text = LoginTextTests.known.bytes
        let name = "prompts.example.org"
        let login = SignatureBinding.login(registry: try RegistryName(name))
        let others = try [
            SignatureBinding.release(registry: name, id: "@acme/tool", version: "1.0.0"),
            .keys(registry: name, namespace: "acme", version: 1), .package(registry: name, id: "@acme/tool"),
            .consent(registry: name, path: "consents/a"),
        ]
        for scheme in [
            PublisherKey.Scheme.ssh, .minisign(keyID: try #require(MinisignKeyID([1, 2, 3, 4, 5, 6, 7, 8]))),
        ] {
            let key = try SecretKey(pair: Self.pair(), scheme: scheme)
            for other in others {
                // The whole text, signed for something else, does not log in.
                let signed = key.sign(text, named: "login", binding: other)
                #expect(throws: Refusal.self) { try Self.verify(signed.bytes) }
                // A login that says the name of a package is no signature of it.
                let own = key.sign(text, named: "tool.pdpkg", binding: login)
                #expect(throws: Refusal.self) { try own.verify(file: text, key: key.publicKey, binding: other) }
            }
        }
    }

    @Test("of the bare text is none of a file, whatever the file is: tools never sign the bytes of a login")
    func bareText() throws {
        let (pair, text) = (try Self.pair(), LoginTextTests.known.bytes)
        // What ssh-keygen and minisign sign instead of a file does not begin as a login.
        let digest = MinisignSignature.digest(of: text)
        for message in [digest, "SSHSIG".bytes + digest, SHA256Digest(of: text).bytes, Hex.encode(digest).bytes] {
            #expect(throws: Refusal.self) { try Self.verify(Hex.encode(pair.sign(message)).bytes) }
            #expect(throws: Refusal.self) { try LoginText(message) }
        }
    }
}
