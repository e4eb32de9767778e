/// What stands against a name that somebody would like to have.
public struct NameReview: Sendable {
    /// Whose name it is.
    public enum Subject: Sendable, Hashable {
        /// A namespace.
        case namespace(NamespaceName)
        /// A package.
        case package(PackageID)

        /// The name that a text means: `@ns`, `@ns/name`, or `name` in the default namespace.
        public init(_ text: String, default namespace: NamespaceName) throws(Refusal) {
            if text.utf8.first == UInt8(ascii: "@"), !text.utf8.contains(UInt8(ascii: "/")) {
                self = .namespace(try NamespaceName(text))
            } else {
                self = .package(try PackageID(identity: text, default: namespace, dotted: false))
            }
        }

        /// The name.
        public var name: String {
            switch self {
            case .namespace(let name): name.description
            case .package(let id): id.description
            }
        }
    }

    /// The names that there are, and the policy about them, as far as they are known.
    public struct Surroundings: Sendable {
        /// The namespaces.
        public var namespaces: [NamespaceName]
        /// The packages.
        public var packages: [PackageID]
        /// The policy; nil when nobody knows it.
        public var policy: ChangePolicy?
        /// Where packages without a scope live.
        public var defaultNamespace: NamespaceName?

        /// What there is in a registry.
        public init(
            namespaces: [NamespaceName] = [], packages: [PackageID] = [], policy: ChangePolicy? = nil,
            defaultNamespace: NamespaceName? = nil
        ) {
            self.namespaces = namespaces
            self.packages = packages
            self.policy = policy
            self.defaultNamespace = defaultNamespace
        }
    }

    /// One thing that stands against it.
    public struct Remark: Sendable, Hashable {
        /// What it is: `name-taken`, or the rule that would speak about a change.
        public let code: String
        /// Whether it keeps the name from being had, or is a question to a person.
        public let severity: Finding.Severity
        /// What there is, in one line.
        public let message: String
    }

    /// The name.
    public let subject: Subject
    /// What stands against it, worst first.
    public let remarks: [Remark]

    /// Whether nothing stands against it but questions to a person.
    public var isFree: Bool { !remarks.contains { $0.severity == .error } }

    /// The most names that one measure tells.
    private static let limit = 10

    /// A look at a name.
    public init(_ subject: Subject, among names: Surroundings) {
        self.subject = subject
        var remarks: [Remark] = []
        switch subject {
        case .namespace(let name):
            remarks = Self.remarks(namespace: name, names)
        case .package(let id):
            if names.packages.contains(id) {
                remarks.append(Remark(code: "name-taken", severity: .error, message: "\(id) is taken"))
            }
            remarks += Self.similar(
                id.description, among: names.packages.map(\.description), except: id.namespace.description + "/")
            remarks += Self.policy(id, names)
            if names.namespaces.contains(id.namespace) {
                remarks.append(
                    Remark(
                        code: "namespace-owned", severity: .note,
                        message: "the namespace \(id.namespace) is there; its keys sign every release in it"))
            } else {
                remarks += Self.remarks(namespace: id.namespace, names)
            }
        }
        let ranks = Finding.Severity.allCases
        self.remarks = ranks.flatMap { rank in remarks.filter { $0.severity == rank } }
    }

    private static func remarks(namespace name: NamespaceName, _ names: Surroundings) -> [Remark] {
        var remarks: [Remark] = []
        if names.namespaces.contains(name) {
            remarks.append(Remark(code: "name-taken", severity: .error, message: "the namespace \(name) is taken"))
        }
        remarks += similar(name.description, among: names.namespaces.map(\.description), except: nil)
        if let entry = names.policy?.names.refusal(of: name) { remarks.append(reserved(name.description, entry)) }
        return remarks
    }

    /// The names that one could be taken for, by the three measures; those within one namespace have one owner.
    private static func similar(_ name: String, among names: [String], except own: String?) -> [Remark] {
        NameIndex(names).similar(to: name).filter { similarity in
            own.map { !similarity.name.utf8.starts(with: $0.utf8) } ?? true
        }.prefix(limit).map { similarity in
            similarity.isConfusable
                ? Remark(
                    code: "name-confusable", severity: .error,
                    message: "\(name) looks like another name: \(similarity)")
                : Remark(
                    code: "name-similar", severity: .warning,
                    message: "\(name) is close to another name: \(similarity)")
        }
    }

    private static func policy(_ id: PackageID, _ names: Surroundings) -> [Remark] {
        guard let policy = names.policy else { return [] }
        var remarks: [Remark] = []
        if let entry = policy.names.refusal(of: id) { remarks.append(reserved(id.description, entry)) }
        var forms = [NameForm.folded(id.description)]
        if id.namespace == names.defaultNamespace { forms.append(NameForm.folded(id.name.text)) }
        for known in policy.elsewhere.sorted(by: { $0.key.precedesInBytes($1.key) })
        where forms.contains(where: known.value.contains) {
            remarks.append(
                Remark(
                    code: "name-elsewhere", severity: .warning,
                    message: "\(id) is a name of \(quoted(known.key)), too"))
        }
        return remarks
    }

    private static func reserved(_ name: String, _ entry: NamePolicy.Entry) -> Remark {
        Remark(code: "name-reserved", severity: .error, message: Rule.sentence(name, entry))
    }
}
