import Testing

@testable import PromptuaryCore

@Suite("The evidence of a release against the one before")
struct EvidenceChangeTests {
    /// The keys that letters stand for: small ones make minisign signatures, capital ones those of OpenSSH.
    private static func keys(_ letters: String) throws -> Set<PublisherKey> {
        Set(
            try letters.unicodeScalars.map { letter in
                let seed = [UInt8](repeating: UInt8(letter.value | 0x20), count: 32)
                let isSSH = letter.value & 0x20 == 0
                let scheme: PublisherKey.Scheme =
                    isSSH ? .ssh : .minisign(keyID: try #require(MinisignKeyID(seed.prefix(8))))
                return try SecretKey(seed: SecretBytes(seed), scheme: scheme).publicKey
            })
    }

    private static func evidence(_ letters: String, _ threshold: Int, _ provenance: String?) throws -> ReleaseEvidence {
        ReleaseEvidence(signers: try keys(letters), threshold: threshold, provenance: provenance)
    }

    @Test(
        "names everything that was lost, and nothing that was not",
        arguments: [
            ("a", 1, nil, "a", 1, nil, nil), ("a", 1, nil, "ab", 2, "builder", nil), ("ab", 2, nil, "bc", 2, nil, nil),
            ("", 1, nil, "", 1, nil, nil), ("", 0, nil, "a", 1, nil, nil),
            ("a", 1, nil, "", 1, nil, "the release before was signed, this one is not"),
            ("ab", 2, nil, "a", 2, nil, "2 keys signed the release before, 1 has signed this one"),
            ("abc", 2, nil, "ab", 2, nil, "3 keys signed the release before, 2 have signed this one"),
            ("a", 1, nil, "b", 1, nil, "no key that signed the release before has signed this one"),
            ("ab", 2, nil, "ab", 1, nil, "2 keys had to sign the release before, 1 this one"),
            ("aA", 1, nil, "a", 1, nil, "the release before had a signature by ssh-ed25519, this one has none"),
            ("a", 1, nil, "A", 1, nil, "the release before had a signature by minisign, this one has none"),
            ("a", 1, "ci", "a", 1, nil, "the release before was made by \"ci\", this one does not say by whom"),
            ("a", 1, "ci", "a", 1, "me", "the release before was made by \"ci\", this one by \"me\""),
            (
                "aB", 2, "ci", "c", 1, nil,
                "2 keys signed the release before, 1 has signed this one; "
                    + "no key that signed the release before has signed this one; "
                    + "2 keys had to sign the release before, 1 this one; "
                    + "the release before had a signature by ssh-ed25519, this one has none; "
                    + "the release before was made by \"ci\", this one does not say by whom"
            ),
        ] as [(String, Int, String?, String, Int, String?, String?)])
    func losses(
        _ old: String, _ oldThreshold: Int, _ oldProvenance: String?, _ new: String, _ newThreshold: Int,
        _ newProvenance: String?, _ sentence: String?
    ) throws {
        let change = EvidenceChange(
            from: try Self.evidence(old, oldThreshold, oldProvenance),
            to: try Self.evidence(new, newThreshold, newProvenance))
        #expect(change.isKept == (sentence == nil))
        #expect(change.description == sentence ?? "nothing that vouched for the release before is missing")
    }

    @Test("counts a key once, however many tools it signed with")
    func count() throws {
        #expect(try Self.evidence("aA", 1, nil).count == 1)
        #expect(try Self.evidence("aA", 1, nil).schemes == ["minisign", "ssh-ed25519"])
    }
}
