/// What a registry asks of changes: the part of `policy` in `registry.yaml` that is about them.
public struct ChangePolicy: Sendable, Hashable {
    /// Which licences it takes.
    public var licences = LicencePolicy()
    /// The names that it keeps for somebody, or for nobody.
    public var names = NamePolicy()
    /// Names that are taken elsewhere, by the name of the other registry.
    public var elsewhere: [String: Set<String>] = [:]
    /// How long something new waits.
    public var waiting = WaitingPeriods()
    /// Whose overrides and approvals count; nobody's when it is nil.
    public var reviewers: KeySet?
    /// How many reviewers have to agree to what needs a person, so that it may merge; 0 leaves it to people.
    public var approvals = 0
    /// The kinds of changes that may merge without a person.
    public var mergesAlone: Set<Verdict.Change.Kind> = [.release, .yank, .deprecation, .tag]

    /// The most names of another registry: 10,000.
    public static let nameLimit = 10_000

    /// The policy of a registry that says nothing.
    public init() {}

    /// The policy in the fields of `policy`.
    init(_ fields: inout DocumentFields) throws(Refusal) {
        if let value = fields.optional("licences") {
            var inner = try DocumentFields(value, prefix: "policy.licences")
            licences = LicencePolicy(
                allowed: try inner.strings("allow", limit: 1024), denied: try inner.strings("deny", limit: 1024))
            try inner.end()
        }
        var entries: [NamePolicy.Entry] = []
        for (index, element) in try fields.list("names").enumerated() {
            entries.append(try Self.entry(element, prefix: "policy.names[\(index)]"))
        }
        names = NamePolicy(entries)
        for member in try fields.mapping("known-names") {
            guard let elements = member.value.list, elements.count <= Self.nameLimit else {
                throw fields.refusal(
                    "known-names", "the names of \(quoted(member.key)) are no list of at most \(Self.nameLimit)")
            }
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else {
                throw fields.refusal("known-names", "a name of \(quoted(member.key)) is not text")
            }
            elsewhere[member.key] = Set(texts.map(NameForm.folded))
        }
        if let value = fields.optional("waiting-hours") {
            var inner = try DocumentFields(value, prefix: "policy.waiting-hours")
            let year = 0...8760
            waiting.namespace = (try inner.integer("namespace", in: year) ?? 0) * 3600
            waiting.package = (try inner.integer("package", in: year) ?? 0) * 3600
            waiting.key = (try inner.integer("key", in: year) ?? 0) * 3600
            try inner.end()
        }
        var keys: [KeySet.Key] = []
        for (index, element) in try fields.list("reviewers", limit: KeySet.keyLimit).enumerated() {
            keys.append(try Self.reviewer(element, prefix: "policy.reviewers[\(index)]"))
        }
        if !keys.isEmpty { reviewers = try KeySet(keys: keys, threshold: 1, version: 1, previous: nil) }
        approvals = try fields.integer("approvals", in: 0...KeySet.thresholdLimit) ?? 0
        if fields.optional("merge-alone") != nil {
            mergesAlone = []
            for text in try fields.strings("merge-alone") {
                guard let kind = Verdict.Change.Kind(rawValue: text) else {
                    let all = Verdict.Change.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw fields.refusal("merge-alone", "\(quoted(text)) is none of \(all)")
                }
                mergesAlone.insert(kind)
            }
        }
    }

    private static func reviewer(_ value: Value, prefix: String) throws(Refusal) -> KeySet.Key {
        var fields = try DocumentFields(value, prefix: prefix)
        let name = try fields.required("name")
        let key = try PublisherKey(try fields.required("key"))
        try fields.end()
        return KeySet.Key(key: key, name: name)
    }

    private static func entry(_ value: Value, prefix: String) throws(Refusal) -> NamePolicy.Entry {
        var fields = try DocumentFields(value, prefix: prefix)
        let subject = try NamePolicy.Subject(try fields.required("name"))
        let reason = try fields.string("reason", limit: 200) ?? ""
        var holders: [NamespaceName] = []
        for text in try fields.strings("for") { holders.append(try NamespaceName(text)) }
        try fields.end()
        return NamePolicy.Entry(reserved: subject, for: holders, reason: reason)
    }
}
