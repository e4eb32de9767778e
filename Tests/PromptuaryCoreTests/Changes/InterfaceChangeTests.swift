import Testing

@testable import PromptuaryCore

@Suite("A change of the interface of a package")
struct InterfaceChangeTests {
    @Test(
        "of a prompt takes the step that its users need",
        arguments: [
            ([], []),
            ([("Be kind.", "Be very kind.")], ["reply.prmd: the text of the section \"system\" changed (patch)"]),
            ([("Drafts a", "Writes a")], ["reply.prmd: the text changed (patch)"]),
            (
                [("name: message", "name: text")],
                [
                    "reply.prmd: the parameter \"message\" is gone (major)",
                    "reply.prmd: the required parameter \"text\" is new (major)",
                ]
            ),
            (
                [("type: string", "type: array")],
                ["reply.prmd: the parameter \"message\" is \"array\", it was \"string\" (major)"]
            ),
            (
                [("type: integer", "type: float")],
                ["reply.prmd: the parameter \"budget\" is \"float\", it was \"integer\" (minor)"]
            ),
            (
                [("required: true", "required: false")],
                ["reply.prmd: the parameter \"message\" is optional now (minor)"]
            ),
            (
                [("default: null", "default: hello")],
                [
                    "reply.prmd: the parameter \"message\" is optional now (minor)",
                    "reply.prmd: the parameter \"message\" has another default (minor)",
                ]
            ),
            (
                [("default: warm", "required: true")],
                [
                    "reply.prmd: the parameter \"tone\" is required now (major)",
                    "reply.prmd: the parameter \"tone\" has another default (minor)",
                ]
            ),
            ([("default: warm", "default: cold")], ["reply.prmd: the parameter \"tone\" has another default (minor)"]),
            ([("[warm, cold]", "[warm]")], ["reply.prmd: the parameter \"tone\" takes fewer values (major)"]),
            ([("[warm, cold]", "[cold, warm, dry]")], ["reply.prmd: the parameter \"tone\" takes more values (minor)"]),
            (
                [("[warm, cold]", "[warm, dry]")],
                [
                    "reply.prmd: the parameter \"tone\" takes fewer values (major)",
                    "reply.prmd: the parameter \"tone\" takes more values (minor)",
                ]
            ),
            ([("    enum: [warm, cold]\n", "")], ["reply.prmd: the parameter \"tone\" takes any value now (minor)"]),
            (
                [("type: integer", "type: integer\n    enum: [1]")],
                ["reply.prmd: the parameter \"budget\" takes only some values now (major)"]
            ),
            ([("min: 1", "min: 2")], ["reply.prmd: the parameter \"budget\" has a narrower minimum (major)"]),
            ([("min: 1", "min: 0.5")], ["reply.prmd: the parameter \"budget\" has a wider minimum (minor)"]),
            ([("max: 25", "max: 24")], ["reply.prmd: the parameter \"budget\" has a narrower maximum (major)"]),
            ([("    max: 25\n", "")], ["reply.prmd: the parameter \"budget\" has no maximum any more (minor)"]),
            ([("[0-9]+", "[1-9]+")], ["reply.prmd: the parameter \"budget\" has another pattern (major)"]),
            ([("    pattern: \"^[0-9]+$\"\n", "")], ["reply.prmd: the parameter \"budget\" has no pattern (minor)"]),
            (
                [("  - name: budget", "  - {name: extra}\n  - name: budget")],
                ["reply.prmd: the optional parameter \"extra\" is new (minor)"]
            ),
            (
                [("  - name: budget", "  - {name: extra, required: true}\n  - name: budget")],
                ["reply.prmd: the required parameter \"extra\" is new (major)"]
            ),
            (
                [("base@1.2.0", "base@1.3.0")],
                [
                    "reply.prmd: the inherited prompt is \"@acme/base@1.3.0/base.prmd\", it was \"@acme/base@1.2.0/base.prmd\" (minor)"
                ]
            ),
            (
                [("base@1.2.0", "base@2.0.0")],
                [
                    "reply.prmd: the inherited prompt is \"@acme/base@2.0.0/base.prmd\", it was \"@acme/base@1.2.0/base.prmd\" (major)"
                ]
            ),
            (
                [("base@1.2.0", "base@1.1.0")],
                [
                    "reply.prmd: the inherited prompt is \"@acme/base@1.1.0/base.prmd\", it was \"@acme/base@1.2.0/base.prmd\" (major)"
                ]
            ),
            (
                [("@acme/base", "@evil/base")],
                [
                    "reply.prmd: the inherited prompt is \"@evil/base@1.2.0/base.prmd\", it was \"@acme/base@1.2.0/base.prmd\" (major)"
                ]
            ),
            (
                [("inherits: \"@acme/base@1.2.0/base.prmd\"\n", "")],
                ["reply.prmd: the inherited prompt is not given, it was \"@acme/base@1.2.0/base.prmd\" (major)"]
            ),
            ([("model: small", "model: large")], ["reply.prmd: the model is \"large\", it was \"small\" (major)"]),
            ([("provider: house\n", "")], ["reply.prmd: the provider is not given, it was \"house\" (major)"]),
            ([("[search]", "[search, shell]")], ["reply.prmd: the tool \"shell\" is new (major)"]),
            ([("[search]", "[]")], ["reply.prmd: the tool \"search\" is gone (major)"]),
            ([("keys: [a]", "keys: [b]")], ["reply.prmd: the form of the output is another (major)"]),
            ([("{type: object, keys: [a]}", "{keys: [a], type: object}")], ["reply.prmd: the text changed (patch)"]),
            (
                [("# System", "# Rules")],
                [
                    "reply.prmd: the section \"system\" is gone (major)",
                    "reply.prmd: the section \"rules\" is new (minor)",
                ]
            ),
            ([("# User", "# Tone\n\nDry.\n\n# User")], ["reply.prmd: the section \"tone\" is new (minor)"]),
        ] as [([(String, String)], [String])])
    func prompts(_ changes: [(String, String)], _ expected: [String]) throws {
        let old = try InterfaceFixture.interface(InterfaceFixture.archive())
        let new = try InterfaceFixture.interface(InterfaceFixture.archive(InterfaceFixture.prompt(changes)))
        #expect(InterfaceChange(from: old, to: new).differences.map(\.description) == expected)
    }

    @Test(
        "of a manifest takes the step that its users need",
        arguments: [
            (
                #","tools":["a"]"#, #","tools":["b"]"#,
                ["manifest: the tool \"a\" is gone (major)", "manifest: the tool \"b\" is new (major)"]
            ),
            ("", #","mcps":["git"]"#, ["manifest: the server \"git\" is new (major)"]),
            (
                #","main":"reply.prmd""#, #","main":"other.prmd""#,
                ["manifest: the main prompt is \"other.prmd\", it was \"reply.prmd\" (major)"]
            ),
            (
                #","parameters":[{"name":"x","type":"file"}]"#, #","parameters":[]"#,
                ["manifest: the parameter \"x\" is gone (major)"]
            ),
            ("", #","dependencies":{"@a/b":"^1.0.0"}"#, ["manifest: the dependency \"@a/b\" is new (minor)"]),
            (#","dependencies":{"@a/b":"^1.0.0"}"#, "", ["manifest: the dependency \"@a/b\" is gone (patch)"]),
            (
                #","dependencies":{"@a/b":"^1.0.0"}"#, #","dependencies":{"@a/b":"^1.2.0"}"#,
                ["manifest: the dependency \"@a/b\" is \"^1.2.0\", it was \"^1.0.0\" (patch)"]
            ),
            (
                #","dependencies":{"@a/b":"^1.0.0"}"#, #","dependencies":{"@a/b":"^2.0.0"}"#,
                ["manifest: the dependency \"@a/b\" is \"^2.0.0\", it was \"^1.0.0\" (major)"]
            ),
            (
                #","dependencies":{"@a/b":"^1.0.0"}"#, #","dependencies":{"@a/b":"^1.0.0 || ^2.0.0"}"#,
                ["manifest: the dependency \"@a/b\" is \"^1.0.0 || ^2.0.0\", it was \"^1.0.0\" (minor)"]
            ),
            (
                #","dependencies":{"@a/b":"latest"}"#, #","dependencies":{"@a/b":"^2.0.0"}"#,
                ["manifest: the dependency \"@a/b\" is \"^2.0.0\", it was \"latest\" (minor)"]
            ),
        ])
    func manifests(_ before: String, _ now: String, _ expected: [String]) throws {
        let other = [("other.prmd", "# User\n\nOther.\n")]
        let old = try InterfaceFixture.interface(InterfaceFixture.archive(manifest: before, more: other))
        let new = try InterfaceFixture.interface(InterfaceFixture.archive(manifest: now, more: other))
        #expect(old.main == (before.contains("main") ? "reply.prmd" : "other.prmd"))
        let differences = InterfaceChange(from: old, to: new).differences.map(\.description)
        #expect(differences == expected)
    }

    @Test(
        "of a Prompt Gen package takes the step that its users need",
        arguments: [
            ([], []),
            ([("{text: red, weight: 1}, ", "")], ["common.base:COLOUR: the value \"red\" is gone (major)"]),
            (
                [("{text: blue}", "{text: blue}, {text: green}")],
                ["common.base:COLOUR: the value \"green\" is new (minor)"]
            ),
            ([("weight: 1", "weight: 2")], ["common.base:COLOUR: the text changed (patch)"]),
            (
                [("SHADE:", "TINT:")],
                ["common.base:SHADE: the data type is gone (major)", "common.base:TINT: the data type is new (minor)"]
            ),
            (
                [("extends: COLOUR", "extends: OTHER")],
                ["common.base:SHADE: the inherited prompt is \"OTHER\", it was \"COLOUR\" (major)"]
            ),
            ([("a {c} in", "one {c} in")], ["common.base:SCENE: the text changed (patch)"]),
            (
                [("context:place", "context:site")],
                [
                    "common.base:SCENE: the parameter \"place\" is gone (major)",
                    "common.base:SCENE: the optional parameter \"site\" is new (minor)",
                ]
            ),
            (
                [("place: town", "place: village")],
                ["common.base:MAIN: the parameter \"place\" has another default (minor)"]
            ),
            (
                [("place: town", "place: town, time: day")],
                ["common.base:MAIN: the optional parameter \"time\" is new (minor)"]
            ),
            (
                [("inputs: [mood]", "inputs: [mood, age]")],
                ["common.base:PICK: the required parameter \"age\" is new (major)"]
            ),
            (
                [("outputs: [colour]", "outputs: [tint]")],
                ["common.base:PICK: the form of the output is another (major)"]
            ),
            (
                [("R1:", "R2:")],
                ["common.base:R1: the rule is gone (major)", "common.base:R2: the rule is new (minor)"]
            ),
            ([("\", \"", "\"; \"")], ["common.base:COMMA: the text changed (patch)"]),
            (
                [("^1.0.0", "^2.0.0")],
                ["manifest: the dependency \"test.base\" is \"^2.0.0\", it was \"^1.0.0\" (major)"]
            ),
            ([("Some colours", "Many colours")], []),
        ] as [([(String, String)], [String])])
    func documents(_ changes: [(String, String)], _ expected: [String]) throws {
        let change = InterfaceChange(
            from: try InterfaceFixture.document([]), to: try InterfaceFixture.document(changes))
        #expect(change.differences.map(\.description) == expected)
    }

    @Test("of prompts that come and go is told by their paths")
    func files() throws {
        let old = try InterfaceFixture.interface(InterfaceFixture.archive(manifest: #","main":"reply.prmd""#))
        let new = try InterfaceFixture.interface(
            InterfaceFixture.archive("# User\n\nHi.\n", manifest: #","main":"b.prmd""#, path: "b.prmd"))
        #expect(
            InterfaceChange(from: old, to: new).differences.map(\.description) == [
                "manifest: the main prompt is \"b.prmd\", it was \"reply.prmd\" (major)",
                "reply.prmd: the prompt is gone (major)", "b.prmd: the prompt is new (minor)",
            ])
    }

    @Test(
        "is allowed by a step that is large enough, and below 1.0.0 by one place less",
        arguments: [
            ("major", "1.2.3", "2.0.0", true), ("major", "1.2.3", "1.3.0", false),
            ("major", "1.2.3", "2.0.0-rc.1", true),
            ("minor", "1.2.3", "1.3.0", true), ("minor", "1.2.3", "1.2.4", false), ("minor", "1.2.3", "2.0.0", true),
            ("patch", "1.2.3", "1.2.4", true), ("patch", "1.2.3", "1.2.3+b", false), ("none", "1.2.3", "1.2.3+b", true),
            ("major", "0.2.3", "0.3.0", true), ("major", "0.2.3", "0.2.4", false), ("minor", "0.2.3", "0.2.4", true),
            ("major", "0.2.3", "1.0.0", true), ("major", "0.0.3", "0.0.4", true), ("major", "0.0.3", "0.1.0", true),
            ("major", "2.0.0-rc.1", "2.0.0-rc.2", true), ("major", "2.0.0-rc.1", "2.0.0", true),
            ("patch", "1.0.0", "1.0.0", false), ("none", "1.0.0", "1.0.0", true),
        ])
    func steps(_ step: String, _ before: String, _ now: String, _ isAllowed: Bool) throws {
        let changes = [
            "major": ("small", "large"), "minor": ("default: warm", "default: cold"), "patch": ("Drafts", "Writes"),
        ]
        let old = try InterfaceFixture.interface(InterfaceFixture.archive())
        let edit = changes[step].map { [$0] } ?? []
        let new = try InterfaceFixture.interface(InterfaceFixture.archive(InterfaceFixture.prompt(edit)))
        let change = InterfaceChange(from: old, to: new)
        #expect(change.step?.rawValue ?? "none" == step)
        let versions = (try Version(before), try Version(now))
        #expect(change.isAllowed(from: versions.0, to: versions.1) == isAllowed)
        #expect(change.excess(from: versions.0, to: versions.1).isEmpty == isAllowed)
    }
}

@Suite("The lines of a dependency")
struct DependencyLinesTests {
    @Test(
        "are the same however a range spells them",
        arguments: [
            ("^1.0.0", "1.x"), ("^1.0.0", ">=1.2.0 <2.0.0"), ("^1 || ^2", ">=1 <3"), ("^0.2.0", "~0.2.1"),
            ("^0.2 || ^0.3", ">=0.2.0 <0.4.0"), ("*", ">=0.0.0"), ("<1.0.0", "0.x"), ("<1.0.0 || ^1.0.0", "<2"),
            ("1.2.3", "~1.9"),
        ])
    func equal(_ left: String, _ right: String) throws {
        #expect(try #require(DependencyLines(left)) == #require(DependencyLines(right)))
    }

    @Test(
        "cover others or do not",
        arguments: [
            ("*", "^1", true), ("^1", "*", false), ("^1 || ^3", "^3", true), ("^1 || ^3", "^2", false),
            ("^0.2.0", "^0.3.0", false), (">=0.2.0 <2", "^0.7.0", true), ("<=1.0.0", "^1", true),
            ("<1.0.0", "^1", false),
            (">1.5", "^1.2", true), ("<0.0.0", "^1", false), ("^1", "<0.0.0", true),
        ])
    func covers(_ outer: String, _ inner: String, _ isCovered: Bool) throws {
        #expect(try #require(DependencyLines(outer)).covers(#require(DependencyLines(inner))) == isCovered)
    }

    @Test("are none of a text that is no range")
    func none() { #expect(DependencyLines("latest") == nil) }
}
