internal import PromptuaryCore

/// What a change does by the keys that it brings, and to releases that no key vouches for after it.
struct KeyUse {
    private let set: ChangeSet
    private let folder: String

    /// The use of keys in a change whose two sides lie in a folder.
    init(_ set: ChangeSet, in folder: String) {
        self.set = set
        self.folder = folder
    }

    /// The packages in which a release or notes that the change brings have a signature by a key that it brings, too.
    ///
    /// The signature says which key has made it. Whether it holds is another question.
    func packagesSigned(byNewKeysOf namespaces: [ChangeScope.NamespaceChange]) -> Set<PackageID> {
        let new = Dictionary(namespaces.map { (Array($0.name.text.utf8), $0.newKeys) }) { first, _ in first }
            .filter { !$0.value.isEmpty }
        guard !new.isEmpty else { return [] }
        let changed = Set(set.files.files.map(\.bytes))
        var packages: Set<PackageID> = []
        for path in set.new.keys {
            let text = String(decoding: path, as: UTF8.self)
            guard let (id, _) = Self.package(of: text), let keys = new[Array(id.namespace.text.utf8)],
                let signed = SignatureFileName.parse(text)?.signed,
                changed.contains(path) || changed.contains(Array(signed.utf8)),
                let signature = signature(at: text), keys.contains(where: signature.names)
            else { continue }
            packages.insert(id)
        }
        return packages
    }

    /// The package files that the change removes and that nobody has signed whose key counts after it.
    ///
    /// With a log, what was logged before a revocation was signed by a key that counts.
    func struckOut(terms: ChangeSide.Terms, after new: ChangeSide) throws -> Set<[UInt8]> {
        var removed: [PackageID: [(path: [UInt8], version: String)]] = [:]
        for file in set.files.files where file.old != nil && file.new == nil {
            guard case .release(_, _, _, let name) = file.place, PackageFormat(fileName: name) != nil,
                let (id, version) = Self.package(of: file.path), let version,
                new.namespaces[id.namespace]?.keys != nil
            else { continue }
            removed[id, default: []].append((file.bytes, version))
        }
        guard !removed.isEmpty else { return [] }
        // What owners list elsewhere is no signature of theirs beside the file.
        let terms = ChangeSide.Terms(
            settings: terms.settings, confirmed: terms.confirmed, claims: [:], log: terms.log)
        let before = try ChangeSide(
            in: folder + "/" + ChangeReading.old, namespaces: Set(removed.keys.map(\.namespace.text)),
            packages: removed.keys.sorted().map {
                TreeReader.FolderName(namespace: $0.namespace.text, name: $0.name.text)
            }, terms: terms, keys: { .some(new.namespaces[$0]?.keys) })
        var found: Set<[UInt8]> = []
        for (id, files) in removed {
            for file in files {
                guard let version = try? Version(pathText: file.version),
                    let release = before.packages[id]?.release(version),
                    release.signatures.allSatisfy({ $0.key == nil })
                else { continue }
                found.insert(file.path)
            }
        }
        return found
    }

    /// The package that a file belongs to, and the name of its version's folder.
    private static func package(of path: String) -> (PackageID, version: String?)? {
        let names: (String, String, String?)
        switch TreePlace(path) {
        case .notes(let namespace, let name, _): names = (namespace, name, nil)
        case .release(let namespace, let name, let version, _): names = (namespace, name, version)
        default: return nil
        }
        guard let namespace = try? NamespaceName(names.0), let name = try? PackageName(names.1) else { return nil }
        return (PackageID(namespace, name), names.2)
    }

    private func signature(at path: String) -> SignatureFile? {
        guard let name = SignatureFileName.parse(path.split(separator: "/").last.map(String.init) ?? ""),
            let bytes = try? FileContents.read(
                "\(folder)/\(ChangeReading.new)/\(path)", upTo: SignatureFile.sizeLimit)
        else { return nil }
        return try? SignatureFile(name: name, bytes: bytes)
    }
}
