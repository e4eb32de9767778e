/// What the rules that compare packages look at: some packages, and whatever of the registry they need to know.
///
/// The look-ups answer for the whole registry, so that a part of it is judged as the whole would be.
public struct RegistryScope {
    /// The packages that are judged, by ``PackageID``.
    public let packages: [PackageOutline]
    /// The successors that judged packages name, as they are spelled.
    public let successors: [PackageID: String]
    /// The namespaces that are judged, by name.
    public let namespaces: [NamespaceName]
    /// The namespace of packages without one.
    public let main: NamespaceName
    /// A package of the registry, or nil.
    public let package: (PackageID) -> PackageOutline?
    /// Whether the public site shows the packages of a namespace.
    public let isPublic: (NamespaceName) -> Bool
    /// The packages that need a package in one of their releases; nil when all packages are judged.
    public let dependents: ((PackageID) -> [PackageID])?
    /// The names that a person takes for the name of a package: in order, itself among them.
    public let lookalikes: (PackageID) -> [PackageID]
    /// The names that a person takes for the name of a namespace: in order, itself among them.
    public let lookalikeNamespaces: (NamespaceName) -> [NamespaceName]

    /// A scope from its parts.
    public init(
        packages: [PackageOutline], successors: [PackageID: String], namespaces: [NamespaceName], main: NamespaceName,
        package: @escaping (PackageID) -> PackageOutline?,
        isPublic: @escaping (NamespaceName) -> Bool,
        dependents: ((PackageID) -> [PackageID])?,
        lookalikes: @escaping (PackageID) -> [PackageID],
        lookalikeNamespaces: @escaping (NamespaceName) -> [NamespaceName]
    ) {
        self.packages = packages
        self.successors = successors
        self.namespaces = namespaces
        self.main = main
        self.package = package
        self.isPublic = isPublic
        self.dependents = dependents
        self.lookalikes = lookalikes
        self.lookalikeNamespaces = lookalikeNamespaces
    }

    /// All packages and namespaces, which are in memory.
    public init(
        packages: [PackageOutline], namespaces: [(name: NamespaceName, isPublic: Bool)], main: NamespaceName,
        successors: [PackageID: String] = [:]
    ) {
        let byID = Dictionary(packages.map { ($0.id, $0) }) { first, _ in first }
        let shown = Set(namespaces.filter(\.isPublic).map(\.name))
        var alike: [String: [PackageID]] = [:]
        for package in packages { alike[package.id.skeleton, default: []].append(package.id) }
        var alikeNamespaces: [String: [NamespaceName]] = [:]
        for namespace in namespaces { alikeNamespaces[namespace.name.skeleton, default: []].append(namespace.name) }
        let (names, spaces) = (alike.filter { $0.value.count > 1 }, alikeNamespaces.filter { $0.value.count > 1 })
        self.init(
            packages: packages, successors: successors, namespaces: namespaces.map(\.name), main: main,
            package: { byID[$0] },
            isPublic: { shown.contains($0) }, dependents: nil,
            lookalikes: { names.isEmpty ? [$0] : names[$0.skeleton]?.sorted() ?? [$0] },
            lookalikeNamespaces: { spaces.isEmpty ? [$0] : spaces[$0.skeleton]?.sorted() ?? [$0] })
    }

    /// What the rules for a whole registry say; in a cancelled task only what some of them say.
    public func findings() -> [Finding] {
        Rule.standing.flatMap { rule -> [Finding] in
            guard case .registry(let look) = rule.check, !Task.isCancelled else { return [] }
            return look(self).map(rule.finding)
        }
    }

    private let memory = Memory()

    /// Where a dependency of a release leads.
    func target(of dependency: Manifest.Dependency, _ release: PackageOutline.Release) -> DependencyTarget {
        switch memory.package(dependency.identity, isDotted: release.format == .yaml, self) {
        case nil: .noName
        case .some(nil): .noPackage
        case .some(let package?): memory.target(of: dependency.range, in: package)
        }
    }

    /// Names and ranges that were read, which repeat.
    private final class Memory {
        private var packages: [String: PackageOutline??] = [:]
        private var dotted: [String: PackageOutline??] = [:]
        private var ranges: [String: VersionRange?] = [:]

        /// The package that an identity names: nil when it is no name, and nothing in it when there is no such package.
        func package(_ identity: String, isDotted: Bool, _ scope: RegistryScope) -> PackageOutline?? {
            if let known = isDotted ? dotted[identity] : packages[identity] { return known }
            let id = try? PackageID(identity: identity, default: scope.main, dotted: isDotted)
            let found: PackageOutline?? = id.map { scope.package($0) }
            if isDotted { dotted[identity] = .some(found) } else { packages[identity] = .some(found) }
            return found
        }

        func target(of text: String, in package: PackageOutline) -> DependencyTarget {
            if text == "latest" { return .release(package, package.latestIndex) }
            let range = ranges[text] ?? (try? VersionRange(text))
            ranges[text] = .some(range)
            guard let range else { return .noRange(package) }
            let chosen = package.releases.lastIndex { !$0.isYanked && range.contains($0.version) }
            if let chosen { return .release(package, chosen) }
            return package.releases.contains { range.contains($0.version) } ? .onlyYanked(package) : .noRelease(package)
        }
    }
}

extension PackageID {
    /// What the name looks like to a person, within its namespace.
    public var skeleton: String { namespace.text + "/" + name.skeleton }
}

/// Where one dependency of a release leads today.
enum DependencyTarget: Sendable {
    /// The identity is not the name of a package.
    case noName
    /// There is no such package.
    case noPackage
    /// The range is not a range.
    case noRange(PackageOutline)
    /// No release satisfies the range.
    case noRelease(PackageOutline)
    /// Only yanked releases satisfy the range.
    case onlyYanked(PackageOutline)
    /// The highest release in the range that is not yanked; for `latest` the one that stands for the package.
    case release(PackageOutline, Int)

    /// The package, when there is one.
    var package: PackageOutline? {
        switch self {
        case .noName, .noPackage: nil
        case .noRange(let package), .noRelease(let package), .onlyYanked(let package), .release(let package, _): package
        }
    }
}

extension PackageOutline {
    /// The path of the package's folder in a tree.
    var path: String { PackageRecord.usualPath(of: id) }

    /// The path of a release's package file in a tree.
    func path(of release: Release) -> String {
        path + "/" + release.version.pathText + "/" + SiteLayout.fileName(id, release.version, release.format)
    }
}
