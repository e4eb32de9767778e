internal import PromptuaryCore

/// The releases that a site has published already.
enum PublishedReleases {
    /// A finding for each published package file that the catalog no longer has.
    ///
    /// With a log, one that was struck out may go: a release that is logged and whose signatures no longer count, because a
    /// key was revoked at its index or before. No client installs it, and what a thief has released should not stay.
    static func findings(in site: String, missingFrom catalog: Catalog, log: ReleaseLog?) throws -> [Finding] {
        var findings: [Finding] = []
        let root = try Directory(site)
        for namespace in try root.entries() where namespace.kind == .directory && namespace.name.hasPrefix("@") {
            let packages = try root.directory(namespace.name)
            for package in try packages.entries() where package.kind == .directory {
                let folder = try packages.directory(package.name)
                guard folder.holds("-") else { continue }
                let id = try? PackageID(NamespaceName(namespace.name), PackageName(package.name))
                let known = Set(id.flatMap(catalog.package)?.releases.map(\.fileName) ?? [])
                let inside = try folder.directory("-")
                for file in try inside.entries() {
                    // The names with a digest are second names.
                    guard PackageFormat(fileName: file.name) != nil, !known.contains(file.name),
                        (try? SitePath(file.name))?.unnamed == nil
                    else { continue }
                    if let id, let log, try isStruckOut(file.name, of: id, in: inside, catalog, log) { continue }
                    findings.append(
                        Finding(
                            .releaseRemoved, "\(file.name) is published and not in the tree",
                            path: "packages/\(namespace.name.dropFirst())/\(package.name)"))
                }
            }
        }
        return findings
    }

    /// Whether the signatures of a published file, as the log lists them, are too few by the keys of today.
    private static func isStruckOut(
        _ file: String, of id: PackageID, in folder: borrowing Directory, _ catalog: Catalog, _ log: ReleaseLog
    ) throws -> Bool {
        guard let format = PackageFormat(fileName: file), let keys = catalog.namespace(id.namespace)?.keys,
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
        let binding = SignatureBinding.release(registry: catalog.settings.name, id: id, version: version)
        return !keys.verify(file: bytes, signatures: signatures, binding: binding) { moments[$0] }.isMet
    }
}
