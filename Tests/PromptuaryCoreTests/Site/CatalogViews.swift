@testable import PromptuaryCore

/// All views of a catalog that is in memory: what a build makes from its state, in the simplest way.
struct CatalogViews: Sendable {
    /// What all documents have in common.
    let context: SiteContext
    /// The packages, by ``PackageID``.
    let packages: [Package]
    /// The namespaces, by name.
    let namespaces: [NamespaceView]
    /// What the listings of namespaces are made from.
    let namespaceList: NamespaceList
    /// What the documents that exist once are made from.
    let registry: RegistryView

    /// The views of the part of a catalog that a site shows.
    init(
        _ catalog: Catalog, builtAt: Timestamp, commit: String?, generator: String, isSigned: Bool = false,
        source: @escaping @Sendable (Release) -> [UInt8]? = { _ in nil }
    ) {
        let dependents = Self.dependents(catalog)
        context = SiteContext(
            settings: catalog.settings, generator: generator, isSigned: isSigned, source: source,
            package: { catalog.package($0) }, namespace: { catalog.namespace($0) },
            dependents: { dependents[$0] ?? .none })
        packages = catalog.packages
        let recent = Self.sorted(catalog.packages, by: \.updatedAt)
        var byNamespace: [NamespaceName: [Package]] = [:]
        for package in recent { byNamespace[package.id.namespace, default: []].append(package) }
        namespaces = catalog.namespaces.map { namespace in
            let own = byNamespace[namespace.name] ?? []
            return NamespaceView(
                namespace: namespace, packageCount: own.count, createdAt: own.compactMap(\.createdAt).min(),
                recent: Array(own.prefix(NamespaceView.recentLimit)))
        }
        let listed = { (package: Package) in
            ListedPackage(package, protection: catalog.namespace(package.id.namespace)?.protection ?? .protected)
        }
        let promptGen = catalog.packages.filter { $0.format == .yaml }
        namespaceList = NamespaceList(
            rows: namespaces.prefix(NamespaceList.limit).map(\.row), total: namespaces.count)
        registry = RegistryView(
            RegistryView.State(
                figures: RegistryView.Figures(
                    packages: catalog.packages.count, releases: catalog.releaseCount,
                    namespaces: catalog.namespaces.count,
                    packagesByFormat: catalog.packages.reduce(into: [:]) { $0[$1.format, default: 0] += 1 }),
                builtAt: builtAt, commit: commit), recent: Array(recent.prefix(RegistryView.recentLimit)),
            recentArchives: recent.lazy.filter { $0.format == .pdpkg }.prefix(RegistryView.listingLimit)
                .map(listed),
            newestPromptGen: Self.sorted(promptGen, by: \.createdAt).prefix(RegistryView.listingLimit).map(listed),
            namespaces: namespaces.prefix(RegistryView.namespaceLimit).map(\.row))
    }

    /// The files of the index.
    var indexFiles: [SiteFile] {
        ListingShards.files(packages) + NamespaceShards.files(namespaces.map(\.namespace))
            + SearchIndex.files(of: packages.map { SearchRow($0) })
    }

    private static func sorted(_ packages: [Package], by time: (Package) -> Timestamp?) -> [Package] {
        packages.map { (time: time($0), package: $0) }
            .sorted { Package.isBefore(($0.time, $0.package.id), ($1.time, $1.package.id)) }.map(\.package)
    }

    private static func dependents(_ catalog: Catalog) -> [PackageID: Dependents] {
        var all: [PackageID: [Dependents.Dependent]] = [:]
        for package in catalog.packages {
            for need in package.needs(default: catalog.settings.defaultNamespace) {
                all[need.package, default: []].append(
                    Dependents.Dependent(package: package.id, clientName: package.clientName, range: need.range))
            }
        }
        return all.mapValues { Dependents(shown: Array($0.prefix(Dependents.limit)), count: $0.count) }
    }
}
