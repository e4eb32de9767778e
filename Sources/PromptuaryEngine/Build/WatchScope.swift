/// What of a folder is watched: which of its entries, and which of the folders in it.
struct WatchScope: Sendable, Hashable {
    /// The entries that matter; nil for all.
    var names: Set<String>?
    /// What is watched of folders with a name of their own.
    var folders: [String: WatchScope] = [:]
    /// How many levels of all other folders are watched.
    var depth = 0

    /// Whether anything in the folder is watched besides its entries.
    var hasFolders: Bool { depth > 0 || !folders.isEmpty }

    /// What is watched of a folder in this one; nil when nothing is.
    func scope(of folder: String) -> WatchScope? {
        folders[folder] ?? (depth > 0 ? WatchScope(depth: depth - 1) : nil)
    }

    /// What a build reads of a tree whose changes it looks for in the files, or in the commits.
    static func tree(from source: ChangeSource) -> WatchScope {
        let trust = WatchScope(depth: 3)
        guard source != .git else { return WatchScope(names: ["registry.yaml", "trust"], folders: ["trust": trust]) }
        return WatchScope(
            folders: ["namespaces": WatchScope(depth: 1), "packages": WatchScope(depth: 3), "trust": trust])
    }

    /// The files of git that change with the commit that is checked out.
    static let head = WatchScope(names: ["HEAD", "logs"], folders: ["logs": WatchScope(names: ["HEAD"])])

    /// What a build reads of a folder of templates.
    static let templates = WatchScope(depth: 1)
}
