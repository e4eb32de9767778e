/// What a package promises to those who use it: its prompts, what they ask for, and what they need.
///
/// Texts are part of it only as digests: that one has changed can be told, what has changed shows the difference of the
/// files.
public struct PromptInterface: Sendable, Hashable {
    /// Something in a package that others can name.
    public struct Part: Sendable, Hashable {
        /// What it is.
        public let kind: Kind
        /// Its path in the package, or `namespace:name` for the content of a Prompt Gen package; empty for the package
        /// itself.
        public let name: String
        /// What it asks for, in the order of the file.
        public internal(set) var parameters: [Parameter] = []
        /// The values of a data type; nil for other parts.
        public internal(set) var choices: Set<String>?
        /// The sections of its text, which whoever inherits it may replace.
        public internal(set) var sections: [Section] = []
        /// What it is made from: another prompt, or another data type.
        public internal(set) var inherits: String?
        /// The model that it asks for.
        public internal(set) var model: String?
        /// The provider that it asks for.
        public internal(set) var provider: String?
        /// The tools that it needs.
        public internal(set) var tools: Set<String> = []
        /// The form that it promises of what a model answers.
        public internal(set) var output: Value?
        /// The SHA-256 of all that it says.
        public internal(set) var text: SHA256Digest?

        init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// The kinds of parts.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The package itself, as its manifest describes it.
        case package
        /// A `.prmd` file.
        case prompt
        /// A data type of a Prompt Gen package.
        case datatype = "data type"
        /// A prompt section of a Prompt Gen package.
        case section = "prompt section"
        /// A rulebook of a Prompt Gen package.
        case rulebook
        /// A rule of a Prompt Gen package.
        case rule
        /// A decision of a Prompt Gen package.
        case decision
        /// A separator set of a Prompt Gen package.
        case separators = "separator set"
    }

    /// A value that a part asks for.
    public struct Parameter: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The type, such as `string`, the default.
        public internal(set) var type = "string"
        /// Whether there is no prompt without it: it is required and has no default.
        public internal(set) var isRequired = false
        /// What stands in when it is not given.
        public internal(set) var `default`: Value?
        /// The values that it may have; nil for any.
        public internal(set) var choices: Set<Value>?
        /// The regular expression that it has to match.
        public internal(set) var pattern: String?
        /// The least that it may be.
        public internal(set) var minimum: Double?
        /// The most that it may be.
        public internal(set) var maximum: Double?

        init(_ name: String) { self.name = name }
    }

    /// A section of a text.
    public struct Section: Sendable, Hashable {
        /// Its heading in lower case with hyphens, such as `system`.
        public let name: String
        /// The SHA-256 of its text without blank ends.
        public let text: SHA256Digest
    }

    /// The parts, by kind and then by name in bytes.
    public let parts: [Part]
    /// The prompt that stands for the package.
    public let main: String?
    /// The Model Context Protocol servers that the package needs.
    public let servers: Set<String>
    /// The packages that it needs, in the order of the manifest.
    public let dependencies: [Manifest.Dependency]

    init(parts: [Part], manifest: Manifest, main: String? = nil) {
        self.parts = parts.sorted { left, right in
            guard left.kind == right.kind else {
                let kinds = Kind.allCases
                return (kinds.firstIndex(of: left.kind) ?? 0) < (kinds.firstIndex(of: right.kind) ?? 0)
            }
            return left.name.precedesInBytes(right.name)
        }
        self.main = main
        servers = Set(manifest.mcps ?? [])
        dependencies = manifest.dependencies
    }

    /// The part that stands for the package: the main prompt.
    public var mainPart: Part? { parts.first { $0.kind == .prompt && $0.name == main } }
}

extension Value {
    /// The value without places and with sorted keys, so that equal values are equal.
    var unplaced: Value {
        switch self {
        case .list(let elements): .list(elements.map(\.unplaced))
        case .mapping(let members):
            .mapping(
                members.map { Member(key: $0.key, value: $0.value.unplaced) }.sorted { $0.key.precedesInBytes($1.key) })
        default: self
        }
    }

    /// The number, when this is one.
    var anyNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
