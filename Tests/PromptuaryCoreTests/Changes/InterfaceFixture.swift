@testable import PromptuaryCore

/// Package files of both formats, made from a manifest and prompts in the test.
enum InterfaceFixture {
    static let prompt = """
        ---
        id: reply
        description: Drafts a reply.
        inherits: "@acme/base@1.2.0/base.prmd"
        model: small
        provider: house
        tools: [search]
        output: {type: object, keys: [a]}
        parameters:
          - name: message
            type: string
            required: true
            default: null
          - name: tone
            default: warm
            enum: [warm, cold]
          - name: budget
            type: integer
            min: 1
            max: 25
            pattern: "^[0-9]+$"
        ---

        # System

        Be kind.

        # User

        Answer {message}.
        """

    /// The bytes of a `.pdpkg` with one prompt.
    static func archive(
        _ prompt: String = InterfaceFixture.prompt, manifest: String = "", path: String = "reply.prmd",
        more: [(String, String)] = []
    ) throws -> [UInt8] {
        var writer = ZIPWriter()
        let document =
            #"{"name":"@acme/reply","version":"1.0.0","description":"Replies to people""# + manifest + "}"
        try writer.add(name: "manifest.json", bytes: document.bytes)
        try writer.add(name: path, bytes: prompt.bytes)
        for (name, text) in more { try writer.add(name: name, bytes: text.bytes) }
        return writer.finish()
    }

    static func interface(_ archive: [UInt8]) throws -> PromptInterface {
        try PromptInterface.read(archive, format: .pdpkg)
    }

    static let document = """
        id: acme.colours
        version: 1.0.0
        metadata: {name: Colours, description: Some colours, authors: [Ada]}
        dependencies:
          - {package: test.base, version: ^1.0.0}
        namespaces:
          common.base:
            id: common.base
            datatypes:
              COLOUR: {name: Colour, values: [{text: red, weight: 1}, {text: blue}]}
              SHADE: {name: Shade, extends: COLOUR, values: [{text: dark}]}
            prompt_sections:
              SCENE: {name: Scene, template: "a {c} in {p}", references: {c: {target: COLOUR}, p: {target: "context:place"}}}
            rulebooks:
              MAIN: {name: Main, entry_points: [{prompt_section: SCENE}], context_defaults: {place: town}}
            rules:
              R1: {when: "a", set: b, value: c}
            decisions:
              - {name: PICK, inputs: [mood], outputs: [colour]}
            separator_sets:
              COMMA: {name: Comma, primary: ", "}
        """

    static func document(_ changes: [(String, String)]) throws -> PromptInterface {
        var text = document
        for (old, new) in changes {
            guard let range = text.firstRange(of: old) else { throw Refusal(NameFault.identity, "no \(old) to change") }
            text.replaceSubrange(range, with: new)
        }
        return try PromptInterface.read(text.bytes, format: .yaml)
    }

    static func prompt(_ changes: [(String, String)]) throws -> String {
        var text = prompt
        for (old, new) in changes {
            guard let range = text.firstRange(of: old) else { throw Refusal(NameFault.identity, "no \(old) to change") }
            text.replaceSubrange(range, with: new)
        }
        return text
    }
}
