import Testing

@testable import PromptuaryCore

@Suite("OpenSSH signatures")
struct SSHSignatureTests {
    private func verify(
        _ text: [UInt8], file: [UInt8] = SignatureFixture.file, namespace: String = SignatureFixture.sshNamespace
    ) throws {
        try SSHSignature(text).verify(
            file: file, key: PublisherKey(SignatureFixture.sshPublic), namespace: namespace)
    }

    @Test("a signature that ssh-keygen made verifies, and ours has the same bytes")
    func genuine() throws {
        try verify(SignatureFixture.sshSignature.bytes)
        try verify(SignatureFixture.sshSignature256.bytes)
        #expect(try SSHSignature(SignatureFixture.sshSignature.bytes).hash == .sha512)
        #expect(try SSHSignature(SignatureFixture.sshSignature256.bytes).hash == .sha256)
        let key = try SecretKey(file: SignatureFixture.sshSecret.bytes)
        let ours = key.sign(
            SignatureFixture.file, named: "tool.pdpkg", number: 2, binding: try SignatureFixture.binding)
        #expect(ours.bytes == SignatureFixture.sshSignature.bytes)
        #expect(ours.name.text == "tool.pdpkg.2.sshsig")
    }

    /// The fixture as its fields.
    struct Fields {
        var magic = "SSHSIG".bytes
        var version: UInt32 = 1
        var keyType = "ssh-ed25519".bytes
        var key: [UInt8]
        var namespace = SignatureFixture.sshNamespace.bytes
        var reserved: [UInt8] = []
        var hash = "sha512".bytes
        var signatureType = "ssh-ed25519".bytes
        var signature: [UInt8]
        var keyTail: [UInt8] = []
        var signatureTail: [UInt8] = []
        var tail: [UInt8] = []

        init() {
            let genuine = try? SSHSignature(SignatureFixture.sshSignature.bytes)
            key = genuine?.keyBytes ?? []
            signature = genuine?.signature ?? []
        }

        var text: String {
            var (inner, outer, blob) = (SSHWriter(), SSHWriter(), SSHWriter())
            inner.string(keyType)
            inner.string(key)
            outer.string(signatureType)
            outer.string(signature)
            blob.raw(magic)
            blob.number(version)
            blob.string(inner.bytes + keyTail)
            blob.string(namespace)
            blob.string(reserved)
            blob.string(hash)
            blob.string(outer.bytes + signatureTail)
            blob.raw(tail)
            return String(decoding: SSHArmor.signature.encode(blob.bytes), as: UTF8.self)
        }
    }

    private static func changed(_ change: (inout Fields) -> Void) -> String {
        var fields = Fields()
        change(&fields)
        return fields.text
    }

    static let text = SignatureFixture.sshSignature
    static let tampered: [RefusedCase<String>] = [
        RefusedCase("signature bit", changed { $0.signature[0] ^= 1 }, "signature-forged"),
        RefusedCase("last signature byte", changed { $0.signature[63] ^= 0x80 }, "signature-forged"),
        RefusedCase("another key", changed { $0.key[0] ^= 1 }, "signature-unknown-key"),
        RefusedCase("another namespace", changed { $0.namespace += "x".bytes }, "signature-ssh-namespace"),
        RefusedCase("genuine for another namespace", SignatureFixture.sshOtherNamespace, "signature-ssh-namespace"),
        RefusedCase("no namespace", changed { $0.namespace = [] }, "signature-ssh-namespace"),
        RefusedCase("namespace with a line feed", changed { $0.namespace += [10] }, "signature-ssh-namespace"),
        RefusedCase("reserved used", changed { $0.reserved = [0] }, "signature-reserved"),
        RefusedCase("hash swapped", changed { $0.hash = "sha256".bytes }, "signature-forged"),
        RefusedCase("md5", changed { $0.hash = "md5".bytes }, "signature-hash"),
        RefusedCase("SHA512 in capitals", changed { $0.hash = "SHA512".bytes }, "signature-hash"),
        RefusedCase("version 2", changed { $0.version = 2 }, "signature-format-version"),
        RefusedCase("version 0", changed { $0.version = 0 }, "signature-format-version"),
        RefusedCase("magic", changed { $0.magic = "SSHSIH".bytes }, "signature-form"),
        RefusedCase("RSA key type", changed { $0.keyType = "ssh-rsa".bytes }, "signature-algorithm"),
        RefusedCase(
            "certificate", changed { $0.keyType = "ssh-ed25519-cert-v01@openssh.com".bytes }, "signature-algorithm"),
        RefusedCase(
            "security key", changed { $0.signatureType = "sk-ssh-ed25519@openssh.com".bytes }, "signature-algorithm"),
        RefusedCase("genuine ECDSA", SignatureFixture.sshECDSA, "signature-algorithm"),
        RefusedCase("short key", changed { $0.key.removeLast() }, "signature-length"),
        RefusedCase("long signature", changed { $0.signature.append(0) }, "signature-length"),
        RefusedCase("byte after the key", changed { $0.keyTail = [0] }, "signature-length"),
        RefusedCase("byte after the signature", changed { $0.signatureTail = [0] }, "signature-length"),
        RefusedCase("byte after the last field", changed { $0.tail = [0] }, "signature-length"),
        RefusedCase("CRLF", text.replacing("\n", with: "\r\n"), "signature-form"),
        RefusedCase("no last line feed", String(text.dropLast()), "signature-base64"),
        RefusedCase("text before", "x\n" + text, "signature-form"),
        RefusedCase("blank before", " " + text, "signature-form"),
        RefusedCase("text after", text + "x\n", "signature-base64"),
        RefusedCase("line feed after", text + "\n", "signature-base64"),
        RefusedCase("empty line", text.replacing("\nAAAA", with: "\n\nAAAA"), "signature-base64"),
        RefusedCase("PEM label", text.replacing("SSH SIGNATURE", with: "PGP SIGNATURE"), "signature-form"),
        RefusedCase("minisign file", SignatureFixture.minisignSignature, "signature-form"),
        RefusedCase("empty", "", "signature-form"),
        RefusedCase(
            "nothing inside", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", "signature-base64"),
        RefusedCase(
            "1 KiB and more", changed { $0.namespace = [UInt8](repeating: 97, count: 700) }, "signature-too-large"),
    ]

    @Test("a tampered signature file is refused for its reason", arguments: tampered)
    func isRefused(_ row: RefusedCase<String>) {
        #expect(refusalCode { try verify(row.input.bytes) } == row.code)
    }

    @Test("the table's unchanged fields give the genuine file")
    func fields() { #expect(Fields().text == Self.text) }

    @Test(
        "lines as wide as OpenSSH, its document and PEM make them are read, others not",
        arguments: [10, 63, 64, 70, 76, 77])
    func width(_ width: Int) {
        let body = Self.text.split(separator: "\n").dropFirst().dropLast().joined().bytes
        let lines = stride(from: 0, to: body.count, by: width).map {
            String(decoding: body[$0..<min($0 + width, body.count)], as: UTF8.self)
        }
        let text = "-----BEGIN SSH SIGNATURE-----\n\(lines.joined(separator: "\n"))\n-----END SSH SIGNATURE-----\n"
        #expect((refusalCode { try verify(text.bytes) } == nil) == (64...76).contains(width))
    }

    @Test("another file or another expectation is refused")
    func others() {
        #expect(refusalCode { try verify(Self.text.bytes, file: []) } == "signature-forged")
        #expect(
            refusalCode { try verify(Self.text.bytes, namespace: "pdpkg@other.example") } == "signature-ssh-namespace")
    }

    @Test("one flipped bit anywhere is refused")
    func flips() {
        let text = Self.text.bytes
        for at in text.indices {
            for bit in 0..<8 {
                var flipped = text
                flipped[at] ^= 1 << bit
                let code = refusalCode { try verify(flipped) }
                #expect(code?.hasPrefix("signature-") == true, "bit \(bit) of byte \(at)")
            }
        }
    }

    @Test("every length field with every high value is refused without reading past the end")
    func lengths() throws {
        let blob = try #require(SSHArmor.signature.decode(Self.text.bytes))
        for at in blob.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where blob[at] != value {
                var changed = blob
                changed[at] = value
                #expect(refusalCode { try verify(SSHArmor.signature.encode(changed)) } != nil, "byte \(at)")
            }
            let cut = SSHArmor.signature.encode(Array(blob[..<at]))
            #expect(refusalCode { try verify(cut) } != nil, "cut at \(at)")
        }
    }
}
