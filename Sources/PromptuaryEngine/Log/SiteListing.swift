internal import PromptuaryCore

/// The package files that the listings of a site name, one after the other.
struct SiteListing {
    /// A package file.
    struct File {
        let id: PackageID
        let version: Version
        let path: String
    }

    private static let limits = JSONLimits(bytes: 16 << 20, depth: 8, values: 1_000_000)

    private let source: any SiteSource
    private var shards: [String]?
    private var packages: [PackageID] = []
    private var files: [File] = []
    /// How many files were given out.
    private(set) var count = 0
    /// How many packages had no list of versions.
    private(set) var unlisted = 0

    init(_ source: any SiteSource) { self.source = source }

    /// The next file, or nil at the end; a listing that cannot be read is refused.
    mutating func next() async throws -> File? {
        while files.isEmpty {
            if let id = packages.popLast() {
                try await takeVersions(of: id)
            } else if let shard = shards?.popLast() {
                try await takePackages(of: shard)
            } else if shards == nil {
                let index = try await document(SiteLayout.packageDirectory.text)
                shards = try (index?["shards"]?.list ?? []).compactMap(\.string).map {
                    try SitePath("index/packages/\($0).json").text
                }
            } else {
                return nil
            }
        }
        count += 1
        return files.popLast()
    }

    private mutating func takePackages(of shard: String) async throws {
        for row in try await document(shard)?["packages"]?.list ?? [] {
            guard let id = row["id"]?.string else { continue }
            packages.append(try PackageID(identity: id, default: try NamespaceName("main"), dotted: false))
        }
    }

    private mutating func takeVersions(of id: PackageID) async throws {
        guard let versions = try await document("\(id)/versions.json")?["versions"]?.list else {
            unlisted += 1
            return
        }
        for row in versions {
            guard let version = row["version"]?.string, let file = row["file"]?.string else { continue }
            files.append(File(id: id, version: try Version(version), path: "\(id)/\(file)"))
        }
    }

    private func document(_ path: String) async throws -> Value? {
        guard let bytes = try await source.read(path, upTo: Self.limits.bytes) else { return nil }
        return try JSONReader.read(bytes, limits: Self.limits)
    }
}
