import Testing

@testable import PromptuaryCore

@Suite("The terms of a registry's trust")
struct TrustTermsTests {
    @Test(
        "take the names that people read aloud",
        arguments: [
            ("ada", true), ("Ada Lovelace", true), ("a", true), ("o.k-e_y 2", true),
            (String(repeating: "a", count: 40), true),
            (String(repeating: "a", count: 41), false), ("", false), (" ada", false), ("ada ", false), ("a  b", false),
            ("a.-b", false), ("-a", false), ("a\nb", false), ("adä", false), ("a\0b", false), ("a=b", false),
            ("a/b", false), ("e\u{301}", false),
        ])
    func names(_ text: String, _ isName: Bool) {
        #expect((TrustFixture.code { _ = try HolderName(text) } == nil) == isName)
    }

    @Test(
        "need a threshold that the holders can reach",
        arguments: [(3, 0, false), (3, 1, true), (3, 3, true), (3, 4, false), (1, 1, true), (1, -1, false)])
    func threshold(_ count: Int, _ threshold: Int, _ isFine: Bool) {
        let holders = [("ada", UInt8(1)), ("bea", 2), ("cyr", 3)].prefix(count)
        let code = TrustFixture.code { _ = try TrustFixture.terms(holders: Array(holders), threshold: threshold) }
        #expect(code == (isFine ? nil : "trust-threshold"))
    }

    @Test(
        "let no key serve two purposes",
        arguments: [
            ([1, 2, 2], [11, 12, 13, 14]), ([1, 2, 3], [1, 12, 13, 14]), ([1, 2, 3], [11, 2, 13, 14]),
            ([1, 2, 3], [11, 12, 3, 14]), ([1, 2, 3], [11, 12, 13, 1]), ([1, 2, 3], [11, 11, 13, 14]),
            ([1, 2, 3], [11, 12, 12, 14]), ([1, 2, 3], [11, 12, 13, 13]), ([1, 2, 3], [11, 12, 13, 11]),
        ] as [([UInt8], [UInt8])])
    func sharedKeys(_ holders: [UInt8], _ online: [UInt8]) {
        let code = TrustFixture.code {
            _ = try TrustFixture.terms(holders: Array(zip(["ada", "bea", "cyr"], holders)), online: online)
        }
        #expect(code == "trust-shared-key")
    }

    @Test("let no two holders have one name, whatever its case")
    func sharedNames() {
        #expect(TrustFixture.code { _ = try TrustFixture.terms(holders: [("ada", 1), ("ADA", 2)]) } == "trust-holder")
    }

    @Test("spread packages over 16 to 4096 bins", arguments: [(3, false), (4, true), (12, true), (13, false)])
    func bits(_ bits: Int, _ isFine: Bool) {
        #expect(TrustFixture.code { _ = try TrustFixture.terms(bits: bits) } == (isFine ? nil : "trust-bits"))
    }

    @Test("lose no holder whom the threshold needs")
    func removal() throws {
        var terms = try TrustFixture.terms()
        try terms.removeHolder(HolderName("CYR"))
        #expect(terms.holders.map(\.name.text) == ["ada", "bea"])
        #expect(TrustFixture.code { try terms.removeHolder(HolderName("bea")) } == "trust-threshold")
        #expect(TrustFixture.code { try terms.removeHolder(HolderName("dan")) } == "trust-holder")
        #expect(terms.holders.count == 2)
        try terms.removeHolder(HolderName("bea"), threshold: 1)
        #expect(terms.threshold == 1 && terms.holders.count == 1)
    }

    @Test("keep the log's earlier keys only when they are told to")
    func logKeys() throws {
        var terms = try TrustFixture.terms()
        let (old, new) = (terms.log.keys, try TrustFixture.key(24).publicKey.key)
        var kept = terms
        try kept.rotate(.log, to: new, keepingLogKeys: true)
        try terms.rotate(.log, to: new)
        #expect(kept.log.keys.map(\.key) == [new] + old.map(\.key) && terms.log.keys.map(\.key) == [new])
    }

    @Test("never confirm an earlier version of keys than before")
    func rollback() throws {
        var terms = try TrustFixture.terms()
        let acme = try NamespaceName("acme")
        try terms.confirm([acme: TrustFixture.keySet(31, version: 2)])
        let before = terms
        #expect(
            TrustFixture.code { try terms.confirm([acme: TrustFixture.keySet(31, version: 1)]) } == "trust-namespace")
        #expect(terms == before)
    }

    @Test("admit at most 1000 namespaces with a role of their own")
    func claims() throws {
        var terms = try TrustFixture.terms()
        let claim = TrustTerms.Claim(keys: [try TrustFixture.key(41).publicKey.key], threshold: 1, files: [:])
        for number in 1...1000 { terms.claims[try NamespaceName("n\(number)")] = claim }
        #expect(TrustFixture.code { try terms.check() } == nil)
        #expect(TrustFixture.code { try terms.claim(NamespaceName("one-more"), claim) } == "trust-claim-limit")
    }

    @Test(
        "leave the files of a claimed namespace's packages to its owners, and all else to the bins",
        arguments: [
            ("@acme/tool/-/tool-1.0.0.pdpkg", true), ("@acme/tool/-/tool-1.0.0.pdpkg.minisig", true),
            ("@acme/tool/package.json", false), ("@acme/tool/-", false), ("@acme/-/tool", false),
            ("@acme/tool/-/a/b", false), ("acme/tool/-/a", false), ("@other/tool/-/a", false), ("@/tool/-/a", false),
            ("index/packages.json", false),
        ])
    func claimants(_ path: String, _ isClaimed: Bool) throws {
        var terms = try TrustFixture.terms()
        #expect(terms.claimant(of: path) == nil)
        let acme = try NamespaceName("acme")
        terms.claims[acme] = TrustTerms.Claim(keys: [try TrustFixture.key(41).publicKey.key], threshold: 1, files: [:])
        #expect(terms.claimant(of: path) == (isClaimed ? acme : nil))
    }

    @Test(
        "send nobody to the role `claimed` who looks for a package of another namespace",
        arguments: [
            ("@acme/tool/-/tool-1.0.0.pdpkg", ["claimed", "bins"]),
            ("@beta.lib/base/-/base-1.0.0.yaml.sshsig", ["claimed", "bins"]),
            ("@acme/tool/package.json", ["bins"]), ("@acme/tool/-/a/b", ["bins"]),
            ("@other/tool/-/tool-1.0.0.pdpkg", ["bins"]), ("@acme2/tool/-/tool-1.0.0.pdpkg", ["bins"]),
            ("@acm/tool/-/tool-1.0.0.pdpkg", ["bins"]), ("@beta/base/-/base-1.0.0.yaml", ["bins"]),
            ("@betaxlib/base/-/base-1.0.0.yaml", ["bins"]), ("x@acme/tool/-/tool-1.0.0.pdpkg", ["bins"]),
            ("index/packages.json", ["bins"]), ("keys/log.json", ["keys"]),
        ])
    func delegation(_ path: String, _ roles: [String]) throws {
        var terms = try TrustFixture.terms()
        let claim = TrustTerms.Claim(keys: [try TrustFixture.key(41).publicKey.key], threshold: 1, files: [:])
        for name in ["beta.lib", "acme"] { terms.claims[try NamespaceName(name)] = claim }
        let bodies = try terms.targetsRoles { _ in (1, TrustFixture.start) }
        let delegations = try #require(bodies["targets"]?.delegations)
        #expect(delegations.roles(for: path).names == roles)
        guard case .named(let named) = delegations.roles else { return }
        #expect(named.map(\.name) == ["keys", "claimed", "bins"])
        #expect(named[1].scope == .paths(["@acme/*/-/*", "@beta.lib/*/-/*"]))
    }

    @Test("let a site have exactly the packages that the owners of a claimed namespace signed")
    func unclaimedFiles() throws {
        let (acme, path) = (try NamespaceName("acme"), "@acme/tool/-/tool-1.0.0.pdpkg")
        let digest = SHA256Digest(of: [1])
        let signed = TargetFile(length: 1, sha256: digest, custom: .mapping([]))
        var terms = try TrustFixture.terms()
        terms.claims[acme] = TrustTerms.Claim(
            keys: [try TrustFixture.key(41).publicKey.key], threshold: 1, files: [path: signed])
        func code(_ targets: [SiteTarget]) -> String? { TrustFixture.code { try terms.checkClaims(targets) } }
        let right = SiteTarget(path: try SitePath(path), length: 1, digest: digest)
        let other = SiteTarget(path: try SitePath("@acme/tool/package.json"), length: 9, digest: digest)
        #expect(code([right, other]) == nil)
        #expect(code([other]) == "publish-claimed")
        #expect(code([SiteTarget(path: right.path, length: 2, digest: digest)]) == "publish-claimed")
        #expect(code([SiteTarget(path: right.path, length: 1, digest: SHA256Digest(of: [2]))]) == "publish-claimed")
        let new = SiteTarget(path: try SitePath("@acme/tool/-/tool-1.1.0.pdpkg"), length: 1, digest: digest)
        #expect(code([right, new]) == "publish-claimed")
    }
}
