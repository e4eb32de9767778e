/// A file inside a package.
public struct PackageFile: Sendable, Hashable {
    /// Its path in the package.
    public let path: String
    /// Its size in bytes.
    public let size: Int
    /// The SHA-256 of its bytes, where it was asked for.
    public let digest: SHA256Digest?
}

/// Something in a package's content that a rule wants to speak about.
public struct ContentRemark: Sendable, Hashable {
    /// The id of the rule.
    public let rule: String
    /// The file in the package and the line in it.
    public let place: Place
    /// What is there.
    public let message: String
}

/// Everything that reading one package file tells: the manifest, the files, and facts about them.
///
/// The bytes themselves are never changed: what a publisher signed is what a client gets.
public final class PackageContents: Sendable {
    /// The format of the file.
    public let format: PackageFormat
    /// The SHA-256 of the whole file.
    public let digest: SHA256Digest
    /// The size of the whole file in bytes.
    public let size: Int
    /// The manifest.
    public let manifest: Manifest
    /// The files inside, by path; for a YAML package none.
    public let files: [PackageFile]
    /// The path of the README in Markdown, if there is one.
    public let readmePath: String?
    /// What content rules found.
    public let remarks: [ContentRemark]
    /// Whether all of it was unpacked and content rules have looked at it, and not the manifest alone.
    public let isSearched: Bool

    /// The largest package file in bytes: 10 MiB.
    public static let sizeLimit = 10 << 20

    /// The contents that a record of an earlier reading tells.
    init(
        format: PackageFormat, digest: SHA256Digest, size: Int, manifest: Manifest, files: [PackageFile],
        readmePath: String?, remarks: [ContentRemark], isSearched: Bool = true
    ) {
        self.format = format
        self.digest = digest
        self.size = size
        self.manifest = manifest
        self.files = files
        self.readmePath = readmePath
        self.remarks = remarks
        self.isSearched = isSearched
    }

    /// Reads a package file.
    public static func read(_ bytes: [UInt8], format: PackageFormat) throws(Refusal) -> PackageContents {
        var inflater = Inflater()
        return try read(bytes, format: format, isShown: true, inflater: &inflater).contents
    }

    /// Reads a package file with an inflater that many readings share.
    ///
    /// With `isShown` the digests of the files and the README come along: a site shows those of one release of each package.
    public static func read(
        _ bytes: [UInt8], format: PackageFormat, isShown: Bool, inflater: inout Inflater
    ) throws(Refusal) -> (contents: PackageContents, readme: [UInt8]?) {
        switch format {
        case .pdpkg: try readArchive(bytes, isShown, &inflater)
        case .yaml: (try readYAML(bytes), nil)
        }
    }

    private static func readYAML(_ bytes: [UInt8]) throws(Refusal) -> PackageContents {
        let manifest = try PromptGenPackage.read(bytes)
        var remarks: [ContentRemark] = []
        bytes.withUnsafeBytes { ContentCheck.run(on: $0, entry: "", into: &remarks) }
        return PackageContents(
            format: .yaml, digest: SHA256Digest(of: bytes), size: bytes.count, manifest: manifest, files: [],
            readmePath: nil, remarks: remarks)
    }

    private static func readArchive(
        _ bytes: [UInt8], _ isShown: Bool, _ inflater: inout Inflater
    ) throws(Refusal) -> (contents: PackageContents, readme: [UInt8]?) {
        var files: [PackageFile] = []
        files.reserveCapacity(8)
        var remarks: [ContentRemark] = []
        var manifestBytes: [UInt8] = []
        var prompdBytes: [UInt8]?
        var readme: (name: String, bytes: [UInt8])?
        _ = try ZIPArchive.read(bytes, inflater: &inflater) {
            (entry: ZIPArchive.Entry, content: UnsafeRawBufferPointer) throws(Refusal) in
            guard !entry.isDirectory else { return }
            files.append(
                PackageFile(path: entry.name, size: content.count, digest: isShown ? SHA256Digest(of: content) : nil))
            ContentCheck.run(on: content, entry: entry.name, into: &remarks)
            switch entry.name {
            case "manifest.json": manifestBytes = Array(content)
            case "prompd.json": prompdBytes = Array(content)
            default:
                if isReadme(entry.name), readme.map({ entry.name < $0.name }) ?? true {
                    readme = (entry.name, isShown ? Array(content.prefix(readmeLimit)) : [])
                }
            }
        }
        let manifest = try manifest(manifestBytes, prompdBytes, among: files)
        files.sort { $0.path.precedesInBytes($1.path) }
        let contents = PackageContents(
            format: .pdpkg, digest: SHA256Digest(of: bytes), size: bytes.count, manifest: manifest, files: files,
            readmePath: readme?.name, remarks: remarks)
        return (contents, isShown ? readme?.bytes : nil)
    }

    /// The manifest of an archive with these files, in whose bytes both spellings of it must agree.
    static func manifest(_ bytes: [UInt8], _ prompd: [UInt8]?, among files: [PackageFile]) throws(Refusal) -> Manifest {
        func holds(_ path: String) -> Bool { files.contains { $0.path == path } }
        guard holds("manifest.json") else {
            throw Refusal(PdpkgFault.manifestMissing, "the archive has no manifest.json at its root")
        }
        let manifest = try PdpkgManifest.read(bytes, holds: holds)
        if let prompd {
            try PdpkgManifest.agree(manifest, try PdpkgManifest.read(prompd, holds: holds, entry: "prompd.json"))
        }
        return manifest
    }

    /// How much of a README is kept: 256 KiB.
    private static let readmeLimit = 256 << 10

    static func isReadme(_ name: String) -> Bool {
        name.utf8.count <= 9 && ["readme.md", "readme", "readme.txt"].contains(name.lowercased())
    }
}
