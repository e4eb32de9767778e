import Testing

@testable import PromptuaryCore

@Suite("Guarantees say what was seen, and no more")
struct VerificationReportTests {
    private static let time = Timestamp(seconds: 1_800_000_000)

    private static func whole(_ change: (inout VerificationEvidence) -> Void = { _ in }) -> VerificationReport {
        var evidence = VerificationEvidence()
        evidence.registry = "prompts.example"
        evidence.root = .init(anchor: .file("root.json"), version: 3, threshold: 2, keys: 3)
        evidence.freshUntil = time
        (evidence.targets, evidence.bytes, evidence.areTargetsDone) = (7, 4096, true)
        (evidence.signedReleases, evidence.loggedReleases) = (2, 2)
        var log = VerificationEvidence.Log(size: 9, isRead: true)
        log.remembered = (5, time)
        evidence.log = log
        evidence.witnesses = .init(threshold: 1, keys: 3, cosigned: 2, size: 9)
        change(&evidence)
        return evidence.report(site: "site", asOf: time)
    }

    private static func standings(_ report: VerificationReport) -> [Guarantee.Standing] {
        report.guarantees.map(\.standing)
    }

    @Test("with nothing seen, nothing is proven")
    func nothing() {
        let report = VerificationEvidence().report(site: "site", asOf: Self.time)
        #expect(report.guarantees.map(\.name) == Guarantee.Name.allCases)
        #expect(Self.standings(report).allSatisfy { $0 == .unproven })
        #expect(report.isTrusted)
    }

    @Test("with everything seen, everything holds")
    func everything() {
        #expect(Self.standings(Self.whole()).allSatisfy { $0 == .holds })
    }

    @Test(
        "one broken promise breaks its guarantee and the trust, and no other guarantee",
        arguments: Guarantee.Name.allCases)
    func broken(name: Guarantee.Name) {
        let promise = BrokenPromise(VerificationFault.releaseWithheld, "@acme/tool 1.0.0", "it is gone")
        let report = Self.whole { $0.note(promise, breaks: name) }
        #expect(report.guarantees.filter { $0.standing != .holds }.map(\.name) == [name])
        #expect(!report.isTrusted)
        #expect(report.broken.first == [promise])
    }

    @Test("what rests on the site's word alone is not proven")
    func unproven() throws {
        let fresh = try NamespaceName("fresh")
        let report = Self.whole {
            $0.root?.anchor = .firstUse
            ($0.namespaces, $0.unconfirmed) = ([fresh], [fresh])
            $0.log = VerificationEvidence.Log(size: 9, isRead: true)
            $0.witnesses = .init(threshold: 0, keys: 0, cosigned: 0, size: 0)
        }
        #expect(
            Self.standings(report) == [.unproven, .holds, .holds, .unproven, .holds, .unproven, .unproven])
        #expect(report.isTrusted)
    }

    @Test("of many broken promises the first are kept and all are counted")
    func many() {
        let report = Self.whole {
            for number in 0..<1000 {
                $0.note(BrokenPromise(VerificationFault.targetPath, "file \(number)", "bad"), breaks: .complete)
            }
        }
        #expect(report.broken.count == 1000 && report.broken.first.count == BrokenPromises.keptLimit)
    }

    @Test("the JSON has every guarantee with its figures")
    func json() throws {
        let document = try JSONReader.read(Self.whole().json)
        #expect(document["trusted"] == .boolean(true))
        #expect(
            document["guarantees"]?.list?.compactMap { $0["name"]?.string } == Guarantee.Name.allCases.map(\.rawValue))
        #expect(document["guarantees"]?.list?[5]["figures"]?["rememberedSize"] == .integer(5))
    }

    @Test("a memory comes back as it was, and nothing else is taken for one")
    func memory() throws {
        let digest = SHA256Digest(of: [1])
        var memory = RegistryMemory(
            registry: try RegistryName("prompts.example"), anchor: .firstUse, since: Self.time, sites: ["b", "a", "b"],
            checkpoint: .init(note: "log\n1\nroot\n\n\u{2014} log sig\n", since: Self.time),
            pins: [try NamespaceName("acme"): try #require(KeyPin([1: digest, 2: digest]))])
        #expect(memory.sites == ["b", "a"])
        #expect(try RegistryMemory(bytes: memory.bytes) == memory)
        for number in 0..<100 { memory.remember(site: "site \(number)") }
        #expect(memory.sites.count == 64 && memory.sites.last == "site 99")
        for (from, to) in [
            ("\"format\": 1", "\"format\": 2"), ("first-use", "hearsay"), (digest.hex, "00"), ("acme", "a"),
            ("prompts.example", "-"), ("\"since\": \"2", "\"since\": \"x"),
        ] {
            let text = String(decoding: memory.bytes, as: UTF8.self).replacing(from, with: to)
            #expect(throws: Refusal.self, "\(to)") { try RegistryMemory(bytes: Array(text.utf8)) }
        }
    }

    @Test(
        "only the one path of a package file is a release",
        arguments: [
            ("@acme/tool/-/tool-1.0.0.pdpkg", "@acme/tool 1.0.0"),
            ("@acme/tool/-/tool-1.0.0_5.yaml", "@acme/tool 1.0.0+5"),
            ("@a.b/my-tool/-/my-tool-1.0.0-rc.1.pdpkg", "@a.b/my-tool 1.0.0-rc.1"),
            ("@acme/tool/-/tool-1.0.0.pdpkg.minisig", nil),
            ("@acme/tool/-/other-1.0.0.pdpkg", nil), ("@acme/tool/-/tool-1.0.pdpkg", nil),
            ("@acme/tool/-/tool-01.0.0.pdpkg", nil),
            ("acme/tool/-/tool-1.0.0.pdpkg", nil), ("@acme/tool/x/tool-1.0.0.pdpkg", nil),
            ("@acme/tool/-/-/tool-1.0.0.pdpkg", nil),
            ("@acme/tool/-/tool-1.0.0+5.pdpkg", nil), ("@acme/tool/-/tool-.pdpkg", nil), ("", nil),
        ] as [(String, String?)])
    func releaseFile(path: String, expected: String?) {
        let file = ReleaseFile(path: path)
        #expect(file?.description == expected)
        #expect(file == nil || file?.path == path)
    }
}
