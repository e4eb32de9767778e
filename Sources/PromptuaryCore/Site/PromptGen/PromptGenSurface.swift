extension Surface {
    /// The read half of the Prompt Gen Marketplace, under `api/v1`.
    public static let promptGen = Surface(
        id: .promptGen, filesForPackage: PromptGenPages.files, filesForNamespace: PromptGenPages.files,
        filesForNamespaces: PromptGenPages.files, filesForRegistry: PromptGenPages.files)
}

/// The documents of the Prompt Gen Marketplace: its packages are the YAML ones.
///
/// Ids are UUIDs made from the names (the first 16 bytes of a SHA-256, marked as version 8 of RFC 9562), so equal trees have equal
/// ids. The answer for one package is flat and nested at once, because the published document says the one and its clients read the other.
enum PromptGenPages {
    private static func id(_ parts: String...) -> String {
        var bytes = Array(SHA256Digest(of: Array(parts.joined(separator: "\n").utf8)).bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Hex.encode(bytes).utf8)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: hex[$0], as: UTF8.self) }
        return groups.joined(separator: "-")
    }

    private static func time(_ time: Timestamp?) -> String {
        String((time ?? Timestamp(seconds: 0)).description.dropLast()) + ".000Z"
    }

    static func files(for package: Package, in context: SiteContext) -> [SiteFile] {
        guard package.format == .yaml else { return [] }
        let folder = "api/v1/packages/\(package.id.namespace.text)/\(package.id.name.text)"
        var files = answer(at: folder, details(package, context))
        for release in package.releases {
            let blob = SiteLayout.blob(release)
            for name in Set([release.version.pathText, release.version.description]).sorted() {
                files += answer(at: "\(folder)/\(name)", version(release, of: package, context))
                files.append(.link("\(folder)/\(name)/download", to: blob, .immutable))
                files.append(.link("\(folder)/versions/\(name)/download", to: blob, .immutable))
            }
        }
        return files
    }

    static func files(for view: NamespaceView, in context: SiteContext) -> [SiteFile] {
        let bytes = JSONWriter.object { document in
            document.object("namespace") { write(view.row, to: &$0) }
        }
        return answer(at: "api/v1/namespaces/\(view.namespace.name.text)", bytes)
    }

    static func files(for namespaces: NamespaceList, in context: SiteContext) -> [SiteFile] {
        let rows = ListingRows.of(namespaces.rows, limit: NamespaceList.limit) { namespace, row in
            row.object { write(namespace, to: &$0) }
        }
        let list = JSONWriter.object { document in
            document.list("namespaces", of: rows) { $0.element(raw: $1) }
            document.member("total", namespaces.total)
        }
        return answer(at: "api/v1/namespaces", list, .pointer)
    }

    static func files(_ view: RegistryView, in context: SiteContext) -> [SiteFile] {
        // The clients of this surface take the answer as the whole list and turn no pages.
        let packages = ListingRows.of(view.newestPromptGen, limit: RegistryView.listingLimit)
        let list = JSONWriter.object { document in
            document.list("packages", of: packages) { $0.element(raw: $1) }
            document.object("page") {
                $0.member("limit", packages.count)
                $0.member("offset", 0)
            }
            document.member("total", view.figures.packagesByFormat[.yaml] ?? 0)
        }
        return answer(at: "api/v1/packages", list, .pointer)
    }

    /// The answer for a path that is also a folder: `index.json` for configured hosts, and the same as `index.html`, which plain
    /// hosts answer with.
    private static func answer(at folder: String, _ bytes: [UInt8], _ lifetime: SiteFile.Lifetime = .replaceable)
        -> [SiteFile]
    {
        let path = SitePath(trusted: folder + "/index.json")
        return [SiteFile(path, .bytes(bytes), lifetime), .link(folder + "/index.html", to: path, lifetime)]
    }

    private static func write(_ row: NamespaceRow, to object: inout JSONWriter) {
        let namespace = row.namespace
        object.member("created_at", time(row.createdAt))
        object.member("description", orNull: namespace.summary.isEmpty ? nil : namespace.summary)
        object.member("id", id("namespace", namespace.name.text))
        object.member("name", namespace.name.text)
        object.member("owner_id", id("owner", namespace.name.text))
        object.member("protection_level", namespace.protection.rawValue)
        // The time at which the namespace itself was changed, which publishing in it does not do.
        object.member("updated_at", time(row.createdAt))
    }

    private static func persona(_ package: Package, to object: inout JSONWriter) {
        object.object("author_persona") {
            $0.member("avatar_url", Value.null)
            $0.member("bio", Value.null)
            $0.member("id", authorID(package))
            $0.member("name", package.latest.manifest.listedAuthor ?? package.id.namespace.text)
            $0.member("website", Value.null)
        }
    }

    private static func authorID(_ package: Package) -> String {
        id("persona", package.id.namespace.text, package.latest.manifest.author ?? "")
    }

    private static func counts(_ release: Release, to object: inout JSONWriter) {
        let counts = release.manifest.contentCounts ?? Manifest.ContentCounts()
        object.object("content_counts") {
            $0.member("datatypes", counts.datatypes)
            $0.member("prompt_sections", counts.promptSections)
            $0.member("rulebooks", counts.rulebooks)
            $0.member("rules", counts.rules)
        }
    }

    private static func protection(of package: Package, _ context: SiteContext) -> String {
        context.namespace(package.id.namespace)?.protection.rawValue ?? "protected"
    }

    /// The newest published release that is not yanked: what this marketplace calls the latest version.
    private static func latest(_ package: Package) -> Release? {
        package.releases.filter { $0.yank == nil }.max {
            ($0.publishedAt?.seconds ?? 0, $0.version) < ($1.publishedAt?.seconds ?? 0, $1.version)
        }
    }

    private static func newestFirst(_ package: Package) -> [Release] {
        package.releases.sorted {
            ($1.publishedAt?.seconds ?? 0, $1.version) < ($0.publishedAt?.seconds ?? 0, $0.version)
        }
    }

    /// What `api/v1/packages` says of a package.
    static func row(_ package: Package, _ protection: Namespace.Protection, to list: inout JSONWriter) {
        list.object { item(package, protection, to: &$0) }
    }

    private static func item(
        _ package: Package, _ protection: Namespace.Protection, to object: inout JSONWriter
    ) {
        let latest = latest(package)
        persona(package, to: &object)
        object.member("author_persona_id", authorID(package))
        counts(latest ?? package.latest, to: &object)
        object.member("created_at", time(package.createdAt))
        object.member("description", package.latest.manifest.listedSummary)
        object.member("display_name", package.latest.manifest.listedTitle)
        object.member("download_count", 0)
        object.member("id", id("package", package.id.description))
        object.member("latest_version", orNull: latest?.version.description)
        object.member("name", package.id.name.text)
        object.member("namespace", package.id.namespace.text)
        object.member("protection_level", protection.rawValue)
        object.member("updated_at", time(package.updatedAt))
        object.member("version_count", package.releases.count)
        object.list("versions", of: newestFirst(package)) { list, release in
            list.object {
                $0.member("published_at", time(release.publishedAt))
                $0.member("version", release.version.description)
            }
        }
    }

    private static func details(_ package: Package, _ context: SiteContext) -> [UInt8] {
        JSONWriter.object { document in
            persona(package, to: &document)
            document.member("author_persona_id", authorID(package))
            document.member("created_at", time(package.createdAt))
            document.member("description", package.latest.manifest.summary)
            document.member("id", id("package", package.id.description))
            document.member("latest_version", orNull: latest(package)?.version.description)
            document.member("name", package.id.name.text)
            document.member("namespace", package.id.namespace.text)
            document.object("package") { inner in
                persona(package, to: &inner)
                inner.member("author_persona_id", authorID(package))
                inner.member("created_at", time(package.createdAt))
                inner.member("description", package.latest.manifest.summary)
                inner.member("id", id("package", package.id.description))
                inner.member("latest_version", orNull: latest(package)?.version.description)
                inner.member("name", package.id.name.text)
                inner.member("namespace", package.id.namespace.text)
                inner.member("protection_level", protection(of: package, context))
                inner.member("updated_at", time(package.updatedAt))
                inner.list("versions", of: newestFirst(package)) { list, release in
                    list.object { facts(release, of: package, to: &$0) }
                }
            }
            document.member("protection_level", protection(of: package, context))
            document.object("stats") {
                $0.member("downloads_last_30_days", 0)
                $0.member("total_downloads", 0)
                $0.member("version_count", package.releases.count)
            }
            document.member("updated_at", time(package.updatedAt))
            document.list("versions", of: newestFirst(package)) { list, release in
                list.object { facts(release, of: package, to: &$0) }
            }
        }
    }

    private static func facts(_ release: Release, of package: Package, to object: inout JSONWriter) {
        object.member("checksum_sha256", release.contents.digest.hex)
        counts(release, to: &object)
        object.list("dependencies", of: release.manifest.dependencies) { list, dependency in
            list.object {
                $0.member("package", dependency.identity)
                $0.member("resolved_version", Value.null)
                $0.member("version", dependency.range)
            }
        }
        object.member("description", release.manifest.summary)
        object.member("file_size_bytes", release.contents.size)
        object.member("id", id("version", release.package.description, release.version.description))
        object.member("package_id", id("package", package.id.description))
        object.member("published_at", time(release.publishedAt))
        object.member("signature", release.signatures.first { $0.key != nil }?.fileName ?? "unsigned")
        object.member("storage_path", storagePath(release))
        object.member("version", release.version.description)
        object.member("yank_reason", orNull: release.yank?.reason)
        object.member("yanked_at", orNull: release.yank.map { time($0.at ?? release.publishedAt) })
    }

    private static func storagePath(_ release: Release) -> String {
        let (id, version) = (release.package, release.version)
        return "packages/\(id.namespace.text)/\(id.name.text)/\(version)/\(id.name.text)-\(version).yaml"
    }

    private static func version(_ release: Release, of package: Package, _ context: SiteContext) -> [UInt8] {
        let locked = LockedManifest(
            of: release, default: context.settings.defaultNamespace, package: context.package)
        return JSONWriter.object { document in
            document.member("checksum_sha256", release.contents.digest.hex)
            counts(release, to: &document)
            document.list("dependencies", of: release.manifest.dependencies) { list, dependency in
                let parts = dependency.identity.split(separator: ".")
                list.object {
                    $0.member("depends_on_name", parts.last.map(String.init) ?? "")
                    $0.member("depends_on_namespace", parts.dropLast().joined(separator: "."))
                    $0.member("package", dependency.identity)
                    $0.member("resolved_version", Value.null)
                    $0.member("version_constraint", dependency.range)
                }
            }
            document.member("description", release.manifest.summary)
            document.member("file_size_bytes", release.contents.size)
            document.member("id", id("version", release.package.description, release.version.description))
            document.object("locked_manifest") { locked.write(resolvedAt: time(release.publishedAt), to: &$0) }
            document.member("package_id", id("package", package.id.description))
            document.member("published_at", time(release.publishedAt))
            document.member("signature", release.signatures.first { $0.key != nil }?.fileName ?? "unsigned")
            document.member("storage_path", storagePath(release))
            document.member("version", release.version.description)
            if let text = context.source(release) {
                document.member("yaml_content", String(decoding: text, as: UTF8.self))
            }
            document.member("yank_reason", orNull: release.yank?.reason)
            document.member("yanked_at", orNull: release.yank.map { time($0.at ?? release.publishedAt) })
        }
    }
}
