import Testing

@testable import PromptuaryCore

@Suite("registry.yaml")
struct RegistrySettingsTests {
    @Test("with a name alone has a value for everything")
    func defaults() throws {
        let settings = try Specimen.settings()
        #expect(
            settings.name.text == "prompts.example" && settings.title == "prompts.example" && settings.summary.isEmpty)
        #expect(settings.baseURL == nil && settings.defaultNamespace.text == "main" && !settings.isDemo)
        #expect(settings.severities.isEmpty && settings.surfaces == Set(RegistrySettings.SurfaceID.allCases))
    }

    @Test("says everything that it can say")
    func complete() throws {
        let settings = try Specimen.settings(
            """
            name: prompts.example
            title: Prompts
            description: For all
            base-url: https://prompts.example/registry
            default-namespace: "@acme"
            demo: true
            surfaces: [prompd, pages]
            policy:
              rules: {author-missing: off, readme-missing: warning, description-short: error}
            """)
        #expect(settings.title == "Prompts" && settings.summary == "For all" && settings.isDemo)
        #expect(settings.baseURL == "https://prompts.example/registry" && settings.defaultNamespace.text == "acme")
        #expect(settings.surfaces == [.prompd, .pages])
        #expect(settings.severities.count == 3)
        #expect(settings.severities["author-missing"] == .some(.none))
        #expect(settings.severities["readme-missing"] == .some(.warning))
    }

    static let wrong: [(String, String, String?)] = [
        ("[]", "yaml-root", nil), ("a: 1", "document-field-missing", "name"),
        ("name:", "document-field-missing", "name"),
        ("name: \"\"", "document-field-missing", "name"), ("name: 5", "document-field-type", "name"),
        ("name: [a]", "document-field-type", "name"), ("name: true", "document-field-type", "name"),
        ("name: A_B", "name-registry", nil),
        ("title: 5", "document-field-type", "title"), ("title: {a: b}", "document-field-type", "title"),
        ("title: \(String(repeating: "x", count: 201))", "document-field-value", "title"),
        ("description: [x]", "document-field-type", "description"),
        ("description: \(String(repeating: "x", count: 2001))", "document-field-value", "description"),
        ("base-url: 5", "document-field-type", "base-url"),
        ("base-url: prompts.example", "document-field-value", "base-url"),
        ("base-url: \"\"", "document-field-value", "base-url"),
        ("base-url: https://", "document-field-value", "base-url"),
        ("base-url: https://a.example/", "document-field-value", "base-url"),
        ("base-url: ftp://a.example", "document-field-value", "base-url"),
        ("base-url: javascript:alert(1)", "document-field-value", "base-url"),
        ("base-url: \"https://a b.example\"", "document-field-value", "base-url"),
        ("base-url: \"https://a.example/\\\"x\"", "document-field-value", "base-url"),
        ("base-url: https://a.example/<script>", "document-field-value", "base-url"),
        ("base-url: https://é.example", "document-field-value", "base-url"),
        ("base-url: https://a.example/\(String(repeating: "x", count: 1020))", "document-field-value", "base-url"),
        ("default-namespace: 5", "document-field-type", "default-namespace"),
        ("default-namespace: A", "name-namespace", nil),
        ("default-namespace: admin", "name-namespace-reserved", nil), ("demo: yes", "document-field-type", "demo"),
        ("demo: 1", "document-field-type", "demo"), ("demo: \"true\"", "document-field-type", "demo"),
        ("surfaces: prompd", "document-field-type", "surfaces"),
        ("surfaces: [prompd, x]", "document-field-value", "surfaces"),
        ("surfaces: [5]", "document-field-type", "surfaces"),
        ("surfaces: [Prompd]", "document-field-value", "surfaces"),
        ("policy: off", "document-not-a-mapping", nil), ("policy: []", "document-not-a-mapping", nil),
        ("policy: {rule: {}}", "document-field-unknown", "policy.rule"),
        ("policy: {rules: off}", "document-field-type", "policy.rules"),
        ("policy: {rules: {author-missing: none}}", "document-field-value", "policy.rules"),
        ("policy: {rules: {author-missing: true}}", "document-field-value", "policy.rules"),
        ("titel: x", "document-field-unknown", "titel"), ("Name: x", "document-field-unknown", "Name"),
        ("names: [x]", "document-field-unknown", "names"),
    ]

    @Test("with one wrong field is refused, and the place is the field", arguments: wrong)
    func refused(_ line: String, _ code: String, _ key: String?) throws {
        let yaml =
            line.hasPrefix("name:") || line.hasPrefix("[") || line == "a: 1" ? line : "name: prompts.example\n" + line
        let refusal = try #require(throws: Refusal.self) { try Specimen.settings(yaml + "\n") }
        if code != "yaml-root" { #expect(refusal.code == code) }
        if let key { #expect(refusal.place.key == key) }
    }

    @Test("names rules that there are, because a misspelled one is an error, not silence")
    func unknownRule() {
        do {
            #expect(refusalCode { try Specimen.settings("name: a\npolicy: {rules: {licence-mising: off}}\n") } != nil)
        }
    }

    @Test(
        "has a base URL without a query or a fragment, for paths are added to it", arguments: ["?x=1", "#top", "/a?b"])
    func addable(_ end: String) {
        do {
            #expect(refusalCode { try Specimen.settings("name: a\nbase-url: \"https://a.example\(end)\"\n") } != nil)
        }
    }

    @Test("can raise and lower what is no error, and of errors the missing licence only")
    func weighed() throws {
        let settings = try Specimen.settings(
            "name: a\npolicy: {rules: {author-missing: off, readme-missing: error, dependency-missing: off, files-listed: warning, licence-missing: off}}\n"
        )
        let findings = [
            "author-missing", "readme-missing", "dependency-missing", "files-listed", "description-short",
            "licence-missing",
        ].compactMap {
            Rule.named($0)?.finding("x", path: "p")
        }
        let weighed = settings.weighed(findings)
        #expect(weighed.map(\.rule) == ["readme-missing", "dependency-missing", "files-listed", "description-short"])
        #expect(weighed.map(\.severity) == [.error, .error, .warning, .warning])
    }
}

@Suite("namespace.yaml")
struct NamespaceDocumentTests {
    @Test("may be as good as empty")
    func defaults() throws {
        let namespace = try Specimen.namespace("acme", "display-name: Acme\n")
        #expect(
            namespace.title == "Acme" && namespace.protection == .protected && namespace.isPublic
                && namespace.owners.isEmpty)
        #expect(try Specimen.namespace("acme", "owners: []\n").title == "acme")
    }

    @Test("decides who sees the namespace", arguments: [("public", true), ("protected", true), ("private", false)])
    func protection(_ word: String, _ isPublic: Bool) throws {
        #expect(try Specimen.namespace("acme", "protection: \(word)\n").isPublic == isPublic)
    }

    @Test(
        "with one wrong field is refused, and the place is the field",
        arguments: [
            ("display-name: 5", "document-field-type", "display-name"),
            ("display-name: \(String(repeating: "x", count: 201))", "document-field-value", "display-name"),
            ("description: true", "document-field-type", "description"),
            ("owners: ada", "document-field-type", "owners"),
            ("owners: [{name: ada}]", "document-field-type", "owners"),
            ("owners: [5]", "document-field-type", "owners"),
            ("owners: [\(Array(repeating: "a", count: 65).joined(separator: ","))]", "document-field-value", "owners"),
            ("protection: secret", "document-field-value", "protection"),
            ("protection: Private", "document-field-value", "protection"),
            ("protection: [private]", "document-field-type", "protection"),
            ("protection: false", "document-field-type", "protection"),
            ("protecton: private", "document-field-unknown", "protecton"),
            ("private: true", "document-field-unknown", "private"),
        ])
    func refused(_ line: String, _ code: String, _ key: String) throws {
        let refusal = try #require(throws: Refusal.self) { try Specimen.namespace("acme", line + "\n") }
        #expect(refusal.code == code && refusal.place.key == key && refusal.place.line == 1)
    }
}
