extension ChangeScope {
    /// What differs, in the words of a verdict: things where they could be read, and files for everything else.
    public var changes: [Verdict.Change] {
        var changes: [Verdict.Change] = []
        for namespace in namespaces { changes += Self.changes(of: namespace, files) }
        for package in packages { changes += Self.changes(of: package) }
        let named = Set(packages.flatMap { package in package.added.map(\.release.path) })
        for package in packages { changes += Self.otherReleases(of: package, files) }
        for file in files.files {
            switch file.place {
            case .consent: changes.append(Verdict.Change(.consent, file.action, file.path))
            case .namespace, .release, .notes:
                if !named.contains(file.path), !isExplained(file) {
                    changes.append(Verdict.Change(.file, file.action, file.path))
                }
            default: changes.append(Verdict.Change(.file, file.action, file.path))
            }
        }
        return changes + files.beside.map { Verdict.Change(.file, $0.action, $0.path) }
    }

    private static func changes(of namespace: NamespaceChange, _ files: FileChanges) -> [Verdict.Change] {
        var changes: [Verdict.Change] = []
        if let document = files.files(at: namespace.path + "/namespace.yaml").first {
            changes.append(Verdict.Change(.namespace, document.action, namespace.name.text))
        }
        if namespace.hasOtherKeys {
            let action: Verdict.Change.Action =
                namespace.old?.keys == nil ? .added : namespace.new?.keys == nil ? .removed : .changed
            changes.append(Verdict.Change(.keys, action, namespace.name.text))
        }
        return changes
    }

    private static func changes(of package: PackageChange) -> [Verdict.Change] {
        let name = package.id.description
        var changes: [Verdict.Change] = []
        switch (package.old, package.new) {
        case (nil, _?): changes.append(Verdict.Change(.package, .added, name))
        case (_?, nil): changes.append(Verdict.Change(.package, .removed, name))
        default: break
        }
        for added in package.added {
            changes.append(Verdict.Change(.release, .added, "\(name) \(added.release.version)"))
        }
        return changes + notesChanges(of: package)
    }

    /// What the notes of a package say that they did not before, and the other way round.
    private static func notesChanges(of package: PackageChange) -> [Verdict.Change] {
        let name = package.id.description
        var changes: [Verdict.Change] = []
        let (old, new) = (package.old?.notes ?? PackageNotes(), package.new?.notes ?? PackageNotes())
        let yanks = (old: old.yanksByVersion, new: new.yanksByVersion)
        for yank in new.yanks where yanks.old[yank.version] != yank {
            let action: Verdict.Change.Action = yanks.old[yank.version] == nil ? .added : .changed
            changes.append(Verdict.Change(.yank, action, "\(name) \(yank.version)"))
        }
        for yank in old.yanks where yanks.new[yank.version] == nil {
            changes.append(Verdict.Change(.yank, .removed, "\(name) \(yank.version)"))
        }
        if old.deprecation != new.deprecation {
            let action: Verdict.Change.Action =
                old.deprecation == nil ? .added : new.deprecation == nil ? .removed : .changed
            changes.append(Verdict.Change(.deprecation, action, name))
        }
        if old.quarantine != new.quarantine {
            let action: Verdict.Change.Action =
                old.quarantine == nil ? .added : new.quarantine == nil ? .removed : .changed
            changes.append(Verdict.Change(.quarantine, action, name))
        }
        let tags = (old: old.versionsByTag, new: new.versionsByTag)
        for (tag, version) in new.distTags {
            guard let before = tags.old[Array(tag.utf8)] else {
                changes.append(Verdict.Change(.tag, .added, "\(name) \(tag)"))
                continue
            }
            if before != version { changes.append(Verdict.Change(.tag, .changed, "\(name) \(tag)")) }
        }
        for (tag, _) in old.distTags where tags.new[Array(tag.utf8)] == nil {
            changes.append(Verdict.Change(.tag, .removed, "\(name) \(tag)"))
        }
        return changes
    }

    /// The releases of a package whose files change, but for those that can be read and are new.
    ///
    /// What happened to a release is what happened to its package file; with another signature it has changed.
    private static func otherReleases(of package: PackageChange, _ files: FileChanges) -> [Verdict.Change] {
        let new = Set(package.added.map(\.release.version.pathText))
        var actions: [String: Verdict.Change.Action] = [:]
        for file in files.files(at: PackageRecord.usualPath(of: package.id)) {
            guard case .release(let namespace, let name, let version, let fileName) = file.place,
                package.id.isCalled(namespace, name), !new.contains(version),
                let number = try? Version(pathText: version)
            else { continue }
            let subject = "\(package.id) \(number)"
            if PackageFormat(fileName: fileName) != nil {
                let isThere = package.old?.release(number) != nil
                actions[subject] = file.action == .added && isThere ? .changed : file.action
            } else if actions[subject] == nil {
                actions[subject] = .changed
            }
        }
        return actions.map { Verdict.Change(.release, $1, $0) }
    }

    /// The known releases that more different keys have signed than before, as the list has them.
    var betterSigned: Set<[UInt8]> {
        var found: Set<[UInt8]> = []
        for package in packages {
            let before = Dictionary(
                (package.old?.releases ?? []).map { ($0.version.pathText, $0.signers.count) }
            ) { first, _ in first }
            for release in package.new?.releases ?? []
            where release.signers.count > before[release.version.pathText] ?? 0 {
                found.insert(Array("\(package.id) \(release.version)".utf8))
            }
        }
        return found
    }

    /// Whether a thing in the list stands for the file.
    private func isExplained(_ file: ChangedFile) -> Bool {
        switch file.place {
        case .namespace(let name, let inside):
            (try? NamespaceName(name)).flatMap { change(of: $0)?.explains(inside, isAdded: file.old == nil) } ?? false
        case .release(let namespace, let name, _, _): change(of: namespace, name).map { $0.new != nil } ?? false
        case .notes(let namespace, let name, _):
            change(of: namespace, name).map { $0.new != nil && !Self.notesChanges(of: $0).isEmpty } ?? false
        default: false
        }
    }

    /// The touched package whose folders are called so.
    private func change(of namespace: String, _ name: String) -> PackageChange? {
        guard let namespace = try? NamespaceName(namespace), let name = try? PackageName(name) else { return nil }
        return change(of: PackageID(namespace, name))
    }
}

extension ChangeScope.NamespaceChange {
    /// Whether the list has what happens to a file of the namespace: its description, or a part of its next key set.
    ///
    /// Nothing stands for a signature that comes to keys, or goes, by itself.
    fileprivate func explains(_ file: String, isAdded: Bool) -> Bool {
        guard let new else { return false }
        if file.hasSameBytes(as: "namespace.yaml") { return true }
        guard hasOtherKeys, let keys = new.keys else { return false }
        let signed = SignatureFileName.parse(file)?.signed ?? file
        if signed.hasSameBytes(as: "keys.json") { return true }
        guard isAdded, let version = KeySet.version(ofFile: signed) else { return false }
        return (old?.keys?.version ?? 1) <= version && version < keys.version
    }
}

extension PackageID {
    /// Whether two folder names are those of the package.
    fileprivate func isCalled(_ namespace: String, _ name: String) -> Bool {
        self.namespace.text.hasSameBytes(as: namespace) && self.name.text.hasSameBytes(as: name)
    }
}
