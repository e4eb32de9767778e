internal import PromptuaryCore

/// Reads what a reviewer's dossier shows of a change, from the private folder in which both sides lie.
struct DossierReading {
    private let git: GitObjects
    private let set: ChangeSet
    private let scratch: ScratchFolder
    private let scope: ChangeScope
    private let keys: [NamespaceName: KeySet]

    /// A reading of a judged change whose sides lie in a folder, and the keys that count in its namespaces.
    init(
        _ git: GitObjects, _ set: ChangeSet, scratch: ScratchFolder, scope: ChangeScope,
        keys: [NamespaceName: KeySet]
    ) {
        self.keys = keys
        self.git = git
        self.set = set
        self.scratch = scratch
        self.scope = scope
    }

    /// The dossier that explains a verdict.
    func dossier(of verdict: Verdict) async throws -> Dossier {
        let added = scope.packages.flatMap(\.added)
        let shown = added.prefix(Dossier.releaseLimit)
        let dependents = try await dependents(of: Set(shown.map(\.release.package)))
        return Dossier(
            verdict, releases: shown.compactMap { release($0, dependents) },
            omittedReleases: added.count - shown.count, keys: scope.namespaces.compactMap(Dossier.KeyChange.init),
            files: files())
    }

    // MARK: - Releases

    private func release(
        _ change: ChangeScope.ReleaseChange, _ dependents: [PackageID: [Dossier.Release.Dependent]]?
    ) -> Dossier.Release? {
        let known =
            dependents.map { Dossier.Release.Dependents.known($0[change.release.package] ?? []) }
            ?? .notRead("the base has more than \(BasePackages.limit) packages")
        // Both files were read when they were judged.
        guard let bytes = contents(change.release.path, in: ChangeReading.new) else { return nil }
        let previous = change.previous.flatMap { contents($0.path, in: ChangeReading.new) }
        return try? Dossier.Release(
            change, bytes: bytes, previous: previous, keys: keys[change.release.package.namespace],
            dependents: known)
    }

    private func contents(_ path: String, in side: String) -> [UInt8]? {
        try? FileContents.read("\(scratch.path)/\(side)/\(path)", upTo: PackageContents.sizeLimit)
    }

    // MARK: - Who needs them

    /// Who needs some packages in the base; nil when there are too many packages to look.
    private func dependents(
        of packages: Set<PackageID>
    ) async throws -> [PackageID: [Dossier.Release.Dependent]]? {
        guard !packages.isEmpty else { return [:] }
        let names = try await git.packages(of: set.baseTree).map(\.id)
        guard names.count <= BasePackages.limit else { return nil }
        var base = BasePackages(git, tree: set.baseTree, settings: scope.settings)
        do {
            try await base.fetchAll(names.sorted())
        } catch let refusal as Refusal where refusal.code == ChangeFault.tooLarge.rawValue {
            return nil
        }
        var found: [PackageID: [Dossier.Release.Dependent]] = [:]
        for outline in base.outlines.values.sorted(by: { $0.id < $1.id }) {
            for dependency in outline.latest.dependencies {
                let needed = try? PackageID(
                    identity: dependency.identity, default: scope.settings.defaultNamespace,
                    dotted: outline.format == .yaml)
                guard let needed, packages.contains(needed), needed != outline.id else { continue }
                found[needed, default: []].append(Dossier.Release.Dependent(outline.id, range: dependency.range))
            }
        }
        return found
    }

    // MARK: - Files of the tree

    private func files() -> [Dossier.TreeFile] {
        scope.files.files.map { file in
            guard isText(file), FileName.problem(in: file.bytes) == nil else { return Dossier.TreeFile(file) }
            let old = file.old.flatMap { _ in contents(file.path, in: ChangeReading.old) }
            let new = file.new.flatMap { _ in contents(file.path, in: ChangeReading.new) }
            // What is not laid in the folder, such as a link, is not shown either.
            guard (old == nil) == (file.old == nil), (new == nil) == (file.new == nil) else {
                return Dossier.TreeFile(file)
            }
            return Dossier.TreeFile(file, content: Dossier.File.Content(from: old, to: new))
        }
    }

    /// Whether a file is text for people that lies in the folder.
    private func isText(_ file: ChangedFile) -> Bool {
        switch file.place {
        case .settings, .namespace, .notes, .consent: SignatureFileName.parse(file.path) == nil
        case .release, .trust, .document, .forge, .other, .unknown: false
        }
    }
}
