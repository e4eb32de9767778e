import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

private let tool = "packages/acme/tool"
private let release = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"

extension Workshop {
    /// The branch `change` of a tree whose namespace `acme` has the keys 1, which a thief has too, and 2.
    ///
    /// Releases 1.0.0 and 1.1.0 are signed by both, 1.1.1 and the notes, if there are any, by key 1 alone.
    fileprivate static func withThief(notes: Bool = false) throws -> Workshop {
        let workshop = try Workshop.withTree()
        try workshop.addKeys("acme", Workshop.keySet([1, 2]), signedBy: [1])
        for version in ["1.0.0", "1.1.0"] { try workshop.cosign(version) }
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [1])
        if notes { try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.0.0}\n", signedBy: [1]) }
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        return workshop
    }

    /// Signs a release of `@acme/tool` by key 2, too.
    fileprivate func cosign(_ version: String, by key: UInt8 = 2) throws {
        try sign(
            "\(tool)/\(version)/tool-\(version).pdpkg", by: [key],
            .release(registry: registry, id: "@acme/tool", version: version))
    }

    /// The rules of the findings in the verdict on what is committed, with their severities.
    fileprivate func rules() async throws -> Set<String> {
        try commit()
        return Set(try await judge().findings.filter { $0.severity != .note }.map { "\($0.severity) \($0.rule)" })
    }

    /// The errors of a check of the whole tree.
    fileprivate func wrong() async throws -> Set<String> {
        Set(try await findings().filter { $0.severity == .error }.map(\.rule))
    }
}

@Suite("A change of keys")
struct ChangeKeysTests {
    @Test("names what loses its signatures by a revocation, which nothing of it keeps out", arguments: [false, true])
    func revocation(_ notes: Bool) async throws {
        let workshop = try Workshop.withThief(notes: notes)
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        #expect(try await workshop.rules() == ["warning signatures-lost"])
        let verdict = try await workshop.judge()
        let lost = verdict.findings.filter { $0.rule == "signatures-lost" }.map(\.path)
        #expect(lost == ["\(tool)/1.1.1/tool-1.1.1.pdpkg"] + (notes ? ["\(tool)/package.yaml"] : []))
        #expect(verdict.outcome == .clean && verdict.merge.answer == .no)
        #expect(verdict.merge.reasons.contains { $0.name == "signatures-lost" })
        // What is told is what a check of the whole tree refuses afterwards.
        let whole = Set(try await workshop.findings().filter { $0.severity == .error }.map(\.path))
        #expect(Set(lost).isSubset(of: whole))
    }

    @Test("names what a thief has signed since the request was made, and is not refused for it")
    func race() async throws {
        let workshop = try Workshop.withThief()
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        try workshop.remove("\(tool)/1.1.1")
        try workshop.commit()
        try workshop.git("checkout", "-q", "main")
        try workshop.addRelease("@acme/tool", "1.1.2", signedBy: [1])
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.1.2}\n", signedBy: [1])
        try workshop.commit()
        let verdict = try await workshop.judge("change")
        #expect(verdict.outcome == .clean)
        #expect(
            verdict.findings.filter { $0.rule == "signatures-lost" }.map(\.path) == [
                "\(tool)/1.1.2/tool-1.1.2.pdpkg", "\(tool)/package.yaml",
            ])
    }

    @Test("is not kept out by what a registry makes an error of, and that has nothing to do with keys")
    func otherRules() async throws {
        let workshop = try Workshop.withThief(notes: true)
        try workshop.git("checkout", "-q", "main")
        let settings = String(decoding: try workshop.read("registry.yaml"), as: UTF8.self)
        try workshop.write(settings + "policy: {rules: {readme-missing: error}}\n", to: "registry.yaml")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-B", "change")
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        #expect(try await workshop.errors().isEmpty)
    }

    @Test("judges all releases of the namespace again when the threshold rises")
    func threshold() async throws {
        let workshop = try Workshop.withThief()
        let old = try workshop.read("namespaces/acme/keys.json")
        try workshop.changeKeys("acme", revoked: [:], by: [1])
        try workshop.addKeys(
            "acme", Workshop.keySet([1, 2], threshold: 2, version: 2, previous: old), signedBy: [1])
        try workshop.commit()
        let lost = try await workshop.judge().findings.filter { $0.rule == "signatures-lost" }
        #expect(lost.map(\.path) == ["\(tool)/1.1.1/tool-1.1.1.pdpkg"])
    }

    @Test("revokes, signs again and clears up in one request, and leaves a tree in order")
    func oneRequest() async throws {
        let workshop = try Workshop.withThief(notes: true)
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.1.0}\n", signedBy: [2])
        try workshop.remove("\(tool)/1.1.1")
        try workshop.remove(release + ".minisig")
        try workshop.addRelease("@acme/tool", "1.1.2", signedBy: [2])
        let rules = try await workshop.rules()
        #expect(rules.filter { $0.hasPrefix("error") }.isEmpty)
        #expect(rules.isSuperset(of: ["warning release-struck-out", "warning signature-removed"]))
        #expect(!rules.contains("warning signatures-lost"))
        #expect(try await workshop.judge().merge.answer == .no)
        #expect(try await workshop.wrong().isEmpty)
    }

    @Test("takes nothing that only a key signs which the same request revokes")
    func revokedSigner() async throws {
        let workshop = try Workshop.withThief()
        try workshop.remove("\(tool)/1.1.1")
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.1.0}\n", signedBy: [1])
        #expect(try await workshop.errors() == ["notes-signature"])
        try workshop.remove("\(tool)/package.yaml")
        try workshop.remove("\(tool)/package.yaml.minisig")
        try workshop.addRelease("@acme/tool", "1.1.2", signedBy: [1])
        #expect(try await workshop.errors() == ["signature-threshold", "signature-revoked-key"])
        // Beside enough others it takes a name that an owner may need.
        try workshop.cosign("1.1.2")
        #expect(try await workshop.errors() == ["signature-revoked-key"])
        try workshop.remove("\(tool)/1.1.2/tool-1.1.2.pdpkg.minisig")
        #expect(try await workshop.errors().isEmpty)
    }

    @Test("uses no key that the request brings, whatever else signs")
    func atOnce() async throws {
        let workshop = try Workshop.withThief()
        try workshop.changeKeys("acme", revoked: [:], more: [3], by: [2])
        try workshop.addRelease("@acme/tool", "1.1.2", signedBy: [2])
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.1.0}\n", signedBy: [2])
        #expect(try await workshop.errors().isEmpty)
        try workshop.cosign("1.1.2", by: 3)
        #expect(try await workshop.errors() == ["keys-at-once", "signature-unknown-key"])
        try workshop.remove("\(tool)/1.1.2/tool-1.1.2.pdpkg.minisig")
        try workshop.sign(
            "\(tool)/package.yaml", by: [3], .package(registry: workshop.registry, id: "@acme/tool"))
        #expect(try await workshop.errors() == ["keys-at-once", "signature-unknown-key"])
    }

    @Test("leaves the number of a release that it removes used, as the log of the site says")
    func usedNumber() async throws {
        let workshop = try Workshop.withThief()
        try FileManager.default.createDirectory(atPath: workshop.site, withIntermediateDirectories: true)
        try workshop.writeLog(["1.0.0", "1.1.0", "1.1.1"].map { try workshop.entry("@acme/tool", $0) })
        try workshop.git("checkout", "-q", "main")
        try workshop.changeKeys("acme", revoked: [1: 2], by: [2])
        try workshop.remove("\(tool)/1.1.1")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-B", "change")
        func errors(_ version: String) async throws -> Set<String> {
            try workshop.addRelease("@acme/tool", version, summary: "Another one", signedBy: [2])
            try workshop.commit()
            let verdict = try await workshop.judge { $0.site = workshop.site }
            try workshop.remove("\(tool)/\(version)")
            return Set(verdict.findings.filter { $0.severity == .error }.map(\.rule))
        }
        #expect(try await errors("1.1.2") == [])
        #expect(try await errors("1.1.3") == ["version-skipped"])
        #expect(try await errors("1.1.1") == ["release-changed"])
    }

    @Test("removes a release that nobody is left to vouch for, and no other", arguments: [false, true])
    func removal(_ isRevokedBefore: Bool) async throws {
        let workshop = try Workshop.withThief()
        if isRevokedBefore { try workshop.git("checkout", "-q", "main") }
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        if isRevokedBefore {
            try workshop.commit()
            try workshop.git("checkout", "-q", "-B", "change")
        }
        try workshop.remove("\(tool)/1.1.1")
        #expect(try await workshop.rules() == ["warning release-struck-out", "warning signature-removed"])
        #expect(try await workshop.judge().merge.answer == .no)
        try workshop.remove("\(tool)/1.1.0")
        #expect(try await workshop.errors() == ["release-removed"])
    }

    @Test("keeps a release whose signers count, also when the request says that they do not, unsigned")
    func unsignedRevocation() async throws {
        let workshop = try Workshop.withThief()
        try workshop.changeKeys("acme", revoked: [1: 1], by: [3])
        try workshop.remove("\(tool)/1.1.1")
        #expect(try await workshop.errors().isSuperset(of: ["keys-signature", "release-removed"]))
    }

    @Test("a signature by a revoked key spoils nothing beside enough others, and none is added")
    func besideOthers() async throws {
        let workshop = try Workshop.withThief()
        try workshop.git("checkout", "-q", "main")
        try workshop.remove("\(tool)/1.1.1")
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        #expect(try await workshop.wrong().isEmpty)
        #expect(try await workshop.build().isBuilt)
        try workshop.commit()
        try workshop.git("checkout", "-q", "-B", "change")
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [2])
        #expect(try await workshop.errors().isEmpty)
        try workshop.cosign("1.1.1", by: 1)
        #expect(try await workshop.wrong().isEmpty)
        #expect(try await workshop.errors() == ["signature-revoked-key"])
    }

    @Test("mends one file of a tree whose keys were revoked by hand, and does not answer for the others")
    func healing() async throws {
        let workshop = try Workshop.withTree()
        try workshop.addKeys("acme", Workshop.keySet([1, 2]), signedBy: [1])
        try workshop.changeKeys("acme", revoked: [1: 1], by: [2])
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        #expect(try await workshop.wrong() == ["signature-revoked-key", "signature-threshold"])
        try workshop.cosign("1.0.0")
        #expect(try await workshop.errors().isEmpty)
        try workshop.cosign("1.1.0")
        #expect(try await workshop.errors().isEmpty)
        #expect(try await workshop.wrong().isEmpty)
    }
}

@Suite("Signatures beside notes")
struct ChangeNotesSignaturesTests {
    @Test("are all by owners where a change adds them, and those of the base are passed over")
    func junk() async throws {
        let workshop = try Workshop.withTree()
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.0.0}\n")
        let binding = try SignatureBinding.package(registry: workshop.registry, id: "@acme/tool")
        try workshop.sign("\(tool)/package.yaml", by: [4], binding)
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.1.1")
        #expect(try await workshop.errors().isEmpty)
        // New notes leave it behind, as it is.
        try workshop.addNotes("@acme/tool", "dist-tags: {stable: 1.1.0}\n")
        #expect(try await workshop.errors().isEmpty)
        try workshop.sign("\(tool)/package.yaml", by: [6], binding)
        #expect(try await workshop.errors() == ["signature-unknown-key"])
        let verdict = try await workshop.judge()
        let errors = verdict.findings.filter { $0.severity == .error }
        #expect(errors.map(\.path) == ["\(tool)/package.yaml.sshsig"])
        #expect(try await workshop.wrong().isEmpty)
    }
}
