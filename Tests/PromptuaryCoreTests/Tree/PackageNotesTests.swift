import Testing

@testable import PromptuaryCore

@Suite("package.yaml")
struct PackageNotesTests {
    private static let id = Result {
        try PackageID(identity: "@acme/tool", default: NamespaceName("main"), dotted: false)
    }

    private static func notes(_ yaml: String, head: String = "package: '@acme/tool'\nversion: 3\n") throws
        -> PackageNotes
    {
        try PackageNotes(YAMLReader.read((head + yaml).bytes), of: id.get())
    }

    private static func tagged(_ count: Int) -> String {
        "dist-tags: {\((0..<count).map { "t\($0): 1.0.0" }.joined(separator: ", "))}"
    }

    @Test("says everything that it can say")
    func complete() throws {
        let notes = try Self.notes(
            """
            yanked:
              - {version: 1.0.0, reason: wrong, at: "2026-01-01T00:00:00Z"}
              - {version: 1.0.1-rc.1, reason: "also wrong"}
            deprecated: {reason: old, successor: "@acme/new"}
            quarantine: {reason: looked at}
            dist-tags: {latest: 1.2.0, lts-1.0: 1.0.2}
            """)
        #expect(notes.yanks.map(\.version.description) == ["1.0.0", "1.0.1-rc.1"])
        #expect(notes.yanks.map(\.at?.description) == ["2026-01-01T00:00:00Z", nil])
        #expect(notes.deprecation?.successor == "@acme/new" && notes.deprecation?.reason == "old")
        #expect(notes.quarantine == "looked at")
        #expect(notes.distTags.map(\.tag) == ["latest", "lts-1.0"])
        #expect(notes.version == 3)
        #expect(notes == notes && notes != PackageNotes())
        #expect(notes.silent != notes && notes.silent != PackageNotes() && notes.silent.version == 3)
    }

    @Test(
        "that do not name their package, exactly, and their version are refused",
        arguments: [
            ("", "notes-package"), ("version: 1\n", "notes-package"), ("package: '@acme/tool'\n", "notes-number"),
            ("package: '@acme/toll'\nversion: 1\n", "notes-package"),
            ("package: '@acme/Tool'\nversion: 1\n", "notes-package"),
            ("package: '@acmee/tool'\nversion: 1\n", "notes-package"),
            ("package: acme/tool\nversion: 1\n", "notes-package"),
            ("package: tool\nversion: 1\n", "notes-package"), ("package: acme.tool\nversion: 1\n", "notes-package"),
            ("package: '@acme/tool '\nversion: 1\n", "notes-package"),
            ("package: ['@acme/tool']\nversion: 1\n", "notes-package"),
            ("package: null\nversion: 1\n", "notes-package"),
            ("package: '@acme/tool'\nversion: 0\n", "notes-number"),
            ("package: '@acme/tool'\nversion: -1\n", "notes-number"),
            ("package: '@acme/tool'\nversion: 1.5\n", "notes-number"),
            ("package: '@acme/tool'\nversion: '1'\n", "notes-number"),
            ("package: '@acme/tool'\nversion: null\n", "notes-number"),
            ("package: '@acme/tool'\nversion: 2147483648\n", "notes-number"),
            ("package: '@acme/tool'\nversion: 9007199254740993\n", nil),
        ])
    func bound(_ head: String, _ code: String?) throws {
        let refusal = try #require(throws: Refusal.self) { try Self.notes("yanked: []\n", head: head) }
        if let code { #expect(refusal.code == code) }
    }

    @Test("has room for 256 tags")
    func tags() throws {
        #expect(try Self.notes(Self.tagged(256)).distTags.count == PackageNotes.tagLimit)
    }

    @Test(
        "with one wrong field is refused, and the place is the field",
        arguments: [
            ("yanked: 1.0.0", "document-field-type", "yanked"),
            ("yanked: {version: 1.0.0}", "document-field-type", "yanked"),
            ("yanked: [1.0.0]", "document-not-a-mapping", nil),
            ("yanked: [{reason: x}]", "document-field-missing", "yanked[0].version"),
            ("yanked: [{version: 1.0.0}]", "document-field-missing", "yanked[0].reason"),
            ("yanked: [{version: 1.0.0, reason: \"\"}]", "document-field-missing", "yanked[0].reason"),
            ("yanked: [{version: 1.0, reason: x}]", "document-field-type", "yanked[0].version"),
            ("yanked: [{version: 1.0.0.0, reason: x}]", "version-malformed", nil),
            ("yanked: [{version: 1.0.0, reason: [x]}]", "document-field-type", "yanked[0].reason"),
            ("yanked: [{version: 1.0.0, reason: x, at: today}]", "document-field-value", "yanked[0].at"),
            ("yanked: [{version: 1.0.0, reason: x, at: 2026}]", "document-field-type", "yanked[0].at"),
            (
                "yanked: [{version: 1.0.0, reason: x}, {version: 1.0.1, reason: x, why: y}]", "document-field-unknown",
                "yanked[1].why"
            ),
            ("deprecated: true", "document-not-a-mapping", nil),
            ("deprecated: {}", "document-field-missing", "deprecated.reason"),
            ("deprecated: {reason: 5}", "document-field-type", "deprecated.reason"),
            ("deprecated: {reason: x, successor: 5}", "document-field-type", "deprecated.successor"),
            ("deprecated: {reason: x, succesor: y}", "document-field-unknown", "deprecated.succesor"),
            ("quarantine: true", "document-not-a-mapping", nil),
            ("quarantine: {}", "document-field-missing", "quarantine.reason"),
            ("quarantine: {reason: x, until: y}", "document-field-unknown", "quarantine.until"),
            ("dist-tags: [latest]", "document-field-type", "dist-tags"),
            ("dist-tags: {latest: 1}", "document-field-value", "dist-tags"),
            ("dist-tags: {latest: v1.0.0}", "version-malformed", nil),
            ("dist-tags: {Latest: 1.0.0}", "document-field-value", "dist-tags"),
            ("dist-tags: {\"\": 1.0.0}", "document-field-value", "dist-tags"),
            ("dist-tags: {a_b: 1.0.0}", "document-field-value", "dist-tags"),
            (tagged(257), "document-field-value", "dist-tags"),
            ("dist-tags: {\"1\": 1.0.0}", "document-field-value", "dist-tags"),
            ("dist-tags: {\(String(repeating: "a", count: 65)): 1.0.0}", "document-field-value", "dist-tags"),
            ("yank: []", "document-field-unknown", "yank"),
            ("deprecate: {reason: x}", "document-field-unknown", "deprecate"),
        ])
    func refused(_ line: String, _ code: String, _ key: String?) throws {
        let refusal = try #require(throws: Refusal.self) { try Self.notes(line + "\n") }
        #expect(refusal.code == code)
        if let key { #expect(refusal.place.key == key) }
    }
}
