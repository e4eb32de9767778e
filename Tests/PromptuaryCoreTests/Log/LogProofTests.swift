import Testing

@testable import PromptuaryCore

@Suite("Log proofs and descriptions")
struct LogProofTests {
    private static func proof(_ index: Int, of size: Int, witnesses: [Character] = [], extra: [UInt8]? = nil) throws
        -> LogProof
    {
        let log = try LogFixture.Files(size: size)
        var tiles = try LogTiles(try log.checkpoint) { log.files[$0] }
        var signed = try log.signed
        for letter in witnesses {
            signed.add(try LogFixture.witness(letter).cosign(try log.checkpoint, at: Timestamp(seconds: 5)))
        }
        let hashes = try tiles.proof(MerkleProof.inclusion(of: index, in: size)) { log.files[$0] }
        return LogProof(index: index, extra: extra, hashes: hashes, checkpoint: signed)
    }

    @Test("a proof is read back and holds for its entry alone", arguments: [(0, 1), (0, 2), (299, 300), (42, 1000)])
    func roundTrip(index: Int, size: Int) throws {
        let proof = try Self.proof(index, of: size, extra: [1, 2, 3])
        let read = try LogProof(bytes: proof.bytes)
        #expect(read == proof && read.bytes == proof.bytes)
        let log = try LogFixture.description()
        _ = try read.verify(LogFixture.entry(index), in: log)
        #expect(refused(LogFault.inclusion) { _ = try read.verify(LogFixture.entry(index + 1), in: log) })
        let moved = LogProof(index: index + 1, extra: nil, hashes: read.hashes, checkpoint: read.checkpoint)
        #expect(refused(LogFault.inclusion) { _ = try moved.verify(LogFixture.entry(index), in: log) })
    }

    @Test("a proof needs as many witnesses as the description demands")
    func witnesses() throws {
        let entry = LogFixture.entry(3)
        let log = try LogFixture.description(witnesses: ["u", "v", "w"], threshold: 2)
        #expect(refused(LogFault.witnesses) { _ = try Self.proof(3, of: 9).verify(entry, in: log) })
        #expect(
            refused(LogFault.witnesses) { _ = try Self.proof(3, of: 9, witnesses: ["u", "x"]).verify(entry, in: log) })
        let verdict = try Self.proof(3, of: 9, witnesses: ["u", "x", "w"]).verify(entry, in: log)
        #expect(verdict.cosignatures.count == 2)
        _ = try Self.proof(3, of: 9).verify(entry, in: try log.withoutWitnesses())
    }

    @Test("the entry that a proof carries counts when it is in the log")
    func carried() throws {
        let entry = LogEntry(
            .keys(namespace: try NamespaceName("team"), version: 1, digest: SHA256Digest(of: [])),
            time: Timestamp(seconds: 7))
        var tree = LogTree()
        _ = try tree.append([entry.bytes, [1]])
        let signed = tree.checkpoint(origin: try LogFixture.signer().name).signed(by: try LogFixture.signer())
        let log = try LogFixture.description()
        let hashes = [MerkleHash.leaf([1])]
        let good = LogProof(index: 0, extra: entry.bytes, hashes: hashes, checkpoint: signed)
        #expect(try good.verifiedEntry(in: log).entry == entry)
        let other = LogEntry(entry.kind, time: Timestamp(seconds: 8))
        let bad = LogProof(index: 0, extra: other.bytes, hashes: hashes, checkpoint: signed)
        #expect(refused(LogFault.inclusion) { _ = try bad.verifiedEntry(in: log) })
        let none = LogProof(index: 0, extra: nil, hashes: hashes, checkpoint: signed)
        #expect(refused(LogFault.proof) { _ = try none.verifiedEntry(in: log) })
        let foreign = LogProof(
            index: 1, extra: [1], hashes: [MerkleHash.leaf(entry.bytes)], checkpoint: signed)
        #expect(refused(LogFault.entry) { _ = try foreign.verifiedEntry(in: log) })
    }

    /// What is changed in a good proof of three hashes; all of it is refused.
    static let changes: [(String, String)] = [
        ("tlog-proof@v1", "tlog-proof@v2"), ("c2sp.org", "\nc2sp.org"), ("proof@v1\n", "proof@v1\r\n"),
        ("extra AQID\n", "extra AQI\n"), ("extra AQID\n", "extra \n"), ("extra AQID\n", "extra AQID\nextra AQID\n"),
        ("extra AQID\n", "Extra AQID\n"), ("index 3\n", ""), ("index 3\n", "index 03\n"), ("index 3\n", "index -3\n"),
        ("index 3\n", "index\n"), ("index 3\n", "index 3 \n"), ("index 3\n", "index 9999999999999999\n"),
        ("index 3\n", "index 3\nindex 3\n"), ("index 3\n", "index 3\nAQID\n"), ("index 3\n", "index 3\n\n"),
        ("extra AQID\nindex 3\n", "index 3\nextra AQID\n"), ("\n\nregistry", "\nregistry"),
        ("\n\nregistry", "\n\n\nregistry"),
        (
            "index 3\n",
            "index 3\n" + String(repeating: Base64.encode([UInt8](repeating: 0, count: 32)) + "\n", count: 40)
        ),
    ]

    @Test("a proof of another form is refused", arguments: changes)
    func strict(old: String, new: String) throws {
        let text = String(decoding: try Self.proof(3, of: 9, extra: [1, 2, 3]).bytes, as: UTF8.self)
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        #expect(throws: Refusal.self) { _ = try LogProof(bytes: Array(changed.utf8)) }
    }

    @Test("no flipped byte of a proof goes unnoticed")
    func flipped() throws {
        let log = try LogFixture.description()
        let bytes = try Self.proof(3, of: 9).bytes
        for at in bytes.indices {
            var changed = bytes
            changed[at] ^= 1
            #expect(throws: Refusal.self, "byte \(at)") {
                _ = try LogProof(bytes: changed).verify(LogFixture.entry(3), in: log)
            }
        }
        #expect(throws: Refusal.self) { _ = try LogProof(bytes: []) }
        #expect(throws: Refusal.self) { _ = try LogProof(bytes: [10]) }
        #expect(refused(LogFault.proof) { _ = try LogProof(bytes: [UInt8](repeating: 65, count: 1 << 20)) })
    }

    // MARK: - Descriptions

    @Test("a description is read back")
    func description() throws {
        let log = try LogFixture.description(witnesses: ["u", "v"], threshold: 1)
        #expect(try LogDescription(bytes: log.bytes) == log)
        let bare = "{\"format\": 1, \"origin\": \"registry.example/log\",\n \"keys\": [\"\(log.keys[0])\"]}"
        #expect(try LogDescription(bytes: Array(bare.utf8)) == LogFixture.description())
    }

    /// What is changed in a good description with two witnesses; all of it is refused.
    static let wrong: [(String, String)] = [
        ("\"format\":1", "\"format\":2"), ("\"format\":1,", ""), ("\"format\":1", "\"format\":1,\"more\":1"),
        ("\"origin\":\"registry.example/log\"", "\"origin\":\"other/log\""), ("registry.example/log+", "other/log+"),
        ("\"threshold\":1", "\"threshold\":3"), ("\"threshold\":1", "\"threshold\":-1"),
        ("\"threshold\":1", "\"threshold\":1,\"more\":1"), ("\"keys\":[\"registry", "\"keys\":[],\"x\":[\"registry"),
        ("u.example/w+", "v.example/w+"),
    ]

    @Test("a description that does not fit together is refused", arguments: wrong)
    func strictDescription(old: String, new: String) throws {
        let text = String(
            decoding: try LogFixture.description(witnesses: ["u", "v"], threshold: 1).bytes, as: UTF8.self)
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        #expect(refused(LogFault.document) { _ = try LogDescription(bytes: Array(changed.utf8)) })
    }

    @Test("keys of the wrong kind, and keys that are there twice, are refused")
    func kinds() throws {
        let log = try LogFixture.signer()
        let (key, w) = (log.verifier(.ed25519), try LogFixture.witness("w"))
        func refuses(_ keys: [NoteVerifier], _ witnesses: [NoteVerifier] = []) -> Bool {
            refused(LogFault.document) {
                _ = try LogDescription(origin: log.name, keys: keys, witnesses: witnesses)
            }
        }
        #expect(!refuses([key], [w.verifier(.cosignature)]))
        #expect(refuses([]))
        #expect(refuses([log.verifier(.cosignature)]))
        #expect(refuses([key, key]))
        #expect(refuses([key], [w.verifier(.ed25519)]))
        #expect(refuses([key], [w.verifier(.cosignature), w.verifier(.cosignature)]))
        let renamed = NoteSigner(name: try NoteName("second"), pair: try LogFixture.pair("w"))
        #expect(refuses([key], [w.verifier(.cosignature), renamed.verifier(.cosignature)]))
        let same = NoteSigner(name: try NoteName("witness"), pair: try LogFixture.pair("l"))
        #expect(refuses([key], [same.verifier(.cosignature)]))
    }
}
