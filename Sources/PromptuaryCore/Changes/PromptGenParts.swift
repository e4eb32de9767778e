/// The parts of one content namespace of a Prompt Gen package that others can name.
struct PromptGenParts {
    private let namespace: String
    private let content: Value

    init(namespace: String, _ content: Value) {
        self.namespace = namespace
        self.content = content
    }

    /// All parts, by kind.
    var all: [PromptInterface.Part] {
        datatypes + parts(.section, "prompt_sections", add: addReferences)
            + parts(.rulebook, "rulebooks", add: addDefaults) + parts(.rule, "rules")
            + parts(.decision, "decisions", add: addInputs) + parts(.separators, "separator_sets")
    }

    private var datatypes: [PromptInterface.Part] {
        parts(.datatype, "datatypes") { value, part in
            part.choices = Set((value["values"]?.list ?? []).compactMap { $0.text(orKey: "text") })
            part.inherits = value["extends"]?.string?.nonEmpty
        }
    }

    private func parts(
        _ kind: PromptInterface.Kind, _ key: String, add: (Value, inout PromptInterface.Part) -> Void = { _, _ in }
    ) -> [PromptInterface.Part] {
        var stated: [(name: String, value: Value)] = []
        switch content[key] {
        case .mapping(let members): stated = members.map { ($0.key, $0.value) }
        // A list names its items inside of them; one without a name is known by its place.
        case .list(let elements):
            stated = elements.enumerated().map { ($1["name"]?.string?.nonEmpty ?? String($0), $1) }
        default: break
        }
        var names: Set<String> = []
        return stated.filter { names.insert($0.name).inserted }.map { name, value in
            var part = PromptInterface.Part(kind, namespace + ":" + name)
            part.text = SHA256Digest(of: JSONWriter.document(value))
            add(value, &part)
            return part
        }
    }

    /// What a section takes from outside: each `context:KEY` is a parameter.
    private func addReferences(_ value: Value, _ part: inout PromptInterface.Part) {
        var keys: Set<String> = []
        for reference in value["references"]?.mapping ?? [] {
            guard let target = reference.value["target"]?.string, target.hasPrefix("context:") else { continue }
            let key = String(target.dropFirst("context:".count))
            guard !key.isEmpty, keys.insert(key).inserted else { continue }
            part.parameters.append(PromptInterface.Parameter(key))
        }
    }

    /// What a rulebook starts from, which its user may replace: each default is an optional parameter.
    private func addDefaults(_ value: Value, _ part: inout PromptInterface.Part) {
        part.parameters = (value["context_defaults"]?.mapping ?? []).map { member in
            var parameter = PromptInterface.Parameter(member.key)
            parameter.type = "context"
            parameter.default = member.value.isNull ? nil : member.value.unplaced
            return parameter
        }
    }

    /// What a decision is given and what it gives.
    private func addInputs(_ value: Value, _ part: inout PromptInterface.Part) {
        var names: Set<String> = []
        for input in value["inputs"]?.list ?? [] {
            guard let name = input.text(orKey: "name"), names.insert(name).inserted else { continue }
            var parameter = PromptInterface.Parameter(name)
            parameter.type = input["type"]?.string ?? parameter.type
            parameter.isRequired = true
            part.parameters.append(parameter)
        }
        part.output = value["outputs"]?.unplaced
    }
}
