import Testing

@testable import PromptuaryCore

/// What a rule is shown: one tree that it has nothing to say about, and one that it has.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let passes: @Sendable () throws -> [Finding]
    let fails: @Sendable () throws -> [Finding]

    init(
        _ rule: String, passes: @escaping @Sendable () throws -> [Finding],
        fails: @escaping @Sendable () throws -> [Finding]
    ) {
        self.rule = rule
        self.passes = passes
        self.fails = fails
    }

    var testDescription: String { rule }

    /// What all rules say about packages.
    static func findings(_ packages: [Package], _ namespaces: [Namespace] = []) throws -> [Finding] {
        let catalog = try Specimen.catalog(packages, namespaces: namespaces)
        return catalog.findings()
            + catalog.packages.flatMap { package in
                package.findings()
                    + package.releases.flatMap { $0.findings(in: catalog.namespace($0.package.namespace)) }
            }
    }

    /// What all rules say about a package with one release.
    static func findings(
        _ format: PackageFormat = .pdpkg, version: String = "1.0.0", id: String = "@acme/tool",
        _ change: @escaping (inout Specimen.Draft) -> Void
    ) throws -> [Finding] {
        try findings([Specimen.package([Specimen.release(id, version, format, change: change)])])
    }

    /// What all rules say about an archive with one more file.
    static func findings(file: String, _ text: String) throws -> [Finding] {
        try findings([Specimen.package([Specimen.release("@acme/tool", "1.0.0", files: [(file, text)])])])
    }
}

extension RuleCase {
    static let all: [RuleCase] = [
        RuleCase(
            "author-missing", passes: { try findings { $0.author = "Ada" } },
            fails: { try findings { $0.author = nil } }),
        RuleCase(
            "code-file",
            passes: { try findings(file: "lib/run.py", "---\nprompd_content_file: true\n---\nprint(1)\n") },
            fails: { try findings(file: "lib/run.py", "print(1)\n") }),
        RuleCase(
            "dependency-cycle",
            passes: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("@acme/bb", "1.0.0")])]),
                    Specimen.package([
                        Specimen.release("@acme/bb", "1.0.0"),
                        Specimen.release("@acme/bb", "2.0.0", needs: [("@acme/aa", "1.0.0")]),
                    ]),
                ])
            },
            fails: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("@acme/bb", "1.0.0")])]),
                    Specimen.package([Specimen.release("@acme/bb", "1.0.0", needs: [("@acme/aa", "latest")])]),
                ])
            }),
        RuleCase(
            "dependency-missing",
            passes: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("plain", "^0.1.0")])]),
                    Specimen.package("@main/plain", ["0.1.5"]),
                ])
            },
            fails: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("@acme/bb", "^0.2.0")])]),
                    Specimen.package("@acme/bb", ["0.1.5"]),
                ])
            }),
        RuleCase(
            "dependency-lost",
            passes: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("plain", "^0.1.0")])]),
                    Specimen.package("@main/plain", ["0.1.5"]),
                ])
            },
            fails: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("plain", "^0.2.0")])]),
                    Specimen.package("@main/plain", ["0.1.5"]),
                ])
            }),
        RuleCase(
            "dependency-private",
            passes: {
                try findings(
                    [
                        Specimen.package([
                            Specimen.release(
                                "@inner/aa", "1.0.0", needs: [("@inner/bb", "1.0.0"), ("@acme/cc", "1.0.0")])
                        ]), Specimen.package("@inner/bb", ["1.0.0"]), Specimen.package("@acme/cc", ["1.0.0"]),
                    ],
                    [Specimen.namespace("inner", "protection: private\n")])
            },
            fails: {
                try findings(
                    [
                        Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("@inner/bb", "1.0.0")])]),
                        Specimen.package("@inner/bb", ["1.0.0"]),
                    ],
                    [Specimen.namespace("inner", "protection: private\n")])
            }),
        RuleCase(
            "dependency-range",
            passes: {
                try findings([
                    Specimen.package([
                        Specimen.release("@acme/aa", "1.0.0", needs: [("@acme/bb", "1.0.0"), ("@acme/cc", "latest")])
                    ])
                ])
            },
            fails: {
                try findings([
                    Specimen.package([Specimen.release("@acme/aa", "1.0.0", needs: [("@acme/bb", "^1.0.0")])])
                ])
            }),
        RuleCase(
            "description-missing", passes: { try findings { $0.summary = "x" } },
            fails: { try findings { $0.summary = " \n" } }),
        RuleCase(
            "description-short", passes: { try findings { $0.summary = "Ten chars." } },
            fails: { try findings { $0.summary = "Nine char" } }),
        RuleCase(
            "files-listed", passes: { try findings { $0.listed = ["prompts/a.prmd", "prompts/*"] } },
            fails: { try findings { $0.listed = ["prompts/b.prmd"] } }),
        RuleCase(
            "hidden-text",
            passes: {
                try findings(
                    file: "prompts/b.prmd", "# Flag 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} é\n")
            },
            fails: { try findings(file: "prompts/b.prmd", "# Hello\u{202E}\n") }),
        RuleCase(
            "installer-limits",
            passes: {
                try findings(version: "1.0.0-abcdefghijklm", id: "@acme/" + String(repeating: "a", count: 50)) { _ in }
            },
            fails: { try findings(version: "1.0.0-abcdefghijklmno") { _ in } }),
        RuleCase(
            "latest-by-letters", passes: { try findings([Specimen.package("@acme/tool", ["1.8.0", "1.9.0"])]) },
            fails: { try findings([Specimen.package("@acme/tool", ["1.9.0", "1.10.0"])]) }),
        RuleCase(
            "licence-missing", passes: { try findings { $0.license = "MIT" } },
            fails: { try findings { $0.license = "" } }),
        RuleCase(
            "name-collision",
            passes: {
                try findings([Specimen.package("@acme/code", ["1.0.0"]), Specimen.package("@other/code", ["1.0.0"])])
            },
            fails: {
                try findings([Specimen.package("@acme/co-de", ["1.0.0"]), Specimen.package("@acme/c0de", ["1.0.0"])])
            }),
        RuleCase(
            "notes-version",
            passes: {
                try findings([
                    Specimen.package(
                        "@acme/tool", ["1.0.0", "1.1.0"],
                        notes:
                            "yanked: [{version: 1.0.0, reason: bad}]\ndeprecated: {reason: old, successor: \"@acme/tool\"}\n"
                    )
                ])
            },
            fails: {
                try findings([
                    Specimen.package("@acme/tool", ["1.0.0"], notes: "yanked: [{version: 1.0.1, reason: bad}]\n")
                ])
            }),
        RuleCase(
            "package-format", passes: { try findings([Specimen.package("@acme/tool", ["1.0.0", "2.0.0"])]) },
            fails: {
                try findings([
                    Specimen.package([
                        Specimen.release("@acme/tool", "1.0.0", .yaml), Specimen.release("@acme/tool", "2.0.0"),
                    ])
                ])
            }),
        RuleCase(
            "plain-secret",
            passes: { try findings(file: "a.md", "Your key begins with sk- and is secret: ask for it.\n") },
            fails: { try findings(file: "a.md", "key: AKIAIOSFODNN7EXAMPLE\n") }),
        RuleCase(
            "prompt-empty", passes: { try findings(file: "b.prmd", "Hi\n") },
            fails: { try findings(file: "b.prmd", " \r\n\t") }),
        RuleCase(
            "readme-missing",
            passes: { try findings([Specimen.package([Specimen.release("@acme/tool", "1.0.0", .yaml)])]) },
            fails: { try findings([Specimen.package([Specimen.release("@acme/tool", "1.0.0", readme: nil)])]) }),
        RuleCase(
            "successor-lost",
            passes: {
                try findings([
                    Specimen.package("@acme/tool", ["1.0.0"], notes: "deprecated: {reason: old, successor: other}\n"),
                    Specimen.package("@main/other", ["1.0.0"]),
                ])
            },
            fails: {
                try findings([
                    Specimen.package("@acme/tool", ["1.0.0"], notes: "deprecated: {reason: old, successor: other}\n")
                ])
            }),
        RuleCase(
            "successor-missing",
            passes: {
                try findings([
                    Specimen.package(
                        "@acme/tool", ["1.0.0"], notes: "deprecated: {reason: old, successor: \"@acme/new\"}\n"),
                    Specimen.package("@acme/new", ["1.0.0"]),
                ])
            },
            fails: {
                try findings([
                    Specimen.package(
                        "@acme/tool", ["1.0.0"], notes: "deprecated: {reason: old, successor: \"@acme/new\"}\n")
                ])
            }),
        RuleCase(
            "text-mixed-script", passes: { try findings { $0.summary = "Для всех: prompts for Ελλάδα, naïve" } },
            fails: { try findings { $0.title = "Pаypal" } }),
    ]

    /// The rules whose findings come up while files are read; the tests of the tree reader have their cases.
    static let ofReader: Set<String> = [
        "approval-removed", "claim-unsigned", "file-irregular", "file-unexpected", "file-unreadable", "keys-changed",
        "keys-missing",
        "keys-signature",
        "namespace-missing", "notes-signature", "release-changed", "release-path", "release-removed",
        "revocation-ahead", "signature-missing", "signature-threshold",
    ]
}

@Suite("The standing rules")
struct RuleCasesTests {
    @Test("says nothing about what is right, and only its own about what is wrong", arguments: RuleCase.all)
    func judged(_ example: RuleCase) throws {
        #expect(!(try example.passes().contains { $0.rule == example.rule }))
        let findings = try example.fails().filter { $0.rule == example.rule }
        #expect(!findings.isEmpty)
        let rule = try #require(Rule.named(example.rule))
        for finding in findings {
            #expect(finding.severity == rule.severity && finding.remedy == rule.remedy)
            #expect(
                finding.message.first?.isUppercase == false && !finding.message.contains("\n")
                    && !finding.message.hasSuffix("."))
            #expect(finding.path.hasPrefix("packages/") || finding.path.hasPrefix("namespaces/"))
        }
    }

    @Test("have each one case here or one in the tests of the tree reader")
    func complete() {
        let here = Set(RuleCase.all.map(\.rule))
        #expect(here.count == RuleCase.all.count)
        #expect(here.isDisjoint(with: RuleCase.ofReader))
        #expect(Set(Rule.standing.map(\.id)) == here.union(RuleCase.ofReader))
        for rule in Rule.standing where RuleCase.ofReader.contains(rule.id) {
            guard case .reading = rule.check else {
                Issue.record("\(rule.id) is not raised while reading")
                continue
            }
        }
    }

    @Test("have unique ids in kebab-case, a sentence and a remedy each")
    func wording() {
        #expect(Set(Rule.standing.map(\.id)).count == Rule.standing.count)
        for rule in Rule.standing {
            #expect(rule.id.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 })
            #expect(
                !rule.summary.isEmpty && !rule.remedy.isEmpty && !rule.remedy.hasSuffix(".")
                    && !rule.summary.hasSuffix("."))
            #expect(Rule.named(rule.id)?.id == rule.id)
        }
        #expect(Rule.named("no-such-rule") == nil)
    }

    @Test("have nothing to say about a specimen")
    func clean() throws {
        #expect(try RuleCase.findings([Specimen.package("@acme/tool", ["1.0.0", "1.1.0"])]).isEmpty)
    }
}
