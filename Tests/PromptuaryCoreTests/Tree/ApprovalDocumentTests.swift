import Testing

@testable import PromptuaryCore

@Suite("Approvals that are published with a release")
struct ApprovalDocumentTests {
    private static let digest = SHA256Digest(of: [1])
    private static let text = "subject: \"@acme/tool 1.0.0\"\nsha256: \"\(digest)\"\n"

    private static func key(_ number: UInt8) throws -> SecretKey {
        let scheme: PublisherKey.Scheme =
            number % 2 == 1 ? .minisign(keyID: try #require(MinisignKeyID([number, 1, 2, 3, 4, 5, 6, 7]))) : .ssh
        return try SecretKey(seed: SecretBytes([UInt8](repeating: number, count: 32)), scheme: scheme)
    }

    private static func reviewers(_ numbers: [UInt8]) throws -> KeySet {
        try KeySet(
            keys: numbers.map { KeySet.Key(key: try key($0).publicKey, name: "reviewer \($0)") }, threshold: 1,
            version: 1, previous: nil)
    }

    /// A document that some keys have signed for its path, or for another one.
    private static func document(
        _ name: String, _ text: String = text, by keys: [UInt8], as path: String? = nil
    ) throws -> ApprovalDocument? {
        let bytes = Array(text.utf8)
        let binding = try SignatureBinding.consent(registry: "prompts.example", path: path ?? "approvals/\(name)")
        var counts: [String: Int] = [:]
        let signatures = try keys.map { number in
            let key = try key(number)
            counts[key.publicKey.type, default: 0] += 1
            let file = key.sign(
                bytes, named: name, number: counts[key.publicKey.type] ?? 1, binding: binding)
            return (name: file.name.text, bytes: file.bytes)
        }
        return ApprovalDocument(path: "approvals/\(name)", bytes: bytes, signatures: signatures)
    }

    private static func measure(_ numbers: [UInt8]) throws -> ApprovalDocument.Measure {
        .reviewers(try reviewers(numbers), try RegistryName("prompts.example"))
    }

    @Test("are those that reviewers of today have signed, with their signatures and no others")
    func today() throws {
        let document = try #require(try Self.document("a.yaml", by: [1, 2, 3]))
        let found = ApprovalDocument.published(
            [document], by: try Self.measure([1, 2]), names: try Self.reviewers([1]))
        #expect(found.approvals.count == 1 && found.files.count == 3)
        #expect(found.approvals[0].signatures.map(\.reviewer) == ["reviewer 1", nil])
        #expect(found.approvals[0].paths == found.files.map(\.name))
        #expect(ApprovalDocument.published([document], by: try Self.measure([5]), names: nil).files.isEmpty)
        let nobody = ApprovalDocument.Measure.reviewers(nil, try RegistryName("prompts.example"))
        #expect(ApprovalDocument.published([document], by: nobody, names: nil).files.isEmpty)
        let other = ApprovalDocument.Measure.reviewers(try Self.reviewers([1, 2]), try RegistryName("other.example"))
        #expect(ApprovalDocument.published([document], by: other, names: nil).files.isEmpty)
    }

    @Test("name one reviewer for a key that is listed for both tools")
    func twins() throws {
        let minisign = try Self.key(1)
        let ssh = try SecretKey(seed: SecretBytes([UInt8](repeating: 1, count: 32)), scheme: .ssh)
        let names = try KeySet(
            keys: [
                KeySet.Key(key: minisign.publicKey, name: "rita at home"),
                KeySet.Key(key: ssh.publicKey, name: "rita at work"),
            ], threshold: 1, version: 1, previous: nil)
        let bytes = Array(Self.text.utf8)
        let binding = try SignatureBinding.consent(registry: "prompts.example", path: "approvals/a.yaml")
        let signatures = [minisign, ssh].map { key in
            let file = key.sign(bytes, named: "a.yaml", number: 1, binding: binding)
            return (name: file.name.text, bytes: file.bytes)
        }
        let document = try #require(
            ApprovalDocument(path: "approvals/a.yaml", bytes: bytes, signatures: signatures))
        let found = ApprovalDocument.published(
            [document], by: .reviewers(names, try RegistryName("prompts.example")), names: names)
        #expect(found.approvals.flatMap(\.signatures).map(\.reviewer) == ["rita at home", "rita at home"])
    }

    @Test("are those of the log once there is one, whoever reviews today")
    func logged() throws {
        let document = try #require(try Self.document("a.yaml", by: [1, 2, 3]))
        let first = ApprovalDocument.published([document], by: try Self.measure([1, 2]), names: nil)
        let digests = first.files.map { SHA256Digest(of: $0.bytes) }
        let later = ApprovalDocument.published([document], by: .log(digests), names: nil)
        #expect(later.approvals == first.approvals && later.files.map(\.bytes) == first.files.map(\.bytes))
        #expect(ApprovalDocument.published([document], by: .log([]), names: nil).files.isEmpty)
        #expect(ApprovalDocument.published([document], by: .log(Array(digests.dropFirst())), names: nil).files.isEmpty)
    }

    @Test("are the same when a copy lies beside them, under whatever name, in whatever order")
    func copies() throws {
        let one = try #require(try Self.document("b.yaml", by: [1, 2]))
        let copy = try #require(try Self.document("a.yaml", by: [1, 2], as: "approvals/b.yaml"))
        let measure = try Self.measure([1, 2])
        let alone = ApprovalDocument.published([one], by: measure, names: nil)
        for documents in [[one, copy], [copy, one]] {
            let both = ApprovalDocument.published(documents, by: measure, names: nil)
            #expect(both.approvals == alone.approvals && both.files.map(\.bytes) == alone.files.map(\.bytes))
        }
    }

    @Test("are at most 64 files")
    func limit() throws {
        let documents = try (0..<40).compactMap { number in
            try Self.document("\(number).yaml", Self.text + "# \(number)\n", by: [1])
        }
        #expect(documents.count == 40)
        let found = ApprovalDocument.published(documents, by: try Self.measure([1]), names: nil)
        #expect(found.files.count == 64 && found.approvals.count == 32)
    }

    @Test(
        "are no other documents",
        arguments: [
            "", "x", "subject: x\nsha256: \"\(digest)\"\n", "subject: \"@acme/tool 1.0.0\"\n",
            "subject: \"@acme/tool latest\"\nsha256: \"\(digest)\"\n",
            "subject: \"@acme/tool\"\nsha256: \"\(digest)\"\n",
            "subject: \"@acme/tool 1.0.0 \"\nsha256: \"\(digest)\"\n",
            text + "rule: version-skipped\nreason: because\n", text + "more: 1\n",
            "subject: \"@acme/tool 1.0.0\"\nsha256: \"abc\"\n",
        ])
    func others(text: String) throws {
        #expect(try Self.document("a.yaml", text, by: [1]) == nil)
    }
}
