import Testing

@testable import PromptuaryCore

@Suite("The manifest of a .pdpkg package")
struct PdpkgManifestTests {
    /// The base manifest with members replaced or added, or left out for nil.
    private static func json(_ changes: [(String, String?)] = []) -> [UInt8] {
        var members = [
            ("id", "\"@team/tool\""), ("name", "\"Tool\""), ("version", "\"1.2.3\""), ("description", "\"d\""),
        ]
        for (key, value) in changes {
            members.removeAll { $0.0 == key }
            if let value { members.append((key, value)) }
        }
        return Array(("{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}").utf8)
    }

    private func code(_ key: String, _ value: String?) -> String {
        do {
            _ = try PdpkgManifest.read(Self.json([(key, value)]))
            return "accepted"
        } catch {
            return error.code
        }
    }

    static let cases: [(String, String?, String)] = [
        ("name", nil, "manifest-field-missing"), ("name", "\"\"", "manifest-field-missing"),
        ("name", "1", "manifest-field-type"),
        ("version", nil, "manifest-field-missing"), ("version", "null", "manifest-field-type"),
        ("version", "1.0", "manifest-field-type"), ("description", nil, "manifest-field-missing"),
        ("description", "\"\"", "manifest-field-missing"), ("description", "[]", "manifest-field-type"),
        ("id", "null", "manifest-identity"), ("id", "[\"@team/tool\"]", "manifest-identity"),
        ("id", "\"\"", "manifest-identity"),
        ("id", "\"@Team/tool\"", "manifest-identity"), ("id", "\"tool\"", "accepted"),
        ("id", "\"a/b\"", "manifest-identity"),
        ("id", "\"@team/con\"", "manifest-reserved-name"), ("id", "\"aux.x\"", "manifest-reserved-name"),
        ("id", "\"@com1/x\"", "manifest-reserved-name"), ("id", "\"@team/console\"", "accepted"),
        ("version", "\"1.2\"", "manifest-version"), ("version", "\"1.2.3-rc.1+b.05\"", "accepted"),
        ("homepage", "\"https://example.org/\"", "accepted"), ("homepage", "\"javascript:alert(1)\"", "manifest-link"),
        ("homepage", "{\"url\":\"https://example.org\"}", "manifest-link"), ("homepage", "null", "accepted"),
        ("repository", "{\"url\":\"https://example.org\"}", "accepted"),
        ("repository", "{\"url\":null}", "manifest-link"),
        ("repository", "{}", "manifest-link"), ("repository", "[]", "manifest-link"),
        ("repository", "\"team/tool\"", "accepted"),
        ("repository", "\"\"", "accepted"),
        ("dependencies", "{}", "accepted"), ("dependencies", "[]", "manifest-dependencies"),
        ("dependencies", "null", "manifest-dependencies"),
        ("files", "[\"a\",\"b/*.prmd\"]", "accepted"), ("files", "null", "manifest-files"),
        ("files", "\"a\"", "manifest-files"),
        ("files", "[1]", "manifest-files"), ("files", "[\"/etc/passwd\"]", "manifest-file-outside"),
        ("files", "[\"a/../b\"]", "manifest-file-outside"), ("files", "[\"a\\\\b\"]", "manifest-file-outside"),
        ("files", "[\"..a/b..\"]", "accepted"),
        ("publishedAt", "\"2025-01-31T12:00:00Z\"", "accepted"), ("publishedAt", "null", "accepted"),
        ("publishedAt", "\"2025-01-31\"", "manifest-published-at"),
        ("publishedAt", "1738324800", "manifest-published-at"),
        ("__proto__", "{\"a\":1}", "accepted"), ("author", "[1]", "accepted"), ("parameters", "{}", "accepted"),
    ]

    @Test("each field is judged by its own rule", arguments: cases)
    func fields(key: String, value: String?, expected: String) {
        #expect(code(key, value) == expected)
    }

    @Test("a manifest is an object")
    func notObject() throws {
        for text in ["[]", "\"x\"", "null"] {
            let refusal = try #require(throws: Refusal.self) { try PdpkgManifest.read(Array(text.utf8)) }
            #expect(refusal.code == "manifest-not-object")
        }
    }

    @Test("256 dependencies are the most")
    func dependencyCount() {
        func object(_ count: Int) -> String {
            "{" + (0..<count).map { "\"@a/p\($0)\":\"1.0.0\"" }.joined(separator: ",") + "}"
        }
        #expect(
            [255, 256, 257].map { code("dependencies", object($0)) }
                == ["accepted", "accepted", "manifest-too-many-dependencies"])
    }

    @Test("a refusal names the entry, the key path, the line and the column")
    func places() throws {
        let text =
            "{\n \"name\": \"tool\", \"version\": \"1.2.3\",\n \"description\": \"d\",\n \"files\": [\"a\", \"..\"]}"
        let refusal = try #require(throws: Refusal.self) {
            try PdpkgManifest.read(Array(text.utf8), entry: "prompd.json")
        }
        #expect(refusal.place == Place(entry: "prompd.json", key: "files[1]", line: 4, column: 2))
        let syntax = try #require(throws: Refusal.self) { try PdpkgManifest.read(Array("{\n,".utf8)) }
        #expect(syntax.place == Place(entry: "manifest.json", line: 2, column: 1, offset: 2))
    }

    @Test("everything a manifest says is in the value")
    func full() throws {
        let text = """
            {"id": "@team/tool", "name": "Tool", "version": "1.2.3", "description": "d", "type": "workflow",
             "author": {"name": "Ada", "email": "a@example.org"}, "license": "MIT", "homepage": "https://example.org",
             "repository": {"type": "git", "url": "git+https://example.org/x.git"}, "tags": ["b", "a", 1, ""],
             "keywords": ["a", "c"], "dependencies": {"@z/y": "^1.0.0", "base": {"version": "1"}}, "main": "main.prmd",
             "readme": "../README.md", "files": ["main.prmd", "x.ts", "gone.md", "t/", "*.md"],
             "publishedAt": "2025-01-31T12:00:00Z", "tools": ["git"], "mcps": [],
             "parameters": [{"name": "n", "type": "integer", "required": true, "default": 3}, {"type": "string"}, {"name": "m"}]}
            """
        let manifest = try PdpkgManifest.read(Array(text.utf8), holds: { ["main.prmd", "x.ts.txt"].contains($0) })
        #expect(manifest.identity == "@team/tool" && manifest.version == "1.2.3" && manifest.kind == "workflow")
        #expect(manifest.title == "Tool" && manifest.summary == "d" && manifest.license == "MIT")
        #expect(manifest.author == "Ada" && manifest.authors == ["Ada"])
        #expect(manifest.homepage == "https://example.org" && manifest.repository == "git+https://example.org/x.git")
        #expect(manifest.keywords == ["b", "a", "c"])
        #expect(
            manifest.dependencies == [.init(identity: "@z/y", range: "^1.0.0"), .init(identity: "base", range: "")])
        #expect(manifest.main == "main.prmd" && manifest.readme == nil)
        #expect(manifest.listedFiles == ["main.prmd", "x.ts", "gone.md", "t/", "*.md"])
        #expect(manifest.missingFiles == ["gone.md"])
        #expect(manifest.publishedAt == "2025-01-31T12:00:00Z" && manifest.tools == ["git"] && manifest.mcps == [])
        #expect(
            manifest.parameters == [
                .init(name: "n", type: "integer", required: true, default: .integer(3)),
                .init(name: "m", type: "string", required: false, default: nil),
            ])
        #expect(manifest.contentCounts == nil)
    }

    @Test("without an id the name is the identity, and there is no title")
    func nameOnly() throws {
        let manifest = try PdpkgManifest.read(Self.json([("id", nil), ("name", "\"@team/tool\"")]))
        #expect(manifest.identity == "@team/tool" && manifest.title == nil && manifest.kind == "package")
        let refusal = try #require(throws: Refusal.self) { try PdpkgManifest.read(Self.json([("id", nil)])) }
        #expect(refusal.place.key == "name")
    }

    @Test("two manifests of one package agree on identity and version")
    func agreement() throws {
        let manifest = try PdpkgManifest.read(Self.json())
        try PdpkgManifest.agree(manifest, try PdpkgManifest.read(Self.json([("description", "\"other\"")])))
        for change in [("version", "\"6.6.6\""), ("id", "\"@team/other\"")] {
            let second = try PdpkgManifest.read(Self.json([change]))
            let refusal = try #require(throws: Refusal.self) { try PdpkgManifest.agree(manifest, second) }
            #expect(refusal.code == "manifest-disagree")
        }
    }

    @Test("every reason is met by a case above, but the one for archives without a manifest")
    func allReasons() {
        let met = Set(Self.cases.map(\.2)).union([
            "manifest-missing", "manifest-not-object", "manifest-too-many-dependencies", "manifest-disagree",
        ])
        #expect(Set(PdpkgFault.allCases.map(\.rawValue)).subtracting(met).isEmpty)
        for fault in PdpkgFault.allCases { #expect(!fault.summary.isEmpty && !fault.remedy.isEmpty) }
    }
}
