internal import PromptuaryCore

/// Reads releases from a repository by their manifests, one after the other as git passes them on.
///
/// They were judged when they came: nothing is laid in a folder, nobody's signature is read, and what cannot be read is
/// left out. However many bytes they have together, only one package file is in memory.
struct ManifestStream {
    private let git: GitObjects
    private let settings: RegistrySettings

    /// A stream from a repository, by the settings of a base.
    init(_ git: GitObjects, settings: RegistrySettings) {
        self.git = git
        self.settings = settings
    }

    /// Passes on the releases of each package that has package files among some entries.
    func read(
        _ entries: [GitObjects.Entry], to visit: (_ package: PackageID, _ releases: [Release]) throws -> Void
    ) async throws {
        let files = Self.files(among: entries)
        var next = files.startIndex
        var releases: [Release] = []
        var inflater = Inflater()
        try await git.stream(files.map(\.blob), upTo: PackageContents.sizeLimit) { bytes in
            let file = files[next]
            next += 1
            if let bytes, let release = release(file, Array(bytes), &inflater) { releases.append(release) }
            guard next == files.endIndex || files[next].package != file.package else { return }
            try visit(file.package, releases)
            releases = []
        }
    }

    private struct File {
        let package: PackageID
        let version: Version
        let format: PackageFormat
        let path: String
        let blob: String
    }

    /// The package files among some entries, those of a package together.
    private static func files(among entries: [GitObjects.Entry]) -> [File] {
        var folders: Set<String> = []
        return entries.sorted { $0.path.lexicographicallyPrecedes($1.path) }.compactMap { entry in
            guard let (path, _) = ScratchFolder.place(of: entry),
                case .release(let namespace, let name, let version, let file) = TreePlace(path),
                let format = PackageFormat(fileName: file),
                // Of two package files the first one counts, as for a build.
                folders.insert("\(namespace)/\(name)/\(version)").inserted,
                let id = try? PackageID(NamespaceName(namespace), PackageName(name)),
                let number = try? Version(pathText: version), file == SiteLayout.fileName(id, number, format)
            else { return nil }
            return File(package: id, version: number, format: format, path: path, blob: entry.content.blob)
        }
    }

    private func release(_ file: File, _ bytes: [UInt8], _ inflater: inout Inflater) -> Release? {
        guard
            let contents = try? PackageContents.readManifest(of: bytes, format: file.format, inflater: &inflater),
            (try? contents.manifest.checkBinding(
                to: file.package, file.version, default: settings.defaultNamespace, format: file.format)) != nil
        else { return nil }
        return Release(
            package: file.package, version: file.version, path: file.path, contents: contents.withoutFiles,
            signatures: [], publishedAt: contents.manifest.publishedAt.flatMap { Timestamp($0) })
    }
}
