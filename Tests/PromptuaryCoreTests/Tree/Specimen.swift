@testable import PromptuaryCore

/// Releases, packages and catalogs made in memory: nothing is read from files and nothing is wrong with them.
enum Specimen {
    /// What the manifest of a release says; a field that is nil is left out.
    struct Draft {
        var title: String?
        var summary = "A package for tests"
        var author: String? = "Ada Example"
        var license: String? = "MIT"
        var identity: String
        var repository: String?
        var listed: [String]?
        var needs: [(identity: String, range: String)] = []

        fileprivate func json(_ version: String) -> [UInt8] {
            JSONWriter.object { object in
                object.member("author", author)
                object.object("dependencies") { inner in
                    for need in needs.sorted(by: { $0.identity.utf8.lexicographicallyPrecedes($1.identity.utf8) }) {
                        inner.member(need.identity, need.range)
                    }
                }
                object.member("description", summary)
                if let listed { object.member("files", listed) }
                if title != nil { object.member("id", identity) }
                object.member("license", license)
                object.member("name", title ?? identity)
                object.member("repository", repository)
                object.member("version", version)
            }
        }

        fileprivate func yaml(_ version: String) -> [UInt8] {
            JSONWriter.object { object in
                object.list("dependencies", of: needs) { list, need in
                    list.object {
                        $0.member("package", need.identity)
                        $0.member("version", need.range)
                    }
                }
                object.member("id", identity)
                object.object("metadata") {
                    if let author { $0.member("authors", [author]) }
                    $0.member("description", summary)
                    $0.member("license", license)
                    $0.member("name", title ?? identity)
                }
                object.object("namespaces") { $0.object("a") { _ in } }
                object.member("version", version)
            }
        }
    }

    /// A release that no rule has anything to say about.
    ///
    /// `id` is `@namespace/name`; `files` are more files of the archive.
    static func release(
        _ id: String, _ version: String, _ format: PackageFormat = .pdpkg, published: String? = nil,
        needs: [(String, String)] = [], files: [(String, String)] = [("prompts/a.prmd", "# Hello\n")],
        readme: String? = "# Hello\n",
        change: (inout Draft) -> Void = { _ in }
    ) throws -> Release {
        let package = try PackageID(identity: id, default: NamespaceName("main"), dotted: false)
        var draft = Draft(identity: format == .yaml ? package.dotted : package.description)
        draft.needs = needs.map { ($0.0, $0.1) }
        change(&draft)
        let number = try Version(version)
        var bytes = draft.yaml(version)
        if format == .pdpkg {
            var writer = ZIPWriter()
            try writer.add(name: "manifest.json", bytes: draft.json(version), store: true)
            if let readme { try writer.add(name: "README.md", bytes: Array(readme.utf8), store: true) }
            for (name, text) in files { try writer.add(name: name, bytes: Array(text.utf8), store: true) }
            bytes = writer.finish()
        }
        return Release(
            package: package, version: number,
            path:
                "packages/\(package.namespace.text)/\(package.name.text)/\(number.pathText)/\(SiteLayout.fileName(package, number, format))",
            contents: try PackageContents.read(bytes, format: format), signatures: [],
            publishedAt: published.flatMap { Timestamp($0) })
    }

    /// The notes about a package: the text of a document without the fields that say of what it is.
    static func notes(_ yaml: String, of id: PackageID, version: Int = 1) throws -> PackageNotes {
        if yaml.isEmpty { return PackageNotes() }
        let head = "package: \"\(id)\"\nversion: \(version)\n"
        return try PackageNotes(YAMLReader.read(Array((head + yaml).utf8)), of: id)
    }

    /// A package of releases.
    static func package(_ releases: [Release], notes: String = "", version: Int = 1) throws -> Package {
        guard let id = releases.first?.package,
            let package = Package(
                id, releases: releases, notes: try self.notes(notes, of: id, version: version),
                path: "packages/\(id.namespace.text)/\(id.name.text)")
        else { throw Refusal(NameFault.identity, "a package needs a release") }
        return package
    }

    /// A package with releases of these versions.
    static func package(_ id: String, _ versions: [String], notes: String = "", version: Int = 1) throws -> Package {
        try package(versions.map { try release(id, $0) }, notes: notes, version: version)
    }

    /// The settings in a document.
    static func settings(_ yaml: String = "name: prompts.example\n") throws -> RegistrySettings {
        try RegistrySettings(YAMLReader.read(Array(yaml.utf8)))
    }

    /// A namespace with a document.
    static func namespace(_ name: String, _ yaml: String = "protection: protected\n") throws -> Namespace {
        try Namespace(NamespaceName(name), document: YAMLReader.read(Array(yaml.utf8)))
    }

    /// A catalog of packages; namespaces that are not given are protected ones.
    static func catalog(
        _ packages: [Package], namespaces: [Namespace] = [], settings: String = "name: prompts.example\n"
    ) throws -> Catalog {
        let known = Set(namespaces.map(\.name.text))
        let others = Set(packages.map(\.id.namespace.text)).subtracting(known).sorted()
        return Catalog(
            settings: try Specimen.settings(settings), namespaces: namespaces + (try others.map { try namespace($0) }),
            packages: packages)
    }

    /// All views of a catalog at a fixed time.
    static func views(_ catalog: Catalog, builtAt: Timestamp = Timestamp(seconds: 1_795_343_400)) -> CatalogViews {
        CatalogViews(catalog, builtAt: builtAt, commit: nil, generator: "Promptuary test")
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
