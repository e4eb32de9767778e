import Testing

@testable import PromptuaryCore

@Suite("TUF: rollback and freeze")
struct RollbackTests {
    @Test("an honest repository is followed from state to state")
    func honest() throws {
        var repository = try TestRepository()
        var client = TestClient(repository)
        #expect(client.visit(repository, for: "@a/b/-/b-1.0.0.pdpkg") == "absent")
        for number in 1...12 {
            let path = "@a/b/-/b-1.0.\(number).pdpkg"
            try repository.release(path)
            #expect(client.visit(repository, for: path) == "found \(TestRepository.bin(of: path))")
            if number % 5 == 0 { try repository.publishRoot() }
        }
        #expect(client.visit(repository, for: "@a/b/-/b-1.0.1.pdpkg").hasPrefix("found bin-"))
        var fresh = TestClient(repository)
        #expect(fresh.visit(repository, for: "@a/b/-/b-1.0.1.pdpkg").hasPrefix("found bin-"))
    }

    @Test("an older timestamp is refused")
    func olderTimestamp() throws {
        var repository = try TestRepository()
        let old = repository.site["timestamp.json"]
        var client = TestClient(repository)
        try repository.release("a")
        #expect(client.visit(repository) == "trusted")
        repository.site["timestamp.json"] = old
        let kept = client.kept
        #expect(client.visit(repository) == "untrusted-rollback timestamp")
        #expect(client.kept == kept)
        var fresh = TestClient(repository)
        #expect(fresh.visit(repository) == "trusted", "only who saw the newer one can know")
    }

    @Test("a timestamp of the same version changes nothing, whatever it says")
    func equalTimestamp() throws {
        var repository = try TestRepository()
        try repository.release("a")
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        let kept = client.kept
        repository.snapshot.version += 1
        try repository.seal()
        #expect(client.visit(repository) == "trusted")
        #expect(client.kept == kept)
    }

    @Test("a newer timestamp that names an older snapshot is refused")
    func olderSnapshot() throws {
        var repository = try TestRepository()
        try repository.release("a")
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        repository.snapshot.version -= 1
        repository.timestamp.version += 1
        try repository.seal()
        #expect(client.visit(repository) == "untrusted-rollback snapshot")
    }

    @Test("a newer snapshot that names an older role is refused", arguments: ["targets", "keys", "bins", "bin-2"])
    func olderRole(_ role: String) throws {
        var repository = try TestRepository()
        try repository.publish([role])
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        let old = try #require(repository.site["1.\(role).json"])
        repository.snapshot.meta[role + ".json"] = MetaFile(version: 1, file: old)
        try repository.publish()
        let kept = client.kept["snapshot"]
        #expect(client.visit(repository) == "untrusted-rollback \(role).json")
        #expect(client.kept["snapshot"] == kept)
        var fresh = TestClient(repository)
        #expect(fresh.visit(repository) == "trusted", "only who saw the newer one can know")
    }

    @Test("a role that a snapshot listed must stay listed", arguments: ["keys", "bin-1"])
    func dropped(_ role: String) throws {
        var repository = try TestRepository()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        repository.snapshot.meta[role + ".json"] = nil
        try repository.publish()
        #expect(client.visit(repository) == "untrusted-removed snapshot")
    }

    @Test("copies that have expired still keep older versions away")
    func expiredCopies() throws {
        var repository = try TestRepository()
        try repository.publish(["bin-0"])
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        client.time = TestRepository.after(days: 30)
        repository.snapshot.expires = TestRepository.after(days: 60)
        repository.timestamp.expires = TestRepository.after(days: 60)

        var attacked = repository
        attacked.timestamp.version -= 1
        try attacked.sealTimestamp()
        #expect(client.visit(attacked) == "untrusted-rollback timestamp")

        attacked = repository
        let old = try #require(attacked.site["1.bin-0.json"])
        attacked.snapshot.meta["bin-0.json"] = MetaFile(version: 1, file: old)
        try attacked.publish()
        var other = client
        #expect(other.visit(attacked) == "untrusted-rollback bin-0.json")

        try repository.publish()
        #expect(client.visit(repository) == "trusted")
    }

    @Test(
        "a role that has expired is refused", arguments: ["root", "timestamp", "snapshot", "targets", "bins", "bin-0"])
    func expired(_ role: String) throws {
        var repository = try TestRepository()
        let path = try #require((0...).lazy.map { "file \($0)" }.first { TestRepository.bin(of: $0) == "bin-0" })
        repository.targets["targets"]?.expires = TestRepository.after(days: 10)
        _ = repository.add(path)
        let end = TestRepository.after(days: 9)
        switch role {
        case "root": repository.root.expires = end
        case "timestamp": repository.timestamp.expires = end
        case "snapshot": repository.snapshot.expires = end
        default: repository.targets[role]?.expires = end
        }
        if role != "timestamp" { repository.timestamp.expires = TestRepository.after(days: 20) }
        try repository.publishRoot()
        try repository.publish(["targets", "bins", "bin-0"])
        var client = TestClient(repository)
        client.time = Timestamp(seconds: end.seconds - 1)
        #expect(client.visit(repository, for: path) == "found bin-0")
        client.time = end
        #expect(client.visit(repository, for: path) == "untrusted-expired \(role)")
        var fresh = TestClient(repository)
        fresh.time = end
        #expect(fresh.visit(repository, for: path) == "untrusted-expired \(role)")
    }

    @Test("a timestamp that has expired is refused at once and is not kept", arguments: [1, 2])
    func expiredTimestamp(_ version: Int) throws {
        var repository = try TestRepository()
        let kept = try #require(repository.site["timestamp.json"])
        var trusted = try TrustedMetadata(
            root: try #require(repository.site["1.root.json"]), at: repository.timestamp.expires)
        try trusted.finishRoot()
        #expect(try trusted.updateTimestamp(kept, isLocal: true))
        let before = trusted.timestamp
        repository.timestamp.version = version
        try repository.sealTimestamp()
        let file = try #require(repository.site["timestamp.json"])
        #expect {
            try trusted.updateTimestamp(file)
        } throws: { ($0 as? Distrust)?.reason == .expired }
        #expect(trusted.timestamp == before)
    }

    @Test("a copy of a snapshot serves only while it is the one that is listed, to the byte")
    func snapshotCopy() throws {
        var repository = try TestRepository()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        var site = repository.site
        site["1.snapshot.json"] = nil
        #expect(client.visit(site) == "trusted", "nothing has to be fetched")
        // The same version once more, with another expiry.
        repository.snapshot.expires = TestRepository.after(days: 13)
        repository.timestamp.version += 1
        try repository.seal()
        site = repository.site
        site["1.snapshot.json"] = nil
        var other = client
        #expect(other.visit(site) == "untrusted-missing snapshot")
        #expect(client.visit(repository) == "trusted")
        #expect(client.kept["snapshot"] == repository.site["1.snapshot.json"])
    }

    @Test("stolen keys that ran versions up are healed by a root with other keys")
    func fastForward() throws {
        var repository = try TestRepository()
        var client = TestClient(repository)
        var attacked = repository
        attacked.timestamp.version = 2_147_483_646
        attacked.snapshot.version = 2_147_483_646
        attacked.targets["bin-0"]?.version = 2_147_483_646
        try attacked.publish(["bin-0"])
        #expect(client.visit(attacked) == "trusted")
        try repository.publish()
        #expect(client.visit(repository) == "untrusted-rollback timestamp")
        repository.rotate("timestamp")
        repository.rotate("snapshot")
        try repository.publishRoot()
        try repository.publish()
        #expect(client.visit(repository) == "trusted")
        #expect(client.visit(attacked) == "untrusted-signatures timestamp")
    }

    @Test("the copies of both online roles go when the keys of either change", arguments: ["timestamp", "snapshot"])
    func voidCopies(_ role: String) throws {
        var repository = try TestRepository()
        var client = TestClient(repository)
        var attacked = repository
        attacked.timestamp.version = 1000
        attacked.snapshot.version = 1000
        try attacked.publish()
        #expect(client.visit(attacked) == "trusted")
        repository.rotate(role)
        try repository.publishRoot()
        try repository.publish()
        #expect(client.visit(repository) == "trusted")
        var trusted = try TrustedMetadata(root: try #require(repository.site["1.root.json"]), at: TestRepository.start)
        #expect(!trusted.areCopiesVoid)
        try trusted.updateRoot(try #require(repository.site["2.root.json"]))
        #expect(trusted.areCopiesVoid)
        try trusted.finishRoot()
        let copies = ["timestamp.json", "\(attacked.snapshot.version).snapshot.json"].compactMap { attacked.site[$0] }
        #expect(copies.count == 2)
        #expect(throws: Distrust.self) { try trusted.updateTimestamp(copies[0], isLocal: true) }
        try trusted.updateTimestamp(try #require(repository.site["timestamp.json"]))
        #expect(throws: Distrust(.signatures, "snapshot", "the copy is from before the online keys were changed")) {
            try trusted.updateSnapshot(copies[1], isLocal: true)
        }
    }

    @Test("a new root with the same online keys leaves the copies in force")
    func keptCopies() throws {
        var repository = try TestRepository()
        try repository.publish()
        var client = TestClient(repository)
        #expect(client.visit(repository) == "trusted")
        try repository.publishRoot()
        repository.timestamp.version -= 1
        try repository.sealTimestamp()
        #expect(client.visit(repository) == "untrusted-rollback timestamp")
    }
}
