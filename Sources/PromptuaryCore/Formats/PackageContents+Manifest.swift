extension PackageContents {
    /// How many bytes are unpacked of a package file.
    public struct UnpackedSize: Sendable, Hashable {
        /// For the manifest.
        public let manifest: Int
        /// For everything.
        public let whole: Int
    }

    /// How many bytes reading a package file unpacks, as its headers say it.
    ///
    /// Refused when they do not hold together; nothing is unpacked.
    public static func unpackedSize(of bytes: [UInt8], format: PackageFormat) throws(Refusal) -> UnpackedSize {
        guard format == .pdpkg else { return UnpackedSize(manifest: bytes.count, whole: bytes.count) }
        var inflater = Inflater()
        let archive = try ZIPArchive.read(
            bytes, inflater: &inflater, where: { _ in false },
            visit: { (_: ZIPArchive.Entry, _: UnsafeRawBufferPointer) throws(Refusal) in })
        let manifests = archive.entries.filter { isManifest($0.name) }
        return UnpackedSize(
            manifest: manifests.reduce(0) { $0 + $1.size }, whole: archive.entries.reduce(0) { $0 + $1.size })
    }

    /// Reads the manifest of a package file, and what the headers say about the other files.
    ///
    /// Those are not unpacked, so that they may be damaged; content rules say nothing, and files have no digests.
    public static func readManifest(
        of bytes: [UInt8], format: PackageFormat, inflater: inout Inflater
    ) throws(Refusal) -> PackageContents {
        let digest = SHA256Digest(of: bytes)
        switch format {
        case .yaml:
            return PackageContents(
                format: .yaml, digest: digest, size: bytes.count, manifest: try PromptGenPackage.read(bytes), files: [],
                readmePath: nil, remarks: [], isSearched: false)
        case .pdpkg:
            let (manifest, files) = try archiveManifest(of: bytes, inflater: &inflater)
            let readme = files.map(\.path).filter(isReadme).min()
            return PackageContents(
                format: .pdpkg, digest: digest, size: bytes.count, manifest: manifest, files: files,
                readmePath: readme, remarks: [], isSearched: false)
        }
    }

    /// The same without the list of files, of which there may be thousands in each release.
    public var withoutFiles: PackageContents {
        PackageContents(
            format: format, digest: digest, size: size, manifest: manifest, files: [], readmePath: readmePath,
            remarks: remarks, isSearched: false)
    }

    /// What a package file says that it needs, and nothing else of it.
    public static func readDependencies(
        of bytes: [UInt8], format: PackageFormat, inflater: inout Inflater
    ) throws(Refusal) -> [Manifest.Dependency] {
        switch format {
        case .yaml: try PromptGenPackage.read(bytes).dependencies
        case .pdpkg: try archiveManifest(of: bytes, inflater: &inflater).manifest.dependencies
        }
    }

    private static func archiveManifest(
        of bytes: [UInt8], inflater: inout Inflater
    ) throws(Refusal) -> (manifest: Manifest, files: [PackageFile]) {
        var (manifest, prompd): ([UInt8], [UInt8]?) = ([], nil)
        let archive = try ZIPArchive.read(
            bytes, inflater: &inflater, where: { isManifest($0.name) },
            visit: { (entry: ZIPArchive.Entry, content: UnsafeRawBufferPointer) throws(Refusal) in
                if entry.name == "manifest.json" { manifest = Array(content) } else { prompd = Array(content) }
            })
        let files = archive.entries.filter { !$0.isDirectory }.map {
            PackageFile(path: $0.name, size: $0.size, digest: nil)
        }.sorted { $0.path.precedesInBytes($1.path) }
        return (try Self.manifest(manifest, prompd, among: files), files)
    }

    private static func isManifest(_ name: String) -> Bool { name == "manifest.json" || name == "prompd.json" }
}
