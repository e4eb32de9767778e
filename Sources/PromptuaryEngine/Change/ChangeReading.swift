internal import Glibc
internal import PromptuaryCore

/// Both sides of a change, read and compared.
struct ChangeReading {
    /// What the rules look at; nil when the base cannot be trusted.
    private(set) var scope: ChangeScope?
    /// The name of the registry, as far as the base says it.
    private(set) var registry: RegistryName?
    /// The keys that count in the namespaces of what is touched: those of the base where it has the namespace.
    private(set) var keys: [NamespaceName: KeySet] = [:]
    /// What readers, and the rules that know nothing of changes, say about what the change brings.
    var findings: [Finding] { own + compared }

    /// What is said about what the change brings, whatever lies beside it.
    private var own: [Finding] = []
    /// What is said about it beside everything that was read of the base.
    private var compared: [Finding] = []
    private var comparison: Comparison?

    private let git: GitObjects
    private let set: ChangeSet
    private let scratch: ScratchFolder
    /// The folder of the base's side.
    static let old = "old"
    /// The folder of the changed side.
    static let new = "new"

    /// What is compared, as long as there may be more to compare it with.
    private struct Comparison {
        let terms: ChangeSide.Terms
        let old: ChangeSide
        let new: ChangeSide
        var judgement: ChangeJudgement
    }

    /// Lays what the change touches in a folder, on both sides, and reads it.
    init(_ git: GitObjects, _ set: ChangeSet, scratch: ScratchFolder, log: ReleaseLog?) async throws {
        (self.git, self.set, self.scratch) = (git, set, scratch)
        let namespaces = Set(set.namespaces + set.packages.map(\.namespace))
        try await Self.placeTerms(git, set, namespaces, in: scratch)
        guard let terms = try readTerms(log) else { return }
        registry = terms.settings.name
        let untouched = try await UntouchedReleases(git, set, settings: terms.settings, upTo: 4 * scratch.limit)
        try await Self.placePackages(git, set, untouched, in: scratch)
        let oldSide = try ChangeSide(
            in: scratch.path + "/" + Self.old, namespaces: namespaces, packages: set.packages, terms: terms,
            beside: untouched.releases)
        let known = Set(set.old.keys.compactMap { Self.namespace(of: $0) })
        let newSide = try ChangeSide(
            in: scratch.path + "/" + Self.new, namespaces: namespaces, packages: set.packages, terms: terms,
            searching: set.versionFolders, beside: untouched.releases,
            keys: { name in
                // Where the base has the namespace, its keys count, also when they are none.
                if let before = oldSide.namespaces[name] { return .some(before.keys) }
                return known.contains(name.text) ? .some(nil) : nil
            })
        keys = newSide.namespaces.merging(oldSide.namespaces) { $1 }.compactMapValues(\.keys)
        own += oldSide.faults + newSide.namespaceFindings
        var seen: Set<Finding> = []
        own = own.filter { seen.insert($0).inserted }
        let newSettings = try readNewSettings(set)
        try judgeTrust(set)
        let statements = ConsentReading(
            set.files, in: scratch.path + "/" + Self.new, settings: terms.settings,
            earlier: try await EarlierStatements(git, set))
        own += statements.findings
        let beside = try await Self.namesBeside(git, set, oldSide, newSide)
        let judgement = ChangeJudgement(
            BasePackages(git, tree: set.baseTree, settings: terms.settings), terms.settings, names: beside)
        comparison = Comparison(terms: terms, old: oldSide, new: newSide, judgement: judgement)
        try await compare(beside: [], of: nil)
        let touched = Set(set.namespaces)
        let names = Set(oldSide.namespaces.keys).union(newSide.namespaces.keys).filter {
            touched.contains($0.text)
        }.sorted()
        let namespaceChanges = names.map {
            ChangeScope.NamespaceChange($0, old: oldSide.namespaces[$0], new: newSide.namespaces[$0])
        }
        let keyUse = KeyUse(set, in: scratch.path)
        let users = keyUse.packagesSigned(byNewKeysOf: namespaceChanges)
        // The number of a release that has left the tree is used all the same.
        let used = log?.versions(of: Set(newSide.packages.keys)) ?? [:]
        var packages: [ChangeScope.PackageChange] = []
        for id in Set(oldSide.packages.keys).union(newSide.packages.keys).sorted() {
            try Task.checkCancellation()
            let (before, after) = (oldSide.packages[id], newSide.packages[id])
            packages.append(
                ChangeScope.PackageChange(
                    id, old: before, new: after, added: added(before, after, used: used[id] ?? []),
                    usesNewKeys: users.contains(id)))
        }
        let contents = try await Self.contents(git, set.files)
        scope = ChangeScope(
            settings: terms.settings, newSettings: newSettings, files: set.files, namespaces: namespaceChanges,
            packages: packages, packageNames: beside.packages, namespaceNames: beside.namespaces,
            consents: statements.consents, contents: contents.new, formerContents: contents.old,
            struckOut: try keyUse.struckOut(terms: terms, after: newSide))
    }

    /// Asks the rules that compare packages, with some packages of the base that need what the change touches.
    private mutating func compare(beside dependents: [PackageID], of loss: ChangeLoss?) async throws {
        guard var now = comparison else { return }
        let rules = try await now.judgement.findings(now.old, now.new, beside: dependents, of: loss)
        compared = ChangeBlame(set).brought(
            now.new.packageFindings + rules.new, since: now.old.packageFindings + rules.old)
        comparison = now
    }

    /// Looks at what lies further from the change: who needs what it offers no more, and what other keys make of releases
    /// that are there.
    ///
    /// It may be much, and nothing that anybody need know while an error stands.
    mutating func lookAround(site: String?) async throws {
        guard let now = comparison, let scope else { return }
        if let loss = ChangeLoss(now.old, now.new) {
            let dependents = try await loss.dependents(git, set, settings: now.terms.settings, site: site)
            try await compare(beside: dependents, of: loss)
        }
        let rejudgement = KeyRejudgement(git, set, scratch: scratch, terms: now.terms)
        for namespace in scope.namespaces { own += try await rejudgement.findings(namespace) }
    }

    /// Reads since when the registry knows what the change builds on, where anything has to wait for it.
    mutating func readArrivals(_ log: ReleaseLog?, proposedAt: Timestamp?) async throws {
        guard let now = comparison, let scope else { return }
        var arrivals = Arrivals()
        if now.terms.settings.changes.waiting.areNeeded {
            let changes = scope.packages.filter { !$0.added.isEmpty }
            arrivals = try await ArrivalReading(git, set, log: log).read(
                Set(changes.map(\.id)), known: Set(changes.filter { !$0.isNew }.map(\.id)), in: now.old.namespaces)
        }
        arrivals.proposedAt = proposedAt
        self.scope = scope.arriving(arrivals)
    }

    /// The names of everything in the base, as far as new names have to be compared with them.
    private static func namesBeside(
        _ git: GitObjects, _ set: ChangeSet, _ old: ChangeSide, _ new: ChangeSide
    ) async throws -> ChangeJudgement.Names {
        var names = ChangeJudgement.Names()
        if new.namespaces.keys.contains(where: { old.namespaces[$0] == nil }) {
            names.namespaces = try await git.folders(of: set.baseTree, in: "namespaces").compactMap {
                try? NamespaceName($0.name)
            }
        }
        if new.packages.keys.contains(where: { old.packages[$0] == nil }) {
            names.packages = try await git.packages(of: set.baseTree).map(\.id)
        }
        return names
    }

    /// The name of the namespace whose folder a path is in.
    private static func namespace(of path: [UInt8]) -> String? {
        if case .namespace(let name, _) = TreePlace(String(decoding: path, as: UTF8.self)) { name } else { nil }
    }

    /// The texts that findings with a line are about, as the change would leave them.
    func texts(for findings: [Finding]) -> [String: [UInt8]] {
        var texts: [String: [UInt8]] = [:]
        for finding in findings where finding.place.line != nil && finding.place.entry == nil && texts.count < 100 {
            guard texts[finding.path] == nil, FileName.problem(in: Array(finding.path.utf8)) == nil,
                let bytes = try? FileContents.read(file(finding.path), upTo: 1 << 20)
            else { continue }
            texts[finding.path] = bytes
        }
        return texts
    }

    private func file(_ path: String) -> String { "\(scratch.path)/\(Self.new)/\(path)" }

    // MARK: - The base

    /// What the base says about trust and policy; nil, with findings, when that does not hold.
    private mutating func readTerms(_ log: ReleaseLog?) throws -> ChangeSide.Terms? {
        let folder = scratch.path + "/" + Self.old
        guard let settings = try TreeReader.settings(in: try Directory(folder), findings: &own)?.settings else {
            return nil
        }
        registry = settings.name
        let store = TrustStore(folder)
        own += try store.findings()
        guard own.isEmpty else { return nil }
        let terms = try store.folder()?.terms
        return ChangeSide.Terms(
            settings: settings, confirmed: terms?.confirmedDigests ?? [:], claims: terms?.claims ?? [:], log: log)
    }

    /// The settings that the change would leave, when it touches them.
    private mutating func readNewSettings(_ set: ChangeSet) throws -> RegistrySettings? {
        guard set.touches("registry.yaml") else { return nil }
        return try TreeReader.settings(
            in: try Directory(scratch.path + "/" + Self.new), findings: &own)?.settings
    }

    /// Whether the trust that the change would leave is in order, and goes on from that of the base.
    private mutating func judgeTrust(_ set: ChangeSet) throws {
        let touched = set.files.files.filter { $0.place == .trust }
        guard !touched.isEmpty else { return }
        own += try TrustStore(scratch.path + "/" + Self.new).findings()
        for file in touched where !file.path.hasPrefix("trust/pending/") {
            let name = String(file.path.dropFirst("trust/".utf8.count))
            guard file.old != nil else { continue }
            do throws(Refusal) {
                guard let bytes = try? FileContents.read(self.file(file.path), upTo: KeyShard.sizeLimit) else {
                    guard name.hasSuffix("root.json") else { continue }
                    throw Refusal(TrustFault.version, "a root would be taken back", at: Place(entry: name))
                }
                let path = "\(scratch.path)/\(Self.old)/\(file.path)"
                let before = try? FileContents.read(path, upTo: KeyShard.sizeLimit)
                try TrustFolder.refuseReplacement(of: before, by: bytes, path: name)
            } catch {
                own.append(Finding(error, path: file.path))
            }
        }
    }

    // MARK: - What is new

    /// The releases that the change adds to a package, of which some versions are used already.
    private mutating func added(_ old: Package?, _ new: Package?, used: [Version]) -> [ChangeScope.ReleaseChange] {
        guard let new else { return [] }
        var versions = old?.releases.map(\.version) ?? []
        let gone = used.filter { new.release($0) == nil }
        var added: [ChangeScope.ReleaseChange] = []
        for release in new.releases where old?.release(release.version) == nil {
            // Where the same change takes all others away, one of those is compared with.
            let kept = versions.filter { new.release($0) != nil }
            let previous =
                VersionSuccession(of: release.version, among: kept).previous.flatMap { new.release($0) }
                ?? VersionSuccession(of: release.version, among: versions).previous.flatMap { old?.release($0) }
            let succession = VersionSuccession(of: release.version, among: versions + gone)
            versions.append(release.version)
            added.append(
                ChangeScope.ReleaseChange(
                    release, previous: previous, succession: succession,
                    interface: previous.flatMap { interface(from: $0, to: release) }))
        }
        return added
    }

    /// What the prompts of a release ask for that those of another one did not.
    private mutating func interface(from old: Release, to new: Release) -> InterfaceChange? {
        // What nobody has signed is not looked into, and what cannot be read any more was said when it came.
        guard new.contents.isSearched, let before = try? readInterface(of: old) else { return nil }
        do {
            return InterfaceChange(from: before, to: try readInterface(of: new))
        } catch let refusal as Refusal {
            own.append(
                Finding(
                    rule: refusal.code, severity: .warning, path: new.path, place: refusal.place,
                    message: refusal.message, remedy: refusal.remedy))
        } catch {
            own.append(Finding(.unreadableFile, "\(error)", path: new.path))
        }
        return nil
    }

    private func readInterface(of release: Release) throws -> PromptInterface {
        let path = file(release.path)
        let isThere = access(path, F_OK) == 0
        let bytes = try FileContents.read(
            isThere ? path : "\(scratch.path)/\(Self.old)/\(release.path)", upTo: PackageContents.sizeLimit)
        return try PromptInterface.read(bytes, format: release.contents.format)
    }
}
