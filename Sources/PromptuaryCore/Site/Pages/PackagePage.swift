/// The page of a package: README, versions, files, dependencies and dependents, signatures and digests, commands.
struct PackagePage: Sendable {
    private let forms: PageForms
    private var context: SiteContext { forms.context }

    private static let fileLimit = 500

    init(_ assets: PageAssets, _ context: SiteContext) { forms = PageForms(assets: assets, context: context) }

    func render(_ package: Package) -> [UInt8] {
        let release = package.latest
        let manifest = release.manifest
        let title = "\(package.clientName) \(release.version) – \(context.settings.title)"
        var keys = forms.common(
            root: "../../", title: title, summary: manifest.summary,
            feed: SiteLayout.document(package.id, "feed.atom").text)
        let dependents = context.dependents(package.id)
        keys.append(("package", facts(package, release)))
        keys.append(("newest", false))
        let commands = PageCommands(package, release, context)
        keys.append(("install", commands.install))
        keys.append(("verify", commands.verify))
        keys.append(("versions", .list(package.releases.reversed().map { version($0, of: package) })))
        keys.append(("parameters", .list(manifest.parameters.map(parameter))))
        keys.append(
            (
                "dependencies",
                .list(manifest.dependencies.map { dependency($0, of: release) })
            ))
        keys.append(
            (
                "dependents",
                .list(
                    dependents.shown.map {
                        [
                            "id": .text($0.clientName), "href": .text($0.package.description + "/"),
                            "range": .text(PageForms.cut($0.range, ListingText.word)),
                        ]
                    })
            ))
        keys.append(("dependentsMore", PageValue(count: max(0, dependents.count - dependents.shown.count))))
        keys.append(
            (
                "files",
                .list(
                    release.contents.files.prefix(Self.fileLimit).map {
                        [
                            "path": .text($0.path), "size": .text(PageForms.size($0.size)),
                            "digest": .text($0.digest?.hex ?? ""),
                        ]
                    })
            ))
        keys.append(("signatures", .list(release.signatures.map { signature($0, of: release) })))
        keys.append(("approvals", .list(release.approvals.map { approval($0, of: release) })))
        keys.append(("promptGen", counts(manifest)))
        keys.append(("facts", .list(furtherFacts(package, release))))
        keys.append(
            (
                "counts",
                [
                    "versions": PageValue(count: package.releases.count),
                    "dependencies": PageValue(count: manifest.dependencies.count),
                    "dependents": PageValue(count: dependents.count),
                    "files": PageValue(count: release.contents.files.count),
                    "parameters": PageValue(count: manifest.parameters.count),
                    "keywords": PageValue(count: manifest.keywords.count),
                ]
            ))
        return forms.assets.renderer.render("package", PageValue(fields: keys))
    }

    private func facts(_ package: Package, _ release: Release) -> PageValue {
        let manifest = release.manifest
        var deprecated: PageValue = false
        if let deprecation = package.notes.deprecation {
            var successor: PageValue = false
            if let identity = deprecation.successor {
                let target = package.successor(default: context.settings.defaultNamespace).flatMap(context.package)
                successor = ["id": .text(identity), "href": PageValue(orFalse: target.map { $0.id.description + "/" })]
            }
            deprecated = ["reason": .text(deprecation.reason), "successor": successor]
        }
        return [
            "id": .text(package.clientName), "namespace": .text(package.id.namespace.description),
            "namespaceHref": .text(package.id.namespace.description + "/"), "name": .text(package.id.name.text),
            "version": .text(release.version.description), "title": PageValue(orFalse: manifest.title),
            "kind": PageValue(orFalse: manifest.kind), "license": PageValue(orFalse: manifest.license),
            "author": PageValue(orFalse: manifest.author), "homepage": PageValue(orFalse: Self.link(manifest.homepage)),
            "repository": PageValue(orFalse: Self.link(manifest.repository)), "summary": .text(manifest.summary),
            "keywords": .list(manifest.keywords.prefix(20).map { .text($0) }),
            "isPrerelease": .flag(release.version.isPrerelease),
            "deprecated": deprecated,
            "yanked": PageValue(
                orFalse: package.notes.quarantine.map { "in quarantine: " + $0 } ?? release.yank?.reason),
            "published": PageValue(orFalse: release.publishedAt?.day),
            "publishedISO": PageValue(orFalse: release.publishedAt?.description),
            "readme": package.readme.map { .markup(Markdown.html($0)) } ?? false,
            "digest": .text(release.contents.digest.hex), "size": .text(PageForms.size(release.contents.size)),
            "download": .text(SiteLayout.blob(release).text),
            "json": .text(SiteLayout.document(package.id, "package.json").text),
        ]
    }

    /// A complete http(s) address for a link, or nil.
    static func link(_ text: String?) -> String? {
        guard var text else { return nil }
        if text.hasPrefix("git+") { text = String(text.dropFirst(4)) }
        if text.hasPrefix("github:") { text = "https://github.com/" + text.dropFirst(7) }
        if text.hasPrefix("gitlab:") { text = "https://gitlab.com/" + text.dropFirst(7) }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 1024,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return text
    }

    private func version(_ release: Release, of package: Package) -> PageValue {
        [
            "version": .text(release.version.description), "href": .text(SiteLayout.blob(release).text),
            "published": .text(release.publishedAt?.day ?? ""),
            "publishedISO": .text(release.publishedAt?.description ?? ""),
            "size": .text(PageForms.size(release.contents.size)), "yanked": PageValue(orFalse: release.yank?.reason),
            "prerelease": .flag(release.version.isPrerelease),
            "current": .flag(release.version == package.latest.version),
            "tags": .list(package.tags(of: release).map { .text($0) }),
            "proof": PageValue(
                orFalse: context.isSigned ? SiteLayout.blob(release).text + LogLayout.proofSuffix : nil),
        ]
    }

    private func parameter(_ parameter: Manifest.Parameter) -> PageValue {
        let text = parameter.default.map { String(decoding: JSONWriter.document($0).dropLast(), as: UTF8.self) }
        return [
            "name": .text(parameter.name), "type": .text(parameter.type), "required": .flag(parameter.required),
            "default": PageValue(orFalse: text.map { PageForms.cut($0, 80) }),
        ]
    }

    /// A dependency with a link, if it is in the registry.
    ///
    /// Which release it gets today is not said: a release of a popular package would change the pages of all that need it.
    private func dependency(_ dependency: Manifest.Dependency, of release: Release) -> PageValue {
        let target = release.target(of: dependency, default: context.settings.defaultNamespace).flatMap(context.package)
        return [
            "id": .text(dependency.identity), "href": PageValue(orFalse: target.map { $0.id.description + "/" }),
            "range": .text(dependency.range),
        ]
    }

    private func signature(_ signature: Release.Signature, of release: Release) -> PageValue {
        [
            "scheme": .text(signature.form == .minisign ? "minisign" : "ssh-ed25519"),
            "key": .text(signature.key?.fingerprint ?? "a key that counts no more"),
            "keyName": .text(signature.key?.name ?? ""),
            "by": "publisher", "byPublisher": true,
            "href": .text(SiteLayout.beside(release.package, signature.fileName).text),
        ]
    }

    private func approval(_ approval: ReleaseApproval, of release: Release) -> PageValue {
        [
            "href": .text(SiteLayout.beside(release.package, approval.path).text),
            "signatures": .list(
                approval.signatures.map { signature in
                    [
                        "reviewer": .text(signature.reviewer ?? "a reviewer of that time"), "key": .text(signature.key),
                        "scheme": .text(signature.form == .minisign ? "minisign" : "ssh-ed25519"),
                        "href": .text(SiteLayout.beside(release.package, signature.path).text),
                    ]
                }),
        ]
    }

    private func counts(_ manifest: Manifest) -> PageValue {
        guard let counts = manifest.contentCounts else { return false }
        return [
            "rulebooks": .text(String(counts.rulebooks)), "rules": .text(String(counts.rules)),
            "promptSections": .text(String(counts.promptSections)), "datatypes": .text(String(counts.datatypes)),
        ]
    }

    private func furtherFacts(_ package: Package, _ release: Release) -> [PageValue] {
        var facts: [PageValue] = []
        if package.format == .pdpkg {
            let total = release.contents.files.reduce(0) { $0 + $1.size }
            facts.append(["term": "Unpacked", "value": .text(PageForms.size(total))])
        }
        if let main = release.manifest.main { facts.append(["term": "Main file", "value": .text(main)]) }
        return facts
    }
}
