internal import Glibc
internal import PromptuaryCore

/// What of a tree has to be read again.
struct TreeChanges {
    /// The folders of namespaces that are new, different or gone, by name.
    var namespaces: Set<String> = []
    /// The folders of packages that are new, different or gone.
    var packages: [TreeReader.FolderName] = []
    /// The approvals that are new, different or gone, by document, with what the file system says of them; nothing where
    /// that is not known, or where there is no document any more.
    var approvals: [String: [UInt8]] = [:]
    /// What stands in the tree and does not belong there.
    var findings: [Finding] = []
}

/// A walk over the folders of a tree that compares them with what a build state remembers.
struct TreeWalk {
    let state: BuildState
    /// The time after which files may still change unseen; see ``FolderStats``.
    let moment: Int

    /// Looks at every folder.
    func changes(in root: borrowing Directory) throws -> TreeChanges {
        var changes = TreeChanges()
        let entries = try root.entries()
        if entries.contains(where: { $0.name == "namespaces" && $0.kind == .directory }) {
            try walkNamespaces(try root.directory("namespaces"), &changes)
        } else {
            changes.namespaces = Set(try state.namespaceNames())
        }
        var known = try state.inputs()
        if entries.contains(where: { $0.name == "packages" && $0.kind == .directory }) {
            try walkPackages(try root.directory("packages"), &known, &changes)
        }
        try known.rest { changes.packages.append($0) }
        var gone = try state.approvalStats()
        for (document, stats) in try ApprovalFolder.stats(in: root, moment: moment) {
            let before = gone.removeValue(forKey: document)
            if stats.isEmpty || before != stats { changes.approvals[document] = stats }
        }
        for document in gone.keys { changes.approvals[document] = [] }
        return changes
    }

    private func walkNamespaces(_ folder: borrowing Directory, _ changes: inout TreeChanges) throws {
        var gone = Set(try state.namespaceNames())
        for entry in try folder.entries() {
            guard entry.kind == .directory else {
                changes.findings.append(RootFolder.stray(entry, at: "namespaces/\(entry.name)"))
                continue
            }
            let stats = try FolderStats(of: try folder.directory(entry.name), depth: 0, moment: moment)
            let known = gone.remove(entry.name) == nil ? nil : try state.namespaceStats(entry.name)
            if known != stats { changes.namespaces.insert(entry.name) }
        }
        changes.namespaces.formUnion(gone)
    }

    private func walkPackages(
        _ folder: borrowing Directory, _ known: inout BuildState.Inputs, _ changes: inout TreeChanges
    ) throws {
        for namespace in try folder.entries() {
            guard namespace.kind == .directory else {
                changes.findings.append(RootFolder.stray(namespace, at: "packages/\(namespace.name)"))
                continue
            }
            let inside: Directory
            do {
                inside = try folder.directory(namespace.name)
            } catch {
                changes.findings.append(
                    Finding(.unreadableFile, String(cString: strerror(error.code)), path: "packages/\(namespace.name)"))
                continue
            }
            for package in try inside.entries() {
                guard package.kind == .directory else {
                    changes.findings.append(RootFolder.stray(package, at: "packages/\(namespace.name)/\(package.name)"))
                    continue
                }
                let name = TreeReader.FolderName(namespace: namespace.name, name: package.name)
                let stats = try Self.stats(of: package.name, in: inside, moment: moment)
                try known.skip(before: name.key) { changes.packages.append($0) }
                if try known.take(name.key) == stats { continue }
                changes.packages.append(name)
            }
        }
    }

    private static func stats(
        of name: String, in folder: borrowing Directory, moment: Int
    ) throws(StorageError) -> FolderStats {
        do {
            return try FolderStats(of: try folder.directory(name), depth: 1, moment: moment)
        } catch {
            guard error.code != EMFILE, error.code != ENFILE else { throw error }
            return .unreadable
        }
    }
}
