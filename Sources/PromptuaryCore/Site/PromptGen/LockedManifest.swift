/// The exact releases that a Prompt Gen package gets, chosen as its marketplace chooses them: greedily, in file order, parents
/// before children, the highest release that satisfies the range and is not yanked.
///
/// A package that was chosen once is not chosen again; where its version does not satisfy a later range, the entry stays, as the rule
/// `dependency-missing` speaks about unsatisfiable ranges by themselves.
struct LockedManifest {
    private struct Entry {
        let release: Release
        let direct: [String]
    }

    private let root: Release
    private var entries: [Entry] = []

    init(of root: Release, in catalog: Catalog) {
        self.root = root
        var seen: Set<PackageID> = []
        visit(root, catalog, &seen, depth: 0)
    }

    private mutating func visit(_ release: Release, _ catalog: Catalog, _ seen: inout Set<PackageID>, depth: Int) {
        guard depth < 64 else { return }
        for (_, _, target) in catalog.dependencies(of: release) {
            guard let target, seen.insert(target.package).inserted else { continue }
            entries.append(Entry(release: target, direct: target.manifest.dependencies.map(\.identity)))
            visit(target, catalog, &seen, depth: depth + 1)
        }
    }

    func write(resolvedAt: String, to object: inout JSONWriter) {
        object.list("dependencies", of: entries) { list, entry in
            list.object {
                $0.member("checksum", entry.release.contents.digest.hex)
                $0.member("dependencies", entry.direct)
                $0.member("package", entry.release.package.dotted)
                $0.member("version", entry.release.version.description)
            }
        }
        object.member("package", root.package.dotted)
        object.member("resolved_at", resolvedAt)
        object.member("version", root.version.description)
    }
}
