internal import PromptuaryCore

/// Every rule and every reason for a refusal, as documentation.
public enum ErrorReference {
    /// One reason for which a reader refuses something.
    public struct FaultEntry: Sendable, Hashable {
        /// The stable code.
        public let code: String
        /// What it protects.
        public let summary: String
        /// What to do instead.
        public let remedy: String
    }

    private struct Group {
        let title: String
        let entries: [FaultEntry]

        init<Reason: Fault>(_ title: String, _: Reason.Type) {
            self.title = title
            entries = Reason.allCases.map { FaultEntry(code: $0.rawValue, summary: $0.summary, remedy: $0.remedy) }
        }
    }

    private static let groups: [Group] = [
        Group("Names", NameFault.self), Group("Addresses of sites", SiteAddressFault.self),
        Group("Versions", VersionFault.self),
        Group("Version ranges", VersionRangeFault.self),
        Group("Text", TextFault.self), Group("JSON", JSONFault.self), Group("YAML", YAMLFault.self),
        Group("ZIP archives", ZIPFault.self),
        Group("Names in archives", EntryNameFault.self), Group("Archives of other tools", ForeignFault.self),
        Group("Package manifests", PdpkgFault.self), Group("Prompt Gen packages", PromptGenFault.self),
        Group("Prompts", PromptInterfaceFault.self), Group("Licences", LicenceFault.self),
        Group("Package files", PackageFault.self), Group("A release and its path", BindingFault.self),
        Group("Documents of the tree", DocumentFault.self),
        Group("Notes about packages", NotesFault.self),
        Group("Public keys", PublisherKeyFault.self), Group("Key sets", KeySetFault.self),
        Group("Signatures", SignatureFault.self),
        Group("Shards of key sets", KeyShardFault.self),
        Group("The keys of a namespace over time", KeyHistoryFault.self),
        Group("Publishers of a release", ReleaseTrustFault.self),
        Group("Secret keys", SecretKeyFault.self), Group("Key files", KeyFiles.KeyFileFault.self),
        Group("Signed notes", NoteFault.self), Group("Transparency log", LogFault.self),
        Group("Packing", Packing.PackFault.self),
        Group("Changing a tree", TreeEditing.TreeFault.self), Group("Changes between commits", ChangeFault.self),
        Group("Requests", ProposalFault.self), Group("Statements of reviewers", ApprovalFault.self),
        Group("Merging", MergeFault.self), Group("Hooks of a repository", HookFault.self),
        Group("Page templates", PageTemplate.TemplateFault.self),
        Group("Server configurations", ServerFault.self), Group("Trust of a registry", TrustFault.self),
        Group("TUF metadata", MetadataFault.self), Group("Distrust", Distrust.Reason.self),
        Group("Publishing", PublishFault.self), Group("Verifying a site", VerificationFault.self),
        Group("What a verification remembers", MemoryFault.self), Group("Records of a build", RecordFault.self),
        Group("Handles", HandleFault.self), Group("Tokens of a registry", SecretTokenFault.self),
        Group("Tokens of issuers", JSONWebTokenFault.self), Group("Keys of issuers", JSONWebKeyFault.self),
        Group("Publishing from builds", PublisherClaimsFault.self), Group("Login by key", LoginTextFault.self),
        Group("Key files of the marketplace", KeyPairFileFault.self), Group("Redirects", RedirectFault.self),
        Group("Proof keys", ProofKeyFault.self),
    ]

    /// Every reason for a refusal.
    public static var faults: [FaultEntry] { groups.flatMap(\.entries) }

    /// The page `docs/errors.md`.
    public static var markdown: String {
        var page = """
            # Rules and refusals

            Written by `promptuary rules --markdown`; do not edit. Codes are stable: scripts may compare them, and `registry.yaml` may
            change the severity of a rule that is no error, and of `licence-missing`, `description-missing`, `interface-step` and `version-skipped` (`policy: rules: {CODE: warning}`).

            ## Rules

            | code | severity | protects | remedy |
            |---|---|---|---|

            """
        page += Rule.standing.map(row).joined()
        page += """

            ## Rules for changes

            `promptuary check TREE --base REF` applies these besides.

            | code | severity | protects | remedy |
            |---|---|---|---|

            """
        page += Rule.ofChanges.map(row).joined()
        for group in groups {
            page += "\n## \(group.title)\n\n| code | protects | remedy |\n|---|---|---|\n"
            for entry in group.entries {
                page +=
                    "| <a id=\"\(entry.code)\"></a>`\(entry.code)` | \(entry.summary) | \(entry.remedy) |\n"
            }
        }
        return page
    }

    private static func row(_ rule: Rule) -> String {
        "| <a id=\"\(rule.id)\"></a>`\(rule.id)` | \(rule.severity.rawValue) | \(rule.summary) | \(rule.remedy) |\n"
    }
}
