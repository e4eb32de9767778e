/// What a package says about itself, the same for every format.
///
/// A value comes from ``PdpkgManifest`` or ``PromptGenPackage``, which have checked the parts that a registry acts on:
/// identity, version, links, dependencies and the time of publication. The rest is the publisher's own text.
public struct Manifest: Sendable, Hashable {
    /// The identity as the file spells it: `@namespace/name`, a bare `name`, or the dotted id of a Prompt Gen package.
    public let identity: String
    /// The version by Semantic Versioning 2.0, at most 64 characters; its numbers have at most nine digits.
    public let version: String
    /// The kind of package that the manifest states, `package` where it states none, `prompt-gen` for Prompt Gen.
    public internal(set) var kind = "package"
    /// The name to show to people, where it is another text than the identity.
    public internal(set) var title: String?
    /// The description, or an empty text.
    public internal(set) var summary = ""
    /// The name of the first author.
    public internal(set) var author: String?
    /// The names of all authors, in order.
    public internal(set) var authors: [String] = []
    /// The licence, as an SPDX expression or in other words.
    public internal(set) var license: String?
    /// The page of the project: a URL or a short form such as `github:owner/name`.
    public internal(set) var homepage: String?
    /// The repository of the project: a URL or a short form such as `github:owner/name`.
    public internal(set) var repository: String?
    /// The tags and the keywords, in the order of the file, each once.
    public internal(set) var keywords: [String] = []
    /// The packages that this one needs, in the order of the file; at most 256.
    public internal(set) var dependencies: [Dependency] = []
    /// The path of the main prompt; nil also when the path leaves the package.
    public internal(set) var main: String?
    /// The path of the text that introduces the package; nil also when the path leaves the package.
    public internal(set) var readme: String?
    /// The files and patterns that the manifest lists; no path leaves the package.
    public internal(set) var listedFiles: [String]?
    /// The listed, main and readme files that are not in the package; patterns and folders are not looked for.
    public internal(set) var missingFiles: [String] = []
    /// When the publisher says that the version came out: a time in UTC by RFC 3339 that ends in `Z`.
    public internal(set) var publishedAt: String?
    /// The parameters that the prompts take, in the order of the file.
    public internal(set) var parameters: [Parameter] = []
    /// The tools that the package needs.
    public internal(set) var tools: [String]?
    /// The Model Context Protocol servers that the package needs.
    public internal(set) var mcps: [String]?
    /// How much of each kind of content a Prompt Gen package has.
    public internal(set) var contentCounts: ContentCounts?

    init(identity: String, version: String) {
        self.identity = identity
        self.version = version
    }
}

extension Manifest {
    /// Another package that is needed.
    public struct Dependency: Sendable, Hashable {
        /// The identity, as the manifest spells it: not checked.
        public let identity: String
        /// The versions that will do, as the manifest spells them; empty when it states none as text.
        public let range: String
    }

    /// A value that a prompt asks for.
    public struct Parameter: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The type, such as `string`, the default, or `integer`.
        public let type: String
        /// Whether there is no prompt without it.
        public let required: Bool
        /// What stands in when it is not given.
        public let `default`: Value?
    }

    /// The number of things that the content namespaces of a Prompt Gen package hold together.
    public struct ContentCounts: Sendable, Hashable {
        /// The rulebooks.
        public internal(set) var rulebooks = 0
        /// The rules.
        public internal(set) var rules = 0
        /// The prompt sections.
        public internal(set) var promptSections = 0
        /// The data types.
        public internal(set) var datatypes = 0

        /// No content.
        public init() {}
    }
}
