extension Surface {
    /// The web pages, feeds and badges.
    ///
    /// They need no JavaScript and lead nowhere else by themselves.
    public static func pages(_ assets: PageAssets) -> Surface {
        Surface(
            id: .pages,
            filesForPackage: { package, context in
                [
                    .document(
                        SiteLayout.document(package.id, "index.html"), PackagePage(assets, context).render(package)),
                    .document(SiteLayout.document(package.id, "feed.atom"), Feed.package(package, context)),
                    .document(SiteLayout.document(package.id, "badge.svg"), Badge.version(of: package)),
                ]
            },
            filesForNamespace: { view, context in
                let name = view.namespace.name
                return [
                    .document(
                        SiteLayout.document(name, "index.html"), RegistryPages(assets, context).namespace(view)),
                    .document(SiteLayout.document(name, "feed.atom"), Feed.namespace(view, context)),
                ]
            },
            filesForNamespaces: { namespaces, context in
                [
                    .document(
                        SitePath(trusted: "namespaces/index.html"),
                        RegistryPages(assets, context).namespaces(namespaces))
                ]
            },
            filesForRegistry: { view, context in
                let pages = RegistryPages(assets, context)
                return [
                    SiteFile(
                        SitePath(trusted: "assets/site.\(assets.styleSheetHash).css"), .bytes(assets.styleSheet),
                        .immutable),
                    SiteFile(
                        SitePath(trusted: "assets/search.\(assets.scriptHash).js"), .bytes(assets.script), .immutable),
                    .document(SitePath(trusted: "assets/icon.svg"), assets.icon),
                    SiteFile(SitePath(trusted: "index.html"), .bytes(pages.home(view)), .pointer),
                    .document(SitePath(trusted: "about/index.html"), pages.about()),
                    .document(SitePath(trusted: "404.html"), pages.notFound()),
                    SiteFile(SitePath(trusted: "feed.atom"), .bytes(Feed.registry(view, context)), .pointer),
                ]
            })
    }
}

/// What every page has, and the forms of values on pages.
struct PageForms: Sendable {
    let assets: PageAssets
    let context: SiteContext

    /// The keys common to all pages.
    func common(
        root: String, title: String, summary: String, feed: String?, here: String = ""
    ) -> [(String, PageValue)] {
        let settings = context.settings
        return [
            (
                "registry",
                [
                    "name": .text(settings.title), "description": PageValue(orFalse: settings.summary),
                    "base": PageValue(orFalse: settings.baseURL), "handle": .text(Self.handle(settings.name.text)),
                    "origin": .text(settings.name.text),
                ]
            ),
            ("root", .text(root)), ("css", .text(assets.styleSheetHash)), ("js", .text(assets.scriptHash)),
            ("title", .text(title)), ("summary", .text(Self.cut(summary, 200))),
            ("generator", .text(context.generator)),
            ("feed", PageValue(orFalse: feed)), ("signed", .flag(context.isSigned)),
            (
                "here",
                [
                    "home": .flag(here == "home"), "namespaces": .flag(here == "namespaces"),
                    "about": .flag(here == "about"),
                ]
            ),
        ]
    }

    /// A name for the registry in the settings of clients: the first part of its name.
    static func handle(_ name: String) -> String { String(name.prefix { $0 != "." }) }

    static func cut(_ text: String, _ limit: Int) -> String {
        text.unicodeScalars.count <= limit
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
    }

    /// A size for people: `512 B`, `12.4 kB`, `1.2 MB`; one kilobyte is 1,000 bytes.
    static func size(_ bytes: Int) -> String {
        func tenths(_ unit: Int) -> String { "\(bytes / unit).\(bytes % unit * 10 / unit)" }
        return bytes < 1000 ? "\(bytes) B" : bytes < 1_000_000 ? tenths(1000) + " kB" : tenths(1_000_000) + " MB"
    }

    /// A package with its newest release as a row of a list.
    func row(_ package: Package, _ release: Release) -> PageValue {
        let manifest = release.manifest
        return [
            "id": .text(package.clientName), "href": .text(SiteLayout.folder(package.id) + "/"),
            "title": PageValue(orFalse: manifest.listedTitle), "summary": .text(manifest.listedSummary),
            "version": .text(release.version.description),
            "kind": PageValue(orFalse: manifest.kind == "package" ? nil : manifest.listedKind),
            "published": .text(release.publishedAt?.day ?? ""),
            "publishedISO": .text(release.publishedAt?.description ?? ""),
            "deprecated": .flag(package.notes.deprecation != nil),
            "keywords": .list(manifest.listedKeywords.prefix(5).map { .text($0) }),
        ]
    }
}
