internal import PromptuaryCore

/// What other keys of a namespace make of the releases that it has: a key that is revoked, or a higher threshold, may
/// leave some of them without the signatures that they need.
///
/// All packages of the namespace are read as the change would leave them, by the keys of the base and by those of the
/// change. What only the latter have against what the change brings is a finding as it is. What they have against the
/// rest is a question: it must not be in the power of a thief, who has signed it, to keep the keys as they are. They are read
/// in portions, so that no namespace is too large for its owner to revoke a key.
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
        let own = set.new.filter { TreePlace.unit(of: String(decoding: $0.key, as: UTF8.self)) == namespace.path }
        let described = ScratchFolder.placements(
            of: own.map { GitObjects.Entry(path: $0.key, content: $0.value) }, in: Self.folder)
        let blame = ChangeBlame(set)
        var findings: Set<Finding> = []
        for start in stride(from: 0, to: sorted.count, by: 256) {
            let folders = sorted[start..<min(start + 256, sorted.count)].map {
                TreeReader.FolderName(namespace: name, name: $0)
            }
            for part in try await parts(of: folders) where !part.folders.isEmpty {
                try Task.checkCancellation()
                let found = try await judge(part, in: name, described, by: before.keys)
                findings.formUnion(found.compactMap { blame.afterNewKeys($0) })
            }
        }
        return findings.sorted()
    }

    /// Some packages, or a part of one, that are read together.
    private struct Part {
        var folders: [TreeReader.FolderName] = []
        var placements: [ScratchFolder.Placement] = []
        var size = 0
        /// The releases of the packages that are no part of it, by the folders of the packages.
        var beside: [String: [Release]] = [:]

        mutating func add(_ files: [ScratchFolder.Placement]) {
            placements += files
            size += files.reduce(0) { $0 + $1.size }
        }
    }

    /// The packages in portions of bytes that can be laid in the private folder, however many there are together.
    private func parts(of folders: [TreeReader.FolderName]) async throws -> [Part] {
        let touched = Set(set.units)
        var entries = try await git.entries(
            of: set.baseTree, below: folders.map(\.path).filter { !touched.contains($0) })
        let units = Set(folders.map(\.path).filter(touched.contains))
        for (path, content) in set.new where units.contains(TreePlace.unit(of: String(decoding: path, as: UTF8.self))) {
            entries.append(GitObjects.Entry(path: path, content: content))
        }
        let byPackage = Dictionary(grouping: entries) { TreePlace.unit(of: String(decoding: $0.path, as: UTF8.self)) }
        var parts = [Part()]
        for folder in folders {
            let files = byPackage[folder.path] ?? []
            var whole = Part(folders: [folder])
            whole.add(ScratchFolder.placements(of: files, in: Self.folder))
            if whole.size > scratch.portion {
                parts += try await self.parts(of: folder, files)
            } else if let last = parts.indices.last, parts[last].beside.isEmpty,
                parts[last].size + whole.size <= scratch.portion
            {
                parts[last].folders.append(folder)
                parts[last].add(whole.placements)
            } else {
                parts.append(whole)
            }
        }
        return parts
    }

    /// One package in portions of its releases; to each of them the others count by their manifests.
    private func parts(of folder: TreeReader.FolderName, _ files: [GitObjects.Entry]) async throws -> [Part] {
        var releases: [Release] = []
        try await ManifestStream(git, settings: terms.settings).read(files) { releases += $1 }
        let byVersion = Dictionary(grouping: files) {
            UntouchedReleases.versionFolder(of: String(decoding: $0.path, as: UTF8.self)) ?? ""
        }
        let notes = ScratchFolder.placements(of: byVersion[""] ?? [], in: Self.folder)
        var parts: [(part: Part, versions: Set<String>)] = []
        for (version, files) in byVersion.sorted(by: { $0.key.precedesInBytes($1.key) }) where !version.isEmpty {
            let placements = ScratchFolder.placements(of: files, in: Self.folder)
            let size = placements.reduce(0) { $0 + $1.size }
            if parts.last.map({ $0.part.size + size > scratch.portion }) ?? true {
                var part = Part(folders: [folder])
                part.add(notes)
                parts.append((part, []))
            }
            parts[parts.count - 1].part.add(placements)
            parts[parts.count - 1].versions.insert(version)
        }
        return parts.map { part, versions in
            var part = part
            part.beside[folder.path] = releases.filter {
                !versions.contains(folder.path + "/" + $0.version.pathText)
            }
            return part
        }
    }

    /// What the new keys have against some packages, and those before had not.
    private func judge(
        _ part: Part, in namespace: String, _ described: [ScratchFolder.Placement], by keys: KeySet?
    ) async throws -> Set<Finding> {
        try await scratch.place(part.placements + described, from: git)
        let path = scratch.path + "/" + Self.folder
        let new = try ChangeSide(
            in: path, namespaces: [namespace], packages: part.folders, terms: terms, beside: part.beside)
        let old = try ChangeSide(
            in: path, namespaces: [namespace], packages: part.folders, terms: terms, beside: part.beside,
            keys: { _ in .some(keys) })
        try scratch.remove(Self.folder)
        return Set(new.packageFindings).subtracting(old.packageFindings)
    }
}
