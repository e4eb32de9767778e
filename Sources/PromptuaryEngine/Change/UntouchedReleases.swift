internal import PromptuaryCore

/// The releases of touched packages that a change leaves as they are.
///
/// They count as versions, and by what they need, on both sides alike; so their manifests are enough, however many bytes
/// a package has gathered over the years. Whatever the change touches is laid in the private folder, and with it the
/// releases that the touched ones are compared with.
struct UntouchedReleases {
    /// Those that are not laid in the folder, by the folders of their packages.
    private(set) var releases: [String: [Release]] = [:]
    /// The version folders that are laid there.
    private(set) var laid: Set<String>

    /// Reads them from the base of a change.
    ///
    /// Refused when those of several packages have more bytes than the limit: that of one package cannot be made less.
    init(_ git: GitObjects, _ set: ChangeSet, settings: RegistrySettings, upTo limit: Int) async throws {
        let touched = set.versionFolders
        laid = touched
        var bytes = 0
        var packages: Set<String> = []
        var entries: [GitObjects.Entry] = []
        for (path, content) in set.old {
            let entry = GitObjects.Entry(path: path, content: content)
            guard let (path, size) = ScratchFolder.place(of: entry), let folder = Self.versionFolder(of: path),
                !touched.contains(folder)
            else { continue }
            bytes += size
            packages.insert(TreePlace.unit(of: path))
            entries.append(entry)
        }
        guard bytes <= limit || packages.count == 1 else {
            throw Refusal(ChangeFault.tooLarge, "the packages that are touched have more than \(limit) bytes")
        }
        var found: [String: [Release]] = [:]
        try await ManifestStream(git, settings: settings).read(entries) {
            found["packages/\($0.namespace.text)/\($0.name.text)"] = $1
        }
        for folder in touched {
            guard let slash = folder.lastIndex(of: "/"), let releases = found[String(folder[..<slash])],
                let version = try? Version(pathText: String(folder[folder.index(after: slash)...]))
            else { continue }
            let previous = VersionSuccession(of: version, among: releases.map(\.version)).previous
            if let previous { laid.insert(folder[...slash] + previous.pathText) }
        }
        for (package, all) in found {
            releases[package] = all.filter { !laid.contains(package + "/" + $0.version.pathText) }
        }
    }

    /// Whether a file is to be laid in the private folder: one of a package that belongs to no version, or of a version
    /// that is laid there.
    func isLaid(_ path: [UInt8]) -> Bool {
        Self.versionFolder(of: String(decoding: path, as: UTF8.self)).map(laid.contains) ?? true
    }

    /// The version folder in which a path lies; nil when it lies in none.
    static func versionFolder(of path: String) -> String? {
        guard case .release(let namespace, let name, let version, _) = TreePlace(path) else { return nil }
        return "packages/\(namespace)/\(name)/\(version)"
    }
}
