/// What monitors read: which tree the site was built from, and when.
public enum StatusDocument {
    /// The file `status.json`; of a signed site, with the times at which its newest metadata expires.
    public static func file(
        _ state: RegistryView.State, _ context: SiteContext, expires: (timestamp: Timestamp, snapshot: Timestamp)? = nil
    ) -> SiteFile {
        let bytes = JSONWriter.object { status in
            status.member("builtAt", state.builtAt.description)
            status.member("commit", state.commit)
            if let expires {
                status.object("expires") {
                    $0.member("snapshot", expires.snapshot.description)
                    $0.member("timestamp", expires.timestamp.description)
                }
            }
            status.member("format", 1)
            status.member("generator", context.generator)
            status.member("namespaces", state.figures.namespaces)
            status.member("packages", state.figures.packages)
            status.member("registry", context.settings.name.text)
            status.member("releases", state.figures.releases)
            status.member("signed", context.isSigned)
        }
        return SiteFile(SiteLayout.status, .bytes(bytes), .pointer)
    }
}
