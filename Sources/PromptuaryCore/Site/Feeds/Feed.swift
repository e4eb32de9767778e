/// Atom feeds (RFC 4287) of releases: of the registry, a namespace, a package.
enum Feed {
    private static let limit = 50

    /// The newest releases of a registry or a namespace lie in the packages that were updated last: before a package whose
    /// place is beyond the limit come as many others, each with a release that is newer than all of its own, or as new and
    /// earlier in the order of the feed.
    private static func newest(_ recent: [Package]) -> ArraySlice<Package> { recent.prefix(limit) }

    static func registry(_ view: RegistryView, _ context: SiteContext) -> [UInt8] {
        write("feed", context.settings.title, path: "", newest(view.recent), context)
    }

    static func namespace(_ view: NamespaceView, _ context: SiteContext) -> [UInt8] {
        let name = view.namespace.name
        return write(
            "namespace/" + name.text, "\(name) – \(context.settings.title)", path: "\(name)/", newest(view.recent),
            context)
    }

    static func package(_ package: Package, _ context: SiteContext) -> [UInt8] {
        write(
            "package/" + package.id.description, "\(package.clientName) – \(context.settings.title)",
            path: "\(package.id)/", [package], context)
    }

    /// What stands for an unknown time, because Atom wants one of each entry: the same in each build, so that feeds are, too.
    private static let unknownTime = Timestamp(seconds: 0)

    /// Ids are tag URIs (RFC 4151) of the registry's name, so they stay the same wherever the site is hosted.
    private static func tag(_ context: SiteContext, _ what: String) -> String {
        "tag:\(context.settings.name.text),2026:\(what)"
    }

    private static func write(
        _ what: String, _ title: String, path: String, _ packages: ArraySlice<Package>, _ context: SiteContext
    ) -> [UInt8] {
        var entries: [(package: Package, release: Release)] = []
        for package in packages { for release in package.releases { entries.append((package, release)) } }
        if entries.count > 1 {
            entries.sort {
                let (a, b) = ($0.release.publishedAt?.seconds ?? -1, $1.release.publishedAt?.seconds ?? -1)
                if a != b { return a > b }
                return $0.package.id != $1.package.id
                    ? $0.package.id < $1.package.id : $1.release.version < $0.release.version
            }
        }
        let shown = entries.prefix(limit)
        let updated = shown.first?.release.publishedAt ?? unknownTime
        let up = String(repeating: "../", count: path.utf8.filter { $0 == UInt8(ascii: "/") }.count)
        var xml = XMLText()
        xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n")
        xml.element("id", tag(context, what))
        xml.element("title", title)
        xml.element("updated", updated.description)
        let base = context.settings.baseURL.map { $0 + "/" }
        xml.link("self", (base.map { $0 + path } ?? "") + "feed.atom")
        xml.link("alternate", base.map { $0 + path } ?? "./")
        xml.element("generator", context.generator)
        let release = tag(context, "release/")
        for entry in shown {
            let (id, version) = (entry.package.id.description, entry.release.version.description)
            xml.raw("<entry>\n")
            xml.element("id", release, id, "/", version)
            xml.element("title", entry.package.clientName, " ", version, entry.release.yank == nil ? "" : " (yanked)")
            xml.element("updated", (entry.release.publishedAt ?? unknownTime).description)
            xml.link("alternate", base ?? up, id, "/")
            xml.raw("<author>\n")
            xml.element("name", entry.release.manifest.listedAuthor ?? entry.package.id.namespace.text)
            xml.raw("</author>\n")
            if let yank = entry.release.yank {
                xml.element("summary", "Yanked: ", ListingText.cut(yank.reason, to: ListingText.summary))
            } else {
                xml.element("summary", entry.release.manifest.listedSummary)
            }
            xml.raw("</entry>\n")
        }
        xml.raw("</feed>\n")
        return xml.bytes
    }
}

/// XML text that is written piece by piece, with everything escaped that means something in XML.
private struct XMLText {
    var bytes: [UInt8] = []

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func element(_ name: StaticString, _ texts: String...) {
        raw("<")
        raw(name)
        raw(">")
        for text in texts { PageRenderer.escape(text, into: &bytes) }
        raw("</")
        raw(name)
        raw(">\n")
    }

    mutating func link(_ relation: StaticString, _ addresses: String...) {
        raw("<link rel=\"")
        raw(relation)
        raw("\" href=\"")
        for address in addresses { PageRenderer.escape(address, into: &bytes) }
        raw("\"/>\n")
    }
}
