import Testing

@testable import PromptuaryCore

@Suite("TUF: mixed, exchanged and endless files")
struct MixAndMatchTests {
    private static let path = "@a/b/-/b-1.0.0.pdpkg"

    @Test("a bin served in place of another bin is refused")
    func exchangedBin() throws {
        var repository = try TestRepository()
        try repository.release(Self.path)
        let bin = TestRepository.bin(of: Self.path)
        var empty = try #require(repository.targets["bin-0"])
        empty.targets = [:]
        empty.version = 2
        repository.site["2.\(bin).json"] = try TestRepository.signed(empty, by: ["bin"]).file
        var client = TestClient(repository)
        #expect(client.visit(repository, for: Self.path) == "untrusted-length \(bin)")
    }

    @Test("a file of the right length with another hash is refused", arguments: ["snapshot", "targets", "bins"])
    func wrongHash(_ role: String) throws {
        var repository = try TestRepository()
        let name = "1.\(role).json"
        var file = try #require(repository.site[name])
        // The signature holds whatever the JSON looks like, so only the hash can tell.
        let comma = try #require(file.lastIndex(of: UInt8(ascii: ",")))
        let meta = MetaFile(version: 1, length: file.count + 1, sha256: SHA256Digest(of: file))
        file.insert(32, at: comma + 1)
        if role == "snapshot" {
            repository.timestamp.snapshot = meta
        } else {
            repository.snapshot.meta[role + ".json"] = meta
            try repository.seal()
        }
        try repository.sealTimestamp()
        repository.site[name] = file
        var client = TestClient(repository)
        #expect(client.visit(repository, for: Self.path) == "untrusted-hash \(role)")
    }

    @Test("an older snapshot under the name of a newer one is refused")
    func olderSnapshotRenamed() throws {
        var repository = try TestRepository()
        let old = repository.site["1.snapshot.json"]
        try repository.release(Self.path)
        repository.site["2.snapshot.json"] = old
        var client = TestClient(repository)
        let verdict = client.visit(repository)
        #expect(verdict == "untrusted-length snapshot" || verdict == "untrusted-hash snapshot")
        repository.timestamp.snapshot = MetaFile(version: 2)
        try repository.sealTimestamp()
        client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-version snapshot")
    }

    @Test("a role of another version than the snapshot lists is refused", arguments: [1, 3])
    func wrongVersion(_ version: Int) throws {
        var repository = try TestRepository()
        try repository.publish(["bins"])
        repository.targets["bins"]?.version = version
        let file = try TestRepository.signed(try #require(repository.targets["bins"]), by: ["holder 1", "holder 2"])
            .file
        repository.site["2.bins.json"] = file
        repository.snapshot.meta["bins.json"] = MetaFile(version: 2, file: file)
        try repository.publish()
        var client = TestClient(repository)
        #expect(client.visit(repository, for: Self.path) == "untrusted-version bins")
    }

    @Test("a role that the snapshot does not list is refused")
    func unlisted() throws {
        var repository = try TestRepository()
        let bin = TestRepository.bin(of: Self.path)
        repository.snapshot.meta[bin + ".json"] = nil
        try repository.publish()
        var client = TestClient(repository)
        #expect(client.visit(repository, for: Self.path) == "untrusted-unlisted \(bin)")

        client = TestClient(repository)
        var trusted = try client.refresh(repository.site)
        let bins = try #require(repository.site["1.bins.json"])
        try trusted.updateTargets(bins, role: "bins", delegator: "targets")
        let file = try #require(repository.site["1.\(bin).json"])
        #expect(throws: Distrust(.unlisted, bin, "the snapshot does not list the role")) {
            try trusted.updateTargets(file, role: bin, delegator: "bins")
        }
    }

    @Test("a file of one role is not taken for another's", arguments: ["root", "timestamp", "snapshot"])
    func wrongRole(_ role: String) throws {
        // One key for everything, so that nothing but the member `_type` tells the roles apart.
        var repository = try TestRepository()
        let key = RoleKeys([TestRepository.key("holder 1")])
        for role in RootRole.topLevelRoles { repository.root.roles[role] = key }
        for role in RootRole.topLevelRoles { repository.signers[role] = ["holder 1"] }
        repository.signers["root"] = ["holder 1", "holder 2"]
        try repository.publishRoot()
        try repository.publish(["targets"])
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        repository.timestamp.version += 1
        let snapshot = repository.site["2.snapshot.json"]
        switch role {
        case "root": repository.site["3.root.json"] = snapshot
        case "timestamp": repository.site["timestamp.json"] = snapshot
        default:
            let targets = try #require(repository.site["2.targets.json"])
            repository.site["3.snapshot.json"] = targets
            repository.timestamp.snapshot = MetaFile(version: 3, file: targets)
            try repository.sealTimestamp()
        }
        #expect(client.visit(repository) == "untrusted-form \(role)")
    }

    @Test("a file beyond its limit is refused before it is read", arguments: ["root", "timestamp"])
    func endless(_ role: String) throws {
        var repository = try TestRepository()
        try repository.publishRoot()
        let name = role == "root" ? "2.root.json" : "timestamp.json"
        let limit = role == "root" ? MetadataLimits.root : MetadataLimits.timestamp
        let file = try #require(repository.site[name])
        repository.site[name] = file + [UInt8](repeating: 32, count: limit - file.count)
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        repository.site[name]?.append(32)
        client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-size \(role)")
    }

    @Test("a file without a listed length has a limit all the same", arguments: ["snapshot", "targets"])
    func endlessUnlisted(_ role: String) throws {
        var repository = try TestRepository()
        let limit = role == "snapshot" ? MetadataLimits.snapshot : MetadataLimits.targets
        if role == "snapshot" {
            repository.timestamp.snapshot = MetaFile(version: 1)
        } else {
            repository.snapshot.meta["targets.json"] = MetaFile(version: 1)
            try repository.seal()
        }
        try repository.sealTimestamp()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        let file = try #require(repository.site["1.\(role).json"])
        repository.site["1.\(role).json"] = file + [UInt8](repeating: 32, count: limit + 1 - file.count)
        client = TestClient(repository)
        #expect(client.visit(repository) == "untrusted-size \(role)")
    }

    @Test("no listed length lets a file grow beyond 64 MiB")
    func endlessListed() throws {
        var repository = try TestRepository()
        repository.timestamp.snapshot.length = 1 << 40
        try repository.sealTimestamp()
        var trusted = try TrustedMetadata(root: try #require(repository.site["1.root.json"]), at: TestRepository.start)
        try trusted.finishRoot()
        #expect(trusted.snapshotLimit == MetadataLimits.snapshot)
        try trusted.updateTimestamp(try #require(repository.site["timestamp.json"]))
        #expect(trusted.snapshotLimit == 64 << 20)
    }

    @Test("a file that is longer or shorter than listed is refused", arguments: [-1, 1])
    func wrongLength(_ change: Int) throws {
        var repository = try TestRepository()
        var file = try #require(repository.site["1.bins.json"])
        if change < 0 { file.removeLast() } else { file.append(32) }
        repository.site["1.bins.json"] = file
        var client = TestClient(repository)
        #expect(client.visit(repository, for: Self.path) == "untrusted-length bins")
    }

    @Test("a file that is named and not there is missed, not passed over")
    func missing() throws {
        var repository = try TestRepository()
        try repository.release(Self.path)
        let bin = TestRepository.bin(of: Self.path)
        repository.site["2.\(bin).json"] = nil
        var client = TestClient(repository)
        #expect(client.visit(repository, for: Self.path) == "untrusted-missing \(bin)")
    }

    @Test("no flipped bit of a timestamp makes another state")
    func flippedBits() throws {
        let repository = try TestRepository()
        let file = try #require(repository.site["timestamp.json"])
        var start = try TrustedMetadata(root: try #require(repository.site["1.root.json"]), at: TestRepository.start)
        try start.finishRoot()
        var honest = start
        try honest.updateTimestamp(file)
        var refused = 0
        for index in file.indices {
            var flipped = file
            flipped[index] ^= 1 << (index % 8)
            var trusted = start
            do {
                try trusted.updateTimestamp(flipped)
                // A hexadecimal digit of the signature became a capital letter.
                #expect(trusted.timestamp == honest.timestamp)
            } catch {
                refused += 1
            }
        }
        #expect(refused > file.count - 16)
    }
}
