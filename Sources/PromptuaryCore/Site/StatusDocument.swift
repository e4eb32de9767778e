/// What monitors read: which tree the site was built from, and when.
public enum StatusDocument {
    /// The file `status.json`.
    public static func file(_ context: SiteContext) -> SiteFile {
        let bytes = JSONWriter.object { status in
            status.member("builtAt", context.builtAt.description)
            status.member("commit", context.commit)
            status.member("format", 1)
            status.member("generator", context.generator)
            status.member("namespaces", context.catalog.namespaces.count)
            status.member("packages", context.catalog.packages.count)
            status.member("registry", context.settings.name.text)
            status.member("releases", context.catalog.releaseCount)
            status.member("signed", false)
        }
        return SiteFile(SiteLayout.status, .bytes(bytes), .pointer)
    }
}
