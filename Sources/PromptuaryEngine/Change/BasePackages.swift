internal import PromptuaryCore

/// Packages of the base that the change does not touch, read when somebody asks for them, each once.
///
/// They were judged when they came: their signatures are not read, nothing but manifests is unpacked, and rules say
/// nothing about them. They may have any number of bytes, of which one file is in memory at a time.
struct BasePackages: Sendable {
    /// The outlines of packages that were asked for.
    private(set) var outlines: [PackageID: PackageOutline] = [:]
    private var asked: Set<PackageID> = []
    private var needed = 0
    private var isPublic: [NamespaceName: Bool] = [:]

    private let git: GitObjects
    private let tree: String
    private let settings: RegistrySettings

    /// How many packages may be needed by the touched ones, directly or through others.
    static let limit = 2000

    /// The packages of a git tree.
    init(_ git: GitObjects, tree: String, settings: RegistrySettings) {
        self.git = git
        self.tree = tree
        self.settings = settings
    }

    /// Whether the public site of the base shows a namespace; false for one that was not asked for.
    func shows(_ namespace: NamespaceName) -> Bool { isPublic[namespace] ?? false }

    /// Reads packages that are needed, but for those that were asked for before; false when there are no others.
    ///
    /// Refused when there is no end to it, if `isLimited`.
    mutating func fetch(needed packages: Set<PackageID>, isLimited: Bool) async throws -> Bool {
        let unknown = packages.subtracting(asked)
        guard !unknown.isEmpty else { return false }
        needed += unknown.count
        guard needed <= Self.limit || !isLimited else {
            throw Refusal(ChangeFault.tooLarge, "more than \(Self.limit) packages are needed")
        }
        try await fetchAll(unknown.sorted())
        return true
    }

    /// Reads packages, some at a time.
    mutating func fetchAll(_ packages: [PackageID]) async throws {
        let rest = packages.filter { !asked.contains($0) }
        for start in stride(from: 0, to: rest.count, by: 256) {
            try Task.checkCancellation()
            try await fetch(Array(rest[start..<min(start + 256, rest.count)]))
        }
    }

    /// The packages that a package needs.
    func needs(of package: PackageOutline) -> [PackageID] {
        package.releases.flatMap { release in
            release.dependencies.compactMap { dependency in
                try? PackageID(
                    identity: dependency.identity, default: settings.defaultNamespace, dotted: release.format == .yaml)
            }
        }
    }

    private mutating func fetch(_ packages: [PackageID]) async throws {
        asked.formUnion(packages)
        try await fetchNamespaces(Set(packages.map(\.namespace)))
        let paths = packages.map { "packages/\($0.namespace.text)/\($0.name.text)" }
        let entries = try await git.entries(of: tree, below: paths)
        let notes = try await notes(among: entries)
        var found: [PackageOutline] = []
        try await ManifestStream(git, settings: settings).read(entries) { id, releases in
            let path = "packages/\(id.namespace.text)/\(id.name.text)"
            let package = Package(id, releases: releases, notes: notes[path] ?? PackageNotes(), path: path)
            if let package { found.append(PackageOutline(package)) }
        }
        for outline in found { outlines[outline.id] = outline }
    }

    /// The notes about packages, by the folders of these.
    private func notes(among entries: [GitObjects.Entry]) async throws -> [String: PackageNotes] {
        let files = entries.compactMap { entry -> (id: PackageID, folder: String, blob: String)? in
            guard let (path, _) = ScratchFolder.place(of: entry),
                case .notes(let namespace, let name, "package.yaml") = TreePlace(path),
                let id = try? PackageID(NamespaceName(namespace), PackageName(name))
            else { return nil }
            return (id, TreePlace.unit(of: path), entry.content.blob)
        }
        var next = files.startIndex
        var notes: [String: PackageNotes] = [:]
        try await git.stream(files.map(\.blob), upTo: 1 << 20) { bytes in
            let file = files[next]
            next += 1
            guard let bytes, let read = try? PackageNotes(YAMLReader.read(Array(bytes)), of: file.id) else { return }
            notes[file.folder] = read
        }
        return notes
    }

    private mutating func fetchNamespaces(_ names: Set<NamespaceName>) async throws {
        let unknown = names.filter { isPublic[$0] == nil }.sorted()
        let entries = try await git.entries(of: tree, below: unknown.map { "namespaces/\($0.text)/namespace.yaml" })
        var byBlob: [String: [NamespaceName]] = [:]
        var sizes: [String: Int] = [:]
        for name in unknown {
            isPublic[name] = false
            let path = "namespaces/\(name.text)/namespace.yaml"
            guard let entry = entries.first(where: { $0.path.elementsEqual(path.utf8) }), entry.content.kind == .file,
                let size = entry.content.size, size <= TreePlace(path).limit
            else { continue }
            byBlob[entry.content.blob, default: []].append(name)
            sizes[entry.content.blob] = size
        }
        var shown: [NamespaceName] = []
        let blobs = sizes.map { (number: $0.key, size: $0.value) }
        try await git.read(blobs) { blob, bytes in
            guard let document = try? YAMLReader.read(Array(bytes)) else { return }
            for name in byBlob[blob] ?? [] where (try? Namespace(name, document: document))?.isPublic == true {
                shown.append(name)
            }
        }
        for name in shown { isPublic[name] = true }
    }
}
