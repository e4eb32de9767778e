/// Why a publisher does not publish.
public enum PublishFault: String, Fault {
    case trust = "publish-trust"
    case keys = "publish-keys"
    case claimed = "publish-claimed"
    case site = "publish-site"
    case log = "publish-log"
    case journal = "publish-journal"
    case signedSite = "site-signed"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .trust: "what a site says is rooted in the roles that the holders of the offline keys signed"
        case .keys: "each role of a server is signed by the one key that the offline roles name"
        case .claimed:
            "what the owners of a namespace list in a role of their own is on the site as they list it, and what is published stays listed"
        case .site: "the metadata that a publication goes on from is this registry's own, and whole"
        case .log: "a log only grows: no entry that was published vanishes or changes"
        case .journal: "what a publisher remembers of its last publication is whole"
        case .signedSite: "a signed site changes by signed publications only"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .trust:
            "take over the newest trust/ of the tree, or begin with `promptuary trust init` (docs/runbooks/first-ceremony.md)"
        case .keys: "give the folder with the keys that `promptuary trust status` names"
        case .claimed:
            "restore what the role lists, or let the owners sign their next one (`promptuary trust claim`); what trust/ says and no site has published yet can be taken back in the tree"
        case .site: "restore the site from a mirror or a backup that `promptuary verify` accepts"
        case .log: "restore the site from a mirror or a backup that has the whole log"
        case .journal: "restore the file from a backup; only when the site verifies and is the newest, remove it"
        case .signedSite: "use `promptuary publish-job`, or give `build` the keys, or another directory for a preview"
        }
    }

    /// Whether what lies there is not to be trusted, so that a command ends with the exit code for distrust.
    public var isDistrust: Bool { self == .site || self == .log }
}
