import Testing

@testable import PromptuaryCore

@Suite("Secret key files")
struct SecretKeyTests {
    static let passphrase = SecretBytes("correct horse".bytes)

    private static func text(_ secret: SecretBytes) -> [UInt8] { secret.withBytes { Array($0) } }

    @Test("plain files of both tools open, and are written back byte for byte")
    func plain() throws {
        let minisign = try SecretKey(file: SignatureFixture.minisignSecret.bytes)
        #expect(minisign.publicKey == (try PublisherKey(SignatureFixture.minisignPublic)))
        #expect(Self.text(try minisign.minisignFile()) == SignatureFixture.minisignSecret.bytes)
        let ssh = try SecretKey(file: SignatureFixture.sshSecret.bytes, passphrase: Self.passphrase)
        #expect(ssh.publicKey == (try PublisherKey(SignatureFixture.sshPublic)))
        let file = try ssh.openSSHFile(comment: "alice@example", checkNumber: 0x6B86_7A87)
        #expect(Self.text(file) == SignatureFixture.sshSecret.bytes)
    }

    @Test("encrypted files of both tools open with the passphrase only, and are written back byte for byte")
    func encrypted() throws {
        let wrong = SecretBytes("wrong horse".bytes)
        for (file, key) in [
            (SignatureFixture.minisignEncrypted, SignatureFixture.minisignPublic),
            (SignatureFixture.sshEncrypted, SignatureFixture.sshEncryptedPublic),
        ] {
            #expect(try SecretKey(file: file.bytes, passphrase: Self.passphrase).publicKey == PublisherKey(key))
            #expect(refusalCode { try SecretKey(file: file.bytes) } == "secret-key-passphrase-needed")
            #expect(
                refusalCode { try SecretKey(file: file.bytes, passphrase: wrong) } == "secret-key-passphrase-wrong")
        }
        let minisign = try SecretKey(file: SignatureFixture.minisignSecret.bytes)
        let low = try ScryptProtection(
            passphrase: Self.passphrase, salt: Array(0..<32), operations: 32768, memory: 16_777_216)
        #expect(Self.text(try minisign.minisignFile(protection: low)) == SignatureFixture.minisignEncrypted.bytes)
    }

    @Test("an encrypted OpenSSH file that we wrote opens again, also with several rounds and odd comments")
    func rounds() throws {
        let key = try KeySetTests.secret(9)
        for (rounds, comment) in [(1, ""), (2, "abc"), (3, String(repeating: "c", count: 100))] {
            let protection = try BcryptProtection(
                passphrase: Self.passphrase, salt: [UInt8](repeating: UInt8(rounds), count: 16), rounds: rounds)
            let file = Self.text(try key.openSSHFile(comment: comment, checkNumber: 7, protection: protection))
            #expect(try SecretKey(file: file, passphrase: Self.passphrase).publicKey == key.publicKey)
        }
    }

    @Test("a key is not written in another tool's form, nor with a bad comment, salt or cost")
    func writing() throws {
        let (ssh, minisign) = (try KeySetTests.secret(1), try KeySetTests.secret(1, minisign: true))
        #expect(refusalCode { try ssh.minisignFile() } == "secret-key-scheme")
        #expect(refusalCode { try minisign.openSSHFile(checkNumber: 1) } == "secret-key-scheme")
        #expect(refusalCode { try ssh.openSSHFile(comment: "a\nb", checkNumber: 1) } == "secret-key-comment")
        let salt = [UInt8](repeating: 1, count: 17)
        let word = Self.passphrase
        #expect(refusalCode { try ScryptProtection(passphrase: word, salt: salt) } == "secret-key-salt")
        #expect(refusalCode { try BcryptProtection(passphrase: word, salt: salt) } == "secret-key-salt")
        let short = Array(salt.prefix(16))
        #expect(refusalCode { try BcryptProtection(passphrase: word, salt: short, rounds: 0) } == "secret-key-cost")
        #expect(refusalCode { try BcryptProtection(passphrase: word, salt: short, rounds: 2049) } == "secret-key-cost")
        #expect(
            refusalCode { try BcryptProtection(passphrase: SecretBytes([]), salt: short) }
                == "secret-key-passphrase-needed")
        let wide = salt + salt.prefix(15)
        #expect(
            refusalCode { try ScryptProtection(passphrase: word, salt: wide, operations: 1 << 26) } == "secret-key-cost"
        )
        #expect(
            refusalCode { try ScryptProtection(passphrase: word, salt: wide, memory: 1 << 31) } == "secret-key-cost")
    }

    private static func minisign(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = Base64.decode(SignatureFixture.minisignSecret.split(separator: "\n")[1].utf8) ?? []
        change(&bytes)
        return "untrusted comment: x\n\(Base64.encode(bytes))\n".bytes
    }

    private static func ssh(encrypted: Bool = false, _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        let file = encrypted ? SignatureFixture.sshEncrypted : SignatureFixture.sshSecret
        var bytes = SSHArmor.privateKey.decode(file.bytes) ?? []
        change(&bytes)
        return SSHArmor.privateKey.encode(bytes)
    }

    static let refused: [RefusedCase<[UInt8]>] = [
        RefusedCase("empty", [], "secret-key-form"),
        RefusedCase("a public key", SignatureFixture.minisignPublic.bytes, "secret-key-algorithm"),
        RefusedCase("17 KiB", [UInt8](repeating: 65, count: 17_000), "secret-key-form"),
        RefusedCase("not base64", "untrusted comment: x\n!\n".bytes, "secret-key-form"),
        RefusedCase("minisign algorithm", minisign { $0[0] = 0 }, "secret-key-algorithm"),
        RefusedCase("minisign derivation", minisign { $0[2] = 1 }, "secret-key-encryption"),
        RefusedCase("minisign checksum kind", minisign { $0[4] = 0 }, "secret-key-algorithm"),
        RefusedCase("minisign short", minisign { $0.removeLast() }, "secret-key-length"),
        RefusedCase("minisign checksum", minisign { $0[157] = 1 }, "secret-key-checksum"),
        RefusedCase("minisign secret", minisign { $0[62] ^= 1 }, "secret-key-mismatch"),
        RefusedCase("minisign public", minisign { $0[100] ^= 1 }, "secret-key-mismatch"),
        RefusedCase(
            "minisign 1 TiB",
            minisign {
                $0[2] = 83; $0[3] = 99; $0[51] = 1
            }, "secret-key-cost"
        ),
        RefusedCase("ssh magic", ssh { $0[0] = 0 }, "secret-key-form"),
        RefusedCase("ssh armor", SignatureFixture.sshSecret.replacing("\n", with: "\r\n").bytes, "secret-key-form"),
        RefusedCase("ssh tail", ssh { $0.append(0) }, "secret-key-length"),
        RefusedCase("ssh cut", ssh { $0.removeLast() }, "secret-key-length"),
        RefusedCase("ssh two keys", ssh { $0[38] = 2 }, "secret-key-form"),
        RefusedCase("ssh cipher", sshOtherCipher, "secret-key-encryption"),
        RefusedCase("ssh public key type", ssh { $0[47] ^= 1 }, "secret-key-algorithm"),
        RefusedCase(
            "ssh other public key", ssh { $0 = $0.replacing(Self.point, with: Self.other, maxReplacements: 1) },
            "secret-key-mismatch"
        ),
        RefusedCase("ssh check numbers", ssh { $0[98] ^= 1 }, "secret-key-checksum"),
        RefusedCase("ssh padding", padded, "secret-key-length"),
        RefusedCase("ssh seed", ssh { $0[161] ^= 1 }, "secret-key-mismatch"),
        RefusedCase("ssh too many rounds", ssh(encrypted: true) { $0[65] = 255 }, "secret-key-cost"),
        RefusedCase("ssh no rounds", ssh(encrypted: true) { $0[66] = 0 }, "secret-key-cost"),
    ]

    /// A file whose last byte of padding is wrong.
    private static let padded: [UInt8] = {
        let file = try? KeySetTests.secret(1).openSSHFile(comment: "abc", checkNumber: 1)
        var bytes = file.flatMap { SSHArmor.privateKey.decode(text($0)) } ?? [0]
        bytes[bytes.count - 1] ^= 0x40
        return SSHArmor.privateKey.encode(bytes)
    }()
    /// An unknown cipher with a tag behind it, as the authenticated ones of OpenSSH have.
    private static let sshOtherCipher = ssh(encrypted: true) {
        $0[19] = 98
        $0.append(0)
    }
    private static let point = (try? PublisherKey(SignatureFixture.sshPublic).bytes) ?? []
    private static let other = (try? KeySetTests.secret(1).publicKey.bytes) ?? []

    @Test("a damaged file is refused for its reason", arguments: refused)
    func isRefused(_ row: RefusedCase<[UInt8]>) {
        #expect(refusalCode { try SecretKey(file: row.input, passphrase: Self.passphrase) } == row.code)
    }

    @Test("no changed byte and no cut of a plain file opens as another key")
    func damage() throws {
        let minisign = try PublisherKey(SignatureFixture.minisignPublic)
        for at in 0..<158 {
            // The salt and the cost of a plain file mean nothing, and nothing covers the number of the key.
            guard let key = try? SecretKey(file: Self.minisign { $0[at] ^= 0x10 }) else { continue }
            #expect((6..<62).contains(at) && key.publicKey.bytes == minisign.bytes)
        }
        let ssh = try PublisherKey(SignatureFixture.sshPublic)
        let count = try #require(SSHArmor.privateKey.decode(SignatureFixture.sshSecret.bytes)).count
        for at in 0..<count {
            let key = try? SecretKey(file: Self.ssh { $0[at] ^= 0x10 })
            #expect(key == nil || key?.publicKey == ssh)
            #expect(refusalCode { try SecretKey(file: Self.ssh { $0.removeSubrange(at...) }) } != nil)
        }
    }
}
