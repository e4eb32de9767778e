internal import CFileSystem
internal import Glibc

/// Files of an earlier build that no longer belong to the site.
enum ObsoleteFiles {
    private static let folders: Set<String> = [
        "packages", "api", "index", "namespaces", "keys", "keys-new", "assets", "about", "metadata", "log",
    ]
    private static let files: Set<String> = [
        "404.html", "feed.atom", "health", "index.html", "namespaces.json", "packages.json", "status.json",
    ]

    /// Whether builds own a top-level folder or file.
    ///
    /// Everything else in a site directory (a `CNAME`, a `.git`) belongs to its operator and is never touched.
    static func isOwned(_ name: String) -> Bool {
        name.hasPrefix("@") || folders.contains(name) || files.contains(name)
            || name.hasSuffix(".gz") && files.contains(String(name.dropLast(3)))
    }

    /// Removes the files at paths of a site, and directories that this leaves empty.
    static func remove(_ paths: [String], from root: Int32, path site: String) throws -> Int {
        var removed = 0
        for (folder, names) in Dictionary(
            grouping: paths,
            by: { path in
                path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            })
        {
            // A link on the way would lead out of the site.
            let directory = SystemCall.retrying {
                promptuary_open_beneath(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            }
            guard directory >= 0 else {
                if errno == ENOENT || errno == ENOTDIR { continue }
                throw StorageError("remove", site + "/" + folder)
            }
            defer { close(directory) }
            for path in names {
                let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
                if SystemCall.retrying({ unlinkat(directory, name, 0) }) == 0 {
                    removed += 1
                } else if errno != ENOENT {
                    throw StorageError("remove", site + "/" + path)
                }
            }
            var empty = folder
            while empty != ".", unlinkat(root, empty, AT_REMOVEDIR) == 0, let slash = empty.lastIndex(of: "/") {
                empty = String(empty[..<slash])
            }
        }
        return removed
    }

    /// Removes every owned file that is not in `planned` and that `retains` does not want to keep, and directories that this
    /// leaves empty.
    static func remove(
        from site: String, keeping planned: Set<String>, retains: (String) throws -> Bool = { _ in false }
    ) throws -> Int {
        let root = try Directory(site)
        var removed = 0
        for entry in try root.entries() where isOwned(entry.name) {
            if entry.kind == .directory {
                removed += try clean(
                    try root.directory(entry.name), prefix: entry.name + "/", keeping: planned, retains: retains)
                _ = unlinkat(root.descriptor, entry.name, AT_REMOVEDIR)
            } else if try !planned.contains(entry.name) && !retains(entry.name),
                unlinkat(root.descriptor, entry.name, 0) == 0
            {
                removed += 1
            }
        }
        // Of `.well-known` only the discovery document is ours.
        for name in ["registry.json", "registry.json.gz"] where !planned.contains(".well-known/" + name) {
            if unlinkat(root.descriptor, ".well-known/" + name, 0) == 0 {
                removed += 1
                _ = unlinkat(root.descriptor, ".well-known", AT_REMOVEDIR)
            }
        }
        return removed
    }

    private static func clean(
        _ folder: borrowing Directory, prefix: String, keeping planned: Set<String>, retains: (String) throws -> Bool
    ) throws -> Int {
        var removed = 0
        for entry in try folder.entries() {
            if entry.kind == .directory {
                removed += try clean(
                    try folder.directory(entry.name), prefix: prefix + entry.name + "/", keeping: planned,
                    retains: retains)
                _ = unlinkat(folder.descriptor, entry.name, AT_REMOVEDIR)
            } else if try !planned.contains(prefix + entry.name) && !retains(prefix + entry.name) {
                // A name that is no UTF-8 was not made by a build, and is left.
                guard SystemCall.retrying({ unlinkat(folder.descriptor, entry.name, 0) }) == 0 || errno == ENOENT else {
                    throw StorageError("remove", folder.path + "/" + entry.name)
                }
                removed += 1
            }
        }
        return removed
    }
}

/// Removing a directory with everything in it, without following symbolic links.
public enum RemovedTree {
    /// Removes the directory at `path`; one that is not there is fine.
    public static func remove(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 {
            if errno == ENOENT { return }
            throw StorageError("remove", path)
        }
        close(descriptor)
        try empty(try Directory(path))
        guard rmdir(path) == 0 else { throw StorageError("remove", path) }
    }

    private static func empty(_ folder: borrowing Directory) throws(StorageError) {
        for entry in try folder.entries() {
            if entry.kind == .directory { try empty(try folder.directory(entry.name)) }
            guard unlinkat(folder.descriptor, entry.name, entry.kind == .directory ? AT_REMOVEDIR : 0) == 0 else {
                throw StorageError("remove", folder.path + "/" + entry.name)
            }
        }
    }
}
