internal import PromptuaryCore

/// What other keys of a namespace make of the releases that it has: a key that is revoked, or a higher threshold, may
/// leave some of them without the signatures that they need.
///
/// All packages of the namespace are read as the change would leave them, by the keys of the base and by those of the
/// change. What only the latter have against what the change brings is a finding as it is. What they have against the
/// rest is a question: it must not be in the power of a thief, who has signed it, to keep the keys as they are.
struct KeyRejudgement {
    private let git: GitObjects
    private let set: ChangeSet
    private let scratch: ScratchFolder
    private let terms: ChangeSide.Terms
    private static let folder = "rejudged"

    /// A judgement of the namespaces of a change.
    init(_ git: GitObjects, _ set: ChangeSet, scratch: ScratchFolder, terms: ChangeSide.Terms) {
        self.git = git
        self.set = set
        self.scratch = scratch
        self.terms = terms
    }

    /// What the new keys of a namespace have against its releases.
    func findings(_ namespace: ChangeScope.NamespaceChange) async throws -> [Finding] {
        guard namespace.withholdsSignatures, let before = namespace.old else { return [] }
        let name = namespace.name.text
        var packages = Set(try await git.folders(of: set.baseTree, in: "packages/" + name).map(\.name))
        packages.formUnion(set.packages.filter { $0.namespace.utf8.elementsEqual(name.utf8) }.map(\.name))
        let sorted = packages.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let blame = ChangeBlame(set)
        var findings: [Finding] = []
        for start in stride(from: 0, to: sorted.count, by: 256) {
            let folders = sorted[start..<min(start + 256, sorted.count)].map {
                TreeReader.FolderName(namespace: name, name: $0)
            }
            try await place(folders, namespace)
            let path = scratch.path + "/" + Self.folder
            let new = try ChangeSide(in: path, namespaces: [name], packages: folders, terms: terms)
            let old = try ChangeSide(
                in: path, namespaces: [name], packages: folders, terms: terms, keys: { _ in .some(before.keys) })
            let known = Set(old.packageFindings)
            findings += new.packageFindings.filter { !known.contains($0) }.compactMap { blame.afterNewKeys($0) }
            try scratch.remove(Self.folder)
        }
        return findings
    }

    private func place(_ folders: [TreeReader.FolderName], _ namespace: ChangeScope.NamespaceChange) async throws {
        let touched = Set(set.units)
        let units = Set(folders.map(\.path).filter(touched.contains) + [namespace.path])
        var entries = try await git.entries(
            of: set.baseTree, below: folders.map(\.path).filter { !touched.contains($0) })
        for (path, content) in set.new where units.contains(TreePlace.unit(of: String(decoding: path, as: UTF8.self))) {
            entries.append(GitObjects.Entry(path: path, content: content))
        }
        try await scratch.place(ScratchFolder.placements(of: entries, in: Self.folder), from: git)
    }
}
