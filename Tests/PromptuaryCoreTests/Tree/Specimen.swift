@testable import PromptuaryCore

/// Releases, packages and catalogs made of values: nothing is read from files and nothing is wrong with them.
enum Specimen {
    /// A release that no rule has anything to say about. `id` is `@namespace/name`.
    static func release(
        _ id: String, _ version: String, _ format: PackageFormat = .pdpkg, published: String? = nil,
        needs dependencies: [(String, String)] = [], files: [String] = ["manifest.json", "prompts/a.prmd"], readme: String? = "# Hello\n",
        remarks: [ContentRemark] = [], change: (inout Manifest) -> Void = { _ in }
    ) throws -> Release {
        let package = try PackageID(identity: id, default: NamespaceName("main"), dotted: false)
        var manifest = Manifest(identity: format == .yaml ? package.dotted : package.description, version: version)
        manifest.summary = "A package for tests"
        manifest.author = "Ada Example"
        manifest.license = "MIT"
        manifest.dependencies = dependencies.map { Manifest.Dependency(identity: $0.0, range: $0.1) }
        if format == .yaml { manifest.kind = "prompt-gen" }
        change(&manifest)
        let number = try Version(version)
        let contents = PackageContents(
            format: format, digest: SHA256Digest(of: "\(id) \(version)".bytes), size: 1234, manifest: manifest,
            files: format == .yaml ? [] : files.map { PackageFile(path: $0, size: $0.utf8.count, digest: SHA256Digest(of: $0.bytes)) },
            readme: format == .yaml ? nil : readme?.bytes, remarks: remarks)
        return Release(
            package: package, version: number,
            path: "packages/\(package.namespace.text)/\(package.name.text)/\(number.pathText)/\(SiteLayout.fileName(package, number, format))",
            contents: contents, signatures: [], publishedAt: published.flatMap { Timestamp($0) })
    }

    /// The release that an archive with these files gives, read as a package file is read.
    static func archive(_ files: [(String, [UInt8])], id: String = "@acme/tool", version: String = "1.0.0") throws -> PackageContents {
        let manifest = """
            {"name":"\(id)","version":"\(version)","description":"A package for tests","author":"Ada Example","license":"MIT"}
            """
        var writer = ZIPWriter()
        try writer.add(name: "manifest.json", bytes: manifest.bytes)
        for (name, bytes) in files { try writer.add(name: name, bytes: bytes) }
        return try PackageContents.read(writer.finish(), format: .pdpkg)
    }

    /// A package of releases.
    static func package(_ releases: [Release], notes: String = "") throws -> Package {
        let notes = notes.isEmpty ? PackageNotes() : try PackageNotes(YAMLReader.read(notes.bytes))
        guard let id = releases.first?.package, let package = Package(id, releases: releases, notes: notes, path: "packages/\(id.namespace.text)/\(id.name.text)")
        else { throw Refusal(NameFault.identity, "a package needs a release") }
        return package
    }

    /// A package with releases of these versions.
    static func package(_ id: String, _ versions: [String], notes: String = "") throws -> Package {
        try package(versions.map { try release(id, $0) }, notes: notes)
    }

    static func settings(_ yaml: String = "name: prompts.example\n") throws -> RegistrySettings {
        try RegistrySettings(YAMLReader.read(yaml.bytes))
    }

    static func namespace(_ name: String, _ yaml: String = "protection: protected\n") throws -> Namespace {
        try Namespace(NamespaceName(name), document: YAMLReader.read(yaml.bytes))
    }

    /// A catalog of packages; namespaces that are not given are protected ones.
    static func catalog(_ packages: [Package], namespaces: [Namespace] = [], settings: String = "name: prompts.example\n") throws -> Catalog {
        let known = Set(namespaces.map(\.name.text))
        let others = Set(packages.map(\.id.namespace.text)).subtracting(known).sorted()
        return Catalog(
            settings: try Specimen.settings(settings), namespaces: namespaces + (try others.map { try namespace($0) }), packages: packages)
    }

    /// A context for a catalog at a fixed time.
    static func context(_ catalog: Catalog) -> SiteContext {
        SiteContext(catalog: catalog, builtAt: Timestamp(seconds: 1_795_343_400), commit: nil, generator: "Promptuary test")
    }

    /// The text of a file that a surface or another source of site files gives.
    static func text(_ path: String, in files: [SiteFile]) -> String? {
        guard let file = files.first(where: { $0.path.text == path }) else { return nil }
        switch file.content {
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .link(let target): return target.text == path ? nil : text(target.text, in: files)
        }
    }
}
