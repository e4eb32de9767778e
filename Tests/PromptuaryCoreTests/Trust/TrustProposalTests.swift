import Testing

@testable import PromptuaryCore

@Suite("A proposed change of trust")
struct TrustProposalTests {
    private typealias Edit = @Sendable (inout TrustTerms) throws -> Void

    private static let changes: [(String, [String], Edit)] = [
        ("add", ["root", "targets", "keys", "bins"], { try $0.add(TrustFixture.holder("dan", 4)) }),
        ("remove", ["root", "targets", "keys", "bins"], { try $0.removeHolder(HolderName("bea")) }),
        ("snapshot", ["root"], { try $0.rotate(.snapshot, to: TrustFixture.key(22).publicKey.key) }),
        ("timestamp", ["root"], { try $0.rotate(.timestamp, to: TrustFixture.key(23).publicKey.key) }),
        ("bins", ["bins"], { try $0.rotate(.bins, to: TrustFixture.key(21).publicKey.key) }),
        ("log", ["keys"], { try $0.rotate(.log, to: TrustFixture.key(24).publicKey.key) }),
        ("confirm", ["keys"], { try $0.confirm([NamespaceName("acme"): TrustFixture.keySet(31)]) }),
        (
            "claim", ["targets", "claimed", "ns.acme"],
            {
                let keys = [try TrustFixture.key(31).publicKey.key]
                try $0.claim(NamespaceName("acme"), TrustTerms.Claim(keys: keys, threshold: 1, files: [:]))
            }
        ),
    ]

    @Test("gives exactly the roles that change the next version", arguments: changes.indices)
    func versions(_ index: Int) throws {
        let (name, roles, edit) = Self.changes[index]
        let folder = try TrustFixture.folder()
        var terms = folder.terms
        try edit(&terms)
        let proposal = try TrustFixture.proposal(after: folder, terms, years: 2)
        #expect(proposal.names == roles, "\(name)")
        for role in roles { #expect(proposal.roles[role]?.version == (folder.role(role)?.version ?? 0) + 1) }
        let keys: [UInt8] = roles.contains("ns.acme") ? [1, 3, 31] : [1, 3]
        let next = try TrustFixture.publish(proposal, by: keys)
        #expect(next.terms == terms)
        #expect(next.roots.count == (roles.contains("root") ? 2 : 1))
        #expect(TrustFixture.code { _ = try TrustFixture.proposal(after: next, next.terms) } == "trust-unchanged")
    }

    @Test(
        "has the holders sign `targets` whenever namespaces are claimed or given up, and not when owners list something else",
        arguments: [
            (["acme", "beta"], 1, 31, ["targets", "claimed", "ns.beta"]), ([], 0, 31, ["targets"]),
            (["acme"], 2, 31, ["ns.acme"]), (["acme"], 1, 32, ["claimed", "ns.acme"]),
        ] as [([String], Int, UInt8, [String])])
    func claims(_ claimed: [String], _ files: Int, _ key: UInt8, _ roles: [String]) throws {
        func claim(_ files: Int, _ key: UInt8) throws -> TrustTerms.Claim {
            TrustTerms.Claim(
                keys: [try TrustFixture.key(key).publicKey.key], threshold: 1,
                files: Dictionary(
                    uniqueKeysWithValues: (0..<files).map {
                        ("@acme/tool/-/tool-\($0).pdpkg", TargetFile(length: 1, sha256: SHA256Digest(of: [1])))
                    }))
        }
        var terms = try TrustFixture.terms()
        try terms.claim(NamespaceName("acme"), claim(1, 31))
        let folder = try TrustFixture.publish(TrustFixture.proposal(after: nil, terms), by: [1, 2, 31])
        terms.claims = [:]
        for name in claimed { try terms.claim(NamespaceName(name), claim(name == "acme" ? files : 0, key)) }
        #expect(try TrustFixture.proposal(after: folder, terms).names == roles)
    }

    @Test("comes back from its files as it was, with the signatures beside it")
    func roundTrip() throws {
        let folder = try TrustFixture.folder()
        var terms = folder.terms
        try terms.add(TrustFixture.holder("dan", 4))
        try terms.confirm([NamespaceName("acme"): TrustFixture.keySet(31)])
        let proposal = try TrustFixture.proposal(after: folder, terms)
        var files = proposal.files
        for signature in try proposal.sign(with: TrustFixture.key(1)) {
            files[signature.fileName] = TrustSignatureFile([signature]).bytes
        }
        files["by bea.sig.json"] = TrustSignatureFile(try proposal.sign(with: TrustFixture.key(2))).bytes
        let again = try TrustProposal(after: folder, files: files)
        #expect(again.files == proposal.files && again.terms == terms && again.title == proposal.title)
        #expect(again.isComplete && again.ignored.isEmpty && !proposal.isComplete)
        #expect(files.keys.contains("root-2.\(try TrustFixture.holder("ada", 1).keyID.prefix(8)).sig.json"))
    }

    @Test("is refused with one byte of its files changed, but for what is only said about it")
    func bitFlips() throws {
        let folder = try TrustFixture.folder()
        var terms = folder.terms
        try terms.confirm([NamespaceName("acme"): TrustFixture.keySet(31)])
        let files = try TrustFixture.proposal(after: folder, terms).files
        for (path, bytes) in files where path != TrustProposal.documentName {
            for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 10)) {
                var changed = files
                changed[path]?[index] ^= 1
                #expect(throws: Refusal.self, "\(path) \(index)") { try TrustProposal(after: folder, files: changed) }
            }
            var lacking = files
            lacking[path] = nil
            #expect(throws: Refusal.self, "\(path)") { try TrustProposal(after: folder, files: lacking) }
        }
        for path in ["x.json", "shards/00.json", "deep/x.sig.json", "root-3.signed"] {
            var more = files
            more[path] = files["log.json"] ?? [123, 125]
            #expect(throws: Refusal.self, "\(path)") { try TrustProposal(after: folder, files: more) }
        }
    }

    @Test("follows the folder that it was made for, and no other")
    func follows() throws {
        let first = try TrustFixture.folder()
        let proposal = try TrustFixture.proposal(after: first, first.terms, renewing: ["keys"], years: 2)
        let second = try TrustFixture.publish(proposal, by: [1, 2])
        #expect(
            TrustFixture.code { _ = try TrustProposal(after: second, files: proposal.files) } == "trust-version")
        #expect(throws: Refusal.self) { try TrustProposal(after: nil, files: proposal.files) }
    }

    @Test(
        "needs the holders before and after for a new root",
        arguments: [
            ([1, 3], false), ([2, 3], false), ([1, 2], false), ([1, 2, 4], true), ([1, 4], false), ([2, 3, 4], false),
        ]
            as [([UInt8], Bool)])
    func bothThresholds(_ signers: [UInt8], _ isComplete: Bool) throws {
        let folder = try TrustFixture.folder()
        // Ada and dan stay: two of them have to sign for the new root, two of ada, bea and cyr for the old one.
        var terms = folder.terms
        try terms.add(TrustFixture.holder("dan", 4))
        try terms.removeHolder(HolderName("bea"))
        try terms.removeHolder(HolderName("cyr"))
        var proposal = try TrustFixture.proposal(after: folder, terms)
        for number in signers {
            for signature in try proposal.sign(with: TrustFixture.key(number)) { try proposal.take(signature) }
        }
        #expect(proposal.isComplete == isComplete)
        let completed = TrustFixture.code { _ = try proposal.completed() }
        #expect(completed == (isComplete ? nil : "trust-incomplete"))
    }

    @Test("counts nobody's signature twice, nobody else's, and none for other bytes")
    func foreignSignatures() throws {
        let folder = try TrustFixture.folder()
        let proposal = try TrustFixture.proposal(after: folder, folder.terms, renewing: ["keys"], years: 2)
        let other = try TrustFixture.proposal(after: folder, folder.terms, renewing: ["keys"], years: 3)
        #expect(TrustFixture.code { _ = try proposal.sign(with: TrustFixture.key(9)) } == "trust-not-a-signer")
        let mine = try #require(try proposal.sign(with: TrustFixture.key(1)).first)
        let forged = TrustSignature(
            role: mine.role, version: mine.version, digest: mine.digest,
            keyID: try TrustFixture.holder("bea", 2).keyID, signature: mine.signature)
        let stranger = TrustSignature(
            role: mine.role, version: mine.version, digest: mine.digest,
            keyID: try TrustFixture.holder("dan", 4).keyID, signature: mine.signature)
        let stale = try #require(try other.sign(with: TrustFixture.key(2)).first)
        var files = proposal.files
        files["all.sig.json"] = TrustSignatureFile([mine, mine, forged, stranger, stale]).bytes
        files["noise.sig.json"] = Array("{}".utf8)
        let again = try TrustProposal(after: folder, files: files)
        #expect(!again.isComplete && again.needs(of: "keys").first?.signed.count == 1)
        #expect(
            again.ignored.map(\.refusal.code) == [
                "trust-signature-forged", "trust-not-a-signer", "trust-signature-stale", "trust-signature-form",
            ])
    }

    @Test("takes a signature that minisign -S -l makes, and no prehashed one")
    func minisign() throws {
        let folder = try TrustFixture.folder()
        var proposal = try TrustFixture.proposal(after: folder, folder.terms, renewing: ["keys"], years: 2)
        let bytes = try #require(proposal.roles["keys"]).signedBytes
        let pair = try Ed25519.KeyPair(seed: SecretBytes([UInt8](repeating: 2, count: 32)))
        func file(_ algorithm: String, _ message: [UInt8]) -> [UInt8] {
            let first = Base64.encode(Array(algorithm.utf8) + [1, 2, 3, 4, 5, 6, 7, 8] + pair.sign(message))
            let second = Base64.encode([UInt8](repeating: 0, count: 64))
            return Array("untrusted comment: x\n\(first)\ntrusted comment: timestamp:1\tfile:x\n\(second)\n".utf8)
        }
        let signature = try proposal.signature(minisign: file("Ed", bytes), role: "keys")
        try proposal.take(signature)
        #expect(proposal.needs(of: "keys").first?.signed == [try TrustFixture.holder("bea", 2).keyID])
        let digest = MinisignSignature.digest(of: bytes)
        for (file, role, code) in [
            (file("ED", digest), "keys", "trust-signature-form"),
            (file("Ed", digest), "keys", "trust-signature-forged"),
            (file("Ed", bytes), "bins", "trust-signature-stale"),
            (file("Ed", bytes + [10]), "keys", "trust-signature-forged"), ([], "keys", "trust-signature-form"),
        ] {
            #expect(TrustFixture.code { _ = try proposal.signature(minisign: file, role: role) } == code)
        }
    }

    @Test(
        "reads signature files as they are written, and no others",
        arguments: [
            "", "[]", "{}", #"{"format":1}"#, #"{"format":2,"signatures":[]}"#, #"{"format":1,"signatures":{}}"#,
            #"{"format":1,"signatures":[],"x":1}"#, #"{"format":1,"signatures":[{}]}"#,
            #"{"format":1,"signatures":[{"keyid":"a","role":"keys","sha256":"b","signature":"c","version":1}]}"#,
        ])
    func signatureFiles(_ text: String) {
        #expect(throws: Refusal.self) { try TrustSignatureFile(file: Array(text.utf8)) }
    }
}
