import Testing

@testable import PromptuaryCore

@Suite("What people see before they sign")
struct TrustReviewTests {
    @Test("names every person, key, threshold, date, namespace and digest that changes")
    func whole() throws {
        let folder = try TrustFixture.folder()
        var terms = folder.terms
        try terms.add(TrustFixture.holder("dan", 4), threshold: 3)
        try terms.removeHolder(HolderName("bea"))
        try terms.rotate(.snapshot, to: TrustFixture.key(22).publicKey.key)
        try terms.confirm([NamespaceName("acme"): TrustFixture.keySet(31)])
        let proposal = try TrustFixture.proposal(after: folder, terms, years: 2)
        let review = TrustReview(of: proposal, registry: try RegistryName("prompts.example"))
        func line(_ number: UInt8) throws -> String {
            let key = try TrustFixture.key(number).publicKey
            return "\(TUFKey(key.key).id) \(key.fingerprint)"
        }
        func digest(_ role: String) -> String { SHA256Digest(of: proposal.roles[role]?.signedBytes ?? []).hex }
        let spoken = TrustReview.spoken(review.digest)
        #expect(spoken.split(separator: " ").count == 16)
        #expect(
            review.text == """
                A change to the trust of prompts.example
                proposed 2027-01-15T08:00:00Z by ada
                they say: a test

                Holders
                  3 of 3 have to sign, before 2 of 3
                  - bea  \(try line(2))
                    ada  \(try line(1))
                    cyr  \(try line(3))
                  + dan  \(try line(4))

                Keys of the server
                    bins: \(try line(11))
                  - snapshot: \(try line(12))
                  + snapshot: \(try line(22))
                    timestamp: \(try line(13))
                    log: \(try line(14))
                    log's name: prompts.example/log
                    witnesses: none
                    number of bins: 2^4

                Confirmed namespaces: 1, of which 1 change
                  + @acme version 1, 1 of 1 keys sign
                      NOT SIGNED by its own keys: ask the owners by another way
                      ssh-ed25519 \(try TrustFixture.key(31).publicKey.fingerprint) key 31

                To sign
                  root version 2, valid until 2029-01-14 (before: version 1, until 2028-01-15)
                    sha256 \(digest("root"))
                  targets version 2, valid until 2029-01-14 (before: version 1, until 2028-01-15)
                    sha256 \(digest("targets"))
                  keys version 2, valid until 2029-01-14 (before: version 1, until 2028-01-15)
                    sha256 \(digest("keys"))
                  bins version 2, valid until 2029-01-14 (before: version 1, until 2028-01-15)
                    sha256 \(digest("bins"))

                Compare over the phone
                  \(spoken)

                """)
    }

    @Test("lets no text of a stranger move the cursor or look like a line of ours")
    func escapes() throws {
        let terms = try TrustFixture.terms()
        let title = TrustProposal.Title(
            purpose: ["good\n\nHolders\n  1 of 1\u{1B}[2J\u{202E}"], by: "ada\u{7}", proposed: TrustFixture.start)
        let proposal = try TrustProposal(
            after: nil, terms: terms, title: title, expires: Timestamp(seconds: TrustFixture.start.seconds + 1))
        let text = TrustReview(of: proposal, registry: try RegistryName("prompts.example")).text
        #expect(text.unicodeScalars.allSatisfy { $0.isASCII && ($0.value >= 32 || $0.value == 10) })
        #expect(text.components(separatedBy: "\nHolders\n") == 2)
    }

    @Test("has another digest as soon as any byte to sign is another")
    func digests() throws {
        let terms = try TrustFixture.terms()
        let registry = try RegistryName("prompts.example")
        let one = TrustReview(of: try TrustFixture.proposal(after: nil, terms), registry: registry)
        let same = TrustReview(of: try TrustFixture.proposal(after: nil, terms), registry: registry)
        let later = TrustReview(of: try TrustFixture.proposal(after: nil, terms, years: 2), registry: registry)
        #expect(one.digest == same.digest && one.digest != later.digest)
    }

    @Test(
        "is told in time that roles expire",
        arguments: [(0, "valid"), (300, "valid"), (306, "soon"), (364, "soon"), (365, "expired"), (9999, "expired")])
    func lives(_ days: Int, _ life: String) throws {
        let folder = try TrustFixture.folder()
        let now = Timestamp(seconds: TrustFixture.start.seconds + days * 86_400)
        let status = TrustStatus(folder, proposal: nil, at: now)
        #expect(status.rows.map(\.role) == ["root", "targets", "keys", "bins"])
        #expect(status.rows.allSatisfy { $0.life.rawValue == life })
        #expect(status.steps(tree: "T").isEmpty == (life == "valid"))
    }

    @Test("is told who has to sign and what comes then")
    func steps() throws {
        let folder = try TrustFixture.folder()
        var terms = folder.terms
        try terms.removeHolder(HolderName("bea"))
        var proposal = try TrustFixture.proposal(after: folder, terms, years: 2)
        func steps() -> [String] { TrustStatus(folder, proposal: proposal, at: TrustFixture.start).steps(tree: "T") }
        func take(_ number: UInt8) throws {
            for signature in try proposal.sign(with: TrustFixture.key(number)) { try proposal.take(signature) }
        }
        try take(2)
        #expect(
            steps() == [
                "1 more of ada, cyr (the holders of root 1): promptuary trust sign T --key FILE",
                "2 more of ada, cyr (the holders of root 2): promptuary trust sign T --key FILE",
            ])
        try take(1)
        #expect(steps() == ["1 more of cyr (the holders of root 2): promptuary trust sign T --key FILE"])
        try take(3)
        #expect(steps() == ["all have signed: promptuary trust publish-root T"])
    }
}

extension String {
    /// How many pieces the separator cuts the text into.
    fileprivate func components(separatedBy separator: String) -> Int { split(separator: separator).count }
}
