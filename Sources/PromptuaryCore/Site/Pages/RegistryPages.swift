/// The pages that belong to no package: home, namespaces, verification, not found.
struct RegistryPages: Sendable {
    private let forms: PageForms

    private static let recentLimit = 30

    init(_ assets: PageAssets, _ context: SiteContext) { forms = PageForms(assets: assets, context: context) }

    private var context: SiteContext { forms.context }
    private var settings: RegistrySettings { context.settings }
    private func render(_ name: String, _ keys: [(String, PageValue)]) -> [UInt8] {
        forms.assets.renderer.render(name, PageValue(fields: keys))
    }

    func home(_ view: RegistryView) -> [UInt8] {
        var keys = forms.common(
            root: "./", title: settings.title, summary: settings.summary.isEmpty ? settings.title : settings.summary,
            feed: "feed.atom",
            here: "home")
        keys.append(
            (
                "counts",
                [
                    "packages": .text(String(view.figures.packages)),
                    "releases": .text(String(view.figures.releases)),
                    "namespaces": .text(String(view.figures.namespaces)),
                ]
            ))
        keys.append(("recent", .list(recent(view).map { forms.row($0.0, $0.1) })))
        let rows = view.namespaces.map { row -> PageValue in
            [
                "name": .text(row.namespace.name.description), "packages": .text(String(row.packageCount)),
                "href": .text(row.namespace.name.description + "/"),
            ]
        }
        keys.append(("namespaceRows", .list(rows)))
        keys.append(("hasMoreNamespaces", .flag(view.figures.namespaces > rows.count)))
        return render("home", keys)
    }

    /// The newest releases of the packages that were updated last.
    private func recent(_ view: RegistryView) -> [(Package, Release)] {
        var rows: [(Package, Release)] = []
        for package in view.recent.prefix(Self.recentLimit) {
            for release in package.releases where release.yank == nil { rows.append((package, release)) }
        }
        rows.sort {
            let (a, b) = ($0.1.publishedAt?.seconds ?? -1, $1.1.publishedAt?.seconds ?? -1)
            if a != b { return a > b }
            return $0.0.id != $1.0.id ? $0.0.id < $1.0.id : $1.1.version < $0.1.version
        }
        return Array(rows.prefix(Self.recentLimit))
    }

    /// The first namespaces by name.
    ///
    /// How many packages they have is not said, so that the page changes with namespaces only.
    func namespaces(_ namespaces: NamespaceList) -> [UInt8] {
        var keys = forms.common(
            root: "../", title: "Namespaces – \(settings.title)", summary: "The namespaces of \(settings.title)",
            feed: "feed.atom",
            here: "namespaces")
        keys.append(
            (
                "list",
                .list(
                    namespaces.rows.map { row -> PageValue in
                        let namespace = row.namespace
                        return [
                            "name": .text(namespace.name.description), "href": .text(namespace.name.description + "/"),
                            "protection": .text(namespace.protection.rawValue),
                            "display": PageValue(
                                orFalse: namespace.title == namespace.name.text ? nil : namespace.title),
                            "description": PageValue(
                                orFalse: ListingText.cut(namespace.summary, to: ListingText.summary)),
                        ]
                    })
            ))
        keys.append(("total", .text(String(namespaces.total))))
        keys.append(("shown", .text(String(namespaces.rows.count))))
        keys.append(("hasMore", .flag(namespaces.rows.count < namespaces.total)))
        return render("namespaces", keys)
    }

    func namespace(_ view: NamespaceView) -> [UInt8] {
        let namespace = view.namespace
        let name = namespace.name
        var keys = forms.common(
            root: "../", title: "\(name) – \(settings.title)",
            summary: namespace.summary.isEmpty ? "The packages of \(name)" : namespace.summary,
            feed: "\(name)/feed.atom")
        let published = namespace.keys != nil
        keys.append(
            (
                "namespace",
                [
                    "name": .text(name.description),
                    "display": PageValue(orFalse: namespace.title == name.text ? nil : namespace.title),
                    "description": PageValue(orFalse: namespace.summary),
                    "protection": .text(namespace.protection.rawValue),
                    "owners": .list(namespace.owners.map { .text($0) }),
                    "threshold": PageValue(orFalse: namespace.keys.map { String($0.threshold) }),
                    "keys": .list((namespace.keys?.keys ?? []).map { key(of: name, $0) }),
                ]
            ))
        keys.append(("packages", .list(view.recent.map { forms.row($0, $0.latest) })))
        keys.append(("packageCount", PageValue(count: view.packageCount)))
        keys.append(("shown", .text(String(view.recent.count))))
        keys.append(("hasMore", .flag(view.recent.count < view.packageCount)))
        keys.append(("searchHref", .text("?q=\(name.text)")))
        keys.append(("keysHref", PageValue(orFalse: published ? SiteLayout.keys(name, "keys.json").text : nil)))
        keys.append(
            ("signersHref", PageValue(orFalse: published ? SiteLayout.keys(name, "allowed_signers").text : nil)))
        return render("namespace", keys)
    }

    private func key(of namespace: NamespaceName, _ key: KeySet.Key) -> PageValue {
        let isMinisign = key.key.type == "minisign"
        return [
            "name": .text(key.name), "scheme": .text(isMinisign ? "minisign" : "ssh-ed25519"),
            "fingerprint": .text(key.key.fingerprint),
            "revoked": .flag(key.revokedAt != nil),
            "href": PageValue(
                orFalse: isMinisign ? SiteLayout.keys(namespace, "\(key.key.fingerprint).pub").text : nil),
        ]
    }

    func about() -> [UInt8] {
        render(
            "about",
            forms.common(
                root: "../", title: "Verify – \(settings.title)",
                summary: "How to check \(settings.title) without trusting it", feed: "feed.atom",
                here: "about"))
    }

    /// The page for missing addresses.
    ///
    /// It is shown under any address, so its links begin with the path of the base URL.
    func notFound() -> [UInt8] {
        var root = "/"
        if let base = settings.baseURL, let scheme = base.range(of: "://") {
            let rest = base[scheme.upperBound...]
            if let slash = rest.firstIndex(of: "/") { root = String(rest[slash...]) + "/" }
        }
        return render(
            "notfound",
            forms.common(
                root: root, title: "Not found – \(settings.title)", summary: "There is nothing here", feed: nil))
    }
}

extension String {
    /// The range of the first occurrence of ASCII text.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            formIndex(after: &start)
        }
        return nil
    }
}
