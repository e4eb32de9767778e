/// What `registry.yaml` says about the whole registry.
public struct RegistrySettings: Sendable, Hashable {
    /// The name that signatures are bound to.
    public let name: RegistryName
    /// The name that people read.
    public let title: String
    /// One or two sentences about what the registry holds.
    public let summary: String
    /// Where the site is reachable, without a trailing slash, when that is known.
    public let baseURL: String?
    /// The namespace of packages whose manifest gives them no scope.
    public let defaultNamespace: NamespaceName
    /// Severities that this registry gives to rules, by rule id; nil switches a rule off.
    public let severities: [String: Finding.Severity?]
    /// Whether the tree is a demonstration, whose secret keys everybody knows.
    public let isDemo: Bool
    /// Which surfaces the site has.
    public let surfaces: Set<SurfaceID>
    /// What the registry asks of changes.
    public let changes: ChangePolicy

    /// The API layouts that a site can have.
    public enum SurfaceID: String, Sendable, Hashable, CaseIterable {
        /// The Prompd registry.
        case prompd
        /// The Prompt Gen Marketplace under `api/v1`.
        case promptGen = "prompt-gen"
        /// The web pages and feeds.
        case pages
    }

    /// How `registry.yaml` spells a severity.
    private enum Level: String, CaseIterable { case error, warning, note, off }

    /// The settings in a document.
    public init(_ document: Value) throws(Refusal) {
        var fields = try DocumentFields(document)
        name = try RegistryName(try fields.required("name"))
        title = try fields.string("title", limit: 200) ?? name.text
        summary = try fields.string("description", limit: 2000) ?? ""
        if let base = try fields.string("base-url", limit: 1024) {
            guard base.hasPrefix("https://") || base.hasPrefix("http://"), !base.hasSuffix("/"),
                !base.utf8.contains(where: { "?#".utf8.contains($0) }), base.utf8.count > 8,
                base.utf8.allSatisfy({
                    (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<")
                })
            else {
                throw fields.refusal(
                    "base-url", "base-url is \(quoted(base)), which is not an http(s) address without a trailing slash")
            }
            baseURL = base
        } else {
            baseURL = nil
        }
        defaultNamespace = try NamespaceName(try fields.string("default-namespace") ?? "main")
        isDemo = try fields.boolean("demo") ?? false
        var chosen: Set<SurfaceID> = []
        for text in try fields.strings("surfaces") {
            guard let surface = SurfaceID(rawValue: text) else {
                throw fields.refusal(
                    "surfaces", "\(quoted(text)) is not a surface; there are prompd, prompt-gen and pages")
            }
            chosen.insert(surface)
        }
        surfaces = chosen.isEmpty ? Set(SurfaceID.allCases) : chosen
        var policy = try DocumentFields(fields.optional("policy") ?? .mapping([]), prefix: "policy")
        var levels: [String: Finding.Severity?] = [:]
        for member in try policy.mapping("rules") {
            guard let text = member.value.string, let level = Level(rawValue: text) else {
                throw policy.refusal(
                    "rules", "the severity of \(quoted(member.key)) is none of error, warning, note, off")
            }
            guard Rule.named(member.key) != nil else {
                throw policy.refusal("rules", "there is no rule \(quoted(member.key)); `promptuary rules` lists them")
            }
            levels[member.key] = .some(Finding.Severity(rawValue: level.rawValue))
        }
        severities = levels
        changes = try ChangePolicy(&policy)
        try policy.end()
        try fields.end()
    }
}
