/// The documents that exist once: discovery, listings, namespaces, health.
enum PrompdRegistry {
    /// How many packages the one listing that some clients read in whole may have; the rest is in the index.
    static let listingLimit = 1000

    static func files(in context: SiteContext) -> [SiteFile] {
        let path = SitePath(trusted: "packages.json")
        return [
            SiteFile(SiteLayout.discovery, .bytes(discovery(context)), .pointer),
            SiteFile(path, .bytes(listing(context)), .pointer),
            SiteFile(SitePath(trusted: "packages/index.html"), .link(path), .pointer),
            SiteFile(SitePath(trusted: "namespaces.json"), .bytes(namespaces(context)), .pointer),
            .document(SitePath(trusted: "health"), JSONWriter.object { $0.member("status", "ok") }),
        ]
    }

    /// The discovery document.
    ///
    /// Its templates are relative to the base URL and name files, never folders, because installers follow no redirect.
    static func discovery(_ context: SiteContext) -> [UInt8] {
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
                $0.member("lastUpdated", context.builtAt.description)
                $0.member("packages", context.catalog.packages.count)
                $0.member("versions", context.catalog.releaseCount)
            }
            document.member("version", "1.0.0")
        }
    }

    /// The packages that Prompd clients can install, most recently published first.
    private static func listing(_ context: SiteContext) -> [UInt8] {
        let all = context.recentPackages.filter { $0.format == .pdpkg }
        let shown = all.prefix(listingLimit)
        return JSONWriter.object { document in
            document.member("hasMore", shown.count < all.count)
            document.list("packages", of: shown) { row($1, to: &$0) }
            document.object("pagination") {
                $0.member("hasMore", shown.count < all.count)
                $0.member("limit", shown.count)
                $0.member("offset", 0)
                $0.member("total", all.count)
            }
            document.member("total", all.count)
        }
    }

    static func row(_ package: Package, to list: inout JSONWriter) {
        let manifest = package.latest.manifest
        list.object {
            $0.member("author", manifest.author)
            $0.member("deprecated", package.notes.deprecation != nil)
            $0.member("description", manifest.summary)
            $0.member("downloads", 0)
            $0.member("fullName", package.clientName)
            $0.member("keywords", manifest.keywords)
            $0.member("latestVersion", package.latest.version.description)
            $0.member("license", manifest.license)
            $0.member("name", package.clientName)
            $0.member("namespace", package.id.namespace.description)
            $0.member("publishedAt", package.latest.publishedAt?.description)
            $0.member("scope", package.id.namespace.description)
            $0.member("tags", manifest.keywords)
            $0.member("type", manifest.kind)
            $0.member("updatedAt", package.updatedAt?.description)
            $0.member("version", package.latest.version.description)
        }
    }

    private static func namespaces(_ context: SiteContext) -> [UInt8] {
        JSONWriter.object { document in
            document.list("namespaces", of: context.catalog.namespaces) { PrompdNamespaces.write($1, context, &$0) }
        }
    }
}
