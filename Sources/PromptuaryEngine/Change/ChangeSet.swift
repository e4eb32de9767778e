internal import PromptuaryCore

/// What a branch changes in a base, path by path, without a file being opened.
///
/// The change is what differs between the commit at which the branch began and its head. What the base has done since
/// stays as it is; a path that both have changed is a conflict.
struct ChangeSet: Sendable {
    /// The commit whose policy and keys judge.
    let base: String
    /// The commit that is judged.
    let head: String
    /// The commit at which the branch began.
    let start: String
    /// The path of the tree in the repository; empty at its root.
    let path: String
    /// The number of the base's git tree.
    let baseTree: String
    /// The changed files.
    let files: FileChanges
    /// Everything in the touched units as the base has it, by path.
    let old: [[UInt8]: ChangedFile.Content]
    /// Everything in the touched units as it would be after the merge, by path.
    let new: [[UInt8]: ChangedFile.Content]

    /// The touched units: packages, namespaces, and what lies at the root.
    let units: [String]

    /// Reads the change between two revisions.
    ///
    /// With `isTreeAlone`, what changes beside the tree in its repository is left out. Refused with a ``ChangeFault``.
    init(_ git: GitObjects, base: String, head: String, isTreeAlone: Bool = false) async throws {
        try await git.checkRepository()
        guard let baseCommit = try await git.commit(base) else {
            throw Refusal(ChangeFault.base, "there is no commit \(base)")
        }
        guard let headCommit = try await git.commit(head) else {
            throw Refusal(ChangeFault.head, "there is no commit \(head)")
        }
        let path = try await git.path()
        guard let baseTree = try await git.tree(of: baseCommit, at: path) else {
            throw Refusal(ChangeFault.notATree, "the base has no such folder")
        }
        let start = try await Self.start(git, baseCommit, headCommit)
        (self.base, self.head, self.baseTree) = (baseCommit, headCommit, baseTree)
        (self.start, self.path) = (start, path)
        let place = isTreeAlone ? path : ""
        guard
            let all = try await GitTreeWalk.difference(
                git, from: git.tree(of: start, at: place), to: git.tree(of: headCommit, at: place),
                limit: FileChanges.limit)
        else {
            self.files = FileChanges([], isCut: true)
            self.old = [:]
            self.new = [:]
            self.units = []
            return
        }
        let (difference, beside) = all.parted(at: isTreeAlone ? "" : path)
        let differences = difference.files
        // What has no harmless name is a finding, and not asked for.
        let paths = differences.map(\.path).filter { FileName.problem(in: $0) == nil }
        let units = Set(paths.map { TreePlace.unit(of: String(decoding: $0, as: UTF8.self)) }).sorted {
            $0.precedesInBytes($1)
        }
        var old: [[UInt8]: ChangedFile.Content] = [:]
        for entry in try await git.entries(of: baseTree, below: units) { old[entry.path] = entry.content }
        let sizes = try await git.sizes(of: Self.blobs(of: differences))
        var new = old
        var files: [ChangedFile] = []
        var conflicts: [String] = []
        for difference in differences {
            let path = difference.path
            let before = old[path]
            let after = difference.new.map {
                ChangedFile.Content($0.kind, blob: $0.blob, size: sizes[$0.blob])
            }
            if Self.isSame(before, after) { continue }
            if !Self.isSame(before, difference.old) { conflicts.append(String(decoding: path, as: UTF8.self)) }
            new[path] = after
            files.append(ChangedFile(path, old: before, new: after))
        }
        for clash in Self.filesAmongFolders(new) {
            conflicts.append(String(decoding: clash, as: UTF8.self))
            new[clash] = nil
        }
        for content in [old.values, new.values].joined() where content.kind == .file && content.size == nil {
            // A partial or a damaged clone would be judged as if the file were not there.
            throw Refusal(ChangeFault.objects, "the repository lacks the object \(content.blob)")
        }
        self.units = units
        (self.old, self.new) = (old, new)
        let climb = Array(repeating: "../", count: path.isEmpty ? 0 : path.utf8.count { $0 == UInt8(ascii: "/") } + 1)
            .joined()
        func shown(_ folders: [[UInt8]], _ begin: String) -> [String] {
            folders.map { begin + String(decoding: $0, as: UTF8.self) }
        }
        self.files = FileChanges(
            files, conflicts: conflicts, neighbours: Array(new.keys),
            disordered: shown(difference.disordered, "") + shown(beside.disordered, climb),
            empty: shown(difference.empty, "") + shown(beside.empty, climb),
            beside: beside.files.map { ChangedFile(Array(climb.utf8) + $0.path, old: $0.old, new: $0.new) })
    }

    /// The commit at which the branch began.
    private static func start(_ git: GitObjects, _ base: String, _ head: String) async throws -> String {
        if let start = try await git.mergeBase(base, head) { return start }
        guard try await !git.isShallow() else {
            throw Refusal(ChangeFault.shallow, "the clone does not reach back to where the branch began")
        }
        throw Refusal(ChangeFault.unrelated, "base and head have no commit in common")
    }

    /// The numbers of the blobs that a change brings, each once.
    private static func blobs(of differences: [TreeDifference.File]) -> [String] {
        var blobs: Set<String> = []
        for case let content? in differences.map(\.new) where content.kind != .submodule { blobs.insert(content.blob) }
        return blobs.sorted()
    }

    private static func isSame(_ one: ChangedFile.Content?, _ other: ChangedFile.Content?) -> Bool {
        one?.kind == other?.kind && one?.blob == other?.blob
    }

    /// The files that would lie where others have a folder.
    private static func filesAmongFolders(_ paths: [[UInt8]: ChangedFile.Content]) -> Set<[UInt8]> {
        var found: Set<[UInt8]> = []
        for path in paths.keys {
            for end in path.indices where path[end] == UInt8(ascii: "/") {
                let folder = Array(path[..<end])
                if paths[folder] != nil { found.insert(folder) }
            }
        }
        return found
    }

    /// Whether the change touches a file.
    func touches(_ path: String) -> Bool { files.files.contains { $0.bytes.elementsEqual(path.utf8) } }

    /// The names of the touched packages, as their folders have them.
    var packages: [TreeReader.FolderName] {
        units.compactMap { unit in
            let parts = unit.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "packages" else { return nil }
            return TreeReader.FolderName(namespace: String(parts[1]), name: String(parts[2]))
        }
    }

    /// The paths of the version folders in which the change touches a file.
    var versionFolders: Set<String> {
        Set(
            files.files.compactMap { file in
                guard case .release(let namespace, let name, let version, _) = file.place else { return nil }
                return "packages/\(namespace)/\(name)/\(version)"
            })
    }

    /// The names of the touched namespaces, as their folders have them.
    var namespaces: [String] {
        units.compactMap { unit in
            let parts = unit.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == "namespaces" ? String(parts[1]) : nil
        }
    }
}
