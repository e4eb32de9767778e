import Testing

@testable import PromptuaryCore

@Suite("A Prompt Gen package")
struct PromptGenPackageTests {
    private static let parts: [(key: String, text: String)] = [
        ("id", "id: team.tool"), ("version", "version: 1.2.3"), ("metadata", "metadata: {name: Tool}"),
        ("namespaces", "namespaces: {tool: {id: tool}}"),
    ]

    /// The base package with one part replaced, or added.
    private static func yaml(_ key: String = "", _ text: String = "") -> [UInt8] {
        var lines = parts.filter { $0.key != key }.map(\.text)
        if !text.isEmpty { lines.append(text) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    static let cases: [(String, String, String)] = [
        ("", "", "accepted"), ("id", "", "prompt-gen-id-missing"), ("id", "id: 1", "prompt-gen-id-missing"),
        ("id", "id: ''", "prompt-gen-id-missing"), ("id", "id: tool", "prompt-gen-id-form"),
        ("id", "id: Team.tool", "prompt-gen-id-form"), ("id", "id: team.../x", "prompt-gen-id-form"),
        ("id", "id: team.sub.tool", "accepted"), ("version", "", "prompt-gen-version-missing"),
        ("version", "version: ~", "prompt-gen-version-missing"),
        ("version", "version: ''", "prompt-gen-version-missing"),
        ("version", "version: 1.10", "prompt-gen-version-form"),
        ("version", "version: 01.0.0", "prompt-gen-version-form"),
        ("version", "version: 2001-12-14", "prompt-gen-version-form"), ("metadata", "", "prompt-gen-metadata-missing"),
        ("metadata", "metadata: x", "prompt-gen-metadata-missing"),
        ("metadata", "metadata: {}", "prompt-gen-name-missing"),
        ("metadata", "metadata: {name: ' \u{A0}\u{3000}'}", "prompt-gen-name-missing"),
        ("metadata", "metadata: {name: true}", "prompt-gen-name-missing"),
        ("metadata", "metadata: {name: x, published_at: 2025-01-31T12:00:00Z}", "accepted"),
        ("metadata", "metadata: {name: x, published_at: 2025-01-31}", "prompt-gen-published-at"),
        ("namespaces", "", "prompt-gen-namespaces-missing"),
        ("namespaces", "namespaces: {}", "prompt-gen-namespaces-missing"),
        ("namespaces", "namespaces: []", "prompt-gen-namespaces-missing"),
        ("namespaces", "namespaces: {a: {}, b: ~}", "prompt-gen-namespace-form"),
        ("dependencies", "dependencies: []", "accepted"),
        ("dependencies", "dependencies:", "prompt-gen-dependencies-form"),
        ("dependencies", "dependencies: {a.b: x}", "prompt-gen-dependencies-form"),
        ("dependencies", "dependencies: [{package: a.b, version: ^1.0.0, path: ./x.yaml}]", "accepted"),
        ("dependencies", "dependencies: [{package_id: a.b, version: x}]", "prompt-gen-dependency-package"),
        ("dependencies", "dependencies: [~]", "prompt-gen-dependency-package"),
        ("dependencies", "dependencies: [{package: ab, version: x}]", "prompt-gen-dependency-form"),
        ("dependencies", "dependencies: [{package: a.b}]", "prompt-gen-dependency-version"),
        ("dependencies", "dependencies: [{package: a.b, version: ''}]", "prompt-gen-dependency-version"),
        ("dependencies", "dependencies: [{package: a.b, version: 1}]", "prompt-gen-dependency-version"),
        ("x", "rulebooks: {a: {}}", "accepted"),
    ]

    @Test("each field is judged by its own rule", arguments: cases)
    func fields(key: String, text: String, expected: String) {
        do {
            _ = try PromptGenPackage.read(Self.yaml(key, text))
            #expect("accepted" == expected)
        } catch {
            #expect(error.code == expected)
        }
    }

    @Test("256 dependencies are the most")
    func dependencyCount() {
        func code(_ count: Int) -> String {
            let list = String(repeating: "\n- {package: a.b, version: x}", count: count)
            do {
                _ = try PromptGenPackage.read(Self.yaml("dependencies", "dependencies:" + list))
                return "accepted"
            } catch {
                return error.code
            }
        }
        #expect([255, 256, 257].map(code) == ["accepted", "accepted", "prompt-gen-too-many-dependencies"])
    }

    @Test("all that is wrong is told at once, with key path, line and column")
    func violations() throws {
        let text = """
            id: tool
            metadata:
              name: ' '
            namespaces:
              a: 1
            dependencies:
              - package: x
              - {package: a.b, version: 1}
              - 7
            """
        let root = try YAMLReader.read(Array(text.utf8))
        let found = PromptGenPackage.violations(in: root)
        #expect(
            found.map(\.place) == [
                Place(key: "id", line: 1, column: 1), Place(key: "version"),
                Place(key: "metadata.name", line: 3, column: 3),
                Place(key: "namespaces.a", line: 5, column: 3),
                Place(key: "dependencies[0].package", line: 7, column: 5),
                Place(key: "dependencies[0].version", line: 6, column: 1),
                Place(key: "dependencies[1].version", line: 8, column: 20),
                Place(key: "dependencies[2].package", line: 6, column: 1),
                Place(key: "dependencies[2].version", line: 6, column: 1),
            ])
        let refusal = try #require(throws: Refusal.self) { try PromptGenPackage.read(Array(text.utf8)) }
        #expect(refusal == found.first)
        #expect(found[1].message == "version is required")
    }

    @Test("the manifest has the metadata, the dependencies and the counts of all content namespaces")
    func full() throws {
        let text = """
            id: featured.forest
            version: 2.0.1
            metadata:
              name: Forest scenes
              description: Trees, light and weather
              authors: [Ada, Grace]
              license: CC-BY-4.0
              tags: [nature, trees]
              published_at: 2025-01-31T12:00:00Z
            dependencies:
              - {package: featured.common, version: ^1.0.0}
            namespaces:
              forest.base:
                id: forest.base
                datatypes:
                  Tree: {name: Tree, values: [{text: oak, tags: {article: an}, weight: 2}, {text: birch}]}
                  Light: {name: Light, values: [{text: dawn}]}
                prompt_sections:
                  scene: {name: scene, template: "{tree} at {light}", references: {tree: {target: Tree}, light: {target: Light}}}
                separator_sets:
                  and: {name: and, primary: ", ", secondary: " and "}
                rules:
                  - {when: a, set: b}
                  - {when: c, set: d}
              forest.weather:
                id: forest.weather
                datatypes: {Rain: {name: Rain, values: [{text: drizzle}]}}
                rulebooks:
                  main: {name: main, entry_points: [{prompt_section: "forest.base:scene"}]}
                rules: {article: {when: x, set: article, value: an}}
                prompt_sections: nothing
            """
        let manifest = try PromptGenPackage.read(Array(text.utf8))
        #expect(manifest.identity == "featured.forest" && manifest.version == "2.0.1" && manifest.kind == "prompt-gen")
        #expect(manifest.title == "Forest scenes" && manifest.summary == "Trees, light and weather")
        #expect(manifest.author == "Ada" && manifest.authors == ["Ada", "Grace"] && manifest.license == "CC-BY-4.0")
        #expect(manifest.keywords == ["nature", "trees"] && manifest.publishedAt == "2025-01-31T12:00:00Z")
        #expect(manifest.dependencies == [.init(identity: "featured.common", range: "^1.0.0")])
        let counts = try #require(manifest.contentCounts)
        #expect([counts.rulebooks, counts.rules, counts.promptSections, counts.datatypes] == [1, 3, 1, 3])
    }

    @Test("what is no YAML is refused by the reader of YAML")
    func syntax() throws {
        let refusal = try #require(throws: Refusal.self) { try PromptGenPackage.read(Array("id: [".utf8)) }
        #expect(refusal.code == "yaml-syntax")
    }

    @Test("every reason is met by a case above")
    func allReasons() {
        let met = Set(Self.cases.map(\.2)).union(["prompt-gen-too-many-dependencies"])
        #expect(Set(PromptGenFault.allCases.map(\.rawValue)).subtracting(met).isEmpty)
        for fault in PromptGenFault.allCases { #expect(!fault.summary.isEmpty && !fault.remedy.isEmpty) }
    }
}
