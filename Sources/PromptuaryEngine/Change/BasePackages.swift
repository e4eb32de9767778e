internal import PromptuaryCore

/// Packages of the base that the change does not touch, read when somebody asks for them, each once.
///
/// They were judged when they came: their signatures are not read, nothing but manifests is unpacked, and rules say
/// nothing about them.
struct BasePackages: Sendable {
    /// The outlines of packages that were asked for.
    private(set) var outlines: [PackageID: PackageOutline] = [:]
    private var asked: Set<PackageID> = []
    private var needed = 0
    private var isPublic: [NamespaceName: Bool] = [:]

    private let git: GitObjects
    private let tree: String
    private let scratch: ScratchFolder
    private let settings: RegistrySettings

    /// How many packages may be needed by the touched ones, directly or through others.
    static let limit = 2000

    /// The packages of a git tree.
    init(_ git: GitObjects, tree: String, scratch: ScratchFolder, settings: RegistrySettings) {
        self.git = git
        self.tree = tree
        self.scratch = scratch
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
        let entries = try await git.entries(of: tree, below: paths).filter { entry in
            let path = String(decoding: entry.path, as: UTF8.self)
            switch TreePlace(path) {
            case .release(_, _, _, let file): return PackageFormat(fileName: file) != nil
            case .notes(_, _, let file): return file == "package.yaml"
            default: return false
            }
        }
        let folder = "beside"
        try await scratch.place(ScratchFolder.placements(of: entries, in: folder), from: git)
        guard !entries.isEmpty else { return }
        let root = try Directory(scratch.path + "/" + folder)
        var context = PackageFolder.Context(
            settings: settings, times: PublicationTimes(), log: nil, time: nil, claims: [:], sink: nil)
        context.reach = .manifests
        var inflater = Inflater()
        for id in packages {
            let name = TreeReader.FolderName(namespace: id.namespace.text, name: id.name.text)
            let reading = try PackageFolder(context, nil, name).read(in: root, inflater: &inflater)
            if let package = reading.package { outlines[id] = PackageOutline(package) }
        }
        try scratch.remove(folder)
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
