import Testing

@testable import PromptuaryCore

@Suite("What a publication signs")
struct BinChangesTests {
    fileprivate static let start = TrustFixture.start
    private static let names = (0..<200).map { "@team/tool-\($0)/package.json" }

    private static func file(_ text: String) -> TargetFile {
        TargetFile(
            length: text.utf8.count, sha256: SHA256Digest(of: Array(text.utf8)),
            custom: .mapping([Value.Member(key: "log_index", value: .integer(text.utf8.count))]))
    }

    private static let targets = Dictionary(names.map { ($0, file($0)) }) { first, _ in first }

    private static func keys(bins: UInt8 = 11) throws -> MetadataPlan.Keys {
        MetadataPlan.Keys(
            bins: try TrustFixture.key(bins), snapshot: try TrustFixture.key(12), timestamp: try TrustFixture.key(13))
    }

    /// A site in memory that publications change.
    private struct Site {
        var folder: TrustFolder
        var files: [String: [UInt8]] = [:]
        var published: MetadataPlan.Published?

        init() throws { folder = try TrustFixture.folder() }

        /// Publishes and gives the names of the bins that were signed.
        mutating func publish(
            _ targets: [String: TargetFile], after seconds: Int = 0, bins: UInt8 = 11
        ) throws -> Set<String> {
            let time = Timestamp(seconds: start.seconds + seconds)
            let changes = try BinChanges(to: targets, from: published, offline: folder, at: time)
            let files = files
            let plan = try MetadataPlan(
                bins: changes, offline: folder, keys: keys(bins: bins), published: published, floor: .init(), at: time,
                existing: { files[$0] })
            #expect(plan.signedBins == changes.count)
            for file in plan.files {
                if case .bytes(let bytes) = file.content { self.files[file.path.text] = bytes }
            }
            try reread(plan)
            return Set(changes.bins.map(\.name))
        }

        mutating func reread(_ plan: MetadataPlan) throws {
            var bins: [String: PublishedBin] = [:]
            for (name, meta) in plan.snapshot.meta where name.hasPrefix("bin-") {
                let role = String(name.dropLast(5))
                let bytes = try #require(files[MetadataPlan.path(of: role, version: meta.version)])
                #expect(meta.describes(bytes))
                bins[role] = PublishedBin(version: meta.version, file: bytes)
            }
            let snapshot = try #require(files[MetadataPlan.path(of: "snapshot", version: plan.snapshot.version)])
            published = MetadataPlan.Published(
                timestamp: try SignedRole(file: try #require(files[MetadataPlan.timestampPath])),
                snapshot: try SignedRole(file: snapshot), bins: bins)
        }
    }

    private static func bin(of path: String) -> String {
        let bins = SuccinctRoles(bits: 4, namePrefix: "bin", keys: RoleKeys(keyIDs: [], threshold: 1))
        return bins.name(ofBin: bins.bin(of: path))
    }

    @Test("the first publication signs every bin, the next one without a change none")
    func unchanged() throws {
        var site = try Site()
        #expect(try site.publish(Self.targets).count == 16)
        let before = site.files
        #expect(try site.publish(Self.targets) == [])
        #expect(site.files == before)
    }

    @Test("a target that comes, changes, gets another statement or goes has its bin signed again, and no other")
    func oneBin() throws {
        var site = try Site()
        _ = try site.publish(Self.targets)
        var targets = Self.targets
        targets["@team/tool-new/package.json"] = Self.file("new")
        #expect(try site.publish(targets) == [Self.bin(of: "@team/tool-new/package.json")])
        targets[Self.names[7]]?.length += 1
        #expect(try site.publish(targets) == [Self.bin(of: Self.names[7])])
        targets[Self.names[8]]?.custom = nil
        #expect(try site.publish(targets) == [Self.bin(of: Self.names[8])])
        targets[Self.names[9]] = nil
        #expect(try site.publish(targets) == [Self.bin(of: Self.names[9])])
        #expect(try site.publish(targets) == [])
    }

    @Test("bins are signed again before they expire, when half of their life is over")
    func expiry() throws {
        var site = try Site()
        _ = try site.publish(Self.targets)
        #expect(try site.publish(Self.targets, after: MetadataPlan.Lifetimes.bins / 2 - 1) == [])
        #expect(try site.publish(Self.targets, after: MetadataPlan.Lifetimes.bins / 2).count == 16)
    }

    @Test("bins whose signature is not of the key that the offline roles name are signed again")
    func otherKey() throws {
        var site = try Site()
        _ = try site.publish(Self.targets, bins: 21)
        #expect(try site.publish(Self.targets).count == 16)
        #expect(try site.publish(Self.targets) == [])
    }

    @Test(
        "a bin that is not what this program writes is signed again",
        arguments: [
            ("\"spec_version\":\"1.0.31\"", "\"spec_version\":\"1.0.30\""),
            ("\"_type\":\"targets\"", "\"_type\":\"targets\",\"delegations\":{\"keys\":{},\"roles\":[]}"),
            ("{\"signatures\"", "{ \"signatures\""), ("\"version\":1}}", "\"version\":2}}"),
            ("\"signed\":{", "\"signed\":{\"Z\":1,"), ("\"sig\":\"", "\"sig\":\"00"),
        ])
    func otherForm(_ old: String, _ new: String) throws {
        var site = try Site()
        _ = try site.publish(Self.targets)
        let name = Self.bin(of: Self.names[0])
        let bytes = try #require(site.files[MetadataPlan.path(of: name, version: 1)])
        let text = String(decoding: bytes, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        site.published?.bins[name] = PublishedBin(version: 1, file: Array(changed.utf8))
        #expect(try site.publish(Self.targets) == [name])
    }

    @Test("a version number under which something else lies is passed over")
    func burned() throws {
        var site = try Site()
        _ = try site.publish(Self.targets)
        let name = Self.bin(of: Self.names[0])
        let burned = MetadataPlan.path(of: name, version: 2)
        site.files[burned] = [1, 2, 3]
        var targets = Self.targets
        targets[Self.names[0]] = nil
        #expect(try site.publish(targets) == [name])
        #expect(site.files[burned] == [1, 2, 3])
        #expect(site.published?.bins[name]?.version == 3)
    }
}
