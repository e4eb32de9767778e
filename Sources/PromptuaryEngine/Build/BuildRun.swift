internal import Glibc
internal import PromptuaryCore

/// How a build finds out what has changed since the last one.
public enum ChangeSource: String, Sendable, CaseIterable {
    /// From git for a site that is signed, from the files for a preview.
    case auto
    /// From the commits since the last build; what is not committed is not looked for.
    case git
    /// From the sizes, times and inodes of all files.
    case files
}

/// What a build goes on from: the state of the last one, and what of the tree has changed since.
struct BuildStart {
    let state: BuildState
    let settings: RegistrySettings
    var changes: TreeChanges
    let times: PublicationTimes
    /// The commit that is checked out, and its time.
    let head: (commit: String, time: Timestamp)?
    /// The commit that is checked out, if what is built from is as it is there.
    let commit: String?
    let findings: [Finding]
}

extension BuildStart {
    /// Finds out what has changed in a tree; nil when `registry.yaml` is refused, with the findings that say why.
    ///
    /// `log` stands for what else decides how packages are read. A state that is about another registry, another history or another
    /// log is made anew, and so is any when `isAnew` says so.
    static func find(
        _ tree: String, in root: borrowing Directory, state folder: String, isAnew: Bool = false, log: String,
        from source: ChangeSource, lent: [TreeReader.FolderName] = []
    ) async throws -> (start: BuildStart?, findings: [Finding]) {
        var findings = try RootFolder.findings(in: root)
        guard let (settings, bytes) = try TreeReader.settings(in: root, findings: &findings) else {
            return (nil, findings.sorted())
        }
        let git = Git(tree)
        let head = await git.head()
        let reading = "\(SHA256Digest(of: bytes)) \(log)"
        if isAnew { try BuildState.remove(folder: folder) }
        var state = try BuildState(folder: folder, program: program)
        if !state.isNew {
            let (known, last) = (try state.text("reading"), try state.text("head"))
            var isSame = known == reading && (last == nil) == (head == nil)
            if isSame, let last, last != head?.commit { isSame = await git.isBehind(last) }
            if !isSame {
                state.forget()
                try BuildState.remove(folder: folder)
                state = try BuildState(folder: folder, program: program)
            }
        }
        try state.set("reading", .text(reading))
        let last = try state.text("head")
        var times = PublicationTimes()
        if let head, last != head.commit { times = await PublicationTimes.read(git, since: state.isNew ? nil : last) }
        try state.set("head", head.map { .text($0.commit) } ?? .null)
        var changes = TreeChanges()
        let known = try CommitMark(of: state)
        var mark: CommitMark?
        if state.isNew {
            changes = try all(in: root)
            changes.packages += lent
            if let head { mark = await CommitMark(head.commit, git) }
        } else if source == .git, let head, let known, known.isExact,
            let found = await committed(git, tree, since: known.commit, head: head.commit)
        {
            (changes, mark) = (found, CommitMark(commit: head.commit))
        } else {
            changes = try TreeWalk(state: state, moment: FolderStats.moment()).changes(in: root)
            if let head { mark = await CommitMark(head.commit, git, after: known, changes) }
        }
        // What was added and taken back again since is not there to be read.
        if !state.isNew { changes.add(times.paths.filter { access(tree + "/" + $0, F_OK) == 0 }) }
        if head != nil { try state.keep(&times, of: changes.packages, in: tree) }
        try CommitMark.set(mark, in: state)
        let commit = mark.flatMap { $0.isExact ? $0.commit : nil }
        return (
            BuildStart(
                state: state, settings: settings, changes: changes, times: times, head: head, commit: commit,
                findings: findings), findings
        )
    }

    /// The program as it is, for a state that only this one may use.
    static var program: String {
        var status = stat()
        guard stat("/proc/self/exe", &status) == 0 else { return SiteBuild.generator }
        return
            "\(SiteBuild.generator) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    private static func all(in root: borrowing Directory) throws -> TreeChanges {
        var changes = TreeChanges()
        changes.packages = try TreeReader.folders(in: root, findings: &changes.findings)
        guard try root.entries().contains(where: { $0.name == "namespaces" && $0.kind == .directory }) else {
            return changes
        }
        for entry in try root.directory("namespaces").entries() {
            if entry.kind == .directory {
                changes.namespaces.insert(entry.name)
            } else {
                changes.findings.append(RootFolder.stray(entry, at: "namespaces/\(entry.name)"))
            }
        }
        return changes
    }

    /// What commits have changed; nil when that cannot be told, or the files are not those of the commit.
    private static func committed(_ git: Git, _ tree: String, since known: String, head: String) async -> TreeChanges? {
        guard known != head else { return TreeChanges() }
        guard let files = await git.changes(since: known) else { return nil }
        var changes = TreeChanges()
        guard changes.add(files.keys) else { return nil }
        let there = files.compactMapValues { $0 }.sorted { $0.key < $1.key }
        guard let blobs = await git.blobs(of: there.map(\.key)), blobs == there.map(\.value) else { return nil }
        for (path, blob) in files where blob == nil {
            var status = stat()
            guard lstat(tree + "/" + path, &status) != 0 else { return nil }
        }
        return changes
    }
}

/// How far the tree that a build has read is that of a commit.
private struct CommitMark {
    let commit: String
    /// What was not as it is committed, as pathspecs; it may have become so since.
    var others: Set<String> = []

    /// Whether all of it was.
    var isExact: Bool { others.isEmpty }

    /// All that a build reads of a tree and shows; `trust` is signed by itself.
    private static let everything: Set<String> = [
        ":(literal)registry.yaml", ":(literal)namespaces", ":(literal)packages",
    ]
    /// How many places git is asked about one by one.
    private static let limit = 100

    init(commit: String) { self.commit = commit }

    /// Asks git about what may be different; nil when it cannot tell.
    ///
    /// Of the commit that an earlier build knew only what has changed since, and what was different then.
    init?(_ commit: String, _ git: Git, after known: CommitMark? = nil, _ changes: TreeChanges = TreeChanges()) async {
        self.commit = commit
        var places = Self.everything
        if let known, known.commit == commit {
            let changed =
                changes.packages.map { ":(literal)" + $0.path }
                + changes.namespaces.map { ":(literal)namespaces/" + $0 }
            guard !changed.isEmpty else {
                others = known.others
                return
            }
            let some = known.others.union(changed)
            if some.count <= Self.limit { places = some }
        }
        guard let found = await git.differences(in: places.sorted()) else { return nil }
        others = found
    }

    /// What the last build knew; nil when that was nothing.
    init?(of state: BuildState) throws {
        guard let commit = try state.text("commit") else { return nil }
        self.commit = commit
        others = Set(try state.text("others")?.split(separator: "\0").map(String.init) ?? [])
    }

    /// Remembers what a build knows.
    static func set(_ mark: CommitMark?, in state: BuildState) throws {
        try state.set("commit", mark.map { .text($0.commit) } ?? .null)
        let others = mark?.others ?? []
        // Of many it is enough that there are some.
        let kept = others.count > limit ? everything : others
        try state.set("others", kept.isEmpty ? .null : .text(kept.sorted().joined(separator: "\0")))
    }
}

extension TreeChanges {
    /// Adds the folders of files of the tree; false when there is one that no folder holds.
    @discardableResult
    mutating func add(_ paths: some Sequence<String>) -> Bool {
        var known = Set(packages)
        var isWhole = true
        for path in paths {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            switch parts[0] {
            case "packages":
                guard parts.count > 3 else {
                    isWhole = false
                    continue
                }
                let folder = TreeReader.FolderName(namespace: String(parts[1]), name: String(parts[2]))
                if known.insert(folder).inserted { packages.append(folder) }
            case "namespaces":
                guard parts.count > 2 else {
                    isWhole = false
                    continue
                }
                namespaces.insert(String(parts[1]))
            default: continue
            }
        }
        return isWhole
    }
}
