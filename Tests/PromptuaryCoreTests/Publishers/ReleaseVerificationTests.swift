import Testing

@testable import PromptuaryCore

@Suite("Publishers of a release")
struct ReleaseVerificationTests {
    /// Everything a verification looks at, to be spoiled one by one.
    struct Case {
        var package = "tool"
        var namespace = "team"
        var version = "1.2.3"
        var format = PackageFormat.pdpkg
        var registry = PublisherFixture.registryText
        var bytes: [UInt8]
        var signatures: [(name: String, bytes: [UInt8])] = []
        var logged: LoggedRelease
        var logSize = 200
        var keys: KeySet

        /// A release that these keys signed and that is logged at an index.
        init(
            by signers: [UInt8] = [1], keys: [KeySet.Key]? = nil, threshold: Int = 1, at index: Int = 50,
            lateBy late: [UInt8] = [], signedAs: String = "1.2.3", registry: String = PublisherFixture.registryText
        ) throws {
            bytes = try PublisherFixture.package()
            let binding = try SignatureBinding.release(registry: registry, id: "@team/tool", version: signedAs)
            for (number, key) in (signers + late).enumerated() {
                let file = try KeySetTests.secret(key).sign(
                    bytes, named: "tool-1.2.3.pdpkg", number: number + 1, binding: binding)
                signatures.append((file.name.text, file.bytes))
            }
            logged = LoggedRelease(
                package: try PublisherFixture.tool, version: try Version("1.2.3"), digest: SHA256Digest(of: bytes),
                size: bytes.count,
                signatures: signatures.prefix(signers.count).map { SHA256Digest(of: $0.bytes) }, index: index,
                time: Timestamp(seconds: 0))
            self.keys = try KeySet(
                keys: keys ?? PublisherFixture.keys(1, 2, 3), threshold: threshold, version: 1, previous: nil)
        }

        @discardableResult
        func verify() throws -> ReleaseVerification {
            try ReleaseVerification(
                of: PackageID(try NamespaceName(namespace), try PackageName(package)), Version(version),
                format: format, registry: RegistryName(registry), bytes: bytes, signatures: signatures, logged: logged,
                logSize: logSize, keys: keys)
        }

        var code: String? { refusalCode { try verify() } }
    }

    @Test("a release that enough of its namespace's keys signed is verified, and says whose they are")
    func fine() throws {
        let verified = try Case(by: [1, 2], threshold: 2).verify()
        #expect(verified.signers.map(\.name) == ["key 1", "key 2"] && verified.count == 2 && verified.threshold == 2)
        #expect(verified.index == 50 && verified.refusals.isEmpty)
        #expect(verified.contents.manifest.identity == "@team/tool")
    }

    @Test(
        "a threshold of two needs two different keys",
        arguments: [
            ([1, 2], true), ([3, 1], true), ([1, 2, 3], true), ([1], false), ([1, 1], false), ([1, 9], false),
            ([9, 8], false),
        ] as [([UInt8], Bool)])
    func threshold(_ signers: [UInt8], _ isFine: Bool) throws {
        #expect(try Case(by: signers, threshold: 2).code == (isFine ? nil : "release-trust-threshold"))
    }

    @Test("a release without a signature is refused, whatever the registry's online keys say")
    func unsigned() throws {
        #expect(try Case(by: []).code == "release-trust-unsigned")
    }

    @Test(
        "releases before a revocation stay valid, those from it on are refused",
        arguments: [(0, true), (50, true), (99, true), (100, false), (101, false), (150, false)])
    func revocation(_ index: Int, _ isFine: Bool) throws {
        let keys = try PublisherFixture.keys(-1, 2)
        #expect(try Case(by: [1], keys: keys, at: index).code == (isFine ? nil : "release-trust-threshold"))
        // Another key that is not revoked goes on.
        #expect(try Case(by: [2], keys: keys, at: index).code == nil)
    }

    @Test("a key does not count before its first index", arguments: [(49, false), (50, true), (51, true)])
    func early(_ index: Int, _ isFine: Bool) throws {
        let keys = [try KeySetTests.key(1, from: 50)]
        #expect(try Case(by: [1], keys: keys, at: index).code == (isFine ? nil : "release-trust-threshold"))
    }

    @Test("a signature added after the release was logged counts while its key is not revoked, so nobody backdates")
    func late() throws {
        #expect(try Case(by: [], lateBy: [2]).code == nil)
        #expect(try Case(by: [1], threshold: 2, lateBy: [2]).code == nil)
        // A stolen key, revoked since, on a release that was logged before the revocation without it.
        #expect(
            try Case(by: [], keys: PublisherFixture.keys(-1, 2), at: 5, lateBy: [1]).code == "release-trust-threshold")
        let early = [try KeySetTests.key(1), try KeySetTests.key(2, from: 201)]
        #expect(try Case(by: [1], keys: early, threshold: 2, lateBy: [2]).code == "release-trust-threshold")
    }

    @Test("signatures that do not count spoil nothing and are named")
    func strangers() throws {
        let verified = try Case(by: [1, 9]).verify()
        #expect(verified.refusals.map(\.code) == ["signature-unknown-key"])
        #expect(verified.refusals.first?.place.entry == "tool-1.2.3.pdpkg.2.sshsig")
    }

    @Test("a signature for another version or registry does not count")
    func moved() throws {
        #expect(try Case(registry: "other.example").code == "release-trust-threshold")
        var minisign = try Case()
        let key = try KeySetTests.secret(4, minisign: true)
        minisign.keys = try KeySet(
            keys: [KeySet.Key(key: key.publicKey, name: "m")], threshold: 1, version: 1, previous: nil)
        for (version, registry, isFine) in [
            ("1.2.3", "registry.example", true), ("1.2.4", "registry.example", false),
            ("1.2.3", "other.example", false),
        ] {
            let file = key.sign(
                minisign.bytes, named: "tool-1.2.3.pdpkg",
                binding: try .release(registry: registry, id: "@team/tool", version: version))
            minisign.signatures = [(file.name.text, file.bytes)]
            #expect(minisign.code == (isFine ? nil : "release-trust-threshold"))
        }
    }

    @Test("a signed file moved to another name or version is refused, though log and registry agree to it")
    func manifest() throws {
        for (package, version, code) in [
            ("tool", "1.2.4", "release-path-version"), ("tule", "1.2.3", "release-path-name"),
        ] {
            var moved = try Case()
            moved.package = package
            moved.version = version
            moved.signatures = moved.signatures.map {
                ("\(package)-\(version).pdpkg" + $0.name.dropFirst("tool-1.2.3.pdpkg".count), $0.bytes)
            }
            moved.logged = LoggedRelease(
                package: PackageID(try NamespaceName("team"), try PackageName(package)), version: try Version(version),
                digest: moved.logged.digest, size: moved.logged.size, signatures: moved.logged.signatures, index: 50,
                time: Timestamp(seconds: 0))
            // A signature of OpenSSH names no release, so that only the manifest tells.
            #expect(moved.code == code)
        }
    }

    @Test("a manifest without a scope speaks of the namespace that is asked for, or of the default one")
    func unscoped() throws {
        let bytes = try PublisherFixture.package("tool")
        let file = try KeySetTests.secret(1).sign(
            bytes, named: "tool-1.2.3.pdpkg",
            binding: .release(registry: PublisherFixture.registryText, id: "@team/tool", version: "1.2.3"))
        let logged = LoggedRelease(
            package: try PublisherFixture.tool, version: try Version("1.2.3"), digest: SHA256Digest(of: bytes),
            size: bytes.count, signatures: [SHA256Digest(of: file.bytes)], index: 0, time: Timestamp(seconds: 0))
        for (name, code) in [(nil, nil), ("team", nil), ("main", "release-path-name")] as [(String?, String?)] {
            #expect(
                refusalCode {
                    try ReleaseVerification(
                        of: PublisherFixture.tool, Version("1.2.3"), format: .pdpkg,
                        registry: PublisherFixture.registry,
                        bytes: bytes, signatures: [(file.name.text, file.bytes)], logged: logged, logSize: 1,
                        keys: KeySet(keys: PublisherFixture.keys(1), threshold: 1, version: 1, previous: nil),
                        defaultNamespace: name.map { try NamespaceName($0) })
                } == code)
        }
    }

    @Test("bytes that the log does not have are refused, before anything else is read")
    func otherBytes() throws {
        let fine = try Case()
        for change in [
            { $0[10] ^= 1 }, { $0.append(0) }, { $0.removeLast() }, { $0 = [] },
            { $0 = [UInt8](repeating: 65, count: 99) },
        ] as [(inout [UInt8]) -> Void] {
            var changed = fine
            change(&changed.bytes)
            #expect(changed.code == "release-trust-other-bytes")
        }
        var long = fine
        long.logged = LoggedRelease(
            package: fine.logged.package, version: fine.logged.version, digest: fine.logged.digest,
            size: fine.logged.size + 1, signatures: [], index: 1, time: fine.logged.time)
        #expect(long.code == "release-trust-other-bytes")
    }

    @Test("the log's entry of another release is refused, and one beyond the log")
    func otherEntry() throws {
        var other = try Case()
        other.version = "1.2.4"
        #expect(other.code == "release-trust-other-entry")
        other = try Case()
        other.package = "tule"
        #expect(other.code == "release-trust-other-entry")
        other = try Case()
        other.namespace = "acme"
        #expect(other.code == "release-trust-other-entry")
        for (index, size, isFine) in [(199, 200, true), (200, 200, false), (0, 0, false), (-1, 200, false)] {
            var beyond = try Case(at: index)
            beyond.logSize = size
            #expect(beyond.code == (isFine ? nil : "release-trust-index"))
        }
    }

    @Test("signatures that are not named after the package file, or twice the same, are refused")
    func names() throws {
        let fine = try Case()
        for name in [
            "tool-1.2.4.pdpkg.sshsig", "tool-1.2.3.pdpkg", "tool-1.2.3.pdpkg.sig", "x/tool-1.2.3.pdpkg.sshsig",
            "tool-1.2.3.pdpkg.1.sshsig", "tool-1.2.3.pdpkg.02.sshsig", "",
        ] {
            var renamed = fine
            renamed.signatures[0].name = name
            #expect(renamed.code == "release-trust-signature-name", "\(name)")
        }
        var twice = fine
        twice.signatures += fine.signatures
        #expect(twice.code == "release-trust-signature-name")
    }

    @Test("no changed byte of a signature is passed over in silence")
    func mutations() throws {
        let fine = try Case()
        let signature = fine.signatures[0].bytes
        for at in stride(from: 0, to: signature.count, by: 3) {
            var changed = fine
            changed.signatures[0].bytes[at] ^= 0x04
            // Refused as a file, or it does not count, or it is another file than the one that is logged.
            #expect(
                changed.code != nil
                    || changed.logged.moment(of: changed.signatures[0].bytes, logSize: 200) == .after(size: 200))
        }
    }

    @Test("a signed file that is no package is refused after its signatures hold")
    func noPackage() throws {
        for bytes in [[], "PK".bytes, [UInt8](repeating: 0, count: 1000)] as [[UInt8]] {
            var broken = try Case()
            let file = try KeySetTests.secret(1).sign(
                bytes, named: "tool-1.2.3.pdpkg",
                binding: .release(registry: PublisherFixture.registryText, id: "@team/tool", version: "1.2.3"))
            broken.bytes = bytes
            broken.signatures = [(file.name.text, file.bytes)]
            broken.logged = LoggedRelease(
                package: try PublisherFixture.tool, version: try Version("1.2.3"), digest: SHA256Digest(of: bytes),
                size: bytes.count, signatures: [SHA256Digest(of: file.bytes)], index: 0, time: Timestamp(seconds: 0))
            #expect(broken.code?.hasPrefix("zip-") == true)
        }
    }

    @Test("every refusal says which file it is about")
    func places() throws {
        for code in ["unsigned", "threshold"] {
            do {
                try Case(by: code == "unsigned" ? [] : [9]).verify()
                Issue.record("not refused")
            } catch let refusal as Refusal {
                #expect(refusal.code == "release-trust-" + code && refusal.place.entry == "tool-1.2.3.pdpkg")
            }
        }
    }
}

@Suite("What a log says about releases")
struct ReleaseLogTests {
    private static func entry(_ version: String, _ index: Int, _ text: String = "a") throws -> LoggedRelease {
        LoggedRelease(
            package: try PublisherFixture.tool, version: try Version(version), digest: SHA256Digest(of: text.bytes),
            size: 1, signatures: [SHA256Digest(of: [1])], index: index, time: Timestamp(seconds: index))
    }

    @Test("the first entry of a version counts, in whichever order they are added", arguments: [false, true])
    func first(_ isReversed: Bool) throws {
        var log = ReleaseLog(size: 9)
        let entries = [try Self.entry("1.0.0", 2), try Self.entry("1.0.0", 5, "b"), try Self.entry("1.0.1", 3, "c")]
        for entry in isReversed ? entries.reversed() : entries { log.add(entry) }
        #expect(try log.release(PublisherFixture.tool, Version("1.0.0")) == entries[0])
        #expect(try log.release(PublisherFixture.tool, Version("1.0.1")) == entries[2])
        #expect(try log.release(PublisherFixture.tool, Version("1.0.2")) == nil)
    }

    @Test("versions that differ in build metadata are different releases")
    func build() throws {
        var log = ReleaseLog(size: 2)
        log.add(try Self.entry("1.0.0+a", 0))
        #expect(try log.release(PublisherFixture.tool, Version("1.0.0+b")) == nil)
        #expect(try log.release(PublisherFixture.tool, Version("1.0.0")) == nil)
    }

    @Test("the first digest of a version of keys counts")
    func keys() throws {
        var log = ReleaseLog(size: 4)
        let (one, other) = (SHA256Digest(of: [1]), SHA256Digest(of: [2]))
        log.add(keysOf: try PublisherFixture.team, version: 1, digest: one)
        log.add(keysOf: try PublisherFixture.team, version: 1, digest: other)
        log.add(keysOf: try PublisherFixture.team, version: 2, digest: other)
        #expect(log.keySets(of: try PublisherFixture.team) == [1: one, 2: other])
        #expect(log.keySets(of: try NamespaceName("acme")).isEmpty)
    }

    @Test("a signature was made when the entry that lists it was logged, or after the whole log")
    func moments() throws {
        let entry = try Self.entry("1.0.0", 3)
        #expect(entry.moment(of: [1], logSize: 9) == .at(3) && entry.moment(of: [2], logSize: 9) == .after(size: 9))
    }

    @Test(
        "a key counts at an index, after the log, or without one",
        arguments: [
            (0, nil, LogMoment.at(0), true), (5, nil, .at(4), false), (5, nil, .at(5), true), (0, 9, .at(8), true),
            (0, 9, .at(9), false), (0, nil, .after(size: 0), true), (5, nil, .after(size: 4), false),
            (5, nil, .after(size: 5), true), (0, 9, .after(size: 3), false), (0, nil, .unknown, true),
            (5, nil, .unknown, true), (0, 9, .unknown, false),
        ] as [(Int, Int?, LogMoment, Bool)])
    func active(_ from: Int, _ until: Int?, _ moment: LogMoment, _ counts: Bool) throws {
        #expect(try KeySetTests.key(1, from: from, until: until).isActive(moment) == counts)
    }
}
