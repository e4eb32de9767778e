import Testing

@testable import PromptuaryCore

@Suite("Checkpoints")
struct CheckpointTests {
    private static let root = Base64.encode(SHA256Digest(of: [1]).bytes)

    @Test("a checkpoint is three lines, and is written as it was read")
    func text() throws {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        let checkpoint = try Checkpoint(text: Array(text.utf8))
        #expect(checkpoint.size == 20_852_163 && "\(checkpoint.origin)" == "example.com/behind-the-sofa")
        #expect(checkpoint.text == Array(text.utf8))
        let empty = "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        #expect(try Checkpoint(text: Array(empty.utf8)).root == MerkleHash.empty)
    }

    static let bad = [
        "", "\n", "a\n1\n\(root)", "a\n1\n", "a\n1\n\(root)\nmore\n", "a\n1\n\(root)\n\n", "\n1\n\(root)\n",
        "a b\n1\n\(root)\n", "a+b\n1\n\(root)\n", "a\n01\n\(root)\n", "a\n+1\n\(root)\n", "a\n-1\n\(root)\n",
        "a\n1 \n\(root)\n", "a\n 1\n\(root)\n", "a\n\n\(root)\n", "a\n0x1\n\(root)\n", "a\n1.0\n\(root)\n",
        "a\n1099511627777\n\(root)\n", "a\n99999999999999999999\n\(root)\n", "a\n00\n\(root)\n", "a\n0\n\(root)\n",
        "a\n1\n\(root.dropLast())\n", "a\n1\nAAAA\n", "a\n1\n\(root)A===\n", "a\n1\n\(root) \n", " a\n1\n\(root)\n",
    ]

    @Test("what is no checkpoint is refused", arguments: bad)
    func strict(text: String) {
        #expect(refused(LogFault.checkpoint) { _ = try Checkpoint(text: Array(text.utf8)) })
    }

    @Test("a checkpoint counts when a key of its log has signed it")
    func signed() throws {
        let log = try LogFixture.Files(size: 5)
        let description = try LogFixture.description()
        let signed = try SignedCheckpoint(bytes: try log.signed.bytes)
        #expect(signed == (try log.signed))
        #expect(try description.verify(signed).keys == description.keys)
        let stranger = try log.checkpoint.signed(by: try LogFixture.signer("registry.example/log", "x"))
        #expect(refused(NoteFault.unsigned) { _ = try description.verify(stranger) })
        let other = Checkpoint(origin: try NoteName("other/log"), size: 5, root: log.tree.root)
        #expect(refused(LogFault.origin) { _ = try description.verify(other.signed(by: try LogFixture.signer())) })
        let resized = String(decoding: signed.bytes, as: UTF8.self).replacing("\n5\n", with: "\n6\n")
        #expect(
            refused(NoteFault.signature) {
                _ = try description.verify(try SignedCheckpoint(bytes: Array(resized.utf8)))
            })
    }

    @Test("a cosignature covers the time and the text, as C2SP tlog-cosignature writes them")
    func cosignature() throws {
        let log = try LogFixture.Files(size: 5)
        let witness = try LogFixture.witness("w")
        let time = Timestamp(seconds: 1_679_315_147)
        let line = witness.cosign(try log.checkpoint, at: time)
        #expect(line.signature.count == 72)
        #expect(Array(line.signature[..<8]) == [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB])
        let message = Array("cosignature/v1\ntime 1679315147\n".utf8) + (try log.checkpoint.text)
        #expect(try LogFixture.pair("w").publicKey.verifies(signature: Array(line.signature[8...]), of: message))
        let encoded: [UInt8] = [4] + (try LogFixture.pair("w").publicKey.bytes)
        let hash = SHA256Digest(of: witness.name.bytes + [10] + encoded).bytes
        #expect(hash[..<4].reduce(0) { $0 << 8 | UInt32($1) } == line.keyID)

        let description = try LogFixture.description(witnesses: ["w", "v"], threshold: 1)
        var signed = try log.signed
        #expect(try !description.verify(signed).isWitnessed)
        #expect(refused(LogFault.witnesses) { _ = try description.verifyWitnessed(signed) })
        signed.add(line)
        let verdict = try description.verifyWitnessed(try SignedCheckpoint(bytes: signed.bytes))
        #expect(verdict.cosignatures == [VerifiedSignature(key: witness.verifier(.cosignature), time: time.seconds)])

        for at in [0, 7, 8, 40, 71] {
            var broken = line.signature
            broken[at] ^= at == 0 ? 0x80 : 1
            var bad = try log.signed
            bad.add(NoteSignature(name: line.name, keyID: line.keyID, signature: broken))
            #expect(refused(NoteFault.signature) { _ = try description.verify(bad) }, "byte \(at)")
        }
        var cut = try log.signed
        cut.add(NoteSignature(name: line.name, keyID: line.keyID, signature: Array(line.signature.dropFirst(8))))
        #expect(refused(NoteFault.signature) { _ = try description.verify(cut) })
    }

    @Test("a plain signature of a witness is no cosignature, and one witness counts once")
    func thresholds() throws {
        let log = try LogFixture.Files(size: 5)
        let description = try LogFixture.description(witnesses: ["w", "v"], threshold: 2)
        var signed = try log.signed
        signed.add(try LogFixture.witness("w").sign(try log.checkpoint.text))
        #expect(try description.verify(signed).cosignatures.isEmpty)
        let twice = SignedCheckpoint(
            try log.checkpoint,
            signatures: try log.signed.note.signatures
                + [1, 3, 2].map { try LogFixture.witness("w").cosign(try log.checkpoint, at: Timestamp(seconds: $0)) })
        #expect(try description.verify(twice).cosignatures.map(\.time) == [3])
        #expect(refused(LogFault.witnesses) { _ = try description.verifyWitnessed(twice) })
        var both = twice
        both.add(try LogFixture.witness("v").cosign(try log.checkpoint, at: Timestamp(seconds: 9)))
        #expect(try description.verifyWitnessed(both).cosignatures.count == 2)
    }

    @Test("cosignatures that come in one by one are brought together, the newest checkpoint with enough of them first")
    func merging() throws {
        let description = try LogFixture.description(witnesses: ["u", "v", "w"], threshold: 2)
        func cosigned(_ size: Int, _ witnesses: [(Character, Int)]) throws -> SignedCheckpoint {
            let log = try LogFixture.Files(size: size)
            var signed = try log.signed
            for (letter, time) in witnesses {
                signed.add(try LogFixture.witness(letter).cosign(try log.checkpoint, at: Timestamp(seconds: time)))
            }
            return signed
        }
        func merged(_ all: [SignedCheckpoint]) throws -> [String] {
            guard let best = WitnessedCheckpoint.merge(all, log: description) else { return [] }
            let verdict = try description.verify(best)
            return ["\(best.checkpoint.size)"] + verdict.cosignatures.map { "\($0.key.name) \($0.time ?? 0)" }
        }
        #expect(try merged([]) == [])
        #expect(try merged([cosigned(5, [])]) == [])
        #expect(try merged([cosigned(5, [("x", 1)])]) == [], "an unknown witness")
        #expect(try merged([cosigned(5, [("u", 1)]), cosigned(6, [("v", 2)])]) == ["6", "v.example/w 2"])
        let enough = [try cosigned(5, [("u", 1), ("x", 1)]), try cosigned(5, [("w", 2)])]
        #expect(try merged(enough) == ["5", "u.example/w 1", "w.example/w 2"])
        #expect(try merged(enough + [cosigned(6, [("v", 2)])]) == ["5", "u.example/w 1", "w.example/w 2"])
        #expect(
            try merged(enough + [cosigned(5, [("u", 7)]), cosigned(5, [("u", 4)])]) == [
                "5", "u.example/w 7", "w.example/w 2",
            ])
        let unsigned = SignedCheckpoint(
            try LogFixture.Files(size: 9).checkpoint,
            signatures: [
                try LogFixture.witness("u").cosign(LogFixture.Files(size: 9).checkpoint, at: Timestamp(seconds: 1))
            ])
        #expect(try merged([unsigned]) == [], "the log has not signed it")
    }
}
