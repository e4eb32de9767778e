internal import PromptuaryCore

/// One build of a site, from what the last one remembers.
///
/// What of the tree has changed is read and judged, put into the state, and makes a list of documents, which are made from the
/// state. A build without a state does the same with everything. So the site is a function of the tree, whatever was built before.
final class SiteUpdate {
    /// What a build goes on from.
    struct Basis {
        let settings: RegistrySettings
        /// The log that a preview is built beside; see ``SiteBuild/Options/log``.
        let log: ReleaseLog?
        let times: PublicationTimes
        let confirmed: [NamespaceName: SHA256Digest]
        let claims: [NamespaceName: TrustTerms.Claim]
        /// The time of releases that are published now.
        let time: Timestamp?
        /// What stands for everything that the offline roles say of namespaces, as a text that is compared.
        let terms: String

        /// What the offline roles say of one namespace, as a text that is compared.
        func mark(of namespace: String) -> String {
            guard let name = try? NamespaceName(namespace) else { return "" }
            var text = confirmed[name].map { "confirmed \($0)" } ?? ""
            guard let claim = claims[name] else { return text }
            var digest = SHA256Stream()
            for (path, file) in claim.files.sorted(by: { $0.key < $1.key }) {
                Array("\(path) \(file.sha256)\n".utf8).withUnsafeBytes { digest.update($0) }
            }
            text += " claimed \(digest.finish())"
            return text
        }
    }

    let state: BuildState
    let basis: Basis
    let tree: String
    /// Whether all documents are made, whatever has changed.
    let isWhole: Bool
    let shown: SitePart
    let hidden: SitePart?
    let surfaces: [Surface]
    let compress: Bool
    let publication: Publication?
    let progress: Progress?
    let rehearsal: StateRehearsal?
    /// The files of releases that are on the site and no longer in the tree, by package.
    private(set) var missing: [PackageID: [String]] = [:]
    private(set) var findings: [Finding] = []
    /// Packages that the rules have to judge beside all others, by key, unless all are.
    private var judged: Set<String> = []
    /// The namespaces that were read.
    private(set) var readNamespaces: Set<String> = []
    /// The keys that the namespaces that were read had before.
    private var formerKeys: [String: KeySet] = [:]
    /// Whether something of a claimed namespace may be another than in the last build.
    private(set) var hasReadClaimed = false

    init(
        state: BuildState, basis: Basis, tree: String, isWhole: Bool, shown: SitePart, hidden: SitePart?,
        surfaces: [Surface], compress: Bool, publication: Publication?, progress: Progress?,
        rehearsal: StateRehearsal? = nil
    ) {
        self.state = state
        self.basis = basis
        self.tree = tree
        self.isWhole = isWhole
        self.shown = shown
        self.hidden = hidden
        self.surfaces = surfaces
        self.compress = compress
        self.publication = publication
        self.progress = progress
        self.rehearsal = rehearsal
    }

    /// The parts of the site that are made.
    var parts: [SitePart] { [shown] + (hidden.map { [$0] } ?? []) }

    var isSigned: Bool { publication != nil }

    private func part(_ isShown: Bool) -> SitePart? { isShown ? shown : hidden }

    // MARK: - Reading

    /// Reads what has changed.
    ///
    /// What is read goes into the state and stays there only if the build ends well.
    func read(_ changes: TreeChanges, in root: borrowing Directory) async throws {
        findings += changes.findings
        var folders = changes.packages
        if isSigned, !state.isNew {
            // What waits for somebody is looked at in each build, also when nobody has touched it.
            let named = Set(folders)
            folders += try state.waitingKeys().map { TreeReader.FolderName(key: $0) }.filter { !named.contains($0) }
        }
        try readApprovals(changes.approvals, in: root, adding: &folders)
        try readNamespaces(changes.namespaces, in: root, adding: &folders)
        try findMissingNamespaces(folders)
        let moment = FolderStats.moment()
        let files = shown.stage.files
        let hiddenFiles = hidden?.stage.files
        let context = PackageFolder.Context(
            settings: basis.settings, times: basis.times, log: nil, time: basis.time, claims: basis.claims,
            sink: { release, namespace, package, signatures, ledger in
                guard let target = namespace.isPublic ? files : hiddenFiles else { return }
                try target.put(
                    SiteFile(
                        SiteLayout.blob(release), .bytes(package), .immutable, coverage: .listed,
                        digest: release.contents.digest), in: &ledger)
                for signature in signatures {
                    try target.put(
                        SiteFile(
                            SiteLayout.beside(release.package, signature.name), .bytes(signature.bytes), .immutable,
                            coverage: .listed), in: &ledger)
                }
            }, moment: moment)
        progress?.begin("reading", total: folders.count)
        var rest = folders[...]
        let tree = tree
        let progress = progress
        let rehearsal = rehearsal
        try await Pipeline.run {
            guard !rest.isEmpty else { return nil }
            let chunk = rest.prefix(32)
            rest = rest.dropFirst(32)
            var own = context
            own.log = try self.log(of: chunk.map(\.key))
            own.approvals = try self.approvals(of: chunk.map(\.key))
            return FolderPiece(
                context: own,
                folders: try chunk.map { folder in
                    (folder, try self.state.namespace(folder.namespace), try self.memory(folder))
                })
        } work: { (piece: FolderPiece) in
            let root = try Directory(tree)
            var inflater = Inflater()
            try rehearsal?.lend(piece.folders.map(\.0), to: tree)
            defer { rehearsal?.takeBack(piece.folders.map(\.0), from: tree) }
            let readings = try piece.folders.map { folder, namespace, memory in
                try PackageFolder(piece.context, namespace, folder, memory: memory).read(in: root, inflater: &inflater)
            }
            progress?.advance(by: readings.count)
            return readings
        } take: { (readings: [PackageReading]) in
            for reading in readings { try self.take(reading) }
        }
    }

    /// What the log says of packages or namespaces.
    private func log(of keys: [String]) throws -> ReleaseLog? {
        try publication.map { try $0.log.entries(of: keys).releases } ?? basis.log
    }

    /// Whether a folder of the tree was read already by an earlier build whose findings of it stand.
    private func memory(_ folder: TreeReader.FolderName) throws -> PackageMemory? {
        guard !state.isNew, let known = try known(folder), let input = try state.input(folder.key)
        else { return nil }
        return PackageMemory(
            known: known, readme: try state.readme(known.number), stats: input.stats, files: input.files,
            isCurrent: !readNamespaces.contains(folder.namespace), isPlaced: !isWhole)
    }

    /// A package as it was before this build.
    private func known(_ folder: TreeReader.FolderName) throws -> BuildState.Known? {
        try state.known(folder.key, signedBy: formerKeys[folder.namespace])
    }

    private func readNamespaces(
        _ names: Set<String>, in root: borrowing Directory, adding folders: inout [TreeReader.FolderName]
    ) throws {
        var names = names
        names.formUnion(try state.namespacesAhead())
        if try state.text("terms") != basis.terms {
            // What the holders of the offline keys say of some namespaces has changed.
            for (name, mark) in try state.marks() where mark != basis.mark(of: name) { names.insert(name) }
        }
        guard !names.isEmpty else { return }
        var known = Set(folders)
        let parent: Directory? = root.holds("namespaces") ? try root.directory("namespaces") : nil
        for name in names.sorted() {
            let old = try state.namespace(name)
            var new: Namespace?
            var stats = FolderStats.unreadable
            switch parent {
            case .some(let parent) where try isFolder(name, in: parent):
                stats = try FolderStats(of: try parent.directory(name), depth: 0, moment: FolderStats.moment())
                new = try NamespaceFolder.read(
                    name, in: parent, settings: basis.settings, log: try log(of: [name]), confirmed: basis.confirmed,
                    findings: &findings)
            default: break
            }
            try state.replace(
                name, by: new, stats: stats, mark: basis.mark(of: name), isAhead: new.map { isAhead($0) } ?? false)
            readNamespaces.insert(name)
            formerKeys[name] = old?.keys
            if isClaimed(name) { hasReadClaimed = true }
            note(old, new)
            if let new, new.isPublic { try publication?.log.consider(new) }
            guard !state.isNew else { continue }
            for key in try state.packageKeys(in: name) {
                let folder = TreeReader.FolderName(key: key)
                if known.insert(folder).inserted { folders.append(folder) }
            }
        }
    }

    /// Whether there is a folder of a namespace; what else has its name is told, if it was not yet.
    private func isFolder(_ name: String, in parent: borrowing Directory) throws -> Bool {
        if (try? parent.directory(name)) != nil { return true }
        guard parent.holds(name), let entry = try parent.entries().first(where: { $0.name == name }) else {
            return false
        }
        // One that cannot be opened is an error for who reads it.
        if entry.kind == .directory { return true }
        let path = "namespaces/\(name)"
        if !findings.contains(where: { $0.path == path }) { findings.append(RootFolder.stray(entry, at: path)) }
        return false
    }

    private func note(_ old: Namespace?, _ new: Namespace?) {
        guard let name = new?.name ?? old?.name else { return }
        let key = HashPrefix.key(of: name.description)
        for part in parts {
            let was = old?.isPublic == part.isShown
            let `is` = new?.isPublic == part.isShown
            guard was || `is` else { continue }
            part.changes.namespaces.insert(name.text)
            if was && `is` {
                part.changes.namespaceNames.changed.append(key)
            } else if `is` {
                part.changes.namespaceNames.added.append(key)
            } else {
                part.changes.namespaceNames.removed.append(key)
            }
        }
    }

    /// Whether the log decides by its size how a namespace is judged: a revocation ahead of it begins to count when it gets there.
    private func isAhead(_ namespace: Namespace) -> Bool {
        guard let size = publication?.log.sizeBefore ?? basis.log?.size, let keys = namespace.keys, namespace.isPublic
        else {
            return false
        }
        return keys.keys.contains { $0.revokedAt.map { $0 >= size } ?? false || $0.notBefore > size }
    }

    private func findMissingNamespaces(_ folders: [TreeReader.FolderName]) throws {
        for name in Set(folders.map(\.namespace)).union(readNamespaces).sorted() where try state.namespace(name) == nil
        {
            let holds =
                try folders.contains { $0.namespace == name } || !state.packageKeys(in: name).isEmpty
            guard holds, !findings.contains(where: { $0.path.hasPrefix("namespaces/\(name)/") }),
                isFolder("packages/\(name)")
            else { continue }
            findings.append(
                Finding(.namespaceMissing, "the namespace \(name) is not described", path: "packages/\(name)"))
        }
    }

    private func isFolder(_ path: String) -> Bool { (try? Directory(tree + "/" + path)) != nil }

    private func isClaimed(_ namespace: String) -> Bool {
        !basis.claims.isEmpty && (try? NamespaceName(namespace)).flatMap { basis.claims[$0] } != nil
    }

    private func take(_ reading: PackageReading) throws {
        findings += reading.findings
        let key = reading.folder.key
        let isShown = try state.namespace(reading.folder.namespace)?.isPublic ?? false
        part(isShown)?.ledger.count(reading.ledger)
        var reading = reading
        if reading.waiting != nil
            || reading.findings.contains(where: { $0.rule == StandingRule.claimUnsigned.rawValue })
        {
            // Its files may be what they are, and its owners have signed meanwhile; a signature may wait alone.
            reading.waiting = reading.waiting ?? reading.package
            reading.stats = .unreadable
        }
        if try isSame(reading, isShown) { return try state.setStats(reading.stats, of: key) }
        let known = try reading.memory?.known ?? (state.isNew ? nil : known(reading.folder))
        if known != nil || reading.package != nil, isClaimed(reading.folder.namespace) { hasReadClaimed = true }
        let outline = try state.isNew ? nil : state.outline(key)
        try state.replace(known, outline, by: reading, isShown: isShown, main: basis.settings.defaultNamespace)
        if isShown, let package = reading.package { try publication?.log.consider(package, files: reading.files) }
        noteMissing(known, reading, isShown)
        if !state.isNew { try note(known, outline, reading, isShown) }
    }

    /// Whether a package was read that says what it said, so that nothing follows from it.
    private func isSame(_ reading: PackageReading, _ isShown: Bool) throws -> Bool {
        guard let memory = reading.memory, memory.isCurrent, memory.known.isShown == isShown,
            let package = reading.package,
            try Self.isAlike(
                state.waitingOutline(reading.folder.key), reading.waiting.map { PackageOutline($0) })
        else { return false }
        return reading.files == memory.files && package.readme == memory.readme
            && PackageRecord.encode(package) == PackageRecord.encode(memory.package)
    }

    /// Whether rules say the same of two outlines: of what waits nobody knows when it will have come out.
    private static func isAlike(_ one: PackageOutline?, _ other: PackageOutline?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one.latestIndex == other.latestIndex
            && one.releases.elementsEqual(other.releases) {
                $0.version == $1.version && $0.digest == $1.digest && $0.isYanked == $1.isYanked
            }
    }

    /// Notes the files of public releases that are gone, or hidden.
    private func noteMissing(_ known: BuildState.Known?, _ reading: PackageReading, _ isShown: Bool) {
        guard let known, known.isShown, !shown.stage.isFresh else { return }
        let package = reading.waiting ?? reading.package
        let now = isShown ? Set(package?.releases.map(\.fileName) ?? []) : []
        let gone = known.package.releases.map(\.fileName).filter { !now.contains($0) }
        if !gone.isEmpty { missing[known.package.id] = gone }
    }

    // MARK: - What follows from what

    /// Notes what follows from a package that was read, of which the rules knew `outline`.
    private func note(
        _ known: BuildState.Known?, _ outline: PackageOutline?, _ reading: PackageReading, _ isShown: Bool
    ) throws {
        let old = known?.package
        let new = reading.package
        let key = reading.folder.key
        judged.insert(key)
        for part in parts {
            let before = known?.isShown == part.isShown ? old : nil
            let after = isShown == part.isShown ? new : nil
            if before != nil || after != nil { part.changes.note(before, after) }
        }
        let isMoved = (old == nil) != (new == nil) || old != nil && known?.isShown != isShown
        if isMoved {
            for kind in [BuildState.Edge.shown, .consulted] { touch(try state.sources(of: key, kind)) }
        }
        let main = basis.settings.defaultNamespace
        let needed = Self.needs(old, main)
        let needs = Self.needs(new, main)
        let isRenamed = old.map { $0.clientName } != new.map { $0.clientName }
        for target in Set(needed.keys).union(needs.keys) where isMoved || isRenamed || needed[target] != needs[target] {
            touch([target])
        }
        // The rules look at what waits, too; documents show what is published.
        if isMoved || !Self.isGrown(outline, (reading.waiting ?? new).map { PackageOutline($0) }) {
            judged.formUnion(try state.sources(of: key, .needs))
            judged.formUnion(try state.sources(of: key, .consulted))
        }
        let (before, after) = (old.map { PackageOutline($0) }, new.map { PackageOutline($0) })
        if isMoved {
            touch(try state.lockers(of: key, since: nil))
        } else if before != after {
            touch(try state.lockers(of: key, since: oldestChange(before, after)))
        }
    }

    private static func needs(_ package: Package?, _ main: NamespaceName) -> [String: String] {
        Dictionary(package?.needs(default: main).map { ($0.package.key, $0.range) } ?? []) { first, _ in first }
    }

    /// Marks packages whose documents are made from one that has changed.
    private func touch(_ keys: [String]) {
        for part in parts { part.changes.packages.formUnion(keys) }
    }

    /// Whether all that there was of a package is there still, so that nothing that needs it can miss anything.
    private static func isGrown(_ old: PackageOutline?, _ new: PackageOutline?) -> Bool {
        guard let old else { return true }
        guard let new else { return false }
        return old.releases.allSatisfy { release in
            new.releases.contains { $0.version == release.version && $0.isYanked == release.isYanked }
        }
    }

    /// The time of the oldest difference between what a package was and is: a lock that is older was not made from it.
    private func oldestChange(_ old: PackageOutline?, _ new: PackageOutline?) -> Timestamp? {
        var oldest: Timestamp?
        let (before, after) = (old?.releases ?? [], new?.releases ?? [])
        for (one, others) in before.map({ ($0, after) }) + after.map({ ($0, before) }) {
            let other = others.first { $0.version == one.version }
            if other == one { continue }
            var times = [one.publishedAt]
            if let other, other.publishedAt == one.publishedAt, other.digest == one.digest,
                other.dependencies == one.dependencies
            {
                // Only the yank differs, and it has no effect before its own time.
                times = [one.yankedAt, other.yankedAt].compactMap { $0 }
            }
            for time in times {
                guard let time else { return nil }
                oldest = oldest.map { min($0, time) } ?? time
            }
        }
        return oldest ?? Timestamp(seconds: .max)
    }

    // MARK: - Judging

    /// Judges what has changed beside what it needs and what needs it.
    func judge() throws {
        if isWhole {
            findings += try wholeScope().findings()
        } else {
            try judgeChanged()
        }
    }

    private func wholeScope() throws -> RegistryScope {
        let (outlines, successors) = try state.allOutlines()
        let names = try state.namespaceNames().compactMap { try state.namespace($0) }
        return RegistryScope(
            packages: outlines, namespaces: names.map { ($0.name, $0.isPublic) },
            main: basis.settings.defaultNamespace, successors: successors)
    }

    private func judgeChanged() throws {
        let failure = FirstError()
        let state = state
        func ask<Answer>(_ question: () throws -> Answer?) -> Answer? {
            do { return try question() } catch { failure.note(error) }
            return nil
        }
        var successors: [PackageID: String] = [:]
        for key in judged {
            guard let package = try state.known(key)?.package else { continue }
            successors[package.id] = package.notes.deprecation?.successor
        }
        let scope = RegistryScope(
            packages: try judged.sorted().compactMap { try state.outline($0) }, successors: successors,
            namespaces: try readNamespaces.sorted().compactMap { try state.namespace($0)?.name },
            main: basis.settings.defaultNamespace,
            package: { id in ask { try state.outline(id.key) } },
            isPublic: { name in ask { try state.namespace(name.text)?.isPublic } ?? false },
            dependents: { id in
                ask {
                    try state.sources(of: id.key, .needs).map { key in try state.reading { try PackageID(key: key) } }
                }
                    ?? []
            },
            lookalikes: { id in
                ask {
                    try state.packages(lookingLike: id.skeleton).map { key in
                        try state.reading { try PackageID(key: key) }
                    }
                } ?? [id]
            },
            lookalikeNamespaces: { name in
                ask {
                    try state.namespaces(lookingLike: name.skeleton).map { known in
                        try state.reading { try NamespaceName(known) }
                    }
                } ?? [name]
            })
        findings += scope.findings()
        if let error = failure.error { throw error }
    }

    /// Adds findings that come from elsewhere.
    func add(_ more: [Finding]) { findings += more }
}

/// Folders that one task reads.
private struct FolderPiece: Sendable {
    let context: PackageFolder.Context
    let folders: [(TreeReader.FolderName, Namespace?, PackageMemory?)]
}

/// The first error of many questions.
private final class FirstError {
    private(set) var error: (any Error)?

    func note(_ error: any Error) { if self.error == nil { self.error = error } }
}
