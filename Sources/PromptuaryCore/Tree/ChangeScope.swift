/// What the rules for a change look at: each touched thing as it is in the base and as the change would leave it.
///
/// Policy and keys are those of the base. Releases of the changed side were verified with the keys that their namespace
/// has in the base, and with its own ones only where the base has no such namespace.
public struct ChangeScope: Sendable {
    /// A touched namespace.
    public struct NamespaceChange: Sendable {
        /// The name.
        public let name: NamespaceName
        /// As it is in the base; nil when it is new there.
        public let old: Namespace?
        /// As the change leaves it; nil when it is gone or refused.
        public let new: Namespace?

        /// A touched namespace from its two sides.
        public init(_ name: NamespaceName, old: Namespace?, new: Namespace?) {
            self.name = name
            self.old = old
            self.new = new
        }

        /// The path of its folder.
        public var path: String { "namespaces/" + name.text }
        /// Whether its key set is another one than before.
        public var hasOtherKeys: Bool { old?.keys != new?.keys }
    }

    /// A release that the change adds.
    public struct ReleaseChange: Sendable {
        /// The release.
        public let release: Release
        /// The release that its users come from; nil for the first one.
        public let previous: Release?
        /// How its version stands to those before it.
        public let succession: VersionSuccession
        /// What its prompts ask for that they did not before; nil without a release before, or when one cannot be read.
        public let interface: InterfaceChange?

        /// An added release from its parts.
        public init(
            _ release: Release, previous: Release?, succession: VersionSuccession, interface: InterfaceChange? = nil
        ) {
            self.release = release
            self.previous = previous
            self.succession = succession
            self.interface = interface
        }
    }

    /// A touched package.
    public struct PackageChange: Sendable {
        /// The name.
        public let id: PackageID
        /// As it is in the base; nil when it is new there.
        public let old: Package?
        /// As the change leaves it; nil when it is gone or refused.
        public let new: Package?
        /// The releases that the change adds, lowest version first.
        public let added: [ReleaseChange]
        /// Whether something that the change brings has a signature by a key that the change brings to the namespace.
        public let usesNewKeys: Bool

        /// A touched package from its parts.
        public init(
            _ id: PackageID, old: Package?, new: Package?, added: [ReleaseChange] = [], usesNewKeys: Bool = false
        ) {
            self.id = id
            self.old = old
            self.new = new
            self.added = added
            self.usesNewKeys = usesNewKeys
        }

        /// The path of its notes.
        public var notesPath: String { PackageRecord.usualPath(of: id) + "/package.yaml" }
        /// Whether the base has no such package.
        public var isNew: Bool { old == nil && new != nil }
    }

    /// The settings of the base, whose policy judges.
    public let settings: RegistrySettings
    /// The settings as the change leaves them; nil when it leaves them alone.
    public let newSettings: RegistrySettings?
    /// The files.
    public let files: FileChanges
    /// The touched namespaces, by name.
    public let namespaces: [NamespaceChange]
    /// The touched packages, by identity.
    public let packages: [PackageChange]
    /// The names of all packages of the base; empty unless the change adds a package.
    public let packageNames: [PackageID]
    /// The names of all namespaces of the base; empty unless the change adds a namespace.
    public let namespaceNames: [NamespaceName]
    /// What reviewers say in the change, verified.
    public let consents: [Consent]
    /// The digests of the changed files as the change would leave them, by path; those that cannot be read are left out.
    public let contents: [[UInt8]: SHA256Digest]
    /// The digests of the changed files as they are in the base, by path; those that cannot be read are left out.
    public let formerContents: [[UInt8]: SHA256Digest]
    /// The paths of removed package files that nobody has signed whose key counts after the change.
    public let struckOut: Set<[UInt8]>
    /// Since when the registry knows what the change builds on.
    public private(set) var arrivals: Arrivals

    /// A scope from its parts, in any order.
    public init(
        settings: RegistrySettings, newSettings: RegistrySettings? = nil, files: FileChanges = FileChanges([]),
        namespaces: [NamespaceChange] = [], packages: [PackageChange] = [], packageNames: [PackageID] = [],
        namespaceNames: [NamespaceName] = [], consents: [Consent] = [], contents: [[UInt8]: SHA256Digest] = [:],
        formerContents: [[UInt8]: SHA256Digest] = [:], struckOut: Set<[UInt8]> = [],
        arrivals: Arrivals = Arrivals()
    ) {
        self.settings = settings
        self.newSettings = newSettings
        self.files = files
        self.namespaces = namespaces.sorted { $0.name < $1.name }
        self.packages = packages.sorted { $0.id < $1.id }
        self.packageNames = packageNames
        self.namespaceNames = namespaceNames
        self.consents = consents
        self.contents = contents
        self.formerContents = formerContents
        self.struckOut = struckOut
        self.arrivals = arrivals
    }

    /// What the rules for a change say, those about its files included; in a cancelled task only what some of them say.
    public func findings() -> [Finding] {
        files.findings(struckOut: struckOut) + namespaces.flatMap(\.continuity)
            + Rule.ofChanges.flatMap { rule -> [Finding] in
                guard case .change(let look) = rule.check, !Task.isCancelled else { return [] }
                return look(self).map(rule.finding)
            }
    }

    /// The same scope with what is known of arrivals.
    public func arriving(_ arrivals: Arrivals) -> ChangeScope {
        var scope = self
        scope.arrivals = arrivals
        return scope
    }

    /// The touched namespace of a name, if there is one; the cost hardly grows with their number.
    func change(of name: NamespaceName) -> NamespaceChange? {
        let position = namespaces.partition { $0.name < name }
        return position < namespaces.endIndex && namespaces[position].name == name ? namespaces[position] : nil
    }

    /// The touched package of an identity, if there is one; the cost hardly grows with their number.
    func change(of id: PackageID) -> PackageChange? {
        let position = packages.partition { $0.id < id }
        return position < packages.endIndex && packages[position].id == id ? packages[position] : nil
    }

    /// The releases that the change adds.
    var added: [ReleaseChange] { packages.flatMap(\.added) }
}

extension Array {
    /// The position of the first element that does not precede what is looked for, in an array that is in that order.
    func partition(_ precedes: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if precedes(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
