import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

extension Workshop {
    /// Signs and puts a package in its place that needs another one, `^1.0.0`.
    func addRelease(_ id: String, _ version: String, needing dependency: String) throws {
        let parts = id.dropFirst().split(separator: "/")
        let path = "packages/\(parts[0])/\(parts[1])/\(version)/\(parts[1])-\(version).pdpkg"
        try write(try Workshop.package(id, version, needing: dependency), to: path)
        try sign(path, by: [1], .release(registry: registry, id: id, version: version))
    }

    /// The errors of a publication into a site that nobody has built before.
    func errorsOfCleanPublication(on day: Int) async throws -> Set<String> {
        IncrementalSequence.errors(try await tryToPublish(on: day, site: folder + "/clean-\(UUID().uuidString)"))
    }
}

@Suite("A signed site that follows its tree")
struct IncrementalPublicationTests {
    // MARK: - A state that knows more than the site

    @Test("has every release in its log after the site was lost and the state was not")
    func siteLost() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try FileManager.default.removeItem(atPath: workshop.site)
        try FileManager.default.removeItem(atPath: workshop.stateFolder + "/journal.json")
        #expect(try await workshop.publishSite(on: 1).signed?.newEntries == 5)
        try await workshop.publishSite(on: 1, site: workshop.folder + "/clean")
        #expect(try workshop.published() == Workshop.files(workshop.folder + "/clean"))
        #expect(try await workshop.broken(on: 1) == "")
        try workshop.addRelease("@acme/tool", "1.2.0")
        #expect(try await workshop.publishSite(on: 2).signed?.newEntries == 1)
        #expect(try await workshop.broken(on: 2) == "")
    }

    @Test("has what came since in its log after yesterday's site was put back, with the journal elsewhere or lost")
    func olderSite() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        try workshop.copySite(to: "yesterday")
        try workshop.addRelease("@acme/tool", "1.2.0")
        try workshop.addRelease("@acme/fresh", "1.0.0")
        try workshop.addNotes("@acme/tool", "yanked: [{version: 1.0.0, reason: bad, at: \"2026-02-03T00:00:00Z\"}]\n")
        try workshop.addNamespace("north")
        #expect(try await workshop.publishSite(on: 1).signed?.newEntries == 4)
        try workshop.restoreSite(from: "yesterday")
        try FileManager.default.removeItem(atPath: workshop.stateFolder + "/journal.json")
        #expect(try await workshop.publishSite(on: 2).signed?.newEntries == 4)
        try await workshop.publishSite(on: 2, site: workshop.folder + "/yesterday")
        #expect(try workshop.published() == Workshop.files(workshop.folder + "/yesterday"))
        #expect(try workshop.published()["@acme/fresh/-/fresh-1.0.0.pdpkg.tlog-proof"] != nil)
        #expect(try await workshop.broken(on: 2) == "")
    }

    // MARK: - Claimed namespaces

    @Test("in git publishes a new package once its owners have signed it, though only their role was committed")
    func signedLater() async throws {
        let workshop = try await Workshop.withClaim()
        try workshop.git("init", "-q")
        func commit() throws {
            try workshop.git("add", "-A")
            try workshop.git("commit", "-q", "-m", "x")
        }
        try commit()
        try await workshop.publishSite(on: 1)
        try workshop.addRelease("@acme/fresh", "1.0.0")
        try workshop.sign(
            "packages/acme/tool/1.1.0/tool-1.1.0.pdpkg", by: [2],
            .release(registry: workshop.registry, id: "@acme/tool", version: "1.1.0"))
        try commit()
        let files = [
            "packages/acme/fresh/1.0.0/fresh-1.0.0.pdpkg", "packages/acme/tool/1.1.0/tool-1.1.0.pdpkg.sshsig",
        ]
        for _ in 0..<3 { #expect(try await workshop.publishSite(on: 2).waiting.map(\.path) == files) }
        #expect(try await workshop.publishSite(on: 2).written == 0)
        try workshop.remove(files[1])
        try await workshop.claim("acme", on: 3)
        try commit()
        let last = try await workshop.publishSite(on: 3)
        #expect(last.waiting.isEmpty && last.signed?.newEntries == 1)
        #expect(try workshop.published()["@acme/fresh/-/fresh-1.0.0.pdpkg"] != nil)
        #expect(try await workshop.broken(on: 3) == "")
    }

    @Test("lists in its bins nothing of a namespace that was claimed, and all of it again afterwards")
    func claimedBins() async throws {
        let workshop = try Workshop.withTrust()
        try await workshop.publishSite()
        func listed(_ site: String) throws -> Set<String> {
            Set(try IncrementalSequence.targets(site).keys.filter { !$0.hasPrefix("log/") })
        }
        let before = try listed(workshop.site)
        #expect(before.contains("@acme/tool/-/tool-1.0.0.pdpkg"))
        try await workshop.claim("acme", on: 1)
        try await workshop.publishSite(on: 1)
        try await workshop.publishSite(on: 1, site: workshop.folder + "/clean")
        #expect(try listed(workshop.site) == listed(workshop.folder + "/clean"))
        #expect(try !listed(workshop.site).contains { $0.hasPrefix("@acme/tool/-/") })
        #expect(try await workshop.broken(on: 1) == "")
        #expect(try await workshop.publishSite(on: 1).signed?.bins == 0)
    }

    /// Something that waits for its owners, and a change that the rules see only when they know of it.
    struct Wait: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let rule: String
        let prepare: @Sendable (Workshop) throws -> Void
        let change: @Sendable (Workshop) throws -> Void
    }

    static let waits = [
        Wait(testDescription: "a package that waits and that another one needs is removed", rule: "dependency-lost") {
            try $0.addRelease("@acme/fresh", "1.0.0")
            try $0.addRelease("@city.library/user", "1.0.0", needing: "@acme/fresh")
        } change: {
            try $0.remove("packages/acme/fresh")
        },
        Wait(testDescription: "a release that waits and alone is in a range is withdrawn", rule: "dependency-lost") {
            try $0.addRelease("@acme/young", "1.0.0")
            try $0.addRelease("@city.library/user", "1.0.0", needing: "@acme/young")
        } change: {
            try $0.remove("packages/acme/young/1.0.0")
        },
        Wait(testDescription: "what only a package that waits needs is yanked", rule: "dependency-lost") {
            try $0.addRelease("@acme/fresh", "1.0.0", needing: "@city.library/base")
        } change: {
            try $0.addNotes("@city.library/base", "yanked: [{version: 1.0.0, reason: bad}]\n")
        },
        Wait(testDescription: "what only a release that waits needs is yanked", rule: "dependency-lost") {
            try $0.addRelease("@acme/tool", "1.9.0", needing: "@city.library/base")
        } change: {
            try $0.addNotes("@city.library/base", "yanked: [{version: 1.0.0, reason: bad}]\n")
        },
        Wait(testDescription: "a new package looks like one that waits", rule: "name-collision") {
            try $0.addRelease("@acme/fresh", "1.0.0")
        } change: {
            try $0.addRelease("@acme/fre-sh", "1.0.0")
        },
        Wait(testDescription: "a package comes to need one that waits and needs it", rule: "dependency-cycle") {
            try $0.addRelease("@city.library/user", "1.0.0")
            try $0.addRelease("@acme/fresh", "1.0.0", needing: "@city.library/user")
        } change: {
            try $0.addRelease("@city.library/user", "1.1.0", needing: "@acme/fresh")
        },
    ]

    @Test("is refused for what waits as a clean one is", arguments: waits)
    func judgedWaits(_ wait: Wait) async throws {
        let workshop = try Workshop.withTrust()
        // The registry may refuse what is a warning elsewhere.
        let settings = String(decoding: try workshop.read("registry.yaml"), as: UTF8.self)
        try workshop.write(settings + "policy: {rules: {dependency-lost: error}}\n", to: "registry.yaml")
        try workshop.addRelease("@acme/young", "0.1.0")
        try await workshop.claim("acme")
        try await workshop.publishSite()
        try wait.prepare(workshop)
        #expect(try await !workshop.publishSite(on: 1).waiting.isEmpty)
        let before = try workshop.published()
        try wait.change(workshop)
        let report = try await workshop.tryToPublish(on: 2)
        #expect(report.findings.contains { $0.rule == wait.rule }, "\(report.findings)")
        #expect(!report.isBuilt)
        #expect(IncrementalSequence.errors(report) == (try await workshop.errorsOfCleanPublication(on: 2)))
        #expect(try workshop.published() == before)
    }

    @Test("forgets what a package needed that waited and was withdrawn")
    func withdrawn() async throws {
        let workshop = try await Workshop.withClaim()
        try workshop.addRelease("@acme/fresh", "1.0.0", needing: "@city.library/base")
        try workshop.addRelease("@acme/tool", "1.9.0", needing: "@city.library/base")
        try await workshop.publishSite(on: 1)
        #expect(try !workshop.published().contains { String(decoding: $0.value, as: UTF8.self).contains("acme/fresh") })
        try workshop.remove("packages/acme/fresh")
        try workshop.remove("packages/acme/tool/1.9.0")
        #expect(try await workshop.publishSite(on: 2).waiting.isEmpty)
        try workshop.addNotes("@city.library/base", "yanked: [{version: 1.0.0, reason: bad}]\n")
        try workshop.addRelease("@city.library/base", "2.0.0", .yaml)
        try workshop.addRelease("@acme/fre-sh", "1.0.0")
        #expect(try await workshop.publishSite(on: 3).waiting.count == 1)
        #expect(try await workshop.broken(on: 3) == "")
    }

    // MARK: - What may not go, and what has to

    @Test("is refused when a namespace is hidden whose releases are published", arguments: [true, false])
    func hidden(_ isSigned: Bool) async throws {
        let workshop = try Workshop.withTrust()
        func build() async throws -> SiteBuild.Report {
            try await isSigned ? workshop.tryToPublish() : workshop.build()
        }
        #expect(try await build().isBuilt)
        let before = try workshop.published()
        try workshop.write("protection: private\n", to: "namespaces/acme/namespace.yaml")
        let report = try await build()
        let removed = report.findings.filter { $0.rule == "release-removed" }
        #expect(!report.isBuilt && removed.map(\.path) == ["packages/acme/tool", "packages/acme/tool"])
        #expect(try workshop.published() == before)
    }

    @Test("keeps no partial tile of its log longer than 14 days once the full one is there")
    func partialTiles() async throws {
        let workshop = try Workshop.withTrust()
        for number in 0..<50 { try workshop.addRelease("@acme/tool", "2.\(number).0") }
        let yanks = (0..<50).map { "{version: 2.\($0).0, reason: bad, at: \"2026-02-03T00:00:00Z\"}" }
        try await workshop.publishSite()
        var size = 55
        for day in 1...5 {
            let text = day % 2 == 1 ? yanks.joined(separator: ", ") : ""
            try workshop.addNotes("@acme/tool", "yanked: [\(text)]\n")
            size += 50
            #expect(try await workshop.publishSite(on: day).signed?.logSize == size)
        }
        func tiles() throws -> Set<String> { Set(try workshop.published("log/tile/").keys) }
        #expect(try tiles().count == 2 * 7 + 1)
        #expect(try await workshop.broken(on: 5) == "")
        try await workshop.publishSite(on: 18)
        #expect(try tiles().count == 2 * 7 + 1)
        try await workshop.publishSite(on: 19)
        let rest = ["0/000", "0/001.p/49", "1/000.p/1", "entries/000", "entries/001.p/49"]
        #expect(try tiles() == Set(rest.map { "log/tile/" + $0 }))
        #expect(try await workshop.broken(on: 19) == "")
    }
}
