import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// What the runbooks promise, rehearsed with three holders of whom two sign.
@Suite("A ceremony after a mishap")
struct TrustDrillTests {
    /// A client that was shipped with the first root and follows the others as they are published.
    private func follow(_ workshop: Workshop, until last: Int? = nil) throws -> RootRole {
        var client = try TrustedMetadata(root: try workshop.read("trust/root.json"), at: Workshop.ceremonyTime)
        var version = 2
        while version <= last ?? .max, let next = try? workshop.read("trust/\(version).root.json") {
            try client.updateRoot(next)
            version += 1
        }
        try client.finishRoot()
        return client.root.body
    }

    private func keyIDs(_ names: [String]) throws -> Set<String> {
        Set(try names.map { try Workshop.holder($0).keyID })
    }

    @Test("replaces a lost key with the two that are left, and old clients follow")
    func lostKey() throws {
        let workshop = try Workshop.withTrust()
        let ceremony = try workshop.ceremony(daysLater: 30)
        _ = try ceremony.change("bea lost her key") { try $0.removeHolder(HolderName("bea")) }
        _ = try ceremony.change("dan follows") { try $0.add(Workshop.holder("dan")) }
        try workshop.publish(by: ["ada", "cyr"])
        let root = try follow(workshop)
        #expect(root.version == 2)
        #expect(try Set(root.roles["root"]?.keyIDs ?? []) == keyIDs(["ada", "cyr", "dan"]))
        #expect(root.holders.values.sorted() == ["ada", "cyr", "dan"])
        let folder = try #require(try workshop.store.folder())
        #expect(folder.roles.values.allSatisfy { $0.body.version == 2 })

        // The next ceremony is held with the new holder.
        _ = try workshop.ceremony(daysLater: 60).renew()
        try workshop.publish(by: ["dan", "cyr"])
        #expect(try follow(workshop).version == 3)
    }

    @Test("removes a stolen key; the thief's signatures count for nothing from then on, and not alone before")
    func stolenKey() throws {
        let workshop = try Workshop.withTrust()
        // The thief alone gets no change through.
        _ = try workshop.ceremony().change("mine") { try $0.removeHolder(HolderName("ada")) }
        #expect(Workshop.code { try workshop.publish(by: ["bea"]) } == "trust-incomplete")
        try workshop.remove("trust/pending")

        _ = try workshop.ceremony().change("bea's key was stolen") { try $0.removeHolder(HolderName("bea")) }
        _ = try workshop.ceremony().change("her new key") {
            try $0.add(TrustTerms.Holder(name: HolderName("bea"), key: Workshop.trustKey("bea 2").publicKey.key))
        }
        try workshop.publish(by: ["ada", "cyr"])
        let root = try follow(workshop)
        let stolen = try Workshop.holder("bea").keyID
        #expect(root.version == 2 && root.keys[stolen] == nil)

        _ = try workshop.ceremony().renew()
        #expect(Workshop.code { try workshop.signTrust(by: ["bea"]) } == "trust-not-a-signer")
        // Nor does the thief's signature count for the roles below.
        var bins = try SignedRole<TargetsRole>(file: try workshop.read("trust/bins.json")).body
        bins.version += 1
        var signed = try SignedRole(bins)
        for name in ["bea", "ada"] { signed.sign(with: try Workshop.trustKey(name)) }
        let delegations = try #require(try workshop.store.folder()?.roles["targets"]?.body.delegations)
        let keys = try #require(delegations.keys(of: "bins"))
        #expect(signed.validKeyIDs(of: keys, in: delegations.keys) == [try Workshop.holder("ada").keyID])
    }

    @Test("does not let the thief of a removed key lead clients to another root")
    func forkedRoot() throws {
        let workshop = try Workshop.withTrust()
        let thief = try Workshop.withTrust()
        _ = try workshop.ceremony().change("stolen") { try $0.removeHolder(HolderName("bea")) }
        try workshop.publish(by: ["ada", "cyr"])
        // The thief has the keys of bea and, later, of cyr who left; the chain goes on without them.
        _ = try workshop.ceremony().change("dan") { try $0.add(Workshop.holder("dan")) }
        _ = try workshop.ceremony().change("cyr leaves") { try $0.removeHolder(HolderName("cyr")) }
        try workshop.publish(by: ["ada", "cyr", "dan"])
        _ = try thief.ceremony().change("mine") { try $0.rotate(.bins, to: Workshop.trustKey("evil").publicKey.key) }
        try thief.publish(by: ["bea", "cyr"])
        _ = try thief.ceremony().renew()
        try thief.publish(by: ["bea", "cyr"])
        _ = try thief.ceremony().renew()
        try thief.publish(by: ["bea", "cyr"])
        var client = try TrustedMetadata(root: try workshop.read("trust/root.json"), at: Workshop.ceremonyTime)
        try client.updateRoot(try workshop.read("trust/2.root.json"))
        #expect(throws: Distrust.self) { try client.updateRoot(try thief.read("trust/3.root.json")) }
        try client.updateRoot(try workshop.read("trust/3.root.json"))
        #expect(client.root.body.holders.values.sorted() == ["ada", "dan"])
    }

    @Test("replaces all keys of the server at once, and old clients follow")
    func onlineKeysStolen() throws {
        let workshop = try Workshop.withTrust()
        _ = try workshop.ceremony().change("the server was broken into") { terms in
            for role in OnlineRole.allCases {
                try terms.rotate(role, to: Workshop.trustKey("new \(role.rawValue)").publicKey.key)
            }
        }
        let proposal = try #require(try workshop.store.proposal(after: try workshop.store.folder()))
        #expect(proposal.names == ["root", "keys", "bins"])
        try workshop.publish(by: ["ada", "bea"])
        let root = try follow(workshop)
        for role in ["snapshot", "timestamp"] {
            #expect(root.roles[role]?.keyIDs == [TUFKey(try Workshop.trustKey("new " + role).publicKey.key).id])
        }
        let terms = try #require(try workshop.store.folder()).terms
        #expect(try terms.online.bins == Workshop.trustKey("new bins").publicKey.key)
        #expect(terms.log.keys.map(\.key) == [try Workshop.trustKey("new log").publicKey.key])
    }

    @Test("replaces every holder over the years, and a client of the first day follows")
    func years() throws {
        let workshop = try Workshop.withTrust()
        var holders = ["ada", "bea", "cyr"]
        for year in 1...8 {
            let (old, new) = (holders.removeFirst(), "holder \(year)")
            let ceremony = try workshop.ceremony(daysLater: 300 * year)
            _ = try ceremony.change("\(old) leaves") { try $0.removeHolder(HolderName(old)) }
            _ = try ceremony.change("\(new) comes") { try $0.add(Workshop.holder(new)) }
            _ = try ceremony.renew()
            try workshop.publish(by: holders)
            holders.append(new)
        }
        let root = try follow(workshop)
        #expect(root.version == 9 && root.holders.values.sorted() == holders.sorted())
    }

    @Test("shortens the threshold only with the holders of the old one")
    func threshold() throws {
        let workshop = try Workshop.withTrust()
        _ = try workshop.ceremony().change("bea and cyr leave") {
            try $0.removeHolder(HolderName("bea"))
            try $0.removeHolder(HolderName("cyr"), threshold: 1)
        }
        #expect(Workshop.code { try workshop.publish(by: ["ada"]) } == "trust-incomplete")
        try workshop.publish(by: ["bea"])
        #expect(try follow(workshop).roles["root"]?.threshold == 1)
    }
}
