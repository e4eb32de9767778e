import Testing

@testable import PromptuaryCore

@Suite("Names and bindings of signatures")
struct SignatureFileNameTests {
    static let names: [(String, String, Int, SignatureFileName.Form)] = [
        ("tool-1.2.3.pdpkg.minisig", "tool-1.2.3.pdpkg", 1, .minisign),
        ("tool-1.2.3.pdpkg.2.minisig", "tool-1.2.3.pdpkg", 2, .minisign),
        ("tool-1.2.3.pdpkg.16.sshsig", "tool-1.2.3.pdpkg", 16, .ssh),
        ("keys.json.sshsig", "keys.json", 1, .ssh),
        ("a.2.2.minisig", "a.2", 2, .minisign),
    ]

    @Test("a name comes apart and together again", arguments: names)
    func parts(_ name: String, _ signed: String, _ number: Int, _ form: SignatureFileName.Form) throws {
        let parsed = try #require(SignatureFileName.parse(name))
        #expect(parsed == SignatureFileName(signed: signed, number: number, form: form))
        #expect(parsed.text == name)
    }

    static let firsts = [
        "a.1.minisig", "a.02.minisig", "a.17.minisig", "a.0.minisig", "a.+2.minisig", "a.2x.minisig", ".2.minisig",
        "a..minisig", "a.256.minisig",
    ]

    @Test("a number that is not written 2 to 16 belongs to the signed name", arguments: firsts)
    func first(_ name: String) throws {
        let parsed = try #require(SignatureFileName.parse(name))
        #expect(parsed.number == 1 && parsed.text == name)
    }

    @Test(
        "other names are no signatures",
        arguments: ["", "a", ".minisig", ".sshsig", "a.minisign", "a.MINISIG", "a.sig", "minisig", "a.minisig.asc"])
    func none(_ name: String) { #expect(SignatureFileName.parse(name) == nil) }

    @Test("each purpose has its own comment and namespace")
    func texts() throws {
        let release = try SignatureBinding.release(registry: "r.example", id: "@team/tool", version: "1.0.0+b")
        #expect(release.trustedComment == "pdpkg v1 r.example @team/tool 1.0.0+b")
        #expect(release.sshNamespace == "pdpkg@r.example")
        let keys = try SignatureBinding.keys(registry: "r.example", namespace: "team", version: 3)
        #expect(keys.trustedComment == "pdpkg-keys v1 r.example team 3")
        #expect(keys.sshNamespace == "pdpkg-keys@r.example")
        let package = try SignatureBinding.package(registry: "r.example", id: "@team/tool")
        #expect(package.trustedComment == "pdpkg-package v1 r.example @team/tool")
        #expect(package.sshNamespace == "pdpkg-package@r.example")
    }

    static let unsafe = ["", "a b", "a\n", "a\"b", "a'b", "a\\b", "é", "a\0", String(repeating: "a", count: 257)]

    @Test("a part that could be taken for two is refused", arguments: unsafe)
    func isRefused(_ part: String) {
        #expect(
            refusalCode { try SignatureBinding.release(registry: part, id: "a", version: "1") } == "signature-binding")
        #expect(
            refusalCode { try SignatureBinding.release(registry: "r", id: part, version: "1") } == "signature-binding")
        #expect(
            refusalCode { try SignatureBinding.release(registry: "r", id: "a", version: part) } == "signature-binding")
        #expect(
            refusalCode { try SignatureBinding.keys(registry: "r", namespace: part, version: 1) } == "signature-binding"
        )
    }

    @Test("a registry's name is no pattern", arguments: ["*", "a@b", "a,b", "!a", "a?", "#a"])
    func patterns(_ name: String) {
        #expect(refusalCode { try SignatureBinding.package(registry: name, id: "a") } == "signature-binding")
    }

    @Test("a refusal of a signature file names the file")
    func place() throws {
        let name = try #require(SignatureFileName.parse("x.3.minisig"))
        do {
            _ = try SignatureFile(name: name, bytes: SignatureFixture.minisignLegacy.bytes)
            Issue.record("the legacy form was read")
        } catch {
            #expect(error.place == Place(entry: "x.3.minisig", line: 2))
        }
    }

    @Test("every fault of this folder has its own code, a summary and a remedy")
    func faults() {
        func texts<F: Fault>(_ type: F.Type) -> [[String]] { F.allCases.map { [$0.rawValue, $0.summary, $0.remedy] } }
        let all =
            texts(SignatureFault.self) + texts(KeySetFault.self) + texts(SecretKeyFault.self)
            + texts(PublisherKeyFault.self)
        #expect(Set(all.map { $0[0] }).count == all.count)
        #expect(all.allSatisfy { !$0.contains("") && !$0[1].hasSuffix(".") && !$0[2].hasSuffix(".") })
    }
}
