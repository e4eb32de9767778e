internal import PromptuaryCore

/// Finds what differs between two git trees: folder by folder, level by level, and only where numbers differ.
///
/// A handful of objects can be a folder with more paths than there are bytes of memory, each tree listing the next one
/// ten times. `git diff` looks at all of them before it says anything, so trees are read here, each once in a level, and
/// the walk ends as soon as there is more than anybody looks at.
struct GitTreeWalk {
    /// How deep folders may lie in each other.
    static let depthLimit = 64
    /// How many folders may differ.
    static let folderLimit = 100_000
    /// The most bytes of tree objects that are read: 128 MiB.
    static let byteLimit = 128 << 20
    /// The most bytes that all paths may have together: 32 MiB.
    static let pathLimit = 32 << 20

    /// A folder whose number differs; nil where it is not there.
    private struct Folder {
        let path: [UInt8]
        let old: String?
        let new: String?
    }

    private var found = TreeDifference()
    private var next: [Folder] = []
    private var folders = 0
    private var pathBytes = 0
    private var isOver = false
    private let fileLimit: Int

    private init(fileLimit: Int) { self.fileLimit = fileLimit }

    /// What differs; nil when more than `limit` files do, or the walk has no end that is worth waiting for.
    static func difference(_ git: GitObjects, from old: String?, to new: String?, limit: Int) async throws
        -> TreeDifference?
    {
        guard old != new else { return TreeDifference() }
        var walk = GitTreeWalk(fileLimit: limit)
        var level = [Folder(path: [], old: old, new: new)]
        var rest = byteLimit
        for _ in 0...depthLimit {
            let numbers = Set(level.flatMap { [$0.old, $0.new] }.compactMap(\.self))
            guard let trees = try await git.trees(numbers.sorted(), upTo: rest) else { return nil }
            rest -= trees.values.reduce(0) { $0 + $1.size }
            for folder in level {
                walk.compare(folder, trees)
                if walk.isOver { return nil }
            }
            if walk.next.isEmpty { return walk.found }
            level = walk.next
            walk.next = []
        }
        return nil
    }

    /// Compares two folders as two sorted lists.
    private mutating func compare(_ folder: Folder, _ trees: [String: TreeEntries]) {
        let (old, new) = (folder.old.flatMap { trees[$0] }, folder.new.flatMap { trees[$0] })
        if let new, !new.isOrdered { found.disordered.append(folder.path) }
        if let new, new.entries.isEmpty, !folder.path.isEmpty { found.empty.append(folder.path) }
        var before = old?.entries[...] ?? []
        var after = new?.entries[...] ?? []
        while !isOver {
            switch (before.first, after.first) {
            case (nil, nil): return
            case (let one?, let two?):
                guard let old, let new else { return }
                if TreeEntries.isBefore(old, one, new, two) {
                    add(folder, old.name(one), (old, one), nil)
                    before.removeFirst()
                } else if TreeEntries.isBefore(new, two, old, one) {
                    add(folder, new.name(two), nil, (new, two))
                    after.removeFirst()
                } else {
                    if !old.isSame(one, as: two, of: new) { add(folder, old.name(one), (old, one), (new, two)) }
                    before.removeFirst()
                    after.removeFirst()
                }
            case (let one?, nil):
                guard let old else { return }
                add(folder, old.name(one), (old, one), nil)
                before.removeFirst()
            case (nil, let two?):
                guard let new else { return }
                add(folder, new.name(two), nil, (new, two))
                after.removeFirst()
            }
        }
    }

    /// Notes that something differs; both sides are folders, or both are files.
    private mutating func add(
        _ folder: Folder, _ name: ArraySlice<UInt8>, _ old: (tree: TreeEntries, entry: TreeEntries.Entry)?,
        _ new: (tree: TreeEntries, entry: TreeEntries.Entry)?
    ) {
        pathBytes += folder.path.count + 1 + name.count
        guard pathBytes <= Self.pathLimit else {
            isOver = true
            return
        }
        let path = folder.path.isEmpty ? Array(name) : folder.path + [UInt8(ascii: "/")] + name
        if (old ?? new)?.entry.isFolder == true {
            folders += 1
            next.append(
                Folder(
                    path: path, old: old.map { $0.tree.number($0.entry) }, new: new.map { $0.tree.number($0.entry) }))
        } else {
            found.files.append(
                TreeDifference.File(
                    path: path, old: old.map { $0.tree.content($0.entry) }, new: new.map { $0.tree.content($0.entry) }))
        }
        isOver = folders > Self.folderLimit || found.files.count > fileLimit
    }
}
