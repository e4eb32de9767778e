import Testing

@testable import PromptuaryCore

/// What a rule for changes is shown: a change that it has nothing to say about, and one that it has.
struct ChangeRuleCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let passes: @Sendable () throws -> ChangeScope
    let fails: @Sendable () throws -> ChangeScope

    init(
        _ rule: String, passes: @escaping @Sendable () throws -> ChangeScope,
        fails: @escaping @Sendable () throws -> ChangeScope
    ) {
        self.rule = rule
        self.passes = passes
        self.fails = fails
    }

    var testDescription: String { rule }

    private typealias Make = ChangeSpecimen

    private static func version(_ old: [String], _ new: [String]) throws -> ChangeScope {
        try Make.scope(packages: [Make.versions(old, new)])
    }

    private static func notes(_ old: String, _ new: String) throws -> ChangeScope {
        try Make.scope(packages: [Make.notes(old, new)])
    }

    fileprivate static func numbers(_ old: Int, _ new: Int) throws -> ChangeScope {
        let path = "packages/acme/tool/package.yaml"
        return try Make.scope(
            files: Make.files(path, old == 0 ? nil : Make.content(), Make.content(.file, "b")),
            packages: [
                Make.notes(old == 0 ? "" : "yanked: []\n", new == 0 ? "" : "dist-tags: {next: 1.0.0}\n", (old, new))
            ])
    }

    private static func namespace(_ old: String?, _ new: String?) throws -> ChangeScope {
        try Make.scope(namespaces: [Make.namespace(old, new)])
    }

    private static func new(_ id: String, beside names: [String], settings: String = "name: prompts.example\n") throws
        -> ChangeScope
    {
        try Make.scope(settings, packages: [Make.versions([], ["1.0.0"], of: id)], names: names)
    }

    private static func licence(_ old: String, _ new: String, policy: String = "") throws -> ChangeScope {
        let before = try Specimen.release("@acme/tool", "1.0.0") { $0.license = old }
        let after = try Specimen.release("@acme/tool", "1.1.0") { $0.license = new }
        return try Make.scope("name: prompts.example\n" + policy, packages: [Make.releases(before, after)])
    }

    private static func needs(_ ranges: String...) throws -> ChangeScope {
        let release = try Specimen.release(
            "@acme/tool", "1.0.0", needs: ranges.enumerated().map { ("@acme/a\($0.offset)", $0.element) })
        return try Make.scope(packages: [Make.package(nil, Specimen.package([release]))])
    }

    private static func source(_ old: String?, _ new: String?) throws -> ChangeScope {
        let before = try Specimen.release("@acme/tool", "1.0.0") { $0.repository = old }
        let after = try Specimen.release("@acme/tool", "1.0.1") { $0.repository = new }
        return try Make.scope(packages: [Make.releases(before, after)])
    }

    private static func interface(_ change: (String, String), _ version: String) throws -> ChangeScope {
        let before = try InterfaceFixture.interface(InterfaceFixture.archive())
        let after = try InterfaceFixture.interface(InterfaceFixture.archive(InterfaceFixture.prompt([change])))
        return try Make.scope(packages: [
            Make.package(
                Specimen.package("@acme/tool", ["1.0.0"]), Specimen.package("@acme/tool", ["1.0.0", version]),
                interface: InterfaceChange(from: before, to: after))
        ])
    }

    private static func file(_ path: String, _ kind: ChangedFile.Content.Kind = .file, size: Int = 10) throws
        -> ChangeScope
    {
        try Make.scope(files: Make.file(path, kind, size: size))
    }

    private static func files(
        _ path: String, _ old: ChangedFile.Content?, _ new: ChangedFile.Content?
    ) throws -> ChangeScope {
        try Make.scope(files: Make.files(path, old, new))
    }

    private static func agreement(
        to package: ChangeScope.PackageChange, digest: SHA256Digest?
    ) throws -> ChangeScope {
        let consent = Consent(
            .approval, subject: "@acme/tool 1.0.1", digest: digest, approvers: ["rita"], file: "approvals/a.yaml")
        return try Make.scope(packages: [package], consents: [consent])
    }

    private static let package = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"
    private static let keySets = Result { try PublisherFixture.three() }

    static let all: [ChangeRuleCase] = [
        ChangeRuleCase(
            "change-conflict", passes: { try file("docs/a.md") },
            fails: { try Make.scope(files: FileChanges([], conflicts: ["packages/acme/tool/package.yaml"])) }),
        ChangeRuleCase(
            "change-size", passes: { try file("docs/a.md") },
            fails: { try Make.scope(files: FileChanges([], isCut: true)) }),
        ChangeRuleCase(
            "consent-stray",
            passes: {
                let package = try Make.versions(["1.0.0"], ["1.0.1"])
                return try agreement(to: package, digest: package.added.first?.release.contents.digest)
            },
            fails: { try agreement(to: Make.versions(["1.0.0"], ["1.0.1"]), digest: SHA256Digest(of: [1])) }),
        ChangeRuleCase(
            "dependency-unbounded", passes: { try needs("^1.0.0 || 2.x", "latest") },
            fails: { try needs("1.0.0", ">=1.0.0") }),
        ChangeRuleCase(
            "deprecation-withdrawn",
            passes: { try notes("", "deprecated: {reason: nobody maintains it}\n") },
            fails: { try notes("deprecated: {reason: nobody maintains it}\n", "") }),
        ChangeRuleCase(
            "evidence-lost",
            passes: {
                try Make.scope(packages: [
                    Make.releases(Make.signed("1.0.0", by: [1]), Make.signed("1.0.1", by: [1, 2]))
                ])
            },
            fails: {
                try Make.scope(packages: [
                    Make.releases(Make.signed("1.0.0", by: [1, 2]), Make.signed("1.0.1", by: [1]))
                ])
            }),
        ChangeRuleCase(
            "file-collision",
            passes: {
                try Make.scope(
                    files: FileChanges(
                        [ChangedFile(Array("docs/a.md".utf8), old: nil, new: Make.content())],
                        neighbours: ["docs/a.md", "docs/b.md", "docs/a.md.md"].map { Array($0.utf8) }))
            },
            fails: {
                try Make.scope(
                    files: FileChanges(
                        [ChangedFile(Array("docs/A.md".utf8), old: nil, new: Make.content())],
                        neighbours: ["docs/A.md", "docs/a.md"].map { Array($0.utf8) }))
            }),
        ChangeRuleCase(
            "file-executable", passes: { try file("docs/a.sh") }, fails: { try file("docs/a.sh", .executable) }),
        ChangeRuleCase(
            "file-name", passes: { try file("docs/größe.md") }, fails: { try file("docs/../registry.yaml") }),
        ChangeRuleCase(
            "file-size", passes: { try file(package, size: 10 << 20) },
            fails: { try file(package, size: (10 << 20) + 1) }),
        ChangeRuleCase(
            "forge-changed", passes: { try file("docs/owners.md") }, fails: { try file(".github/workflows/a.yml") }),
        ChangeRuleCase(
            "git-file", passes: { try file(".gitignore") }, fails: { try file("packages/acme/tool/.GitAttributes") }),
        ChangeRuleCase(
            "interface-step", passes: { try interface(("name: message", "name: text"), "2.0.0") },
            fails: { try interface(("name: message", "name: text"), "1.1.0") }),
        ChangeRuleCase(
            "keys-at-once",
            passes: {
                let sets = try keySets.get()
                return try Make.scope(
                    namespaces: [
                        Make.namespace(Make.keys(Array(sets.prefix(1))), Make.keys(Array(sets.prefix(2))))
                    ], packages: [Make.versions(["1.0.0"], ["1.1.0"])])
            },
            fails: {
                let package = try Make.versions(["1.0.0"], ["1.1.0"])
                return try Make.scope(packages: [
                    ChangeScope.PackageChange(
                        package.id, old: package.old, new: package.new, added: package.added, usesNewKeys: true)
                ])
            }),
        ChangeRuleCase(
            "keys-threshold-lowered",
            passes: {
                let one = try PublisherFixture.signed(PublisherFixture.keys(1, 2), by: [1])
                let two = try PublisherFixture.signed(
                    PublisherFixture.keys(1, 2), threshold: 2, version: 2, after: one, by: [1])
                return try Make.scope(namespaces: [Make.namespace(Make.keys([one]), Make.keys([one, two]))])
            },
            fails: {
                let one = try PublisherFixture.signed(PublisherFixture.keys(1, 2), threshold: 2, by: [1, 2])
                let two = try PublisherFixture.signed(PublisherFixture.keys(1, 2), version: 2, after: one, by: [1, 2])
                return try Make.scope(namespaces: [Make.namespace(Make.keys([one]), Make.keys([one, two]))])
            }),
        ChangeRuleCase(
            "licence-changed", passes: { try licence("MIT", "MIT") }, fails: { try licence("MIT", "Apache-2.0") }),
        ChangeRuleCase(
            "licence-policy",
            passes: { try licence("MIT", "MIT OR GPL-3.0-only", policy: "policy: {licences: {deny: [GPL-*]}}\n") },
            fails: { try licence("MIT", "GPL-3.0-only", policy: "policy: {licences: {deny: [GPL-*]}}\n") }),
        ChangeRuleCase(
            "name-confusable", passes: { try new("@acme/tool", beside: ["@other/tool", "@acme/too1"]) },
            fails: { try new("@acme/tool", beside: ["@acrne/tool"]) }),
        ChangeRuleCase(
            "name-elsewhere",
            passes: {
                try new(
                    "@acme/left-pad", beside: [],
                    settings: "name: prompts.example\npolicy: {known-names: {npm: [left-pad]}}\n")
            },
            fails: {
                try new(
                    "left-pad", beside: [],
                    settings: "name: prompts.example\npolicy: {known-names: {npm: [left_pad]}}\n")
            }),
        ChangeRuleCase(
            "name-reserved",
            passes: {
                try new(
                    "@acme/openai-chat", beside: [],
                    settings: "name: prompts.example\npolicy: {names: [{name: openai-*, for: [acme]}]}\n")
            },
            fails: {
                try new(
                    "@acme/openai-chat", beside: [],
                    settings: "name: prompts.example\npolicy: {names: [{name: openai-*, reason: a trade mark}]}\n")
            }),
        ChangeRuleCase(
            "name-similar", passes: { try new("@acme/planner", beside: ["@other/summary"]) },
            fails: { try new("@acme/planner", beside: ["@acmee/planner"]) }),
        ChangeRuleCase(
            "namespace-exposed", passes: { try namespace("protection: public\n", "protection: protected\n") },
            fails: { try namespace("protection: private\n", "protection: protected\n") }),
        ChangeRuleCase(
            "namespace-hidden", passes: { try namespace(nil, "protection: private\n") },
            fails: { try namespace("protection: public\n", "protection: private\n") }),
        ChangeRuleCase(
            "namespace-removed",
            passes: {
                try Make.scope(
                    files: Make.files("namespaces/acme/namespace.yaml", Make.content(), Make.content(.file, "b")),
                    namespaces: [Make.namespace("owners: [ada]\n", nil)])
            },
            fails: {
                try Make.scope(
                    files: Make.files("namespaces/acme/namespace.yaml", Make.content(), nil),
                    namespaces: [Make.namespace("owners: [ada]\n", nil)])
            }),
        ChangeRuleCase("notes-order", passes: { try numbers(7, 8) }, fails: { try numbers(7, 7) }),
        ChangeRuleCase(
            "owners-changed", passes: { try namespace("owners: [ada]\n", "owners: [ada]\ndescription: x\n") },
            fails: { try namespace("owners: [ada]\n", "owners: [ada, bob]\n") }),
        ChangeRuleCase(
            "policy-changed",
            passes: { try Make.scope(becomes: "name: prompts.example # nothing else\n") },
            fails: { try Make.scope(becomes: "name: prompts.example\npolicy: {merge-alone: [keys]}\n") }),
        ChangeRuleCase(
            "quarantine-lifted", passes: { try notes("", "quarantine: {reason: bad}\n") },
            fails: { try notes("quarantine: {reason: bad}\n", "") }),
        ChangeRuleCase(
            "reason-short",
            passes: {
                try notes(
                    "deprecated: {reason: old}\n",
                    "deprecated: {reason: old}\nyanked: [{version: 1.0.0, reason: it loses lines}]\n")
            }, fails: { try notes("deprecated: {reason: nobody maintains it}\n", "deprecated: {reason: old}\n") }),
        ChangeRuleCase(
            "registry-renamed", passes: { try Make.scope(becomes: "name: prompts.example\ntitle: Other\n") },
            fails: { try Make.scope(becomes: "name: other.example\n") }),
        ChangeRuleCase(
            "release-struck-out", passes: { try files(package, Make.content(), nil) },
            fails: {
                try Make.scope(files: Make.files(package, Make.content(), nil), struckOut: [Array(package.utf8)])
            }),
        ChangeRuleCase(
            "releases-many", passes: { try version(["1.0.0"], (1...20).map { "1.0.\($0)" }) },
            fails: { try version(["1.0.0"], (1...21).map { "1.0.\($0)" }) }),
        ChangeRuleCase(
            "repository-changed", passes: { try source(nil, "https://git.example/acme") },
            fails: { try source("https://git.example/acme", "https://git.example/other") }),
        ChangeRuleCase(
            "signature-changed", passes: { try files(package + ".minisig", nil, Make.content()) },
            fails: { try files(package + ".minisig", Make.content(), Make.content(.file, "b")) }),
        ChangeRuleCase(
            "signature-removed", passes: { try files(package + ".2.minisig", nil, Make.content()) },
            fails: { try files(package + ".minisig", Make.content(), nil) }),
        ChangeRuleCase(
            "tag-backwards",
            passes: {
                try notes(
                    "dist-tags: {latest: 1.1.0}\n",
                    "dist-tags: {latest: 1.0.0}\nyanked: [{version: 1.1.0, reason: broken}]\n")
            }, fails: { try notes("dist-tags: {latest: 1.1.0}\n", "dist-tags: {latest: 1.0.0}\n") }),
        ChangeRuleCase(
            "tree-form", passes: { try file("docs/a.md") },
            fails: { try Make.scope(files: FileChanges([], disordered: ["packages/acme"])) }),
        ChangeRuleCase("trust-changed", passes: { try file("docs/a.md") }, fails: { try file("trust/keys.json") }),
        ChangeRuleCase(
            "version-backwards", passes: { try version(["1.0.0", "2.0.0"], ["1.0.1"]) },
            fails: { try version(["1.0.0", "1.0.2"], ["1.0.1"]) }),
        ChangeRuleCase(
            "version-duplicate", passes: { try version(["1.0.0+1"], ["1.0.1+1"]) },
            fails: { try version(["1.0.0+1"], ["1.0.0+2"]) }),
        ChangeRuleCase(
            "version-skipped", passes: { try version(["1.0.0"], ["1.0.1", "1.1.0", "2.0.0"]) },
            fails: { try version(["1.0.0"], ["1.0.2"]) }),
        ChangeRuleCase(
            "yank-withdrawn",
            passes: { try notes("", "yanked: [{version: 1.0.0, reason: bad}]\n") },
            fails: { try notes("yanked: [{version: 1.0.0, reason: bad}]\n", "") }),
    ]
}

@Suite("The rules for changes")
struct ChangeRuleCasesTests {
    @Test("say nothing about what is right, and name what is wrong", arguments: ChangeRuleCase.all)
    func judged(_ example: ChangeRuleCase) throws {
        #expect(try example.passes().findings().filter { $0.rule == example.rule }.isEmpty)
        let findings = try example.fails().findings().filter { $0.rule == example.rule }
        #expect(!findings.isEmpty)
        let rule = try #require(Rule.named(example.rule))
        for finding in findings {
            #expect(finding.severity == rule.severity && finding.remedy == rule.remedy)
            #expect(
                finding.message.first?.isUppercase == false && !finding.message.contains("\n")
                    && !finding.message.hasSuffix("."))
        }
    }

    @Test("have one case each, or one in the tests of the reader, and are none of those for whole trees")
    func complete() {
        let byReader: Set<String> = ["consent-invalid", "signatures-lost"]
        #expect(ChangeRuleCase.all.map(\.rule) == Rule.ofChanges.map(\.id).filter { !byReader.contains($0) })
        #expect(Set(Rule.ofChanges.map(\.id)).isDisjoint(with: Rule.standing.map(\.id)))
        for rule in Rule.ofChanges {
            #expect(!rule.summary.isEmpty && !rule.remedy.isEmpty && !rule.remedy.hasSuffix("."))
        }
    }

    @Test(
        "take notes that follow those of the base by one, and no others",
        arguments: [
            (0, 1, true), (0, 2, false), (0, 7, false), (1, 2, true), (1, 1, false), (1, 3, false), (7, 8, true),
            (7, 1, false), (7, 6, false), (7, 9, false), (9, 10, true), (10, 9, false),
        ])
    func numbers(_ old: Int, _ new: Int, _ isNext: Bool) throws {
        let findings = try ChangeRuleCase.numbers(old, new).findings().filter { $0.rule == "notes-order" }
        #expect(findings.isEmpty == isNext)
        #expect(findings.allSatisfy { $0.path == "packages/acme/tool/package.yaml" && $0.place.key == "version" })
    }

    @Test("say nothing about notes that nobody touches, and do not count those that cannot be read")
    func untouched() throws {
        let same = try ChangeSpecimen.scope(
            files: ChangeSpecimen.file("docs/a.md"), packages: [ChangeSpecimen.notes("yanked: []\n", "", (3, 0))])
        #expect(same.findings().allSatisfy { $0.rule != "notes-order" })
        #expect(try ChangeRuleCase.numbers(3, 0).findings().allSatisfy { $0.rule != "notes-order" })
    }

    @Test("have nothing to say about a new version, a yank and a text by their owners")
    func clean() throws {
        let scope = try ChangeSpecimen.scope(
            files: ChangeSpecimen.file("docs/a.md"),
            packages: [
                ChangeSpecimen.versions(["1.0.0"], ["1.0.1"]),
                ChangeSpecimen.package(
                    Specimen.package("@acme/other", ["1.0.0", "1.1.0"]),
                    Specimen.package(
                        "@acme/other", ["1.0.0", "1.1.0"],
                        notes: "yanked: [{version: 1.0.0, reason: it loses lines}]\n")),
            ])
        #expect(scope.findings().isEmpty)
    }

    @Test("refuse a chain of key sets that does not go on from that of the base, however well it is signed")
    func foreignChain() throws {
        let (ours, theirs) = (
            try PublisherFixture.signed(PublisherFixture.keys(1), by: [1]),
            try PublisherFixture.signed(PublisherFixture.keys(7), by: [7])
        )
        let next = try PublisherFixture.signed(PublisherFixture.keys(1, 2), version: 2, after: ours, by: [1])
        func rules(_ new: [SignedKeySet]) throws -> [String] {
            try ChangeSpecimen.namespace(ChangeSpecimen.keys([ours]), ChangeSpecimen.keys(new)).continuity.map(\.rule)
        }
        #expect(try rules([ours]).isEmpty)
        #expect(try rules([ours, next]).isEmpty)
        #expect(try rules([theirs]) == ["keys-changed"])
    }
}
