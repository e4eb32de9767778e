internal import Glibc
internal import PromptuaryCore

/// The releases that a site has published already.
enum PublishedReleases {
    /// What has to be known of a registry to judge whether a release may go.
    struct Registry {
        let name: RegistryName
        /// The key set of a namespace.
        let keys: (NamespaceName) throws -> KeySet?
        /// What the log says of a package.
        let log: (PackageID) throws -> ReleaseLog?

        /// The registry that a catalog is from.
        init(_ catalog: Catalog, log: ReleaseLog?) {
            self.init(name: catalog.settings.name, keys: { catalog.namespace($0)?.keys }, log: { _ in log })
        }

        init(
            name: RegistryName, keys: @escaping (NamespaceName) throws -> KeySet?,
            log: @escaping (PackageID) throws -> ReleaseLog?
        ) {
            (self.name, self.keys, self.log) = (name, keys, log)
        }
    }

    /// A finding for each published package file that the catalog no longer has.
    static func findings(in site: String, missingFrom catalog: Catalog, log: ReleaseLog?) throws -> [Finding] {
        try findings(in: site, Registry(catalog, log: log)) { id in
            Set(catalog.package(id)?.releases.map(\.fileName) ?? [])
        }
    }

    /// A finding for each published package file that is not among those `known` of its package.
    static func findings(
        in site: String, _ registry: Registry, known: (PackageID) throws -> Set<String>
    ) throws -> [Finding] {
        var findings: [Finding] = []
        let root = try Directory(site)
        for namespace in try root.entries() where namespace.kind == .directory && namespace.name.hasPrefix("@") {
            let packages = try root.directory(namespace.name)
            for package in try packages.entries() where package.kind == .directory {
                let folder = try packages.directory(package.name)
                guard folder.holds("-") else { continue }
                let id = try? PackageID(NamespaceName(namespace.name), PackageName(package.name))
                let known = try id.map(known) ?? []
                let inside = try folder.directory("-")
                for file in try inside.entries() {
                    // The names with a digest are second names.
                    guard PackageFormat(fileName: file.name) != nil, !known.contains(file.name),
                        (try? SitePath(file.name))?.unnamed == nil
                    else { continue }
                    if let id, try isStruckOut(file.name, of: id, in: inside, registry) { continue }
                    findings.append(
                        Finding(
                            .releaseRemoved, "\(file.name) is published and not in the tree",
                            path: "packages/\(namespace.name.dropFirst())/\(package.name)"))
                }
            }
        }
        return findings
    }

    /// A finding for each of some published package files.
    static func findings(
        in site: String, _ registry: Registry, missing: [PackageID: [String]]
    ) throws -> [Finding] {
        var findings: [Finding] = []
        for (id, files) in missing.sorted(by: { $0.key < $1.key }) {
            let path = site + "/" + SiteLayout.files(id)
            for file in files {
                do {
                    let folder = try Directory(path)
                    guard folder.holds(file) else { continue }
                    if try isStruckOut(file, of: id, in: folder, registry) { continue }
                } catch let error as StorageError where error.code == ENOENT {
                    continue
                }
                findings.append(
                    Finding(
                        .releaseRemoved, "\(file) is published and not in the tree",
                        path: "packages/\(id.namespace.text)/\(id.name.text)"))
            }
        }
        return findings
    }

    /// Whether the signatures of a published file, as the log lists them, are too few by the keys of today.
    ///
    /// Such a release may go: a key was revoked at its index or before. No client installs it, and what a thief has released
    /// should not stay.
    private static func isStruckOut(
        _ file: String, of id: PackageID, in folder: borrowing Directory, _ registry: Registry
    ) throws -> Bool {
        guard let log = try registry.log(id), let format = PackageFormat(fileName: file),
            let keys = try registry.keys(id.namespace),
            let version = try? Version(
                pathText: file.dropFirst(id.name.text.utf8.count + 1).dropLast(format.rawValue.utf8.count + 1)),
            SiteLayout.fileName(id, version, format) == file, let logged = log.release(id, version)
        else { return false }
        let bytes = try folder.contents(of: file, upTo: PackageContents.sizeLimit)
        guard SHA256Digest(of: bytes) == logged.digest else { return false }
        var signatures: [SignatureFile] = []
        var moments: [LogMoment] = []
        var missing = Set(logged.signatures)
        for entry in try folder.entries() {
            guard let name = SignatureFileName.parse(entry.name), name.signed == file else { continue }
            let content = try folder.contents(of: entry.name, upTo: SignatureFile.sizeLimit)
            signatures.append(try SignatureFile(name: name, bytes: content))
            moments.append(logged.moment(of: content, logSize: log.size))
            missing.remove(SHA256Digest(of: content))
        }
        // Files that somebody deleted from the site strike nothing out.
        guard missing.isEmpty else { return false }
        let binding = SignatureBinding.release(registry: registry.name, id: id, version: version)
        return !keys.verify(file: bytes, signatures: signatures, binding: binding) { moments[$0] }.isMet
    }
}
