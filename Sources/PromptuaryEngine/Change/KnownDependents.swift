internal import PromptuaryCore

/// Who needs which package, as the last build of a site has written it down beside the site.
///
/// What it says is true of the commit that was built. It is read only, by the program that wrote it, and nobody waits for
/// it: without it all packages are read.
struct KnownDependents {
    /// The commit that was built.
    let commit: String

    private let database: Database

    /// What is beside a site; nil when there is nothing, or it is in use, or it is not exactly about a commit.
    init?(besides site: String) {
        do {
            database = try Database(SiteStage.places(of: site).work + "/" + BuildState.fileName, isReadOnly: true)
            func text(_ key: String, _ database: Database) throws -> String? {
                try database.first("SELECT value FROM meta WHERE key = ? AND value IS NOT NULL", .text(key)) {
                    $0.text(0)
                }
            }
            let mark = try text("mark", database)
            guard mark?.utf8.elementsEqual("\(BuildState.format) \(BuildStart.program)".utf8) == true,
                let commit = try text("commit", database), try text("others", database) == nil
            else { return nil }
            self.commit = commit
        } catch {
            return nil
        }
    }

    /// The packages of which a release needs one of these; nil when that cannot be read.
    func dependents(of packages: some Sequence<PackageID>) -> Set<PackageID>? {
        var found: Set<PackageID> = []
        for package in packages {
            let keys = try? database.all(
                "SELECT DISTINCT source FROM edge WHERE target = ? AND kind = ?", .text(package.key),
                .integer(BuildState.Edge.needs.rawValue)
            ) { $0.text(0) }
            guard let keys else { return nil }
            for key in keys {
                guard let id = try? PackageID(key: key) else { return nil }
                found.insert(id)
            }
        }
        return found
    }
}

extension KnownDependents {
    /// The packages of the base that may need one of these: those that did when the site was built, and those that have
    /// changed since; nil when that cannot be told.
    func candidates(for packages: some Sequence<PackageID>, _ git: GitObjects, _ set: ChangeSet) async throws
        -> [PackageID]?
    {
        guard var found = dependents(of: packages), let built = try await git.tree(of: commit, at: set.path),
            let difference = try await GitTreeWalk.difference(
                git, from: built, to: set.baseTree, limit: FileChanges.limit)
        else { return nil }
        for difference in difference.files {
            let parts = String(decoding: difference.path, as: UTF8.self).split(separator: "/")
            guard parts.count > 3, parts[0] == "packages", let namespace = try? NamespaceName(String(parts[1])),
                let name = try? PackageName(String(parts[2]))
            else { continue }
            found.insert(PackageID(namespace, name))
        }
        return found.sorted()
    }
}
