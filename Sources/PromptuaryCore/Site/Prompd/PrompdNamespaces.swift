/// The documents about namespaces, with their published keys, and their listing.
enum PrompdNamespaces {
    static func files(for view: NamespaceView, in context: SiteContext) -> [SiteFile] {
        let namespace = view.namespace
        var files = [
            SiteFile.document(
                SitePath(trusted: "namespaces/@\(namespace.name.text).json"), document(view.row))
        ]
        for file in namespace.keyFiles {
            files.append(.document(SiteLayout.keys(namespace.name, file.name), file.bytes))
        }
        guard let keys = namespace.keys else { return files }
        if let signers = try? keys.allowedSigners(namespace: namespace.name.text, registry: context.settings.name.text)
        {
            files.append(.document(SiteLayout.keys(namespace.name, "allowed_signers"), signers))
        }
        for key in keys.keys where key.key.type == "minisign" {
            files.append(
                .document(
                    SiteLayout.keys(namespace.name, "\(key.key.fingerprint).pub"), Array(key.key.file(comment: "").utf8)
                ))
        }
        return files
    }

    static func files(for namespaces: NamespaceList, in context: SiteContext) -> [SiteFile] {
        let rows = ListingRows.of(namespaces.rows, limit: NamespaceList.limit) { write($0, &$1) }
        let list = JSONWriter.object { document in
            document.member("hasMore", rows.count < namespaces.total)
            document.list("namespaces", of: rows) { $0.element(raw: $1) }
            document.member("total", namespaces.total)
        }
        return [SiteFile(SitePath(trusted: "namespaces.json"), .bytes(list), .pointer)]
    }

    private static func document(_ row: NamespaceRow) -> [UInt8] {
        var writer = JSONWriter()
        write(row, &writer)
        return writer.finish()
    }

    private static func write(_ row: NamespaceRow, _ writer: inout JSONWriter) {
        let namespace = row.namespace
        writer.object {
            $0.member("description", namespace.summary)
            $0.member("displayName", namespace.title)
            $0.member("downloadCount", 0)
            if let keys = namespace.keys {
                $0.list("keys", of: keys.keys) { list, key in
                    list.object {
                        $0.member("fingerprint", key.key.fingerprint)
                        $0.member("name", key.name)
                        $0.member("revoked", key.revokedAt != nil)
                        $0.member("type", key.key.type)
                    }
                }
            }
            $0.member("name", namespace.name.description)
            $0.member("owners", namespace.owners)
            $0.member("packageCount", row.packageCount)
            $0.object("permissions") {
                $0.member("canDelete", false)
                $0.member("canInvite", false)
                $0.member("canManage", false)
                $0.member("canPublish", false)
            }
            $0.member("protection", namespace.protection.rawValue)
            $0.member("role", "")
            $0.member("threshold", namespace.keys?.threshold)
            $0.member("type", "organization")
            $0.member("verified", namespace.keys != nil)
        }
    }
}
