/// The exact releases that a Prompt Gen package gets, chosen as its marketplace chooses them at the time of publishing: greedily, in
/// file order, parents before children, the highest release that satisfies the range and is not yanked.
///
/// What came out after the release, or was yanked after it, does not count: so the lock of a release stays what it was, whatever
/// is published later. A release of unknown time counts as one that was there before, and gets what is there today itself.
///
/// A package that was chosen once is not chosen again; where its version does not satisfy a later range, the entry stays, as the rule
/// `dependency-missing` speaks about unsatisfiable ranges by themselves.
public struct LockedManifest {
    private struct Entry {
        let release: Release
        let direct: [String]
    }

    private let root: Release
    private let main: NamespaceName
    private var entries: [Entry] = []

    /// The packages that were looked for, whether they are there or not: the lock is a function of the release and of these.
    public private(set) var consulted: Set<PackageID> = []

    /// The lock of a release.
    public init(of root: Release, default main: NamespaceName, package: (PackageID) -> Package?) {
        self.root = root
        self.main = main
        var seen: Set<PackageID> = []
        visit(root, package, &seen, depth: 0)
    }

    private mutating func visit(
        _ release: Release, _ package: (PackageID) -> Package?, _ seen: inout Set<PackageID>, depth: Int
    ) {
        guard depth < 64 else { return }
        for dependency in release.manifest.dependencies {
            guard let id = release.target(of: dependency, default: main), !seen.contains(id) else { continue }
            consulted.insert(id)
            guard let target = package(id).flatMap({ $0.release(for: dependency.range, at: root.publishedAt) }) else {
                continue
            }
            seen.insert(id)
            entries.append(Entry(release: target, direct: target.manifest.dependencies.map(\.identity)))
            visit(target, package, &seen, depth: depth + 1)
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

extension Package {
    /// The highest release in a range that was there and not yanked at a time; today, without one.
    ///
    /// `latest` means the release that stood for the package then. Tags have no time, so they count for today only.
    fileprivate func release(for range: String, at time: Timestamp?) -> Release? {
        guard let time else {
            if range == "latest" { return latest }
            guard let range = try? VersionRange(range) else { return nil }
            return releases.last { $0.yank == nil && range.contains($0.version) }
        }
        func isOffered(_ release: Release) -> Bool {
            release.publishedAt.map { $0 <= time } ?? true && !(release.yank?.at.map { $0 <= time } ?? false)
        }
        if range == "latest" {
            return releases.last { isOffered($0) && !$0.version.isPrerelease } ?? releases.last(where: isOffered)
        }
        guard let range = try? VersionRange(range) else { return nil }
        return releases.last { isOffered($0) && range.contains($0.version) }
    }
}
