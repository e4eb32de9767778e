import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

extension Workshop {
    /// Proposes that the owners of a namespace list what the tree has of it.
    func proposeClaim(_ namespace: String, on day: Int = 0) async throws {
        _ = try await ceremony(daysLater: day).claim(try NamespaceName(namespace))
    }

    /// Has everybody sign what is proposed, and puts it in force.
    func takeClaimOver() throws {
        let needsHolders = try #require(try store.proposal(after: try store.folder())).names.contains("claimed")
        if needsHolders { try signTrust(by: ["ada", "bea"]) }
        let proposal = try #require(try store.proposal(after: try store.folder()))
        _ = try store.keep(try proposal.sign(with: Workshop.key(1)))
        try store.publish()
    }

    func claim(_ namespace: String, on day: Int = 0) async throws {
        try await proposeClaim(namespace, on: day)
        try takeClaimOver()
    }

    /// A published registry in which the owners of `@acme` sign a role of their own.
    static func withClaim() async throws -> Workshop {
        let workshop = try Workshop.withTrust()
        try await workshop.claim("acme")
        try await workshop.publishSite()
        #expect(try await workshop.broken() == "")
        return workshop
    }
}

@Suite("Publishing a namespace whose owners sign a role of their own")
struct ClaimedPublicationTests {
    private static func waiting(_ findings: [Finding]) -> [String] {
        findings.filter { $0.rule == "claim-unsigned" && $0.severity == .warning }.map(\.path)
    }

    @Test("leaves out what the owners have not signed yet, everywhere, and publishes what is others'")
    func slowOwner() async throws {
        let workshop = try await Workshop.withClaim()
        let before = try workshop.published()
        try workshop.addRelease("@acme/tool", "7.6.5", summary: "A release that waits")
        try workshop.addRelease("@acme/fresh", "1.0.0")
        try workshop.addNotes("@acme/tool", "dist-tags: {latest: 7.6.5, next: 7.6.5, old: 1.0.0}\n")
        try workshop.addRelease("@city.library/base", "1.1.0", .yaml)
        let report = try await workshop.publishSite(on: 1)
        let files = ["packages/acme/fresh/1.0.0/fresh-1.0.0.pdpkg", "packages/acme/tool/7.6.5/tool-7.6.5.pdpkg"]
        #expect(Self.waiting(report.findings) == files && report.waiting.map(\.path) == files)
        #expect(
            report.waiting.allSatisfy { $0.message.contains(".pdpkg.minisig") && $0.remedy.contains("trust claim") })
        #expect(report.signed?.newEntries == 1 && report.releases == 4)
        for (path, bytes) in try workshop.published() {
            let text = String(decoding: bytes, as: UTF8.self)
            for trace in ["7.6.5", "A release that waits", "acme/fresh"] {
                #expect(!path.contains(trace) && !text.contains(trace), "\(path) has \(trace)")
            }
        }
        #expect(try workshop.published()["@city.library/base/-/base-1.1.0.yaml"] != nil)
        #expect(try workshop.published()["@acme/tool/package.json"] != before["@acme/tool/package.json"])
        #expect(try await workshop.broken(on: 1) == "")
        #expect(Self.waiting(try await workshop.findings()) == files)

        // Waiting changes nothing.
        #expect(try await workshop.publishSite(on: 1).written == 0)

        try await workshop.claim("acme", on: 2)
        let last = try await workshop.publishSite(on: 2)
        #expect(last.waiting.isEmpty && last.signed?.newEntries == 2)
        let document = try #require(try workshop.published()["@acme/tool/package.json"])
        #expect(try JSONReader.read(document)["dist-tags"]?["next"]?.string == "7.6.5")
        #expect(try await workshop.broken(on: 2) == "")
    }

    @Test("gives the same site whether a release came late or waited")
    func sameSite() async throws {
        let waited = try await Workshop.withClaim()
        let absent = try await Workshop.withClaim()
        try waited.addRelease("@acme/tool", "1.2.0")
        for workshop in [waited, absent] { try await workshop.publishSite(on: 1) }
        #expect(try waited.published() == absent.published())
    }

    @Test("neither publishes nor counts a signature that the owners have not listed")
    func signature() async throws {
        let workshop = try Workshop.withTwoKeys()
        _ = try workshop.ceremony().begin(try Workshop.firstTerms())
        try workshop.publish(by: ["ada", "bea"])
        try await workshop.claim("acme")
        try await workshop.publishSite()
        let release = "packages/acme/tool/1.1.0/tool-1.1.0.pdpkg"
        try workshop.sign(release, by: [2], .release(registry: workshop.registry, id: "@acme/tool", version: "1.1.0"))
        let report = try await workshop.publishSite(on: 1)
        #expect(report.waiting.map(\.path) == [release + ".sshsig"] && report.releases == 3)
        #expect(try workshop.published()["@acme/tool/-/tool-1.1.0.pdpkg.sshsig"] == nil)
        #expect(try await workshop.broken(on: 1) == "")
        try await workshop.claim("acme", on: 2)
        try await workshop.publishSite(on: 2)
        #expect(try workshop.published()["@acme/tool/-/tool-1.1.0.pdpkg.sshsig"] != nil)
        #expect(try await workshop.broken(on: 2) == "")

        // Alone it is no signature: the bytes of a listed release cannot wait, so the tree is not in order.
        try workshop.sign(
            release, by: [2, 4], .release(registry: workshop.registry, id: "@acme/tool", version: "1.1.0"))
        for ending in [".minisig", ".sshsig"] { try workshop.remove(release + ending) }
        let refused = try await workshop.tryToPublish(on: 3)
        #expect(!refused.isBuilt && refused.findings.contains { $0.rule == "signature-missing" })
    }

    @Test("is refused without a file that the owners have signed, or with another", arguments: [true, false])
    func promised(_ isThere: Bool) async throws {
        let workshop = try await Workshop.withClaim()
        let release = try workshop.addRelease("@acme/tool", "1.2.0")
        try await workshop.claim("acme", on: 1)
        let before = try workshop.published()
        if isThere {
            try workshop.addRelease("@acme/tool", "1.2.0", summary: "Other bytes")
        } else {
            for ending in ["", ".minisig"] { try workshop.remove(release + ending) }
            try workshop.remove("packages/acme/tool/1.2.0")
        }
        #expect(await workshop.refusal { try await workshop.publishSite(on: 1) } == "publish-claimed")
        #expect(try workshop.published() == before)
        let errors = try await workshop.findings().filter { $0.severity == .error }
        #expect(errors.map(\.rule) == ["publish-claimed"])
        #expect(errors.first?.message.contains("tool-1.2.0.pdpkg") == true)
    }

    @Test("is refused when the owners do not list what is published, for nobody would find it any more")
    func published() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try await workshop.proposeClaim("acme")
        let release = try workshop.addRelease("@acme/tool", "1.2.0")
        try await workshop.publishSite(on: 1)
        try workshop.takeClaimOver()
        let before = try workshop.published()
        let report = try await workshop.tryToPublish(on: 2)
        let errors = report.findings.filter { $0.severity == .error }
        #expect(!report.isBuilt && errors.map { "\($0.rule) \($0.path)" } == ["publish-claimed \(release)"])
        #expect(try workshop.published() == before)
        #expect(
            try await TreeCheck(tree: workshop.tree, site: workshop.site).run().contains {
                $0.rule == "publish-claimed"
            })
        try await workshop.claim("acme", on: 2)
        try await workshop.publishSite(on: 2)
        #expect(try await workshop.broken(on: 2) == "")
    }

    @Test("publishes what needs a release that waits, and it resolves once the owners have signed")
    func dependency() async throws {
        let workshop = try await Workshop.withClaim()
        try workshop.addRelease("@acme/fresh", "1.0.0")
        let release = "packages/city.library/user/1.0.0/user-1.0.0.pdpkg"
        try workshop.write(try Workshop.package("@city.library/user", "1.0.0", needing: "@acme/fresh"), to: release)
        try workshop.sign(
            release, by: [1], .release(registry: workshop.registry, id: "@city.library/user", version: "1.0.0"))
        let report = try await workshop.publishSite(on: 1)
        #expect(report.waiting.count == 1 && report.signed?.newEntries == 1)
        let page = "@city.library/user/index.html"
        func names(_ text: String) throws -> Bool {
            String(decoding: try #require(try workshop.published()[page]), as: UTF8.self).contains(text)
        }
        #expect(try names("@acme/fresh") && !names("href=\"../../@acme/fresh/\""))
        #expect(try await workshop.broken(on: 1) == "")
        try await workshop.claim("acme", on: 2)
        try await workshop.publishSite(on: 2)
        #expect(try names("href=\"../../@acme/fresh/\""))
        #expect(try await workshop.broken(on: 2) == "")
    }

    @Test("does not take a preview that showed a waiting release for a published one")
    func preview() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.claim("acme")
        try workshop.addRelease("@acme/tool", "1.2.0")
        #expect(try await workshop.build().releases == 4)
        #expect(try await workshop.publishSite().releases == 3)
        #expect(try workshop.published()["@acme/tool/-/tool-1.2.0.pdpkg"] == nil)
        #expect(try await workshop.broken() == "")
    }
}
