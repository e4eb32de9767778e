import Testing

@testable import PromptuaryCore

@Suite("The interface of a package")
struct PromptInterfaceTests {
    @Test("of a prompt is what its front matter and headings say")
    func prompt() throws {
        let interface = try InterfaceFixture.interface(
            InterfaceFixture.archive(manifest: #","tools":["git"],"mcps":["files"],"main":"reply.prmd""#))
        let part = try #require(interface.mainPart)
        #expect(part.parameters.map(\.name) == ["message", "tone", "budget"])
        #expect(part.parameters.map(\.type) == ["string", "string", "integer"])
        #expect(part.parameters.map(\.isRequired) == [true, false, false])
        #expect(part.parameters[1].default == .string("warm"))
        #expect(part.parameters[1].choices == [.string("warm"), .string("cold")])
        #expect(part.parameters[2].minimum == 1 && part.parameters[2].maximum == 25)
        #expect(part.parameters[2].pattern == "^[0-9]+$")
        #expect(part.sections.map(\.name) == ["system", "user"])
        #expect(part.inherits == "@acme/base@1.2.0/base.prmd")
        #expect(part.model == "small" && part.provider == "house" && part.tools == ["search"])
        #expect(interface.servers == ["files"])
        #expect(interface.parts.map(\.kind) == [.package, .prompt])
        #expect(interface.parts[0].tools == ["git"])
    }

    @Test(
        "has the sections that clients see",
        arguments: [
            ("Hello", ["user"]), ("", []), ("---\n---\n", []), ("---\n---\n\nHello", ["user"]),
            ("# System\r\nA\r\n# My Part\r\nB", ["my-part", "system"]), ("intro\n# A\nx\n## Not\n#Nor\n# \n", ["a"]),
            ("---\nsystem: ./a.md\nuser: [./b.md, ./c.md]\n---\n", ["system", "user"]),
            ("---\nsystem: x\n---\n# System\ny", ["system"]), ("--- # no fence", ["user"]),
        ])
    func sections(_ text: String, _ names: [String]) throws {
        #expect(try InterfaceFixture.interface(InterfaceFixture.archive(text)).mainPart?.sections.map(\.name) == names)
    }

    @Test("takes references without quotes, as its clients do")
    func references() throws {
        let text = "---\ninherits: @acme/base@1.0.0/a.prmd\nusing:\n  - @acme/x@1.0.0\nauthor: a@b.example\n---\nHi"
        let part = try #require(try InterfaceFixture.interface(InterfaceFixture.archive(text)).mainPart)
        #expect(part.inherits == "@acme/base@1.0.0/a.prmd")
    }

    @Test("has parameters in the short form too")
    func shortForm() throws {
        let text = "---\nparameters: {a: integer, b: {required: true}, c: null}\nmodel: {name: m, provider: p}\n---\n"
        let part = try #require(try InterfaceFixture.interface(InterfaceFixture.archive(text)).mainPart)
        #expect(part.parameters.map(\.name) == ["a", "b", "c"])
        #expect(part.parameters.map(\.type) == ["integer", "string", "string"])
        #expect(part.parameters.map(\.isRequired) == [false, true, false])
        #expect(part.model == "m" && part.provider == "p")
    }

    @Test(
        "is refused when the front matter cannot be read, with its place",
        arguments: [
            ("---\na: 1", "prompt-front-matter-open", 1), ("---\n- a\n---\n", "yaml-not-mapping", 2),
            ("---\na: 1\na: 2\n---\n", "yaml-duplicate-key", 3),
            ("---\nx: 1\nparameters: 5\n---\n", "prompt-parameter-form", 3),
            ("---\nparameters: [{type: a}]\n---\n", "prompt-parameter-form", 2),
            ("---\nparameters: [{name: a}, {name: a}]\n---\n", "prompt-parameter-twice", 2),
        ])
    func refused(_ text: String, _ code: String, _ line: Int) throws {
        do {
            _ = try InterfaceFixture.interface(InterfaceFixture.archive(text))
            Issue.record("nothing is refused")
        } catch let refusal as Refusal {
            #expect(refusal.code == code)
            #expect(refusal.place.line == line)
            #expect(refusal.place.entry == "reply.prmd")
        }
    }

    @Test("is bounded: a package has at most 4 MiB of front matter")
    func bounded() throws {
        let filler = (0..<12_000).map { _ in "# " + String(repeating: "abcdefghij", count: 7) }.joined(separator: "\n")
        let text = "---\na: 1\n\(filler)\n---\n"
        let more = (0..<5).map { ("p\($0).prmd", text) }
        #expect(
            refusalCode { try InterfaceFixture.interface(InterfaceFixture.archive(text, more: more)) }
                == "prompt-front-matter-large")
    }

    @Test("opens nothing but the manifest and the prompts")
    func untouched() throws {
        var bytes = try InterfaceFixture.archive(more: [("large.txt", String(repeating: "hello ", count: 100))])
        let marker = "large.txt".bytes
        let name = try #require(bytes.indices.first { bytes[$0...].starts(with: marker) })
        // The content of that file is damaged; whoever opened it would refuse the archive.
        bytes[name + marker.count + 4] ^= 0xFF
        #expect(refusalCode { try PackageContents.read(bytes, format: .pdpkg) } != nil)
        #expect(try InterfaceFixture.interface(bytes).parts.count == 2)
    }

    @Test("of what is no package is refused as the package is")
    func noPackage() {
        #expect(refusalCode { try PromptInterface.read("hello".bytes, format: .pdpkg) }?.hasPrefix("zip-") == true)
        #expect(refusalCode { try PromptInterface.read("id: x".bytes, format: .yaml) } == "prompt-gen-id-form")
        var writer = ZIPWriter()
        try? writer.add(name: "a.prmd", bytes: [])
        let bytes = writer.finish()
        #expect(refusalCode { try PromptInterface.read(bytes, format: .pdpkg) } == PdpkgFault.manifestMissing.rawValue)
    }

    @Test("of a Prompt Gen package is what others can name")
    func document() throws {
        let interface = try InterfaceFixture.document([])
        #expect(
            interface.parts.map { "\($0.kind.rawValue) \($0.name)" } == [
                "data type common.base:COLOUR", "data type common.base:SHADE", "prompt section common.base:SCENE",
                "rulebook common.base:MAIN", "rule common.base:R1", "decision common.base:PICK",
                "separator set common.base:COMMA",
            ])
        #expect(interface.parts[0].choices == ["red", "blue"])
        #expect(interface.parts[1].inherits == "COLOUR")
        #expect(interface.parts[2].parameters.map(\.name) == ["place"])
        #expect(interface.parts[3].parameters.first?.default == .string("town"))
        #expect(interface.dependencies.map(\.identity) == ["test.base"])
        #expect(interface.mainPart == nil)
    }
}
