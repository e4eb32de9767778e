import Testing

@testable import PromptuaryCore

@Suite("Rules about a whole catalog")
struct CatalogRulesTests {
    private static func messages(_ rule: String, _ packages: [Package], _ namespaces: [Namespace] = []) throws
        -> [String]
    {
        try RuleCase.findings(packages, namespaces).filter { $0.rule == rule }.map(\.message)
    }

    private static func chain(_ edges: [String: [String]]) throws -> [Package] {
        try edges.sorted { $0.key < $1.key }.map { name, needs in
            try Specimen.package([
                Specimen.release("@acme/\(name)", "1.0.0", needs: needs.map { ("@acme/" + $0, "1.0.0") })
            ])
        }
    }

    @Test(
        "find a cycle of any length, and no cycle where paths only meet",
        arguments: [
            (["a": ["a"]], 1), (["a": ["b"], "b": ["c"], "c": ["a"]], 1),
            (["a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []], 0),
            (["a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]], 2), (["a": ["b"], "b": ["c"], "c": ["b"]], 1),
            (["a": ["missing"], "b": ["a"]], 0),
        ] as [([String: [String]], Int)])
    func cycles(_ edges: [String: [String]], _ count: Int) throws {
        let found = try Self.messages("dependency-cycle", Self.chain(edges))
        #expect(found.count == count)
        for message in found { #expect(message.contains("→")) }
    }

    @Test("walk a chain of 3,000 packages without recursion", .timeLimit(.minutes(1)))
    func deepChain() throws {
        var edges: [String: [String]] = [:]
        for number in 0..<3000 { edges["p\(number)x"] = ["p\(number + 1)x"] }
        edges["p3000x"] = ["p0x"]
        #expect(try Self.messages("dependency-cycle", Self.chain(edges)).count == 1)
    }

    @Test(
        "tell why a dependency cannot be had",
        arguments: [
            ("@acme/none", "1.0.0", "not in the registry"), ("Not A Name", "1.0.0", "not the name of a package"),
            ("@acme/base", "nonsense !", "not a version range"),
            ("@acme/base", "", "range"), ("@acme/base", "^3.0.0", "no release of @acme/base satisfies"),
        ])
    func missing(_ identity: String, _ range: String, _ part: String) throws {
        let packages = [
            try Specimen.package([Specimen.release("@acme/asker", "1.0.0", needs: [(identity, range)])]),
            try Specimen.package("@acme/base", ["1.0.0", "2.0.0"]),
        ]
        let messages = try Self.messages("dependency-missing", packages)
        #expect(try Self.messages("dependency-lost", packages).isEmpty)
        // The npm client reads an empty range as any version.
        if identity == "@acme/base", range.isEmpty, messages.isEmpty { return }
        #expect(messages.count == 1 && messages[0].contains(part), "\(messages)")
    }

    @Test("ask nothing of a yanked release, and never take a yanked release for an answer")
    func yanked() throws {
        let base = try Specimen.package("@acme/base", ["1.0.0"], notes: "yanked: [{version: 1.0.0, reason: bad}]\n")
        let asker = try Specimen.package([Specimen.release("@acme/asker", "1.0.0", needs: [("@acme/base", "1.0.0")])])
        #expect(try Self.messages("dependency-missing", [base, asker]).isEmpty)
        #expect(try Self.messages("dependency-lost", [base, asker]).map { $0.contains("is yanked") } == [true])
        let gone = try Specimen.package(
            [Specimen.release("@acme/asker", "1.0.0", needs: [("@acme/base", "1.0.0")])],
            notes: "yanked: [{version: 1.0.0, reason: bad}]\n")
        #expect(try Self.messages("dependency-lost", [base, gone]).isEmpty)
    }

    @Test(
        "let nobody keep the owners of another namespace from taking something back",
        arguments: [("@main/none", "1.0.0"), ("@main/plain", "^2.0.0"), ("plain", "2.0.0")])
    func lost(_ identity: String, _ range: String) throws {
        let packages = [
            try Specimen.package([Specimen.release("@acme/asker", "1.0.0", needs: [(identity, range)])]),
            try Specimen.package("@main/plain", ["1.0.0"]),
        ]
        #expect(try Self.messages("dependency-missing", packages).isEmpty)
        #expect(try Self.messages("dependency-lost", packages).count == 1)
        let finding = try #require(try RuleCase.findings(packages).first { $0.rule == "dependency-lost" })
        #expect(finding.severity == .warning)
        // What comes now has to find what it needs.
        let added = Rule.ofAdded(finding)
        #expect(added.rule == "dependency-missing" && added.severity == .error && added.message == finding.message)
    }

    @Test(
        "find names that a person takes for each other",
        arguments: [
            (["@acme/code-review", "@acme/code_review"], 1), (["@acme/code.review", "@acme/codereview"], 1),
            (["@acme/modern", "@acme/modem"], 1),
            (["@acme/tool1", "@acme/tooll"], 1), (["@acme/code", "@acme/coda"], 0), (["@acme/code", "@beta/code"], 0),
            (["@acme/a-b", "@acme/a.b", "@acme/a_b"], 2),
            (["@acme/tool", "@ac-me/tool"], 1), (["@acme/tool", "@acrne/tool"], 1),
            (["@city.library/a", "@city-library/b"], 1),
        ])
    func collisions(_ ids: [String], _ count: Int) throws {
        let packages = try ids.map { try Specimen.package($0, ["1.0.0"]) }
        #expect(try Self.messages("name-collision", packages).count == count)
        #expect(try Self.messages("name-collision", packages.reversed()).count == count)
    }

    @Test(
        "find notes that name nothing",
        arguments: [
            ("yanked: [{version: 9.0.0, reason: x}]", 1), ("dist-tags: {next: 9.0.0}", 1),
            ("dist-tags: {latest: 1.0.0}\nyanked: [{version: 1.0.0, reason: x}]", 1),
            ("deprecated: {reason: x, successor: \"@acme/none\"}", 0),
            ("dist-tags: {next: 1.1.0}", 0), ("yanked: [{version: 1.0.0, reason: x}]", 0),
        ])
    func notes(_ notes: String, _ count: Int) throws {
        let packages = [
            try Specimen.package("@acme/tool", ["1.0.0", "1.1.0"], notes: notes + "\n"),
            try Specimen.package("@main/other", ["1.0.0"]),
        ]
        #expect(try Self.messages("notes-version", packages).count == count)
    }

    @Test(
        "find a deprecated package whose successor is not there",
        arguments: [
            ("reason: x, successor: \"@acme/none\"", 1), ("reason: x, successor: \"not a name\"", 1),
            ("reason: x, successor: \"@main/tool\"", 0), ("reason: x, successor: other", 0),
            ("reason: x, successor: \"@acme/tool\"", 0), ("reason: x", 0),
        ])
    func successor(_ deprecation: String, _ count: Int) throws {
        let packages = [
            try Specimen.package("@acme/tool", ["1.0.0"], notes: "deprecated: {\(deprecation)}\n"),
            try Specimen.package("@main/other", ["1.0.0"]),
        ]
        #expect(try Self.messages("successor-missing", packages).count == count)
        let isOthers = deprecation.contains("@main/tool")
        #expect(try Self.messages("successor-lost", packages).count == (isOthers ? 1 : 0))
    }

    @Test("find a package whose releases call themselves by two names")
    func renamed() throws {
        let scoped = try Specimen.release("@main/tool", "1.0.0")
        let bare = try Specimen.release("@main/tool", "2.0.0") { $0.identity = "tool" }
        #expect(try Self.messages("package-format", [Specimen.package([scoped, bare])]).count == 1)
    }
}

@Suite("Rules about one release")
struct ReleaseRulesTests {
    private static func rules(_ change: @escaping (inout Specimen.Draft) -> Void) throws -> [String] {
        try RuleCase.findings(.pdpkg, change).map(\.rule)
    }

    @Test(
        "find words that mix scripts in title, author and description, and no more than that",
        arguments: [
            ("Pаypal", true), ("scоpe", true), ("αlpha", true), ("Пpивет", true), ("Привет мир", false),
            ("Ελλάδα Hellas", false), ("naïve café", false),
            ("日本語prompt", false), ("C++ и Go", false), ("µm", false), ("x-ray", false), ("Straße", false),
            ("a\u{301}b", false),
        ])
    func mixedScript(_ text: String, _ isFound: Bool) throws {
        let long = text + " and more words"
        #expect(try Self.rules { $0.title = text }.contains("text-mixed-script") == isFound)
        #expect(try Self.rules { $0.author = text }.contains("text-mixed-script") == isFound)
        #expect(try Self.rules { $0.summary = long }.contains("text-mixed-script") == isFound)
    }

    @Test(
        "find file names that the Python client does not install",
        arguments: [("a b.prmd", false), ("a..b", false), ("café.md", true), ("日本.prmd", true)])
    func fileNames(_ name: String, _ isFound: Bool) throws {
        let release = try Specimen.release("@acme/tool", "1.0.0", files: [(name, "x")])
        #expect(release.findings(in: nil).contains { $0.rule == "installer-limits" } == isFound)
    }

    @Test("find names of more than 50 characters, in archives only")
    func longNames() throws {
        let id = "@acme/" + String(repeating: "a", count: 51)
        #expect(try Specimen.release(id, "1.0.0").findings(in: nil).contains { $0.rule == "installer-limits" })
        #expect(try !Specimen.release(id, "1.0.0", .yaml).findings(in: nil).contains { $0.rule == "installer-limits" })
    }
}
