/// The documents that exist once: discovery, the listing of packages, health.
enum PrompdRegistry {
    static func files(_ view: RegistryView, in context: SiteContext) -> [SiteFile] {
        let path = SitePath(trusted: "packages.json")
        return [
            SiteFile(SiteLayout.discovery, .bytes(discovery(view, context)), .pointer),
            SiteFile(path, .bytes(listing(view)), .pointer),
            SiteFile(SitePath(trusted: "packages/index.html"), .link(path), .pointer),
            .document(SitePath(trusted: "health"), JSONWriter.object { $0.member("status", "ok") }),
        ]
    }

    /// The discovery document.
    ///
    /// Its templates are relative to the base URL and name files, never folders, because installers follow no redirect.
    static func discovery(_ view: RegistryView, _ context: SiteContext) -> [UInt8] {
        let main = context.settings.defaultNamespace.text
        let scoped = "/@{scope}/{package}"
        let bare = "/@\(main)/{package}"
        let endpoints: [(String, String)] = [
            ("download", "/packages/{package}/download/{version}"),
            ("downloadLatest", "/packages/{package}/download/index.html"),
            ("downloadWithVersion", "/packages/{package}/download/{version}"),
            ("health", "/health"),
            ("login", "/auth/login"),
            ("namespace", "/namespaces/{namespace}.json"),
            ("namespaces", "/namespaces.json"),
            ("package", bare + "/package.json"),
            ("packageVersions", bare + "/versions.list.json"),
            ("packages", "/packages.json"),
            ("publish", "/packages/{package}"),
            ("scopedDownload", "/packages/@{scope}/{package}/download/{version}"),
            ("scopedDownloadLatest", "/packages/@{scope}/{package}/download/index.html"),
            ("scopedDownloadWithVersion", "/packages/@{scope}/{package}/download/{version}"),
            ("scopedPackage", scoped + "/package.json"),
            ("scopedPackageVersions", scoped + "/versions.list.json"),
            ("scopedPublish", "/packages/@{scope}/{package}"),
            ("scopedVersions", scoped + "/versions.json"),
            ("tokens", "/auth/tokens"),
            ("user", "/user/me"),
            ("userInfo", "/auth/me"),
            ("userNamespaces", "/user/namespaces"),
            ("versions", bare + "/versions.json"),
        ]
        return JSONWriter.object { document in
            document.object("capabilities") {
                $0.member("authentication", [])
                $0.member("features", ["search", "versioning", "scoped-packages", "dist-tags", "signatures"])
                $0.member("formats", PackageFormat.allCases.map(\.rawValue))
            }
            document.object("config") {
                $0.member("defaultDistTag", "latest")
                $0.member("defaultNamespace", "@" + main)
                $0.member("maxPackageSize", "10MB")
                $0.member("supportedFormats", PackageFormat.allCases.map(\.rawValue))
            }
            document.member("description", context.settings.summary)
            document.object("endpoints") { for (name, template) in endpoints { $0.member(name, template) } }
            document.member("generator", context.generator)
            document.member("name", context.settings.title)
            document.member("registry", context.settings.name.text)
            document.object("stats") {
                $0.member("lastUpdated", view.builtAt.description)
                $0.member("packages", view.figures.packages)
                $0.member("versions", view.figures.releases)
            }
            document.member("version", "1.0.0")
        }
    }

    /// The packages that Prompd clients can install, most recently published first.
    private static func listing(_ view: RegistryView) -> [UInt8] {
        let total = view.figures.packagesByFormat[.pdpkg] ?? 0
        let rows = ListingRows.of(view.recentArchives, limit: RegistryView.listingLimit)
        return JSONWriter.object { document in
            document.member("hasMore", rows.count < total)
            document.list("packages", of: rows) { $0.element(raw: $1) }
            document.object("pagination") {
                $0.member("hasMore", rows.count < total)
                $0.member("limit", rows.count)
                $0.member("offset", 0)
                $0.member("total", total)
            }
            document.member("total", total)
        }
    }

    /// What `packages.json` says of a package.
    static func row(_ package: Package, to list: inout JSONWriter) {
        let manifest = package.latest.manifest
        list.object {
            $0.member("author", manifest.listedAuthor)
            $0.member("deprecated", package.notes.deprecation != nil)
            $0.member("description", manifest.listedSummary)
            $0.member("downloads", 0)
            $0.member("fullName", package.clientName)
            $0.member("keywords", manifest.listedKeywords)
            $0.member("latestVersion", package.latest.version.description)
            $0.member("license", manifest.listedLicense)
            $0.member("name", package.clientName)
            $0.member("namespace", package.id.namespace.description)
            $0.member("publishedAt", package.latest.publishedAt?.description)
            $0.member("scope", package.id.namespace.description)
            $0.member("tags", manifest.listedKeywords)
            $0.member("type", manifest.listedKind)
            $0.member("updatedAt", package.updatedAt?.description)
            $0.member("version", package.latest.version.description)
        }
    }
}
