extension Surface {
    /// The Prompd registry: the plain-host layout that its Python client reaches through templates, and the fixed paths of
    /// its TypeScript client and desktop app.
    public static let prompd = Surface(
        id: .prompd, filesForPackage: PrompdPackage.files, filesForNamespace: PrompdNamespaces.files,
        filesForNamespaces: PrompdNamespaces.files, filesForRegistry: PrompdRegistry.files)
}

/// The documents of one package for Prompd clients.
enum PrompdPackage {
    static func files(for package: Package, in context: SiteContext) -> [SiteFile] {
        let id = package.id
        var files = [
            SiteFile.document(SiteLayout.document(id, "package.json"), info(package, context), coverage: .listed),
            SiteFile.document(SiteLayout.document(id, "versions.json"), versions(package)),
        ]
        guard package.format == .pdpkg else { return files }
        files.append(.document(SiteLayout.document(id, "versions.list.json"), installerList(package)))
        // A path cannot be a file and a folder, so on plain hosts `index.html` inside the folder stands for it.
        var folders = ["packages/\(id)"]
        if package.isUnscoped { folders.append("packages/\(id.name.text)") }
        for folder in folders {
            files.append(.link(folder + "/index.html", to: SiteLayout.document(id, "package.json")))
            files.append(.link(folder + "/versions", to: SiteLayout.document(id, "versions.json")))
            for release in package.releases {
                let blob = SiteLayout.blob(release)
                files.append(.link(folder + "/download/" + release.version.pathText, to: blob, .immutable))
                if release.version.pathText != release.version.description {
                    files.append(.link(folder + "/download/" + release.version.description, to: blob, .immutable))
                }
            }
            files.append(.link(folder + "/download/index.html", to: SiteLayout.blob(package.latest)))
        }
        return files
    }

    /// The object that `registry info`, `explain` and the desktop app read.
    ///
    /// Never `null`: some clients stop there.
    static func info(_ package: Package, _ context: SiteContext) -> [UInt8] {
        let latest = package.latest
        let manifest = latest.manifest
        let scoped = package.clientName
        return JSONWriter.object { info in
            info.member("author", manifest.author)
            info.member("createdAt", package.createdAt?.description)
            info.object("dependencies") { dependencies in
                for dependency in manifest.dependencies.sorted(by: {
                    $0.identity.utf8.lexicographicallyPrecedes($1.identity.utf8)
                }) {
                    dependencies.member(dependency.identity, dependency.range)
                }
            }
            if let deprecation = package.notes.deprecation {
                info.object("deprecated") {
                    $0.member("reason", deprecation.reason)
                    $0.member("successor", deprecation.successor)
                }
            }
            info.member("description", manifest.summary)
            info.object("dist-tags") { tags in
                var all = package.notes.distTags.map { ($0.tag, $0.version) }.filter { $0.0 != "latest" }
                all.append(("latest", latest.version))
                for (tag, version) in all.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
                    tags.member(tag, version.description)
                }
            }
            info.member("downloads", 0)
            info.member("fileCount", latest.contents.files.count)
            info.member("files", latest.contents.files.map(\.path))
            info.member("format", package.format.rawValue)
            info.member("fullName", scoped)
            info.member("homepage", manifest.homepage)
            info.member("id", package.id.description)
            info.member("keywords", manifest.keywords)
            info.member("license", manifest.license)
            info.member("name", scoped)
            info.member("namespace", package.id.namespace.description)
            info.object("owner") {
                $0.member("handle", package.id.namespace.text)
                $0.member("id", package.id.namespace.text)
            }
            info.member("publishedAt", latest.publishedAt?.description)
            info.member("published_at", latest.publishedAt?.description)
            if let reason = package.notes.quarantine { info.member("quarantine", reason) }
            info.member("repository", manifest.repository)
            info.member("scope", package.id.namespace.description)
            info.member("tags", manifest.keywords)
            info.member("title", manifest.title)
            info.member("type", manifest.kind)
            info.member("updatedAt", package.updatedAt?.description)
            info.member("version", latest.version.description)
            info.list("versions", of: package.releases.reversed()) { list, release in
                list.object {
                    $0.member("publishedAt", release.publishedAt?.description)
                    $0.member("version", release.version.description)
                }
            }
        }
    }

    /// The object with every version, newest first.
    static func versions(_ package: Package) -> [UInt8] {
        JSONWriter.object { document in
            document.list("versions", of: package.releases.reversed()) { write($1, of: package, to: &$0) }
        }
    }

    /// The bare list of versions that installers may choose from, newest first.
    static func installerList(_ package: Package) -> [UInt8] {
        var writer = JSONWriter()
        writer.list { list in
            for release in package.installable.reversed() { write(release, of: package, to: &list) }
        }
        return writer.finish()
    }

    private static func write(_ approval: ReleaseApproval, to list: inout JSONWriter) {
        list.object { entry in
            entry.member("file", "-/" + approval.path)
            entry.list("signatures", of: approval.signatures) { list, signature in
                list.object {
                    $0.member("file", "-/" + signature.path)
                    $0.member("form", signature.form == .minisign ? "minisign" : "ssh")
                    $0.member("key", signature.key)
                    $0.member("reviewer", signature.reviewer)
                }
            }
        }
    }

    private static func write(_ release: Release, of package: Package, to list: inout JSONWriter) {
        list.object { entry in
            if !release.approvals.isEmpty {
                entry.list("approvals", of: release.approvals) { write($1, to: &$0) }
            }
            entry.member("description", release.manifest.summary)
            entry.member("downloads", 0)
            entry.member("file", "-/" + release.fileName)
            entry.member("prerelease", release.version.isPrerelease)
            entry.member("publishedAt", release.publishedAt?.description)
            entry.member("published_at", release.publishedAt?.description)
            entry.member("sha256", release.contents.digest.hex)
            entry.list("signatures", of: release.signatures) { list, signature in
                list.object {
                    $0.member("file", "-/" + signature.fileName)
                    $0.member("form", signature.form == .minisign ? "minisign" : "ssh")
                    $0.member("key", signature.key?.fingerprint)
                }
            }
            entry.member("size", release.contents.size)
            entry.member("tags", package.tags(of: release))
            entry.member("version", release.version.description)
            if let yank = release.yank {
                entry.object("yanked") {
                    $0.member("at", yank.at?.description)
                    $0.member("reason", yank.reason)
                }
            }
        }
    }
}
