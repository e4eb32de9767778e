internal import PromptuaryCore

/// What a change offers no more, though others may need it.
struct ChangeLoss {
    /// The touched packages; some of them offer less than before.
    private let packages: Set<PackageID>
    /// The namespaces that the public site would not show any more: all packages in them, touched or not.
    private let namespaces: Set<NamespaceName>

    /// What is offered no more; nil when nothing is.
    init?(_ old: ChangeSide, _ new: ChangeSide) {
        let hidden = old.namespaces.values.filter { $0.isPublic && new.namespaces[$0.name]?.isPublic != true }
        guard
            !hidden.isEmpty || old.packages.contains(where: { ChangeJudgement.shrinks($1, to: new.packages[$0]) })
        else { return nil }
        packages = Set(old.packages.keys).union(new.packages.keys)
        namespaces = Set(hidden.map(\.name))
    }

    /// Whether a package may be one that is offered no more, or less than before.
    func concerns(_ id: PackageID) -> Bool { packages.contains(id) || namespaces.contains(id.namespace) }

    /// The packages of the base that may need something of it, the touched ones left out.
    ///
    /// A build of the site may have written them down; otherwise the manifests of the base say it.
    func dependents(
        _ git: GitObjects, _ set: ChangeSet, settings: RegistrySettings, site: String?
    ) async throws -> [PackageID] {
        if namespaces.isEmpty, let site, let known = KnownDependents(besides: site),
            let candidates = try await known.candidates(for: packages, git, set)
        {
            return candidates.filter { !packages.contains($0) }
        }
        let index = DependencyIndex(git, tree: set.baseTree, settings: settings)
        return try await index.dependents(where: concerns).filter { !packages.contains($0) }
    }
}
