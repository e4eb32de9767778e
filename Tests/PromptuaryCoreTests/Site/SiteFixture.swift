import Testing

@testable import PromptuaryCore

/// A small catalog that has one of everything: both formats, a yank, a pre-release, tags, a deprecation, dependencies, an unscoped name.
enum SiteFixture {
    static func catalog() throws -> Catalog {
        try Specimen.catalog(
            [
                Specimen.package(
                    [
                        Specimen.release("@acme/base", "1.9.0", published: "2026-01-02T03:04:05Z"),
                        Specimen.release(
                            "@acme/base", "1.10.0", published: "2026-02-02T03:04:05Z",
                            needs: [("tool", "latest"), ("@acme/other", "^1.0.0")]),
                        Specimen.release("@acme/base", "1.9.1", published: "2026-01-20T00:00:00Z"),
                        Specimen.release("@acme/base", "2.0.0-rc.1+b.1", published: "2026-03-02T03:04:05Z"),
                    ],
                    notes:
                        "yanked: [{version: 1.9.1, reason: \"breaks \\\"quotes\\\"\", at: \"2026-02-03T00:00:00Z\"}]\ndist-tags: {next: 2.0.0-rc.1+b.1}\n"
                ),
                Specimen.package(
                    [Specimen.release("@acme/other", "1.0.0")],
                    notes: "deprecated: {reason: old, successor: \"@acme/base\"}\n"),
                Specimen.package([unscoped("tool", "0.1.0")]),
                Specimen.package([
                    Specimen.release("@city.library/base", "1.0.0", .yaml, published: "2026-01-01T00:00:00Z"),
                    Specimen.release("@city.library/base", "1.1.0", .yaml, published: "2026-01-05T00:00:00Z"),
                ]),
                Specimen.package([
                    Specimen.release(
                        "@city.library/tales", "1.0.0", .yaml, published: "2026-01-06T00:00:00Z",
                        needs: [("city.library.base", "^1.0.0"), ("city.library.mood", "*")])
                ]),
                Specimen.package([
                    Specimen.release("@city.library/mood", "1.0.0", .yaml, needs: [("city.library.base", "~1.0.0")])
                ]),
            ],
            namespaces: [
                Specimen.namespace("acme", "display-name: Acme\ndescription: Tools & more\nowners: [Ada, Bo]\n"),
                Specimen.namespace("main"),
                Specimen.namespace("city.library", "protection: public\n"),
            ],
            settings:
                "name: prompts.example\ntitle: Prompts <Example>\ndescription: All & sundry\nbase-url: https://prompts.example/r\n"
        )
    }

    /// A release whose manifest names it without its namespace.
    static func unscoped(_ name: String, _ version: String) throws -> Release {
        try Specimen.release("@main/" + name, version) { $0.identity = name }
    }

    static func views() throws -> CatalogViews { Specimen.views(try catalog()) }

    /// All files of a surface.
    static func files(_ surface: Surface, _ views: CatalogViews) -> [SiteFile] {
        views.packages.flatMap { surface.filesForPackage($0, views.context) }
            + views.namespaces.flatMap { surface.filesForNamespace($0, views.context) }
            + surface.filesForNamespaces(views.namespaceList, views.context)
            + surface.filesForRegistry(views.registry, views.context)
    }

    /// Reads a JSON document of the site with the strict reader.
    static func json(_ path: String, in files: [SiteFile]) throws -> Value {
        let text = try #require(Specimen.text(path, in: files), "there is no \(path)")
        return try JSONReader.read(text.bytes)
    }
}

/// Whether a document holds `null` anywhere.
func holdsNull(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .list(let elements): elements.contains(where: holdsNull)
    case .mapping(let members): members.contains { holdsNull($0.value) }
    default: false
    }
}
