import Testing

@testable import PromptuaryCore

@Suite("The trust folder")
struct TrustFolderTests {
    private static func confirmed() throws -> TrustFolder {
        try TrustFixture.folder { try $0.confirm([NamespaceName("acme"): TrustFixture.keySet(31)]) }
    }

    @Test("comes back as it was written")
    func roundTrip() throws {
        let folder = try Self.confirmed()
        let again = try TrustFolder(files: folder.files)
        #expect(again.files == folder.files && again.terms == folder.terms)
        #expect(
            folder.files.keys.sorted() == [
                "bins.json", "keys.json", "log.json", "root.json", "shards/82.json", "targets.json",
            ])
        #expect(
            folder.metadata.keys.sorted() == [
                "metadata/1.bins.json", "metadata/1.keys.json", "metadata/1.root.json", "metadata/1.targets.json",
            ])
        #expect(folder.terms.keyFiles.keys.sorted() == ["keys/82.json", "keys/log.json"])
        #expect(folder.snapshotFiles["keys.json"] == MetaFile(version: 1, file: folder.files["keys.json"] ?? []))
    }

    @Test("is refused without any one of its files", arguments: [0, 1, 2, 3, 4, 5])
    func missing(_ index: Int) throws {
        var files = try Self.confirmed().files
        files[files.keys.sorted()[index]] = nil
        let code = TrustFixture.code { _ = try TrustFolder(files: files) }
        #expect(["trust-role-missing", "trust-target-file", "trust-layout"].contains(code))
    }

    @Test("is refused with one byte changed anywhere")
    func bitFlips() throws {
        let files = try Self.confirmed().files
        for (path, bytes) in files {
            for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
                var changed = files
                changed[path]?[index] ^= 1
                #expect(throws: Refusal.self, "\(path) \(index)") { try TrustFolder(files: changed) }
            }
        }
    }

    @Test(
        "takes nothing along that is not part of it",
        arguments: [
            "README.md", "x.json", "ns.json", "ns..json", "snapshot.json", "timestamp.json", "3.root.json",
            "01.root.json",
            "1.root.json", "shards/83.json", "shards/8.json", "shards/a/82.json", "shards/", "Keys.json",
            "ns.acme.json",
        ])
    func unknown(_ path: String) throws {
        var files = try Self.confirmed().files
        files[path] = files[path.hasPrefix("shards") ? "shards/82.json" : "keys.json"]
        #expect(throws: Refusal.self) { try TrustFolder(files: files) }
    }

    @Test("wants files in canonical form: what is published is what was signed")
    func form() throws {
        var files = try Self.confirmed().files
        files["bins.json", default: []].append(10)
        #expect(TrustFixture.code { _ = try TrustFolder(files: files) } == "trust-role-form")
    }

    @Test(
        "is refused when a role lacks a signature", arguments: ["root.json", "targets.json", "keys.json", "bins.json"])
    func threshold(_ path: String) throws {
        var files = try Self.confirmed().files
        if path == "root.json" {
            files[path] = try stripped(files[path], RootRole.self)
        } else {
            files[path] = try stripped(files[path], TargetsRole.self)
        }
        let code = TrustFixture.code { _ = try TrustFolder(files: files) }
        #expect(code == (path == "root.json" ? "trust-root-chain" : "trust-unsigned"))
    }

    private func stripped<Body: Role>(_ file: [UInt8]?, _: Body.Type) throws -> [UInt8] {
        let old = try SignedRole<Body>(file: try #require(file))
        var new = try SignedRole(old.body)
        // A second signature under the name of somebody who has not signed.
        new.add(old.signatures[0])
        new.add(RoleSignature(keyID: TUFKey(try TrustFixture.key(3).publicKey.key).id, bytes: old.signatures[0].bytes))
        return new.file
    }

    /// Roles that are signed by all holders but say something that the format does not.
    @Test(
        "is refused when a signed role says more than the format",
        arguments: ["paths", "order", "threshold", "terminating", "prefix", "target", "member", "key", "extra"])
    func layout(_ change: String) throws {
        let folder = try Self.confirmed()
        var targets = try #require(folder.roles["targets"]).body
        var bins = try #require(folder.roles["bins"]).body
        guard case .named(var roles) = targets.delegations?.roles else { return }
        switch change {
        case "paths": roles[0].scope = .paths([PathPattern("*/*.json")])
        case "order": roles.reverse()
        case "threshold": roles[0].keys.threshold = 1
        case "terminating": roles[1].isTerminating = false
        case "prefix": roles[1].scope = .pathHashPrefixes(["0"])
        case "target": targets.targets["keys/82.json"] = TargetFile(length: 1, sha256: SHA256Digest(of: []))
        case "member": targets.other = [Value.Member(key: "x", value: .integer(1))]
        case "key": targets.delegations?.keys["x"] = TUFKey(try TrustFixture.key(9).publicKey.key)
        default: bins.targets["a"] = TargetFile(length: 1, sha256: SHA256Digest(of: []))
        }
        targets.delegations?.roles = .named(roles)
        var files = folder.files
        files["targets.json"] = try signed(targets)
        files["bins.json"] = try signed(bins)
        let code = TrustFixture.code { _ = try TrustFolder(files: files) }
        #expect(code == "trust-layout")
    }

    private func signed(_ body: TargetsRole) throws -> [UInt8] {
        var role = try SignedRole(body)
        for number: UInt8 in [1, 2, 3] { role.sign(with: try TrustFixture.key(number)) }
        return role.file
    }

    @Test("takes no root that the holders of the one before did not sign, however many others did")
    func strangers() throws {
        let folder = try TrustFixture.folder()
        let foreign = try TrustFixture.terms(holders: [("dan", 4), ("eva", 5), ("fay", 6)])
        var root = try SignedRole(foreign.root(version: 2, expires: TrustFixture.start))
        for number: UInt8 in [4, 5, 6, 1] { root.sign(with: try TrustFixture.key(number)) }
        var files = folder.files
        files["2.root.json"] = root.file
        #expect(TrustFixture.code { _ = try TrustFolder(files: files) } == "trust-root-chain")
    }

    @Test("never replaces a root, and no role by an older version or by other bytes of the same one")
    func replacement() throws {
        let first = try TrustFixture.folder()
        let second = try TrustFixture.publish(
            TrustFixture.proposal(after: first, first.terms, renewing: ["root", "keys"], years: 2), by: [1, 3])
        func refusal(_ path: String, _ old: TrustFolder, _ new: TrustFolder) -> String? {
            TrustFixture.code {
                try TrustFolder.refuseReplacement(of: old.files[path], by: new.files[path] ?? [], path: path)
            }
        }
        #expect(refusal("keys.json", first, second) == nil)
        #expect(refusal("keys.json", first, first) == nil)
        #expect(refusal("2.root.json", first, second) == nil)
        #expect(refusal("keys.json", second, first) == "trust-version")
        let other = try TrustFixture.publish(TrustFixture.proposal(after: nil, first.terms), by: [1, 3])
        #expect(refusal("keys.json", first, other) == "trust-version")
        #expect(refusal("root.json", first, other) == "trust-version")
    }
}
