/// The listing of all packages, in shards under `index/packages/`: what a verifying client searches and lists.
///
/// The shards are the leaves of a ``HashTrie`` over the names `@namespace/name`. One package changes one shard, and the directory
/// changes only when packages come or go.
public enum ListingShards {
    /// A shard: the packages of a leaf, in whatever order.
    public static func file(bits leaf: HashPrefix, packages: [Package]) -> SiteFile {
        let bytes = JSONWriter.object { document in
            document.list("packages", of: packages.sorted { $0.id < $1.id }) { list, package in
                let manifest = package.latest.manifest
                list.object {
                    $0.member("description", manifest.listedSummary)
                    $0.member("format", package.format.rawValue)
                    $0.member("id", package.id.description)
                    $0.member("keywords", manifest.listedKeywords)
                    $0.member("kind", manifest.listedKind)
                    $0.member("name", package.clientName)
                    $0.member("updatedAt", package.updatedAt?.description)
                    $0.member("version", package.latest.version.description)
                    $0.member("versions", package.releases.count)
                }
            }
        }
        return .document(SiteLayout.packageShard(leaf), bytes, coverage: .listed)
    }

    /// The directory: all leaves in their order, and how many packages there are.
    public static func directory(shards: [HashPrefix], total: Int) -> SiteFile {
        ShardDirectory.file(SiteLayout.packageDirectory, shards, total)
    }

    /// All files of the listing.
    static func files(_ packages: [Package]) -> [SiteFile] {
        let groups = HashTrie.groups(packages) { $0.id.description }
        return groups.map { file(bits: $0.leaf, packages: $0.elements) }
            + [directory(shards: groups.map(\.leaf), total: packages.count)]
    }
}

/// The listing of all namespaces, in shards under `index/namespaces/`.
///
/// The shards are the leaves of a ``HashTrie`` over the names `@namespace`. Rows say nothing that a release changes.
public enum NamespaceShards {
    /// A shard: the namespaces of a leaf, in whatever order.
    public static func file(bits leaf: HashPrefix, namespaces: [Namespace]) -> SiteFile {
        let bytes = JSONWriter.object { document in
            document.list("namespaces", of: namespaces.sorted { $0.name < $1.name }) { list, namespace in
                list.object {
                    $0.member("description", ListingText.cut(namespace.summary, to: ListingText.summary))
                    $0.member("name", namespace.name.description)
                    $0.member("protection", namespace.protection.rawValue)
                    $0.member("title", namespace.title)
                }
            }
        }
        return .document(SiteLayout.namespaceShard(leaf), bytes, coverage: .listed)
    }

    /// The directory: all leaves in their order, and how many namespaces there are.
    public static func directory(shards: [HashPrefix], total: Int) -> SiteFile {
        ShardDirectory.file(SiteLayout.namespaceDirectory, shards, total)
    }

    /// All files of the listing.
    static func files(_ namespaces: [Namespace]) -> [SiteFile] {
        let groups = HashTrie.groups(namespaces) { $0.name.description }
        return groups.map { file(bits: $0.leaf, namespaces: $0.elements) }
            + [directory(shards: groups.map(\.leaf), total: namespaces.count)]
    }
}

/// The document that says which shards there are.
private enum ShardDirectory {
    static func file(_ path: SitePath, _ shards: [HashPrefix], _ total: Int) -> SiteFile {
        let bytes = JSONWriter.object {
            $0.member("shards", shards.sorted().map(\.text))
            $0.member("total", total)
        }
        return SiteFile(path, .bytes(bytes), .pointer, coverage: .listed)
    }
}
