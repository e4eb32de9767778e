import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// A valid tree whose first commit is on the branch `main`, which is checked out.
private func bench() throws -> Workshop {
    let workshop = try Workshop.withTree()
    try workshop.git("init", "-q")
    try workshop.commit()
    return workshop
}

extension Workshop {
    /// A preview that is built when what has changed since a base is in order.
    fileprivate func build(
        since base: ChangeDoor.Base, upTo limit: Int = ScratchFolder.limit
    ) async throws -> SiteBuild.Report {
        let scratch = self.folder + "/scratch"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        let report = try await build {
            var door = ChangeDoor(since: base, scratch: scratch, now: Timestamp(seconds: 1_795_343_400))
            door.scratchLimit = limit
            $0.judging = door
        }
        #expect(try Workshop.names(scratch).isEmpty)
        return report
    }

    /// The rules of the errors for which nothing was built; nil when it was.
    fileprivate func errors(since base: ChangeDoor.Base) async throws -> Set<String>? {
        let report = try await build(since: base)
        #expect(report.isBuilt == (report.verdict?.outcome ?? .clean == .clean))
        guard !report.isBuilt else { return nil }
        #expect(report.findings == report.verdict?.findings)
        return Set(report.findings.filter { $0.severity == .error }.map(\.rule))
    }

    /// Key sets: the next one of `acme`, which adds a key.
    fileprivate func addKey() throws {
        let old = try read("namespaces/acme/keys.json")
        try write(old, to: "namespaces/acme/keys.1.json")
        try write(try read("namespaces/acme/keys.json.minisig"), to: "namespaces/acme/keys.1.json.minisig")
        try addKeys("acme", try Workshop.keySet([1, 3], version: 2, previous: old), signedBy: [1])
    }
}

@Suite("The door of a build")
struct ChangeDoorTests {
    @Test("builds what may follow from the base, with the verdict that a check comes to")
    func passes() async throws {
        let workshop = try bench()
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        let report = try await workshop.build(since: .revision("HEAD^"))
        #expect(report.isBuilt && report.releases == 4)
        let options = ChangeCheck.Options(
            tree: workshop.tree, base: "HEAD^", scratch: workshop.folder, now: Timestamp(seconds: 1_795_343_400))
        #expect(try await ChangeCheck(options).run().verdict == report.verdict)
        #expect(report.verdict?.changes.map(\.subject) == ["@acme/tool 1.1.1"])
    }

    @Test("builds nothing when an error stands against the way, although the tree by itself is valid")
    func refuses() async throws {
        let workshop = try bench()
        try workshop.addRelease("@acme/tool", "1.5.0")
        try workshop.commit()
        #expect(try await workshop.findings().allSatisfy { $0.severity != .error })
        #expect(try await workshop.errors(since: .revision("HEAD^")) == ["version-skipped"])
        #expect(!FileManager.default.fileExists(atPath: workshop.site + "/status.json"))
        #expect(try await workshop.build().isBuilt)
    }

    @Test("builds only what is committed, because that is what was judged")
    func uncommitted() async throws {
        let workshop = try bench()
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        try workshop.addRelease("@acme/tool", "1.1.2")
        for source in [ChangeSource.files, .git] {
            let refusal = await #expect(throws: Refusal.self) {
                try await workshop.build {
                    $0.changes = source
                    $0.judging = ChangeDoor(
                        since: .revision("HEAD^"), scratch: workshop.folder, now: Timestamp(seconds: 0))
                }
            }
            #expect(refusal?.code == "change-uncommitted")
        }
        #expect(!FileManager.default.fileExists(atPath: workshop.site + "/status.json"))
        try workshop.commit()
        #expect(try await workshop.errors(since: .revision("HEAD^^")) == nil)
    }

    @Test("refuses to build without what the base has besides")
    func diverged() async throws {
        let workshop = try bench()
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "ahead", "HEAD^")
        try workshop.addRelease("@city.library/base", "1.0.1", .yaml)
        try workshop.commit()
        try workshop.git("checkout", "-q", "change")
        let refusal = await #expect(throws: Refusal.self) { try await workshop.build(since: .revision("ahead")) }
        #expect(refusal?.code == "change-base-ahead")
        let unknown = await #expect(throws: Refusal.self) { try await workshop.build(since: .revision("nowhere")) }
        #expect(unknown?.code == "change-base-unknown")
    }

    @Test("judges from the commit that was published last; a first publication has nothing before it")
    func published() async throws {
        let workshop = try bench()
        let first = try await workshop.build(since: .published)
        #expect(first.isBuilt && first.verdict == nil)
        #expect(try await workshop.errors(since: .published) == nil)
        try workshop.addRelease("@acme/tool", "1.5.0")
        try workshop.commit()
        #expect(try await workshop.errors(since: .published) == ["version-skipped"])
        try workshop.remove("packages/acme/tool/1.5.0")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        #expect(try await workshop.errors(since: .published) == nil)
        let site = try Workshop.files(workshop.site)
        try workshop.addRelease("@acme/tool", "1.1.3")
        try workshop.commit()
        #expect(try await workshop.errors(since: .published) == ["version-skipped"])
        #expect(try Workshop.files(workshop.site) == site)
    }

    @Test("takes all that was committed since for one change, whichever way it came, such as keys and what they sign")
    func oneChange() async throws {
        let workshop = try bench()
        #expect(try await workshop.build(since: .published).isBuilt)
        try workshop.addKey()
        try workshop.commit()
        try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [3])
        try workshop.commit()
        let asOne = try #require(try await workshop.errors(since: .revision("HEAD~2")))
        #expect(asOne.contains("keys-at-once"))
        #expect(try await workshop.errors(since: .published) == asOne)
        // Published one after the other they are two changes.
        try workshop.git("checkout", "-q", "--detach", "HEAD^")
        #expect(try await workshop.errors(since: .published) == nil)
        try workshop.git("checkout", "-q", "main")
        let report = try await workshop.build(since: .published)
        #expect(report.isBuilt && report.verdict?.changes.map(\.subject) == ["@acme/tool 1.1.1"])
    }

    @Test("judges the requests that merge commits have brought one after the other, and finds the bad one among them")
    func merges() async throws {
        let workshop = try bench()
        #expect(try await workshop.build(since: .published).isBuilt)
        func request(_ change: () throws -> Void) throws {
            try workshop.git("checkout", "-q", "-b", "change")
            try change()
            try workshop.commit()
            try workshop.git("checkout", "-q", "main")
            try workshop.git("merge", "-q", "--no-ff", "-m", "x", "change")
            try workshop.git("branch", "-q", "-d", "change")
        }
        try request { try workshop.addKey() }
        try request { try workshop.addRelease("@acme/tool", "1.1.1", signedBy: [3]) }
        #expect(try await workshop.errors(since: .revision("HEAD~2"))?.contains("keys-at-once") == true)
        let report = try await workshop.build(since: .published)
        #expect(report.isBuilt && report.verdict?.changes.map(\.subject) == ["@acme/tool 1.1.1"])
        for version in ["1.1.2", "1.4.0", "1.4.1"] { try request { try workshop.addRelease("@acme/tool", version) } }
        #expect(try await workshop.errors(since: .published) == ["version-skipped"])
    }

    @Test("judges requests one after the other that are too many bytes together, and says which of them is bad")
    func tooLarge() async throws {
        let workshop = try bench()
        #expect(try await workshop.build(since: .published).isBuilt)
        func request(_ version: String) throws {
            try workshop.git("checkout", "-q", "-b", "change")
            try workshop.addBulk("@acme/tool", version)
            try workshop.commit()
            try workshop.git("checkout", "-q", "main")
            try workshop.git("merge", "-q", "--no-ff", "-m", "x", "change")
            try workshop.git("branch", "-q", "-d", "change")
        }
        for version in ["1.2.0", "1.2.1", "1.2.2"] { try request(version) }
        let limit = 5 * Workshop.bulk / 2
        let refusal = await #expect(throws: Refusal.self) {
            try await workshop.build(since: .revision("HEAD~3"), upTo: limit)
        }
        #expect(refusal?.code == "change-too-large")
        let report = try await workshop.build(since: .published, upTo: limit)
        #expect(report.findings.isEmpty)
        #expect(report.isBuilt && report.verdict?.changes.map(\.subject) == ["@acme/tool 1.2.2"])
        for version in ["1.2.3", "1.5.0", "1.5.1"] { try request(version) }
        let bad = try await workshop.build(since: .published, upTo: limit)
        #expect(bad.findings.map(\.rule) == ["version-skipped"])
        #expect(!bad.isBuilt && bad.verdict?.changes.map(\.subject) == ["@acme/tool 1.5.0"])
    }

    @Test("takes the commits between two merges for one request")
    func between() async throws {
        let workshop = try bench()
        #expect(try await workshop.build(since: .published).isBuilt)
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        try workshop.git("checkout", "-q", "main")
        try workshop.git("merge", "-q", "--no-ff", "-m", "x", "change")
        try workshop.addKey()
        try workshop.commit()
        try workshop.addRelease("@acme/tool", "1.1.2", signedBy: [3])
        try workshop.commit()
        #expect(try await workshop.errors(since: .published)?.contains("keys-at-once") == true)
    }

    @Test("lets no commit on the way be the judge of the next one")
    func policyOnTheWay() async throws {
        let workshop = try bench()
        #expect(try await workshop.build(since: .published).isBuilt)
        let settings = String(decoding: try workshop.read("registry.yaml"), as: UTF8.self)
        try workshop.write(settings + "policy: {rules: {version-skipped: off}}\n", to: "registry.yaml")
        try workshop.commit()
        try workshop.addRelease("@acme/tool", "1.5.0")
        try workshop.commit()
        #expect(try await workshop.errors(since: .published) == ["version-skipped"])
    }

    @Test("judges what is there, and not what was there on the way")
    func wayThere() async throws {
        let workshop = try bench()
        #expect(try await workshop.build(since: .published).isBuilt)
        try workshop.git("checkout", "-q", "-b", "change")
        try workshop.addRelease("@acme/tool", "1.1.1")
        try workshop.commit()
        try workshop.remove("packages/acme/tool/1.1.1")
        try workshop.commit()
        try workshop.addRelease("@acme/tool", "1.2.0")
        try workshop.commit()
        try workshop.git("checkout", "-q", "main")
        try workshop.git("merge", "-q", "--no-ff", "-m", "x", "change")
        // On the branch a release vanished; what was merged is one new release.
        #expect(try await workshop.errors(since: .published) == nil)
    }

    @Test("refuses to guess where a site has come from")
    func unknownOrigin() async throws {
        let workshop = try bench()
        try workshop.addRelease("@acme/tool", "1.1.1")
        #expect(try await workshop.build().isBuilt)
        try workshop.commit()
        let refusal = await #expect(throws: Refusal.self) { try await workshop.build(since: .published) }
        #expect(refusal?.code == "change-base-unpublished")
        #expect(try await workshop.errors(since: .revision("HEAD")) == nil)
    }
}

@Suite("The page of rules")
struct RuleReferenceTests {
    @Test("has a section for each rule, with its promise, its remedy and what a registry may do about it")
    func sections() {
        let page = RuleReference.markdown
        let headings = page.split(separator: "\n").filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }
        #expect(headings == Rule.standing.map(\.id) + Rule.ofChanges.map(\.id))
        #expect(headings.count >= 45)
        for rule in Rule.all {
            #expect(page.contains(rule.summary.dropFirst() + ".\n") && page.contains("Instead: \(rule.remedy).\n"))
        }
        #expect(page.contains("### version-skipped\n\n*error, may be weighed, may be lifted* · "))
        #expect(page.contains("### signature-missing\n\n*error* · "))
        #expect(!page.contains("..\n") && !page.contains("\n\n\n") && page.hasSuffix(".\n"))
    }
}
