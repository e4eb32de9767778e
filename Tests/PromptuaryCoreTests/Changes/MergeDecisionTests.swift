import Testing

@testable import PromptuaryCore

@Suite("Whether a change may merge without a person")
struct MergeDecisionTests {
    private static let now = Timestamp(seconds: 1_795_343_400)

    private static func decide(_ scope: ChangeScope) -> Verdict.Merge {
        MergeDecision(scope, findings: scope.findings(), now: now).merge
    }

    @Test("is yes for a new version by its owners")
    func release() throws {
        let merge = Self.decide(try ChangeSpecimen.scope(packages: [ChangeSpecimen.versions(["1.0.0"], ["1.0.1"])]))
        #expect(merge.answer == .yes && merge.reasons.map(\.name) == ["policy"])
    }

    @Test("is no for what the policy leaves to people, and names it")
    func person() throws {
        let package = Self.decide(try ChangeSpecimen.scope(packages: [ChangeSpecimen.versions([], ["1.0.0"])]))
        #expect(package.answer == .no)
        #expect(package.reasons.map(\.sentence) == ["the policy wants a person for package: @acme/tool"])
        let text = Self.decide(try ChangeSpecimen.scope(files: ChangeSpecimen.file(".github/workflows/a.yml")))
        #expect(text.answer == .no)
    }

    @Test("is what the policy of the base says, not that of the change")
    func policy() throws {
        let packages = [try ChangeSpecimen.versions([], ["1.0.0"])]
        let open = "name: prompts.example\npolicy: {merge-alone: [package, release, file]}\n"
        #expect(Self.decide(try ChangeSpecimen.scope(open, packages: packages)).answer == .yes)
        #expect(Self.decide(try ChangeSpecimen.scope(becomes: open, packages: packages)).answer == .no)
        let workflow = ChangeSpecimen.file(".github/workflows/a.yml")
        #expect(Self.decide(try ChangeSpecimen.scope(open, files: workflow)).answer == .no)
    }

    @Test("is no when a rule for changes asks a question")
    func warning() throws {
        let before = try Specimen.release("@acme/tool", "1.0.0")
        let after = try Specimen.release("@acme/tool", "1.0.1") { $0.license = "Apache-2.0" }
        let merge = Self.decide(try ChangeSpecimen.scope(packages: [ChangeSpecimen.releases(before, after)]))
        #expect(merge.answer == .no && merge.reasons.map(\.name) == ["licence-changed"])
    }

    @Test("is a time while something new waits")
    func waiting() throws {
        let policy = "name: prompts.example\npolicy: {merge-alone: [package, release], waiting-hours: {package: 24}}\n"
        let merge = Self.decide(
            try ChangeSpecimen.scope(policy, packages: [ChangeSpecimen.versions([], ["1.0.0"])]))
        #expect(merge.answer == .after(Timestamp(seconds: 1_795_343_400 + 86_400)))
        #expect(merge.reasons.map(\.name) == ["waiting-period"])
    }

    @Test("is no when nothing changes")
    func nothing() throws {
        #expect(Self.decide(try ChangeSpecimen.scope()).reasons.map(\.name) == ["nothing-changed"])
    }

    @Test("depends on a list of all that changes")
    func list() throws {
        let scope = try ChangeSpecimen.scope(
            files: FileChanges([
                ChangedFile(Array("docs/a.md".utf8), old: nil, new: ChangeSpecimen.content()),
                ChangedFile(
                    Array("packages/acme/tool/1.0.0/tool-1.0.0.pdpkg.2.minisig".utf8), old: nil,
                    new: ChangeSpecimen.content()),
            ]),
            namespaces: [ChangeSpecimen.namespace("owners: [a]\n", "owners: [b]\n")],
            packages: [
                ChangeSpecimen.package(
                    Specimen.package("@acme/tool", ["1.0.0"], notes: "dist-tags: {stable: 1.0.0}\n"),
                    Specimen.package(
                        "@acme/tool", ["1.0.0", "1.1.0"],
                        notes:
                            "dist-tags: {stable: 1.1.0}\nyanked: [{version: 1.0.0, reason: x}]\ndeprecated: {reason: y}\n"
                    ))
            ])
        #expect(
            scope.changes.map { "\($0.kind.rawValue) \($0.action.rawValue) \($0.subject)" }.sorted() == [
                "deprecation added @acme/tool", "file added docs/a.md", "release added @acme/tool 1.1.0",
                "release changed @acme/tool 1.0.0", "tag changed @acme/tool stable", "yank added @acme/tool 1.0.0",
            ])
    }
}
