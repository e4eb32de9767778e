/// The names that a registry keeps for somebody, and those that nobody gets.
///
/// The value knows nothing of the document that it comes from. Names are compared as people see them, by
/// ``NameForm/visual(_:)``: whoever blocks `paypal` also blocks `pay-pal` and `paypa1`.
public struct NamePolicy: Sendable, Hashable {
    /// What an entry is about.
    public enum Subject: Sendable, Hashable {
        /// A namespace with all that is in it: `@acme`.
        case namespace(NamespaceName)
        /// One package: `@acme/tool`.
        case package(PackageID)
        /// A package name in every namespace: `tool`.
        case name(PackageName)
        /// Every package name with this beginning, whatever the namespace: `openai-*`.
        case prefix(String)
    }

    /// One entry of the list.
    public struct Entry: Sendable, Hashable {
        /// Which names it is about.
        public let subject: Subject
        /// The namespaces that may have such names; nobody may when there are none.
        public let holders: [NamespaceName]
        /// Why, for people; may be empty.
        public let reason: String

        /// A name that is kept for some namespaces.
        public init(reserved subject: Subject, for holders: [NamespaceName], reason: String = "") {
            self.subject = subject
            self.holders = holders
            self.reason = reason
        }

        /// A name that nobody gets.
        public init(blocked subject: Subject, reason: String = "") {
            self.init(reserved: subject, for: [], reason: reason)
        }

        /// Whether nobody may have such names.
        public var isBlocked: Bool { holders.isEmpty }
    }

    /// The entries, in the order of the list.
    public let entries: [Entry]
    private let looks: [String]

    /// A policy of some entries; without any, every name is free.
    public init(_ entries: [Entry] = []) {
        self.entries = entries
        looks = entries.map(\.subject.look)
    }

    /// The first entry that keeps a package from its namespace, blocked names before reserved ones.
    public func refusal(of package: PackageID) -> Entry? {
        let namespace = NameForm.visual(package.namespace.text)
        let name = NameForm.visual(package.name.text)
        return first(besides: package.namespace) { subject, look in
            switch subject {
            case .namespace: look.hasSameBytes(as: namespace)
            case .package: look.hasSameBytes(as: namespace + "/" + name)
            case .name: look.hasSameBytes(as: name)
            case .prefix: name.utf8.starts(with: look.utf8)
            }
        }
    }

    /// The first entry that keeps a namespace from being claimed, blocked names before reserved ones.
    public func refusal(of namespace: NamespaceName) -> Entry? {
        let visual = NameForm.visual(namespace.text)
        return first(besides: namespace) { subject, look in
            if case .namespace = subject { look.hasSameBytes(as: visual) } else { false }
        }
    }

    private func first(besides holder: NamespaceName, where matches: (Subject, String) -> Bool) -> Entry? {
        let found = entries.indices.filter {
            !entries[$0].holders.contains(holder) && matches(entries[$0].subject, looks[$0])
        }.map { entries[$0] }
        return found.first(where: \.isBlocked) ?? found.first
    }
}

extension NamePolicy.Subject {
    /// What a text names: `@acme`, `@acme/tool`, `tool` or `tool-*`; refused with a ``NameFault``.
    public init(_ text: String) throws(Refusal) {
        if text.utf8.first == UInt8(ascii: "@") {
            guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
                self = .namespace(try NamespaceName(text))
                return
            }
            let name = try PackageName(text[text.utf8.index(after: slash)...])
            self = .package(PackageID(try NamespaceName(text[..<slash]), name))
        } else if text.utf8.last == UInt8(ascii: "*") {
            let prefix = String(text.dropLast())
            let isName = prefix.utf8.allSatisfy { NameCharacters.isAlphanumeric($0) || "-._".utf8.contains($0) }
            guard isName, !NameForm.folded(prefix).isEmpty, prefix.utf8.count <= 64 else {
                throw Refusal(NameFault.package, "\(quoted(text)) is not the beginning of a package name")
            }
            self = .prefix(prefix)
        } else {
            self = .name(try PackageName(text))
        }
    }

    /// The form in which names are compared with it.
    fileprivate var look: String {
        switch self {
        case .namespace(let namespace): NameForm.visual(namespace.text)
        case .package(let id): NameForm.visual(id.namespace.text) + "/" + NameForm.visual(id.name.text)
        case .name(let name): NameForm.visual(name.text)
        case .prefix(let prefix): NameForm.visual(prefix)
        }
    }
}

extension NamePolicy.Subject: CustomStringConvertible {
    /// The text that it is written as.
    public var description: String {
        switch self {
        case .namespace(let namespace): namespace.description
        case .package(let id): id.description
        case .name(let name): name.text
        case .prefix(let prefix): prefix + "*"
        }
    }
}
