import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// A valid tree with two reviewers on the branch `main`, and what proposals need.
private func bench() throws -> Workshop {
    let workshop = try Workshop.withTree()
    let reviewers = try [("rita", 8), ("sam", 7)].map { name, number in
        "    - {name: \(name), key: \(try Workshop.key(UInt8(number)).publicKey.text)}\n"
    }
    try workshop.write(
        "name: prompts.example\ntitle: Prompts\npolicy:\n  approvals: 2\n  reviewers:\n" + reviewers.joined(),
        to: "registry.yaml")
    try workshop.git("init", "-q")
    try workshop.git("config", "user.name", "Ada")
    try workshop.git("config", "user.email", "ada@example.org")
    try workshop.git("add", "-A")
    try workshop.git("commit", "-q", "-m", "x")
    try FileManager.default.createDirectory(atPath: workshop.folder + "/scratch", withIntermediateDirectories: true)
    return workshop
}

extension Workshop {
    /// A package file beside the tree.
    fileprivate func file(_ id: String, _ version: String) throws -> String {
        let path = "\(folder)/file-\(version).pdpkg"
        try Data(try Workshop.package(id, version)).write(to: URL(fileURLWithPath: path))
        return path
    }

    fileprivate func propose(
        _ id: String, _ version: String, by key: UInt8? = 1, _ change: (inout Proposal.Options) -> Void = { _ in }
    ) async throws -> Proposal.Report {
        var options = Proposal.Options(
            tree: tree, file: try file(id, version), scratch: folder + "/scratch",
            now: Timestamp(seconds: 1_795_343_400))
        options.key = try key.map { try Workshop.key($0) }
        change(&options)
        let report = try await Proposal(options).run()
        #expect(try Workshop.names(folder + "/scratch").isEmpty)
        return report
    }

    fileprivate func approve(
        _ request: String, by key: UInt8? = nil, _ change: (inout Approval.Options) -> Void = { _ in }
    ) async throws -> Approval.Report {
        var options = Approval.Options(
            tree: tree, request: request, scratch: folder + "/scratch", now: Timestamp(seconds: 1_795_343_400))
        options.key = try key.map { try Workshop.key($0) }
        change(&options)
        let report = try await Approval(options).run()
        #expect(try Workshop.names(folder + "/scratch").isEmpty)
        return report
    }

    fileprivate func commit(of branch: String) async throws -> String? {
        try await GitObjects(tree).commit("refs/heads/" + branch)
    }
}

/// The code of the refusal that work ends with; nil when it does not.
private func refusal(_ work: () async throws -> Void) async throws -> String? {
    do {
        try await work()
        return nil
    } catch let refusal as Refusal {
        return refusal.code
    }
}

@Suite("A proposal")
struct ProposalTests {
    @Test(
        "goes to a branch whose name git takes, whatever the release is called",
        arguments: [
            ("@acme/tool", "1.2.0", "publish/@acme/tool/1.2.0"),
            ("@acme/tool", "1.2.0-rc.1+b.7", "publish/@acme/tool/1.2.0-rc.1_b.7"),
            ("@acme/tool.lock", "1.2.0+a.lock", "publish/@acme/tool-lock/1.2.0_a-lock"),
            ("@a.lock/t", "1.0.0", "publish/@a-lock/t/1.0.0"),
        ])
    func names(id: String, version: String, branch: String) async throws {
        let workshop = try bench()
        #expect(Proposal.branch(for: try PackageID(scoped: id), try Version(version)) == branch)
        let scratch = try ScratchFolder(in: workshop.folder)
        defer { scratch.remove() }
        try await CommitDraft(workshop.tree, scratch: scratch).checkName(ofBranch: branch)
    }

    @Test("is one commit on the base, with the bytes of the file, its signature and nothing else")
    func commit() async throws {
        let workshop = try bench()
        let report = try await workshop.propose("@acme/tool", "1.1.1")
        #expect(report.outcome == .proposed && report.branch == "publish/@acme/tool/1.1.1")
        #expect(report.paths.map { $0.split(separator: "/").last } == ["tool-1.1.1.pdpkg", "tool-1.1.1.pdpkg.minisig"])
        #expect(report.check?.verdict.merge.answer == .yes)
        #expect(report.check?.verdict.changes == [Verdict.Change(.release, .added, "@acme/tool 1.1.1")])
        let git = GitObjects(workshop.tree)
        let tree = try #require(try await git.tree(of: report.branch, at: ""))
        let there = try await git.file("packages/acme/tool/1.1.1/tool-1.1.1.pdpkg", in: tree)
        #expect(try there == Workshop.package("@acme/tool", "1.1.1"))
        #expect(!FileManager.default.fileExists(atPath: workshop.path("packages/acme/tool/1.1.1")))
    }

    @Test("that errors stand against leaves no branch, and neither does a trial")
    func errors() async throws {
        let workshop = try bench()
        #expect(try await workshop.propose("@acme/tool", "1.1.1", by: 3).outcome == .refused)
        #expect(try await workshop.propose("@acme/tool", "1.3.0").outcome == .refused)
        #expect(try await workshop.propose("@acme/tool", "1.1.1") { $0.isTrial = true }.outcome == .trial)
        #expect(try await workshop.commit(of: "publish/@acme/tool/1.1.1") == nil)
        let shown = try await workshop.propose("@acme/tool", "1.3.0") { $0.isForReview = true }
        #expect(shown.outcome == .proposed && shown.check?.verdict.outcome == .findings)
    }

    @Test("made again is the same one")
    func again() async throws {
        let workshop = try bench()
        let first = try await workshop.propose("@acme/tool", "1.1.1")
        let second = try await workshop.propose("@acme/tool", "1.1.1")
        #expect(second.outcome == .unchanged && second.commit == first.commit)
        try workshop.git("merge", "-q", "--ff-only", first.branch)
        #expect(try await workshop.propose("@acme/tool", "1.1.1").outcome == .released)
    }

    @Test("is refused for a reason, and changes nothing")
    func refusals() async throws {
        let workshop = try bench()
        let codes = [
            try await refusal { _ = try await workshop.propose("@acme/tool", "1.1.1", by: nil) },
            try await refusal { _ = try await workshop.propose("@acme/tool", "1.1.1") { $0.branch = "a..b" } },
            try await refusal { _ = try await workshop.propose("@acme/tool", "1.1.1") { $0.branch = "-x" } },
            try await refusal { _ = try await workshop.propose("@acme/tool", "1.1.1") { $0.branch = "main" } },
            try await refusal { _ = try await workshop.propose("@acme/tool", "1.1.1") { $0.base = "nowhere" } },
            try await refusal { _ = try await workshop.propose("@acme/tool", "1.1.1") { $0.branch = "main/x" } },
        ]
        #expect(
            codes == [
                "proposal-unsigned", "proposal-branch-name", "proposal-branch-name", "proposal-branch-taken",
                "change-base-unknown", "proposal-git",
            ])
        #expect(try await workshop.commit(of: "publish/@acme/tool/1.1.1") == nil)
    }

    @Test("of a tree in a folder of a repository goes into that folder")
    func folder() async throws {
        let workshop = try Workshop.withTree()
        for words in [
            ["init", "-q"], ["config", "user.name", "Ada"], ["config", "user.email", "a@b.c"], ["add", "tree"],
            ["commit", "-q", "-m", "x"],
        ] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["git", "-C", workshop.folder] + words
            try process.run()
            process.waitUntilExit()
        }
        try FileManager.default.createDirectory(atPath: workshop.folder + "/scratch", withIntermediateDirectories: true)
        let report = try await workshop.propose("@acme/tool", "1.1.1")
        #expect(report.outcome == .proposed)
        #expect(
            try await GitObjects(workshop.folder).tree(of: report.branch, at: "tree/packages/acme/tool/1.1.1") != nil)
    }
}

@Suite("An approval")
struct ApprovalTests {
    @Test("of two reviewers lets a new package merge, and each of them signs the same documents")
    func two() async throws {
        let workshop = try bench()
        let branch = try await workshop.propose("@acme/other-thing", "1.0.0").branch
        let shown = try await workshop.approve(branch)
        #expect(
            shown.outcome == .shown
                && shown.statements.map(\.subject) == ["@acme/other-thing", "@acme/other-thing 1.0.0"])
        let one = try await workshop.approve(branch, by: 8)
        #expect(one.outcome == .committed && one.reviewers == ["rita"] && one.paths.count == 4)
        #expect(one.check.verdict.merge.answer == .no && one.check.verdict.approvals.count == 2)
        let two = try await workshop.approve(branch, by: 7)
        #expect(two.statements == one.statements && two.paths.count == 2)
        #expect(two.check.verdict.merge.answer == .yes && two.check.verdict.outcome == .clean)
        #expect(try await workshop.approve(branch, by: 7).outcome == .unchanged)
    }

    @Test("does not hold for other bytes than those that were looked at")
    func otherBytes() async throws {
        let workshop = try bench()
        let branch = try await workshop.propose("@acme/other-thing", "1.0.0").branch
        _ = try await workshop.approve(branch, by: 8) { $0.subjects = ["@acme/other-thing 1.0.0"] }
        try workshop.git("checkout", "-q", branch)
        try workshop.addRelease("@acme/other-thing", "1.0.0", summary: "Something else")
        try workshop.git("add", "-A")
        try workshop.git("commit", "-q", "-m", "x")
        #expect(try await workshop.approve(branch) { $0.base = "main" }.check.verdict.approvals.isEmpty)
    }

    @Test("is refused for a reason, and the branch stays where it is")
    func refusals() async throws {
        let workshop = try bench()
        let branch = try await workshop.propose("@acme/tool", "1.1.1").branch
        let before = try await workshop.commit(of: branch)
        let number = try #require(before)
        let codes = [
            try await refusal { _ = try await workshop.approve(branch, by: 1) },
            try await refusal { _ = try await workshop.approve("nowhere", by: 8) },
            try await refusal { _ = try await workshop.approve("-x", by: 8) },
            try await refusal { _ = try await workshop.approve(number, by: 8) },
            try await refusal { _ = try await workshop.approve(branch, by: 8) { $0.subjects = ["@acme/tool 9.9.9"] } },
            try await refusal { _ = try await workshop.approve("main", by: 8) },
            try await refusal {
                _ = try await workshop.approve(branch, by: 8) { $0.override = ("signature-missing", "because") }
            },
        ]
        #expect(
            codes == [
                "approval-not-a-reviewer", "approval-request-unknown", "approval-request-unknown",
                "approval-branch-needed", "approval-subject-unknown", "approval-subject-unknown", "approval-rule",
            ])
        try workshop.git("checkout", "-q", branch)
        let inUse = try await refusal { _ = try await workshop.approve(branch, by: 8) { $0.base = "main" } }
        #expect(inUse == "proposal-branch-in-use")
        #expect(try await workshop.commit(of: branch) == before)
    }

    @Test("has a name that every system takes, and another one for another statement")
    func fileNames() throws {
        let approval = Consent.Statement.approval
        let digest = SHA256Digest(of: [1])
        func name(_ subject: String, _ digest: SHA256Digest? = nil) throws -> String {
            try ConsentDraft(approval, subject: subject, digest: digest).fileName
        }
        for subject in [
            "@acme/tool 1.0.0", "../../etc/passwd", "…", "a/../b", String(repeating: "x", count: 300), "RC-1",
        ] {
            let name = try name(subject)
            #expect(name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 })
            #expect(!name.contains("..") && !name.hasPrefix(".") && name.utf8.count <= 98 && name.hasSuffix(".yaml"))
        }
        #expect(try name("@acme/tool 1.0.0", digest).hasPrefix("acme-tool-1.0.0-"))
        #expect(try name("@acme/tool 1.0.0", digest) != name("@acme/tool 1.0.0"))
        #expect(throws: Refusal.self) { try name("a\nrule: x") }
        #expect(throws: Refusal.self) {
            try ConsentDraft(.override(rule: "version-skipped", reason: "a\u{1B}[2J"), subject: "x", digest: nil)
        }
    }
}
