internal import PromptuaryCore

/// The rules that compare packages, asked about the packages that a change touches, on both of its sides.
struct ChangeJudgement {
    private var base: BasePackages
    private let settings: RegistrySettings
    private let names: Names

    /// The names of everything in the base, as far as they are needed.
    struct Names: Sendable {
        /// All packages; none unless a package is new.
        var packages: [PackageID] = []
        /// All namespaces; none unless a namespace is new.
        var namespaces: [NamespaceName] = []
    }

    /// A judgement beside the packages of the base.
    init(_ base: BasePackages, _ settings: RegistrySettings, names: Names) {
        self.base = base
        self.settings = settings
        self.names = names
    }

    /// What the rules say about each side.
    ///
    /// `dependents` are packages of the base that may need something which is offered no more, as `loss` tells: those that
    /// do are judged as well.
    mutating func findings(
        _ old: ChangeSide, _ new: ChangeSide, beside dependents: [PackageID], of loss: ChangeLoss?
    ) async throws -> (old: [Finding], new: [Finding]) {
        let before = old.packages.mapValues { PackageOutline($0) }
        let after = new.packages.mapValues { PackageOutline($0) }
        try await base.fetchAll(dependents)
        let successors = (Array(old.packages.values) + Array(new.packages.values)).compactMap { package in
            package.notes.deprecation?.successor.flatMap {
                try? PackageID(identity: $0, default: settings.defaultNamespace, dotted: package.format == .yaml)
            }
        }
        _ = try await base.fetch(needed: Set(successors), isLimited: true)
        let touched = Set(before.keys).union(after.keys)
        let others = dependents.compactMap { base.outlines[$0] }.filter { outline in
            base.needs(of: outline).contains { loss?.concerns($0) == true }
        }.sorted { $0.id < $1.id }
        for (side, outlines) in [(old, before), (new, after)] {
            while true {
                let wanted = scope(side, outlines, touched, others).wanted().subtracting(touched)
                // What the base itself has built up is no reason to judge nothing.
                guard try await base.fetch(needed: wanted, isLimited: others.isEmpty) else { break }
            }
        }
        return (
            scope(old, before, touched, others).findings(), scope(new, after, touched, others).findings()
        )
    }

    /// Whether a package offers less than before.
    static func shrinks(_ old: Package, to new: Package?) -> Bool {
        guard let new else { return true }
        if old.notes.quarantine == nil, new.notes.quarantine != nil { return true }
        return old.releases.contains { release in
            release.yank == nil && new.release(release.version).map { $0.yank != nil } ?? true
        }
    }

    private func scope(
        _ side: ChangeSide, _ outlines: [PackageID: PackageOutline], _ touched: Set<PackageID>,
        _ others: [PackageOutline]
    ) -> RegistryScope {
        var alike: [String: [PackageID]] = [:]
        if !names.packages.isEmpty {
            for id in Set(names.packages).subtracting(touched).union(outlines.keys) {
                alike[id.skeleton, default: []].append(id)
            }
        }
        var alikeNamespaces: [String: [NamespaceName]] = [:]
        if !names.namespaces.isEmpty {
            for name in Set(names.namespaces).union(side.namespaces.keys) {
                alikeNamespaces[name.skeleton, default: []].append(name)
            }
        }
        let base = base
        return RegistryScope(
            packages: outlines.values.sorted { $0.id < $1.id } + others,
            successors: side.packages.compactMapValues { $0.notes.deprecation?.successor },
            namespaces: side.namespaces.keys.sorted(), main: settings.defaultNamespace,
            package: { touched.contains($0) ? outlines[$0] : base.outlines[$0] },
            isPublic: { side.namespaces[$0]?.isPublic ?? base.shows($0) }, dependents: nil,
            lookalikes: { alike[$0.skeleton]?.sorted() ?? [$0] },
            lookalikeNamespaces: { alikeNamespaces[$0.skeleton]?.sorted() ?? [$0] })
    }
}
