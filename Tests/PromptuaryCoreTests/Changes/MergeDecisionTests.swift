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

    @Test(
        "is no for files of a namespace that nothing in the list stands for",
        arguments: ["keys.json.3.minisig", "keys.json", "keys.1.json", "keys.1.json.minisig", "keys.9.json"])
    func namespaceFiles(_ name: String) throws {
        let keys = [try PublisherFixture.signed(PublisherFixture.keys(1), by: [1])]
        let path = "namespaces/acme/" + name
        let scope = try ChangeSpecimen.scope(
            files: ChangeSpecimen.files(path, nil, ChangeSpecimen.content()),
            namespaces: [ChangeSpecimen.namespace(ChangeSpecimen.keys(keys), ChangeSpecimen.keys(keys))],
            packages: [ChangeSpecimen.versions(["1.0.0"], ["1.0.1"])])
        #expect(scope.changes.map(\.kind) == [.release, .file] && scope.changes.last?.subject == path)
        #expect(Self.decide(scope).reasons.map(\.sentence) == ["the policy wants a person for file: \(path)"])
    }

    @Test("is about a key set, and not about the files that are a part of its succession")
    func nextKeys() throws {
        let one = try PublisherFixture.signed(PublisherFixture.keys(1), by: [1])
        let two = try PublisherFixture.signed(PublisherFixture.keys(1, 2), version: 2, after: one, by: [1])
        func changes(_ files: [(String, Bool)]) throws -> [Verdict.Change] {
            try ChangeSpecimen.scope(
                files: FileChanges(
                    files.map { name, isAdded in
                        ChangedFile(
                            Array("namespaces/acme/\(name)".utf8),
                            old: isAdded ? nil : ChangeSpecimen.content(.file, "b"), new: ChangeSpecimen.content())
                    }),
                namespaces: [ChangeSpecimen.namespace(ChangeSpecimen.keys([one]), ChangeSpecimen.keys([one, two]))]
            ).changes
        }
        let parts = [
            ("keys.json", false), ("keys.json.minisig", false), ("keys.json.2.minisig", true), ("keys.1.json", true),
            ("keys.1.json.minisig", true),
        ]
        #expect(try changes(parts).map(\.kind) == [.keys])
        let others = [("keys.1.json", false), ("keys.2.json", true), ("keys.2.json.minisig", true)]
        #expect(try changes(others).map(\.kind) == [.keys, .file, .file, .file])
    }

    @Test("is no when a rule for changes asks a question")
    func warning() throws {
        let before = try Specimen.release("@acme/tool", "1.0.0")
        let after = try Specimen.release("@acme/tool", "1.0.1") { $0.license = "Apache-2.0" }
        let merge = Self.decide(try ChangeSpecimen.scope(packages: [ChangeSpecimen.releases(before, after)]))
        #expect(merge.answer == .no && merge.reasons.map(\.name) == ["licence-changed"])
    }

    @Test(
        "is no for other signatures of a known release, unless a further key counts, whatever its tool",
        arguments: [
            ([1], [1], false), ([1], [1, 1], false), ([1, 2], [1, 3], false), ([1, 2], [1], false),
            ([1], [1, 2], true),
            ([], [1], true),
        ] as [([UInt8], [UInt8], Bool)])
    func furtherSignatures(_ before: [UInt8], _ after: [UInt8], _ mayMerge: Bool) throws {
        let package = try ChangeSpecimen.package(
            Specimen.package([ChangeSpecimen.signed("1.0.0", by: before)]),
            Specimen.package([ChangeSpecimen.signed("1.0.0", by: after)]))
        func decide(_ policy: String, _ consents: [Consent] = []) throws -> Verdict.Merge {
            let path = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg.2.sshsig"
            return MergeDecision(
                try ChangeSpecimen.scope(
                    "name: prompts.example\n" + policy, files: ChangeSpecimen.file(path), packages: [package],
                    consents: consents, contents: [path: SHA256Digest(of: [1])]),
                findings: [], now: Self.now
            ).merge
        }
        let merge = try decide("")
        #expect(merge.answer == (mayMerge ? .yes : .no))
        #expect(
            merge.reasons.map(\.sentence).contains("no further key has signed @acme/tool 1.0.0") == !mayMerge)
        #expect(
            try decide("policy: {merge-alone: []}\n").reasons.map(\.sentence) == [
                "the policy wants a person for release: @acme/tool 1.0.0"
            ])
        let list =
            "\(String(repeating: "0", count: 64))  \(SHA256Digest(of: [1]).hex)"
            + "  packages/acme/tool/1.0.0/tool-1.0.0.pdpkg.2.sshsig\n"
        let consent = Consent(
            .approval, subject: "@acme/tool 1.0.0", digest: SHA256Digest(of: Array(list.utf8)), approvers: ["rita"],
            file: "approvals/a.yaml")
        #expect(try decide("policy: {approvals: 1}\n", [consent]).answer == .yes)
    }

    @Test("is a time while something new waits")
    func waiting() throws {
        let policy = "name: prompts.example\npolicy: {merge-alone: [package, release], waiting-hours: {package: 24}}\n"
        let merge = Self.decide(
            try ChangeSpecimen.scope(policy, packages: [ChangeSpecimen.versions([], ["1.0.0"])]))
        #expect(merge.answer == .after(Timestamp(seconds: 1_795_343_400 + 86_400)))
        #expect(merge.reasons.map(\.name) == ["waiting-period"])
    }

    @Test("says nothing about waiting while an error stands, because nobody has asked since when anything is known")
    func refused() throws {
        let policy = "name: prompts.example\npolicy: {merge-alone: [package, release], waiting-hours: {package: 24}}\n"
        let scope = try ChangeSpecimen.scope(policy, packages: [ChangeSpecimen.versions([], ["1.0.0"])])
        let error = Rule.changeSize.finding("it is too much", path: "")
        #expect(
            !MergeDecision(scope, findings: [error], now: Self.now).merge.reasons.map(\.name).contains("waiting-period")
        )
    }

    @Test("waits for what a release builds on while that is new, and says who knows since when")
    func arrivals() throws {
        let policy =
            "name: prompts.example\npolicy: {merge-alone: [package, release], waiting-hours: {namespace: 1, package: 2, key: 3}}\n"
        let old = try ChangeSpecimen.signed("1.0.0", by: [1])
        let new = try ChangeSpecimen.signed("1.0.1", by: [1, 2])
        let package = try ChangeSpecimen.releases(old, new)
        let fingerprint = try #require(new.signatures[1].key?.fingerprint)
        func decide(_ namespace: Int?, _ tool: Int?, _ key: Int?, by source: WaitingPeriods.Source = .log) throws
            -> Verdict.Merge
        {
            func time(_ hours: Int?) -> Timestamp? { hours.map { Timestamp(seconds: Self.now.seconds - $0 * 3600) } }
            var arrivals = Arrivals(by: source)
            arrivals.namespaces[package.id.namespace] = time(namespace)
            arrivals.packages[package.id] = time(tool)
            arrivals.keys[fingerprint] = time(key)
            arrivals.keys[try #require(old.signatures[0].key?.fingerprint)] = time(900)
            return Self.decide(try ChangeSpecimen.scope(policy, packages: [package], arrivals: arrivals))
        }
        #expect(try decide(1, 2, 3).answer == .yes)
        let key = try decide(9, 9, 1, by: .history)
        #expect(key.answer == .after(Timestamp(seconds: Self.now.seconds + 7200)))
        #expect(
            key.reasons.map(\.sentence) == [
                "the key \(fingerprint) is new and waits 3 hours, until 2026-11-22T12:30:00Z by the time of its commit"
            ])
        #expect(try decide(0, 9, 9).answer == .after(Timestamp(seconds: Self.now.seconds + 3600)))
        #expect(try decide(9, 0, 9).answer == .after(Timestamp(seconds: Self.now.seconds + 7200)))
        #expect(try decide(9, 9, nil).answer == .after(Timestamp(seconds: Self.now.seconds + 3 * 3600)))
    }

    @Test("lets what is new merge when it has been proposed for long enough")
    func proposed() throws {
        let policy = "name: prompts.example\npolicy: {merge-alone: [package, release], waiting-hours: {package: 24}}\n"
        func decide(_ age: Int) throws -> Verdict.Merge.Answer {
            var arrivals = Arrivals()
            arrivals.proposedAt = Timestamp(seconds: Self.now.seconds - age)
            return Self.decide(
                try ChangeSpecimen.scope(
                    policy, packages: [ChangeSpecimen.versions([], ["1.0.0"])], arrivals: arrivals)
            ).answer
        }
        #expect(try decide(86_400) == .yes)
        #expect(try decide(86_399) == .after(Timestamp(seconds: Self.now.seconds + 1)))
    }

    @Test("is no when nothing changes")
    func nothing() throws {
        #expect(Self.decide(try ChangeSpecimen.scope()).reasons.map(\.name) == ["nothing-changed"])
    }

    @Test(
        "does not say that nothing changes when nobody has looked, or when what changes is wrong",
        arguments: [FileChanges([], isCut: true), FileChanges([], empty: ["docs/hollow"])])
    func wrong(files: FileChanges) throws {
        let merge = Self.decide(try ChangeSpecimen.scope(files: files))
        #expect(merge.answer == .no && merge.reasons.isEmpty)
    }

    @Test("is no when a tag is gone, because older notes may have been put back, unless its release is yanked")
    func tags() throws {
        func rules(_ old: String, _ new: String) throws -> [String] {
            let packages = [try ChangeSpecimen.notes(old, new)]
            return Self.decide(try ChangeSpecimen.scope(packages: packages)).reasons.map(\.name)
        }
        #expect(try rules("dist-tags: {stable: 1.1.0}\n", "dist-tags: {latest: 1.1.0}\n") == ["tag-backwards"])
        #expect(
            try rules("dist-tags: {stable: 1.1.0}\n", "yanked: [{version: 1.1.0, reason: broken}]\n") == ["policy"])
    }

    @Test("asks for a person when a package is held back, and lists that beside a release")
    func quarantine() throws {
        func judged(_ old: String, _ new: String, releases: [String] = []) throws -> [String] {
            let package = try ChangeSpecimen.package(
                Specimen.package("@acme/tool", ["1.0.0"], notes: old, version: 1),
                Specimen.package("@acme/tool", ["1.0.0"] + releases, notes: new, version: 2))
            let scope = try ChangeSpecimen.scope(
                files: ChangeSpecimen.files(
                    package.notesPath, ChangeSpecimen.content(), ChangeSpecimen.content(.file, "b")),
                packages: [package])
            let list = scope.changes.map { "\($0.kind.rawValue) \($0.action.rawValue) \($0.subject)" }
            return list.sorted() + Self.decide(scope).reasons.map(\.name)
        }
        let (none, held, other) = ("yanked: []\n", "quarantine: {reason: stolen}\n", "quarantine: {reason: sold}\n")
        #expect(try judged(none, held) == ["quarantine added @acme/tool", "needs-person"])
        #expect(try judged(held, other) == ["quarantine changed @acme/tool", "needs-person"])
        #expect(
            try judged(held, none) == ["quarantine removed @acme/tool", "needs-person", "quarantine-lifted"])
        #expect(
            try judged(none, held, releases: ["1.0.1"]) == [
                "quarantine added @acme/tool", "release added @acme/tool 1.0.1", "needs-person",
            ])
        // Nothing that is listed stands for such a file, so it is listed itself.
        let path = "packages/acme/tool/package.yaml"
        #expect(try judged(none, none + "dist-tags: {}\n") == ["file changed \(path)", "needs-person"])
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
