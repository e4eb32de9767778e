internal import Glibc
internal import PromptuaryCore

extension BuildState {
    /// Keeps when releases were added that are not in the tree, and gives the times of those that are there again.
    ///
    /// `times` are those that the history has told since the last build, and `folders` those that this build reads. What comes
    /// back without a commit has the time that a clean build finds in the whole history.
    func keep(_ times: inout PublicationTimes, of folders: [TreeReader.FolderName], in tree: String) throws {
        func isThere(_ path: String) -> Bool { access(tree + "/" + path, F_OK) == 0 }
        for path in times.paths where PackageFormat(fileName: path) != nil && !isThere(path) {
            if let time = times.published(path) { try keep(path, time) }
        }
        guard !isNew else { return }
        for folder in folders {
            for release in try known(folder.key)?.package.releases ?? [] where !isThere(release.path) {
                // What only the manifest tells, it tells again.
                guard let time = release.publishedAt,
                    time != release.manifest.publishedAt.flatMap({ Timestamp($0) })
                else { continue }
                try keep(release.path, time)
            }
            // `0` comes after `/`.
            let kept = try database.all(
                "SELECT path, time FROM gone WHERE path > ? AND path < ?", .text(folder.path + "/"),
                .text(folder.path + "0")
            ) { (path: $0.text(0), time: Timestamp(seconds: $0.integer(1))) }
            for (path, time) in kept where isThere(path) { times.add(path, time) }
        }
    }

    private func keep(_ path: String, _ time: Timestamp) throws {
        try database.run(
            "INSERT INTO gone VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET time = max(time, excluded.time)",
            .text(path), .integer(time.seconds))
    }
}
