internal import PromptuaryCore

/// The releases that a site has published already.
enum PublishedReleases {
    /// A finding for each published package file that the catalog no longer has.
    static func findings(in site: String, missingFrom catalog: Catalog) throws -> [Finding] {
        var findings: [Finding] = []
        let root = try Directory(site)
        for namespace in try root.entries() where namespace.kind == .directory && namespace.name.hasPrefix("@") {
            let packages = try root.directory(namespace.name)
            for package in try packages.entries() where package.kind == .directory {
                let folder = try packages.directory(package.name)
                guard folder.holds("-") else { continue }
                let id = try? PackageID(NamespaceName(namespace.name), PackageName(package.name))
                let known = Set(id.flatMap(catalog.package)?.releases.map(\.fileName) ?? [])
                for file in try folder.directory("-").entries() {
                    guard PackageFormat(fileName: file.name) != nil, !known.contains(file.name) else { continue }
                    findings.append(
                        Finding(
                            .releaseRemoved, "\(file.name) is published and not in the tree",
                            path: "packages/\(namespace.name.dropFirst())/\(package.name)"))
                }
            }
        }
        return findings
    }
}
