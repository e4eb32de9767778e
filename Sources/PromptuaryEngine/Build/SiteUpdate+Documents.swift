internal import PromptuaryCore

/// Documents of one owner that a task has put into the stage.
struct OwnedFiles: Sendable {
    let owner: BuildState.Owner
    var ledger = SiteStage.Ledger()
}

/// What the documents of some packages are made from.
private struct PackagePiece: Sendable {
    let isShown: Bool
    let packages: [Package]
    let context: SiteContext
}

// MARK: - Packages

extension SiteUpdate {
    /// Makes the documents of all packages that have to be made again, in both parts of the site.
    func writePackages() async throws {
        for part in parts { try await writePackages(of: part) }
    }

    private func writePackages(of part: SitePart) async throws {
        var numbers: [Int]
        if isWhole {
            numbers = try state.packageNumbers(shown: part.isShown)
        } else {
            numbers = try part.changes.packages.sorted().compactMap { try state.number($0, shown: part.isShown) }
        }
        for key in part.changes.gone { try remove(.package(key), from: part) }
        progress?.begin("writing", total: numbers.count)
        numbers.reverse()
        let files = part.stage.files
        let (surfaces, compress, progress) = (surfaces, compress, progress)
        try await Pipeline.run {
            guard !numbers.isEmpty else { return nil }
            let chunk = Array(numbers.suffix(32).reversed())
            numbers.removeLast(chunk.count)
            return try self.piece(chunk, part)
        } work: { (piece: PackagePiece) in
            var owned: [OwnedFiles] = []
            for package in piece.packages {
                var own = OwnedFiles(owner: .package(package.id.key))
                for surface in surfaces {
                    for file in surface.filesForPackage(package, piece.context) {
                        try files.put(file, compressed: compress, in: &own.ledger)
                    }
                }
                owned.append(own)
            }
            progress?.advance(by: owned.count)
            return (piece.packages, owned)
        } take: { (packages: [Package], owned: [OwnedFiles]) in
            for (package, var own) in zip(packages, owned) {
                for blob in try self.blobs(of: package) {
                    own.ledger.paths.append(blob.path.text)
                    guard self.isSigned, part.isShown else { continue }
                    own.ledger.paths.append(blob.path.named(blob.digest).text)
                    own.ledger.targets.append(blob)
                }
                if let publication = self.publication, part.isShown {
                    for file in try publication.log.proofs(of: package) { try files.put(file, in: &own.ledger) }
                    let known = Set(own.ledger.paths)
                    for release in package.releases {
                        let proof = SiteLayout.blob(release).text + LogLayout.proofSuffix
                        if !known.contains(proof) { own.ledger.paths.append(proof) }
                    }
                }
                try self.take(own, in: part, package: package)
            }
        }
    }

    /// The package file, the signatures and the approvals of each release of a package.
    func blobs(of package: Package) throws -> [SiteTarget] {
        guard let files = try state.input(package.id.key)?.files else { return [] }
        return package.releases.flatMap { release in
            ([release.fileName] + release.signatures.map(\.fileName) + release.approvalPaths).compactMap { name in
                files[release.version.pathText + "/" + name].map {
                    SiteTarget(path: SiteLayout.beside(package.id, name), length: $0.size, digest: $0.digest)
                }
            }
        }
    }

    /// The packages with these numbers, and everything that their documents say of others.
    private func piece(_ numbers: [Int], _ part: SitePart) throws -> PackagePiece {
        let packages = try state.packages(numbers, withReadme: true)
        let main = basis.settings.defaultNamespace
        var around: [PackageID: Package?] = [:]
        func look(_ id: PackageID) throws -> Package? {
            if let known = around[id] { return known }
            let found = try state.known(id.key).flatMap { $0.isShown == part.isShown ? $0.package : nil }
            around[id] = .some(found)
            return found
        }
        var dependents: [PackageID: Dependents] = [:]
        for package in packages {
            for need in package.needs(default: main) { _ = try look(need.package) }
            if let successor = package.successor(default: main) { _ = try look(successor) }
            dependents[package.id] = try state.dependents(of: package.id, shown: part.isShown)
            if package.format == .yaml { try noteLocks(of: package, look) }
        }
        var namespaces: [NamespaceName: Namespace] = [:]
        for name in Set(packages.map(\.id.namespace)) { namespaces[name] = try state.namespace(name.text) }
        let (known, shownNamespaces, needing) = (around.compactMapValues { $0 }, namespaces, dependents)
        let context = context(
            package: { known[$0] }, namespace: { shownNamespaces[$0] }, dependents: { needing[$0] ?? .none },
            isShown: part.isShown)
        return PackagePiece(isShown: part.isShown, packages: packages, context: context)
    }

    private func noteLocks(of package: Package, _ look: (PackageID) throws -> Package?) throws {
        var failure: (any Error)?
        var consulted: Set<String> = []
        for release in package.releases {
            let lock = LockedManifest(of: release, default: basis.settings.defaultNamespace) { id in
                do {
                    return try look(id)
                } catch {
                    failure = error
                    return nil
                }
            }
            consulted.formUnion(lock.consulted.map(\.key))
        }
        if let failure { throw failure }
        let times = package.releases.map(\.publishedAt)
        try state.setConsulted(
            consulted, by: package.id.key, latest: times.contains(nil) ? nil : times.compactMap { $0 }.max())
    }

    private func context(
        package: @escaping @Sendable (PackageID) -> Package?,
        namespace: @escaping @Sendable (NamespaceName) -> Namespace?,
        dependents: @escaping @Sendable (PackageID) -> Dependents, isShown: Bool
    ) -> SiteContext {
        let tree = tree
        return SiteContext(
            settings: basis.settings, generator: SiteBuild.generator, isSigned: isSigned && isShown,
            source: { release in
                let bytes = try? FileContents.read(tree + "/" + release.path, upTo: PackageContents.sizeLimit)
                return bytes.flatMap { SHA256Digest(of: $0) == release.contents.digest ? $0 : nil }
            }, package: package, namespace: namespace, dependents: dependents)
    }

    // MARK: - Owners

    /// Takes what was put into the stage for an owner: its files are these now, and no others.
    private func take(_ own: OwnedFiles, in part: SitePart, package: Package? = nil) throws {
        part.ledger.count(own.ledger)
        let now = Set(own.ledger.paths)
        var gone: [String] = []
        if !state.isNew {
            gone = try state.paths(of: own.owner, shown: part.isShown).filter { !now.contains($0) }
            part.obsolete.formUnion(gone)
        }
        part.all?.formUnion(now)
        try state.set(own.ledger.paths, of: own.owner, shown: part.isShown)
        guard part.isShown else { return }
        try publication?.take(own.ledger.targets, paths: own.ledger.paths, gone: gone, package: package)
    }

    private func remove(_ owner: BuildState.Owner, from part: SitePart) throws {
        try take(OwnedFiles(owner: owner), in: part)
    }

    /// Puts files into the stage that are nobody's and never go.
    func put(_ files: [SiteFile], in part: SitePart) throws {
        var ledger = SiteStage.Ledger()
        for file in files { try part.stage.files.put(file, in: &ledger) }
        part.ledger.count(ledger)
        part.all?.formUnion(ledger.paths)
    }

    /// Puts the files of one owner into the stage.
    func put(_ files: [SiteFile], of owner: BuildState.Owner, in part: SitePart) throws {
        var own = OwnedFiles(owner: owner)
        for file in files { try part.stage.files.put(file, compressed: compress, in: &own.ledger) }
        try take(own, in: part)
    }
}

// MARK: - Namespaces, index, registry

extension SiteUpdate {
    /// Makes the documents of namespaces that have to be made again.
    func writeNamespaces() throws {
        for part in parts {
            let names = isWhole ? Set(try state.namespaceNames()) : part.changes.namespaces
            let context = context(of: part)
            for name in names.sorted() {
                guard let namespace = try state.namespace(name), namespace.isPublic == part.isShown else {
                    try remove(.namespace(name), from: part)
                    continue
                }
                let view = NamespaceView(
                    namespace: namespace, packageCount: try state.packageCount(in: namespace.name),
                    createdAt: try state.created(in: namespace.name),
                    recent: try state.packages(state.recent(in: namespace.name, limit: NamespaceView.recentLimit)))
                try put(surfaces.flatMap { $0.filesForNamespace(view, context) }, of: .namespace(name), in: part)
            }
        }
    }

    /// For documents of a namespace or of the registry, which look nothing up.
    private func context(of part: SitePart) -> SiteContext {
        context(package: { _ in nil }, namespace: { _ in nil }, dependents: { _ in .none }, isShown: part.isShown)
    }

    /// Makes the listings and the search index.
    func writeIndex() throws {
        for part in parts {
            try writeListing(of: part)
            try writeNamespaceListing(of: part)
            try writeNamespaceList(of: part)
            try writeSearch(of: part)
        }
    }

    private func writeListing(of part: SitePart) throws {
        let isShown = part.isShown
        try writeShards(
            of: part, changed: part.changes.names,
            count: { try self.state.countPackages(below: $0, shown: isShown, limit: $1) }, owner: { .packageShard($0) },
            file: { leaf in
                let packages = try self.state.packages(self.state.packages(below: leaf, shown: isShown))
                return ListingShards.file(bits: leaf, packages: packages)
            },
            directory: { leaves in
                let total = try self.state.figures(shown: isShown)["packages"] ?? 0
                try self.put([ListingShards.directory(shards: leaves, total: total)], of: .packageDirectory, in: part)
            })
    }

    private func writeNamespaceListing(of part: SitePart) throws {
        let isShown = part.isShown
        try writeShards(
            of: part, changed: part.changes.namespaceNames,
            count: { try self.state.countNamespaces(below: $0, shown: isShown, limit: $1) },
            owner: { .namespaceShard($0) },
            file: { leaf in
                let namespaces = try self.state.namespaces(below: leaf, shown: isShown)
                return NamespaceShards.file(bits: leaf, namespaces: namespaces)
            },
            directory: { leaves in
                let total = try self.state.figures(shown: isShown)["namespaces"] ?? 0
                try self.put(
                    [NamespaceShards.directory(shards: leaves, total: total)], of: .namespaceDirectory, in: part)
            })
    }

    private func writeNamespaceList(of part: SitePart) throws {
        guard isWhole || part.changes.areNamespacesListedAnew else { return }
        let list = NamespaceList(
            rows: try state.namespaceRows(shown: part.isShown, limit: NamespaceList.limit),
            total: try state.figures(shown: part.isShown)["namespaces"] ?? 0)
        let context = context(of: part)
        try put(surfaces.flatMap { $0.filesForNamespaces(list, context) }, of: .namespaceList, in: part)
    }

    /// Makes the shards of a listing that have to be made again, and the document that lists them when there are others now.
    private func writeShards(
        of part: SitePart, changed names: SitePart.Changes.Names, count: (HashPrefix, Int) throws -> Int,
        owner: (HashPrefix) -> BuildState.Owner, file: (HashPrefix) throws -> SiteFile,
        directory: ([HashPrefix]) throws -> Void
    ) throws {
        var changes = HashTrie.Changes()
        if isWhole {
            changes.written = try HashTrie.leaves(count: count)
            changes.isResized = true
        } else {
            changes = try HashTrie.changes(
                added: names.added, removed: names.removed, changed: names.changed, count: count)
        }
        for leaf in changes.removed { try remove(owner(leaf), from: part) }
        for leaf in changes.written { try put([file(leaf)], of: owner(leaf), in: part) }
        guard changes.isResized else { return }
        try directory(isWhole ? changes.written : state.leaves(owner, shown: part.isShown))
    }

    private func writeSearch(of part: SitePart) throws {
        let isShown = part.isShown
        let count = { (prefix: String, limit: Int) in
            try self.state.countPostings(below: prefix, shown: isShown, limit: limit)
        }
        let next = { (prefix: String) in try self.state.next(after: prefix, shown: isShown) }
        var changes = SearchTrie.Changes()
        if isWhole {
            changes.written = try SearchTrie.documents(count: count, next: next)
        } else {
            let terms = part.changes.terms
            changes = try SearchTrie.changes(
                added: terms.added, removed: terms.removed, changed: terms.changed, count: count, next: next)
        }
        for node in changes.removed { try remove(.search(node), from: part) }
        for node in changes.written.leaves {
            let touched = isWhole ? [] : part.changes.postings[node.prefix] ?? []
            let best = try state.postings(node, shown: isShown, more: touched.count)
            guard SearchIndex.isTouched(best, by: touched) else { continue }
            let rows = try state.searchRows(of: best)
            try put([SearchIndex.leaf(node, best) { rows[$0] }], of: .search(node), in: part)
        }
        for prefix in changes.written.splits {
            try put([SearchIndex.split(prefix, try next(prefix))], of: .search(SearchNode(prefix)), in: part)
        }
    }

    /// Makes the documents that exist once, when one of the things that they tell has changed.
    func writeRegistry(of part: SitePart, builtAt: Timestamp?, commit: String?) throws -> RegistryView.State {
        let isShown = part.isShown
        let figures = try state.figures(shown: isShown)
        let current = RegistryView.State(
            figures: RegistryView.Figures(
                packages: figures["packages"] ?? 0, releases: figures["releases"] ?? 0,
                namespaces: figures["namespaces"] ?? 0,
                packagesByFormat: PackageFormat.allCases.reduce(into: [:]) { counts, format in
                    if let count = figures[format.rawValue], count > 0 { counts[format] = count }
                }),
            builtAt: try builtAt ?? state.lastUpdate(shown: isShown) ?? Timestamp(seconds: 0), commit: commit)
        let key = isShown ? "registry" : "private registry"
        let mark = "\(current.builtAt) \(commit ?? "")"
        guard try isWhole || !part.changes.isEmpty || state.text(key) != mark else { return current }
        try put(registryFiles(current, of: part), of: .registry, in: part)
        try state.set(key, .text(mark))
        return current
    }

    private func registryFiles(_ current: RegistryView.State, of part: SitePart) throws -> [SiteFile] {
        let isShown = part.isShown
        let view = RegistryView(
            current, recent: try state.packages(state.recent(shown: isShown, limit: RegistryView.recentLimit)),
            recentArchives: try state.recent(.pdpkg, shown: isShown, limit: RegistryView.listingLimit),
            newestPromptGen: try state.newest(.yaml, shown: isShown, limit: RegistryView.listingLimit),
            namespaces: try state.namespaceRows(shown: isShown, limit: RegistryView.namespaceLimit))
        let context = context(of: part)
        return surfaces.flatMap { $0.filesForRegistry(view, context) }
    }

    /// The document for monitors, which comes last.
    func writeStatus(
        _ current: RegistryView.State, of part: SitePart, expires: (timestamp: Timestamp, snapshot: Timestamp)?
    ) throws {
        try put([StatusDocument.file(current, context(of: part), expires: expires)], of: .status, in: part)
    }
}

extension SiteStage.Handle {
    private static let compressible: Set<String> = ["html", "json", "css", "js", "svg", "atom"]

    /// Stages a file, and its compressed neighbour if that is wanted and worth it.
    func put(_ file: SiteFile, compressed: Bool, in ledger: inout SiteStage.Ledger) throws {
        try put(file, in: &ledger)
        guard compressed, case .bytes(let bytes) = file.content, bytes.count > 512,
            let dot = file.path.text.lastIndex(of: "."),
            Self.compressible.contains(String(file.path.text[dot...].dropFirst())),
            let packed = GZIP.compress(bytes)
        else { return }
        try put(SiteFile(try SitePath(file.path.text + ".gz"), .bytes(packed), file.lifetime), in: &ledger)
    }
}
