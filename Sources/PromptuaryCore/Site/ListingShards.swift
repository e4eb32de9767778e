/// The listing of all packages in shards, and the search index, under `index/`.
///
/// No file here grows with the registry beyond a directory of shard names: a package lies in the shard that the digest of its
/// name chooses, and shards carry the digest of their content in their name.
public enum ListingShards {
    /// How many packages a shard should hold.
    private static let size = 128

    /// The files under `index/`.
    public static func files(_ context: SiteContext) -> [SiteFile] { listing(context) + search(context) }

    private static func listing(_ context: SiteContext) -> [SiteFile] {
        var bits = 0
        while context.catalog.packages.count >> bits > size { bits += 1 }
        var shards = [[Package]](repeating: [], count: 1 << bits)
        for package in context.catalog.packages {
            let digest = SHA256Digest(of: Array(package.id.description.utf8)).bytes
            let prefix = digest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            shards[bits == 0 ? 0 : prefix >> (32 - bits)].append(package)
        }
        var files: [SiteFile] = []
        var names: [String] = []
        for (number, shard) in shards.enumerated() {
            let bytes = JSONWriter.object { document in
                document.list("packages", of: shard) { list, package in
                    list.object {
                        $0.member("description", package.latest.manifest.summary)
                        $0.member("format", package.format.rawValue)
                        $0.member("id", package.id.description)
                        $0.member("name", package.clientName)
                        $0.member("updatedAt", package.updatedAt?.description)
                        $0.member("version", package.latest.version.description)
                        $0.member("versions", package.releases.count)
                    }
                }
            }
            let file = SiteFile.addressed("index/packages/\(number).json", bytes)
            names.append(file.path.text)
            files.append(file)
        }
        let directory = JSONWriter.object { document in
            document.member("bits", bits)
            document.member("shards", names)
            document.member("total", context.catalog.packages.count)
        }
        files.append(
            SiteFile(SitePath(trusted: "index/packages.json"), .bytes(directory), .pointer, coverage: .listed))
        return files
    }

    private static func search(_ context: SiteContext) -> [SiteFile] {
        let rows = context.catalog.packages.map { package in
            SearchRow(
                id: package.id.description, title: package.latest.manifest.title ?? "",
                summary: package.latest.manifest.summary,
                kind: package.latest.manifest.kind == "package" ? "" : package.latest.manifest.kind,
                keywords: package.latest.manifest.keywords, deprecated: package.notes.deprecation != nil)
        }
        let shards = SearchIndex.shards(of: rows)
        var files = shards.map { SiteFile.addressed($0.path, $0.bytes) }
        let paths = zip(shards, files).map { ($0.key, $1.path.text) }
        let directory = SearchIndex.directory(Dictionary(paths) { first, _ in first })
        files.append(SiteFile(SitePath(trusted: "index/search.json"), .bytes(directory), .pointer, coverage: .listed))
        return files
    }
}
