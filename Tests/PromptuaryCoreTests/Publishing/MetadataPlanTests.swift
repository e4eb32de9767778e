import Testing

@testable import PromptuaryCore

@Suite("The next state of signed metadata")
struct MetadataPlanTests {
    private let many = PlannedSite.targets(
        Dictionary(uniqueKeysWithValues: (0..<100).map { ("@a/p\($0)/index.json", $0) }))

    private func change(
        _ site: inout PlannedSite, renewing: Set<String> = [], _ change: (inout TrustTerms) throws -> Void
    ) throws {
        var terms = site.folder.terms
        try change(&terms)
        site.folder = try TrustFixture.publish(
            TrustFixture.proposal(after: site.folder, terms, renewing: renewing), by: [1, 2])
    }

    private static func key(_ number: UInt8) throws -> Ed25519.PublicKey { try TrustFixture.key(number).publicKey.key }

    private func roles(_ paths: [String]) -> [String] { paths.map { String($0.dropFirst("metadata/".count)) } }

    @Test("a first publication has all roles, and a client finds every target")
    func first() throws {
        var site = try PlannedSite()
        let new = roles(try site.publish(many))
        #expect(new.count == 4 + 16 + 2 && new.suffix(2) == ["1.snapshot.json", "timestamp.json"])
        let client = try site.follow()
        #expect(site.targets(client) == many)
        #expect(client.timestamp?.body.expires == PlannedSite.after(days: 7))
        #expect(client.snapshot?.body.expires == PlannedSite.after(days: 14))
        #expect(client.snapshot?.body.meta.values.allSatisfy { $0.length != nil && $0.sha256 != nil } == true)
    }

    @Test("without targets there are the empty bins")
    func empty() throws {
        var site = try PlannedSite()
        try site.publish([:])
        #expect(try site.targets(site.follow()).isEmpty)
    }

    @Test("nothing changed: nothing is signed for a day, then snapshot and timestamp")
    func renewal() throws {
        var site = try PlannedSite()
        try site.publish(many)
        let almost = Timestamp(seconds: PlannedSite.start.seconds + PlannedSite.day - 1)
        #expect(try site.publish(many, at: almost).isEmpty)
        #expect(
            try roles(site.publish(many, at: PlannedSite.after(days: 1))) == ["2.snapshot.json", "timestamp.json"])
        #expect(try site.follow(site.follow(), at: PlannedSite.after(days: 7)).timestamp?.body.version == 2)
    }

    @Test("one target changed: one bin, snapshot and timestamp")
    func oneTarget() throws {
        var site = try PlannedSite()
        try site.publish(many)
        let client = try site.follow()
        var more = many
        more["@a/p7/index.json"] = PlannedSite.targets(["": 1000])[""]
        let new = roles(try site.publish(more))
        #expect(new.count == 3 && new[0].hasPrefix("2.bin-"))
        #expect(Array(new[1...]) == ["2.snapshot.json", "timestamp.json"])
        #expect(try site.targets(site.follow(client)) == more)
        #expect(try site.publish(more).isEmpty)
    }

    @Test("bins under half their life are signed again")
    func halfLife() throws {
        var site = try PlannedSite()
        try site.publish(many)
        #expect(try site.plan(many, at: PlannedSite.after(days: 182)).signedBins == 0)
        #expect(try site.plan(many, at: PlannedSite.after(days: 183)).signedBins == 16)
    }

    @Test("a number that something else lies under is burned; equal bytes are taken over")
    func burned() throws {
        var site = try PlannedSite()
        try site.publish(many)
        var more = many
        more["@a/new/index.json"] = PlannedSite.targets(["": 1000])[""]
        // A run that stopped before its timestamp has left everything else.
        var stopped = site
        let left = try stopped.publish(more)
        for path in left where path != MetadataPlan.timestampPath { site.files[path] = stopped.files[path] }
        #expect(try site.publish(more) == [MetadataPlan.timestampPath])
        #expect(site.files == stopped.files)

        // Another run at another time finds other bytes under both numbers.
        more["@a/new/index.json"] = PlannedSite.targets(["": 1001])[""]
        var third = site
        let orphans = try third.publish(more)
        for path in orphans where path != MetadataPlan.timestampPath { site.files[path] = third.files[path] }
        let new = roles(try site.publish(more, at: PlannedSite.after(days: 2)))
        #expect(new.count == 3 && new[0].hasPrefix("4.bin-"), "\(new)")
        #expect(Array(new[1...]) == ["4.snapshot.json", "timestamp.json"])
        #expect(try site.targets(site.follow(at: PlannedSite.after(days: 2))) == more)
    }

    @Test("numbers that were given out are not given out again")
    func floors() throws {
        var site = try PlannedSite()
        site.floor = MetadataPlan.Floor(snapshot: 7, timestamp: 9)
        try site.publish(many)
        let client = try site.follow()
        #expect(client.snapshot?.body.version == 8 && client.timestamp?.body.version == 10)
    }

    @Test(
        "after a key was replaced its roles are signed again, and clients follow",
        arguments: [
            (OnlineRole.bins, 0, 19), (OnlineRole.snapshot, 1, 3), (OnlineRole.timestamp, 2, 2),
        ])
    func rotation(_ role: OnlineRole, _ place: Int, _ files: Int) throws {
        var site = try PlannedSite()
        try site.publish(many)
        let client = try site.follow()
        try change(&site) { try $0.rotate(role, to: Self.key(20)) }
        site.online[place] = 20
        let new = try site.publish(many)
        #expect(new.count == files, "\(new)")
        #expect(try site.targets(site.follow(client)) == many)
        #expect(try site.publish(many).isEmpty)
    }

    @Test("offline roles that are older than the published ones are refused")
    func older() throws {
        var site = try PlannedSite()
        let old = site.folder
        try change(&site, renewing: ["targets"]) { _ in }
        try site.publish(many)
        site.folder = old
        #expect(TrustFixture.code { _ = try site.plan(many) } == "publish-trust")
    }

    @Test("a tree without the newest root of the site is refused, also when no other role tells")
    func olderRoot() throws {
        var site = try PlannedSite()
        let old = site.folder
        try change(&site) { try $0.rotate(.timestamp, to: Self.key(20)) }
        site.online[2] = 20
        try site.publish(many)
        (site.folder, site.online[2]) = (old, 13)
        #expect(TrustFixture.code { _ = try site.plan(many) } == "publish-trust")
    }

    @Test("what was listed stays listed when the number of bins changes")
    func bits() throws {
        var site = try PlannedSite()
        try site.publish(many)
        let client = try site.follow()
        var terms = site.folder.terms
        terms.bits = 8
        site.folder = try TrustFixture.publish(TrustFixture.proposal(after: site.folder, terms), by: [1, 2])
        try site.publish(many)
        let next = try site.follow(client)
        #expect(site.targets(next) == many)
        #expect(next.snapshot?.body.meta.keys.filter { $0.hasPrefix("bin-") }.count == 16 + 256)
        #expect(try site.publish(many).isEmpty)
    }

    @Test(
        "a thief who used up the version numbers is shaken off by replacing both keys, and by nothing else",
        arguments: [1 << 31 - 1, 1 << 53 - 1])
    func fastForward(_ version: Int) throws {
        var site = try PlannedSite()
        try site.publish(many)
        let seen = try #require(try site.published())
        var snapshot = seen.snapshot.body
        snapshot.version = version
        for file in ["bin-0.json", "keys.json"] { snapshot.meta[file]?.version = version }
        var signed = try SignedRole(snapshot)
        signed.sign(with: try TrustFixture.key(12))
        site.files[MetadataPlan.path(of: "snapshot", version: version)] = signed.file
        let timestamp = TimestampRole(
            version: version, expires: PlannedSite.after(days: 7),
            snapshot: MetaFile(version: version, file: signed.file))
        var entrance = try SignedRole(timestamp)
        entrance.sign(with: try TrustFixture.key(13))
        site.files[MetadataPlan.timestampPath] = entrance.file
        var client = try TrustedMetadata(root: try #require(site.files["metadata/1.root.json"]), at: PlannedSite.start)
        try client.finishRoot()
        _ = try client.updateTimestamp(entrance.file)
        try client.updateSnapshot(signed.file)
        #expect(TrustFixture.code { _ = try site.plan(many) } == "publish-trust")

        try change(&site) {
            try $0.rotate(.snapshot, to: Self.key(20))
            try $0.rotate(.timestamp, to: Self.key(21))
        }
        site.online = [11, 20, 21]
        site.floor = MetadataPlan.Floor(snapshot: 1, timestamp: 1)
        try site.publish(many)
        #expect(try site.targets(site.follow(client)) == many)
        #expect(try site.publish(many).isEmpty)
    }

    @Test("when no number is left the keys must be replaced first")
    func usedUp() throws {
        var site = try PlannedSite()
        site.floor.timestamp = 1 << 53 - 1
        #expect(TrustFixture.code { _ = try site.plan(many) } == "publish-site")
        site.floor = MetadataPlan.Floor(snapshot: 1 << 53 - 1)
        #expect(TrustFixture.code { _ = try site.plan(many) } == "publish-site")
    }
}
