import Testing

@testable import PromptuaryCore

@Suite("Verdicts of key sets")
struct KeySetVerdictTests {
    static let file = SignatureFixture.file

    /// Keys 1 and 2 of OpenSSH, 2 (the same) and 3 of minisign, 4 from index 10 on, 5 revoked at 10.
    static func set(threshold: Int) throws -> KeySet {
        try KeySet(
            keys: [
                KeySetTests.key(1), KeySetTests.key(2), KeySetTests.key(2, minisign: true),
                KeySetTests.key(3, minisign: true), KeySetTests.key(4, from: 10), KeySetTests.key(5, until: 10),
            ], threshold: threshold, version: 1, previous: nil)
    }

    /// Who signs: the number of a key, for minisign negative.
    private static func signature(_ key: Int, number: Int, version: String = "1.2.3") throws -> SignatureFile {
        try KeySetTests.secret(UInt8(abs(key)), minisign: key < 0).sign(
            file, named: "tool.pdpkg", number: number,
            binding: SignatureBinding.release(
                registry: SignatureFixture.registry, id: "@team/tool", version: version))
    }

    /// A row: who signed, the threshold, the index, how many count, whether that is enough, why others do not.
    struct Row: Sendable, CustomTestStringConvertible {
        let signers: [Int]
        let threshold: Int
        let index: Int?
        let count: Int
        let isMet: Bool
        let codes: [String]

        init(_ signers: [Int], _ threshold: Int, _ index: Int?, _ count: Int, _ isMet: Bool, _ codes: [String] = []) {
            (self.signers, self.threshold, self.index) = (signers, threshold, index)
            (self.count, self.isMet, self.codes) = (count, isMet, codes)
        }

        var testDescription: String { "\(signers) of \(threshold) at \(index.map(String.init) ?? "now")" }
    }

    static let rows = [
        Row([], 1, nil, 0, false),
        Row([1], 1, nil, 1, true),
        Row([-3], 1, nil, 1, true),
        Row([1], 2, nil, 1, false),
        Row([1, 1], 2, nil, 1, false, ["signature-repeated"]),
        Row([-3, -3, 1, -3], 2, nil, 2, true, ["signature-repeated", "signature-repeated"]),
        Row([5, 5], 1, 10, 0, false, ["signature-revoked-key", "signature-revoked-key"]),
        Row([1, 2], 2, nil, 2, true),
        Row([2, -2], 2, nil, 1, false),
        Row([2, -2, -3], 2, nil, 2, true),
        Row([1, -2, -3], 3, 5, 3, true),
        Row([4], 1, 9, 0, false, ["signature-early-key"]),
        Row([4], 1, 10, 1, true),
        Row([5], 1, 9, 1, true),
        Row([5], 1, 10, 0, false, ["signature-revoked-key"]),
        Row([5], 1, nil, 0, false, ["signature-revoked-key"]),
        Row([6], 1, nil, 0, false, ["signature-unknown-key"]),
        Row([-1], 1, nil, 0, false, ["signature-unknown-key"]),
        Row([3], 1, nil, 0, false, ["signature-unknown-key"]),
        Row([6, 1, 5, 2], 2, nil, 2, true, ["signature-unknown-key", "signature-revoked-key"]),
    ]

    @Test("different keys that count at the index are counted, once each", arguments: rows)
    func row(_ row: Row) throws {
        let signatures = try row.signers.enumerated().map { try Self.signature($1, number: $0 + 1) }
        let verdict = try Self.set(threshold: row.threshold).verify(
            file: Self.file, signatures: signatures, binding: SignatureFixture.binding, at: row.index)
        #expect(verdict.count == row.count)
        #expect(verdict.isMet == row.isMet)
        #expect(verdict.threshold == row.threshold)
        #expect(verdict.refusals.map(\.code) == row.codes)
    }

    @Test("the owners of keys are called by one name for each key, the first of it")
    func owners() throws {
        let set = try Self.set(threshold: 1)
        #expect(set.names(of: set.keys) == ["key 1", "key 2", "key 3m", "key 4", "key 5"])
        let twin = set.keys.filter { $0.name == "key 2m" }
        #expect(set.names(of: twin) == ["key 2"] && set.names(of: []).isEmpty)
        #expect(try set.names(of: [KeySetTests.key(9)]).isEmpty)
    }

    @Test("a twin is shown as both entries and counted once")
    func twins() throws {
        let verdict = try Self.set(threshold: 1).verify(
            file: Self.file, signatures: [Self.signature(-2, number: 1), Self.signature(2, number: 1)],
            binding: SignatureFixture.binding, at: nil)
        #expect(verdict.signers.map(\.name) == ["key 2", "key 2m"] && verdict.count == 1)
    }

    @Test("signatures for another version, file, registry or purpose do not count, and say which file they are")
    func binding() throws {
        let set = try Self.set(threshold: 1)
        let signatures = [try Self.signature(-3, number: 2, version: "1.2.4"), try Self.signature(1, number: 1)]
        let verdict = try set.verify(
            file: Self.file, signatures: signatures, binding: SignatureFixture.binding, at: nil)
        #expect(verdict.refusals.map(\.code) == ["signature-trusted-comment"])
        #expect(verdict.refusals.first?.place.entry == "tool.pdpkg.2.minisig")
        #expect(verdict.signers.map(\.name) == ["key 1"])
        let other = try set.verify(
            file: [1], signatures: signatures, binding: SignatureFixture.binding, at: nil)
        #expect(other.refusals.map(\.code) == ["signature-forged", "signature-trusted-comment"])
        for binding in [
            try SignatureBinding.release(registry: "other.example", id: "@team/tool", version: "1.2.4"),
            try SignatureBinding.package(registry: SignatureFixture.registry, id: "@team/tool"),
            try SignatureBinding.keys(registry: SignatureFixture.registry, namespace: "team", version: 1),
        ] {
            let verdict = set.verify(file: Self.file, signatures: signatures, binding: binding, at: nil)
            #expect(verdict.refusals.map(\.code) == ["signature-ssh-namespace", "signature-trusted-comment"])
            #expect(!verdict.isMet)
        }
    }

    @Test("the seventeenth signature is not looked at")
    func tooMany() throws {
        var signatures = [SignatureFile](repeating: try Self.signature(6, number: 1), count: 16)
        signatures.append(try Self.signature(1, number: 1))
        let verdict = try Self.set(threshold: 1).verify(
            file: Self.file, signatures: signatures, binding: SignatureFixture.binding, at: nil)
        #expect(!verdict.isMet)
        #expect(verdict.refusals.last?.code == "signature-too-many")
    }

    @Test("of copies the one with the lowest number counts, whatever the order and whatever minisign's free line says")
    func copies() throws {
        func copy(_ number: Int) throws -> SignatureFile {
            let name = SignatureFileName(signed: "tool.pdpkg", number: number, form: .minisign)
            guard case .minisign(let signature) = try Self.signature(-3, number: 1).content else {
                throw Refusal(SignatureFault.form, "no minisign signature")
            }
            let lines = String(decoding: signature.file(), as: UTF8.self).split(separator: "\n").dropFirst()
            let text = "untrusted comment: \(number)\n" + lines.joined(separator: "\n") + "\n"
            return try SignatureFile(name: name, bytes: Array(text.utf8))
        }
        let verdict = try Self.set(threshold: 1).verify(
            file: Self.file, signatures: [copy(10), copy(3), Self.signature(1, number: 4), copy(2)],
            binding: SignatureFixture.binding, at: nil)
        #expect(verdict.count == 2 && verdict.refusals.map(\.code) == ["signature-repeated", "signature-repeated"])
        #expect(
            verdict.refusals.map(\.place.entry) == ["tool.pdpkg.3.minisig", "tool.pdpkg.10.minisig"]
                && verdict.refusals.allSatisfy { $0.message.contains("tool.pdpkg.2.minisig") })
    }

    @Test("a change of keys is judged by the keys before it")
    func change() throws {
        let old = try KeySet(keys: [KeySetTests.key(1)], threshold: 1, version: 1, previous: nil)
        let new = try KeySet(
            keys: [KeySetTests.key(1, until: 4), KeySetTests.key(2)], threshold: 1, version: 2,
            previous: SHA256Digest(of: old.file))
        let binding = try SignatureBinding.keys(registry: "r.example", namespace: "team", version: 2)
        for (signer, isMet) in [(UInt8(1), true), (2, false)] {
            let signature = try KeySetTests.secret(signer).sign(new.file, named: "keys.json", binding: binding)
            let verdict = old.verify(file: new.file, signatures: [signature], binding: binding, at: nil)
            #expect(verdict.isMet == isMet)
        }
    }

    @Test("fixtures of both real tools count together")
    func fixtures() throws {
        let set = try KeySet(
            keys: [
                KeySet.Key(key: try PublisherKey(SignatureFixture.minisignPublic), name: "m"),
                KeySet.Key(key: try PublisherKey(SignatureFixture.sshPublic), name: "s"),
            ], threshold: 2, version: 1, previous: nil)
        let signatures = [
            try SignatureFile(
                name: SignatureFileName(signed: "f", form: .minisign), bytes: SignatureFixture.minisignSignature.bytes),
            try SignatureFile(
                name: SignatureFileName(signed: "f", form: .ssh), bytes: SignatureFixture.sshSignature256.bytes),
            try SignatureFile(
                name: SignatureFileName(signed: "f", number: 2, form: .ssh), bytes: SignatureFixture.sshSignature.bytes),
        ]
        let verdict = set.verify(
            file: Self.file, signatures: signatures, binding: try SignatureFixture.binding, at: 0)
        #expect(verdict.isMet && verdict.count == 2 && verdict.refusals.map(\.code) == ["signature-repeated"])
    }
}
