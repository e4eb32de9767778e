internal import PromptuaryCore

/// Reads `trust/` and the key sets of a tree, without verifying any.
struct TreeExamination: Sendable {
    let tree: String

    /// The diagnoses of the tree beside the published roles.
    ///
    /// Errors: ``BuildError/notATree(_:)``, ``StorageError``.
    func diagnoses(published: [RoleReading]) throws -> [Diagnosis] {
        _ = try TreeEditing(tree).settings()
        let root = try Directory(tree)
        let roles = try roles(root)
        let trust = TreeDiagnosis.trust(roles, published: published)
        // Before the first ceremony nobody could vouch for anything.
        return roles.isEmpty ? trust : trust + TreeDiagnosis.namespaces(try confirmations(root))
    }

    private func roles(_ root: borrowing Directory) throws -> [TreeDiagnosis.Role] {
        guard let first = try file("root.json", in: root) else { return [] }
        var newest = TreeDiagnosis.Role(name: "root", dates: try? RoleDates(file: first))
        for version in 2...1024 {
            guard let next = try file("\(version).root.json", in: root) else { break }
            newest = TreeDiagnosis.Role(name: "root", dates: try? RoleDates(file: next))
        }
        var roles = [newest]
        for name in TreeDiagnosis.offlineRoles.dropFirst() + ["claimed"] {
            guard let bytes = try file("\(name).json", in: root) else { continue }
            roles.append(TreeDiagnosis.Role(name: name, dates: try? RoleDates(file: bytes)))
        }
        return roles
    }

    private func file(_ name: String, in root: borrowing Directory) throws -> [UInt8]? {
        try root.regularFile("trust/\(name)", upTo: RoleDates.sizeLimit)
    }

    private func confirmations(
        _ root: borrowing Directory
    ) throws -> [(namespace: String, state: TreeDiagnosis.Confirmation)] {
        guard root.holds("namespaces") else { return [] }
        var result: [(namespace: String, state: TreeDiagnosis.Confirmation)] = []
        for entry in try root.directory("namespaces").entries() where entry.kind == .directory {
            guard let name = try? NamespaceName(entry.name),
                let keys = try root.regularFile("namespaces/\(name.text)/keys.json", upTo: 1 << 20)
            else { continue }
            result.append((name.text, try confirmation(of: name, keys: keys, in: root)))
        }
        return result
    }

    /// What the shard of a namespace says: `trust/shards/xx.json`, xx the first byte of the SHA-256 of its name.
    private func confirmation(
        of name: NamespaceName, keys: [UInt8], in root: borrowing Directory
    ) throws -> TreeDiagnosis.Confirmation {
        let shard = "trust/shards/\(SHA256Digest(of: Array(name.text.utf8)).hex.prefix(2)).json"
        guard let bytes = try root.regularFile(shard, upTo: RoleDates.sizeLimit) else { return .unconfirmed }
        let limits = JSONLimits(bytes: RoleDates.sizeLimit, values: 1_000_000)
        guard let namespaces = try? JSONReader.read(bytes, limits: limits)["namespaces"], namespaces.mapping != nil
        else { return .unreadable }
        guard let entries = namespaces[name.text] else { return .unconfirmed }
        guard let document = entries.list?.last?["document"]?.string else { return .unreadable }
        if document.utf8.elementsEqual(keys) { return .confirmed }
        let version = (try? JSONReader.read(Array(document.utf8)))?["version"]?.integer
        return version.map { .outdated($0) } ?? .unreadable
    }
}
