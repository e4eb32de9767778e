public import PromptuaryCore

/// A directory of prompts, or an archive of another tool, becomes a package file that every known client installs.
public enum Packing {
    /// Why something cannot be packed.
    public enum PackFault: String, Fault {
        case manifest = "pack-manifest"
        case file = "pack-file"
        case name = "pack-file-name"
        case disagreement = "pack-manifests-disagree"

        /// What the reason protects.
        public var summary: String {
            switch self {
            case .manifest: "a package has a manifest"
            case .file: "a package holds regular files only"
            case .name: "the Python client installs packages with printable ASCII file names only"
            case .disagreement:
                "all manifests of a package name the same package and version, because clients differ in which they read"
            }
        }

        /// What a person does instead.
        public var remedy: String {
            switch self {
            case .manifest: "write a manifest.json with name, version and description"
            case .file: "put the file itself in its place, or leave it out"
            case .name: "give the file a plain name"
            case .disagreement: "correct one of the manifests"
            }
        }
    }

    /// What was packed.
    public struct Result: Sendable {
        /// The package file.
        public let bytes: [UInt8]
        /// What reading it back told.
        public let contents: PackageContents
    }

    /// The files that are never packed, as the clients leave them out too.
    private static let leftOut: Set<String> = [
        "node_modules", "__pycache__", "dist", "build", "out", "target", "coverage", "tmp", "temp",
    ]

    /// Packs a directory.
    ///
    /// Dot files, build folders and package files are left out; the bytes depend on names and contents only.
    ///
    /// With `store` nothing is compressed, so that the bytes do not depend on the compression library either.
    public static func pack(directory path: String, store: Bool = false) throws -> Result {
        var files: [(name: String, bytes: [UInt8])] = []
        try collect(try Directory(path), "", &files)
        return try assemble(files, store: store)
    }

    /// Packs the files of an archive that another tool made: the last of several entries of one name counts.
    public static func repack(archive bytes: [UInt8], store: Bool = false) throws -> Result {
        try assemble(try ForeignArchive.read(bytes, limits: .standard), store: store)
    }

    private static func collect(
        _ folder: borrowing Directory, _ prefix: String, _ files: inout [(name: String, bytes: [UInt8])]
    ) throws {
        for entry in try folder.entries() {
            let name = prefix + entry.name
            if entry.name.hasPrefix(".") || entry.name.hasSuffix(".pdpkg") { continue }
            switch entry.kind {
            case .directory:
                if leftOut.contains(entry.name) { continue }
                try collect(try folder.directory(entry.name), name + "/", &files)
            case .file: files.append((name, try folder.contents(of: entry.name, upTo: 16 << 20)))
            case .link, .other:
                throw Refusal(PackFault.file, "it is no regular file", at: Place(entry: name))
            }
        }
    }

    private static func assemble(_ files: [(name: String, bytes: [UInt8])], store: Bool) throws -> Result {
        var files = files
        let manifest = files.first { $0.name == "manifest.json" }
        let second = files.first { $0.name == "prompd.json" }
        guard let source = manifest ?? second else { throw Refusal(PackFault.manifest, "there is no manifest.json") }
        let names = Set(files.map(\.name) + ["manifest.json", "prompd.json"])
        let identity = try PdpkgManifest.read(source.bytes, holds: names.contains, entry: source.name)
        if let manifest, let second {
            let other = try PdpkgManifest.read(second.bytes, holds: names.contains, entry: second.name)
            guard other.identity == identity.identity, other.version == identity.version else {
                throw Refusal(
                    PackFault.disagreement,
                    "\(manifest.name) names \(identity.identity) \(identity.version) and \(second.name) \(other.identity) \(other.version)"
                )
            }
        }
        // Some clients read the one name and some the other.
        files.removeAll { $0.name == "manifest.json" || $0.name == "prompd.json" }
        files.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        files.insert(
            contentsOf: [("manifest.json", (manifest ?? source).bytes), ("prompd.json", (second ?? source).bytes)],
            at: 0)
        var writer = ZIPWriter()
        for file in files {
            guard file.name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw Refusal(PackFault.name, "the name is not ASCII", at: Place(entry: file.name))
            }
            try writer.add(name: file.name, bytes: file.bytes, store: store)
        }
        let bytes = writer.finish()
        return Result(bytes: bytes, contents: try PackageContents.read(bytes, format: .pdpkg))
    }
}
