internal import PromptuaryCore

/// Who needs which package in a base, as far as manifests say it: the packages that may need something.
///
/// What is known of a package is remembered by the number of its git tree, so that only what is new is read.
struct DependencyIndex {
    private let git: GitObjects
    private let tree: String
    private let settings: RegistrySettings

    /// An index of the packages of a git tree.
    init(_ git: GitObjects, tree: String, settings: RegistrySettings) {
        self.git = git
        self.tree = tree
        self.settings = settings
    }

    /// The packages of which a release may need one that is asked for.
    func dependents(where isAsked: (PackageID) -> Bool) async throws -> [PackageID] {
        let packages = try await git.packages(of: tree)
        let memory = await DependencyMemory(in: git, default: settings.defaultNamespace)
        var known = memory?.read() ?? [:]
        let unknown = packages.filter { known[$0.tree] == nil }
        if !unknown.isEmpty {
            let current = Set(packages.map(\.tree))
            known = known.filter { current.contains($0.key) }
            for start in stride(from: 0, to: unknown.count, by: 256) {
                let part = Array(unknown[start..<min(start + 256, unknown.count)])
                for (id, needs) in try await read(part.map(\.id)) { known[part[id].tree] = needs }
            }
            memory?.write(known)
        }
        return packages.filter { known[$0.tree]?.contains(where: isAsked) == true }.map(\.id)
    }

    /// What packages need, by their positions.
    private func read(_ packages: [PackageID]) async throws -> [(Int, [PackageID])] {
        let folders = packages.map { "packages/\($0.namespace.text)/\($0.name.text)" }
        let positions = Dictionary(uniqueKeysWithValues: folders.enumerated().map { (Array($1.utf8)[...], $0) })
        var files: [(position: Int, blob: String, format: PackageFormat)] = []
        for entry in try await git.entries(of: tree, below: folders, hasSizes: false) {
            // `packages/NAMESPACE/NAME/VERSION/FILE`
            let slashes = entry.path.indices.filter { entry.path[$0] == UInt8(ascii: "/") }
            guard entry.content.kind == .file, slashes.count == 4, let position = positions[entry.path[..<slashes[2]]],
                let format = PackageFormat(fileName: String(decoding: entry.path[(slashes[3] + 1)...], as: UTF8.self))
            else { continue }
            files.append((position, entry.content.blob, format))
        }
        var needs = [Set<PackageID>](repeating: [], count: packages.count)
        var next = files.startIndex
        var inflater = Inflater()
        try await git.stream(files.map(\.blob), upTo: PackageContents.sizeLimit) { bytes in
            let (position, _, format) = files[next]
            next += 1
            // What cannot be read was refused when it came, or is no release: nobody waits for it.
            guard let bytes,
                let dependencies = try? PackageContents.readDependencies(
                    of: Array(bytes), format: format, inflater: &inflater)
            else { return }
            for dependency in dependencies {
                let id = try? PackageID(
                    identity: dependency.identity, default: settings.defaultNamespace, dotted: format == .yaml)
                if let id { needs[position].insert(id) }
            }
        }
        return needs.enumerated().map { ($0, $1.sorted()) }
    }
}

extension GitObjects {
    /// The packages of a git tree by the names of their folders, with the numbers of the trees of these.
    func packages(of tree: String) async throws -> [(id: PackageID, tree: String)] {
        try await folders(inTrees: folders(of: tree, in: "packages")).compactMap { folder in
            guard let namespace = try? NamespaceName(folder.parent), let name = try? PackageName(folder.name) else {
                return nil
            }
            return (PackageID(namespace, name), folder.tree)
        }
    }
}
