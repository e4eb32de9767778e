/// What a reviewer wants to see of a change beside its verdict: signatures, differences of contents and of prompts, READMEs,
/// and who needs what is changed.
///
/// It is made from the two sides of a change; ``DossierPage`` shows it. Nothing in it was judged by anybody: all texts are those
/// of strangers.
public struct Dossier: Sendable {
    /// The verdict that it explains.
    public let verdict: Verdict
    /// The added releases, by package and version, the first ``releaseLimit`` of them.
    public let releases: [Release]
    /// How many added releases are left out.
    public let omittedReleases: Int
    /// The key sets that differ, by namespace.
    public let keys: [KeyChange]
    /// The files of the tree that differ, by path.
    public let files: [TreeFile]

    /// The most releases that are shown with their contents.
    public static let releaseLimit = 20

    /// A dossier from its parts.
    public init(
        _ verdict: Verdict, releases: [Release] = [], omittedReleases: Int = 0, keys: [KeyChange] = [],
        files: [TreeFile] = []
    ) {
        self.verdict = verdict
        self.releases = releases
        self.omittedReleases = omittedReleases
        self.keys = keys
        self.files = files
    }

    /// The key set of a namespace on both sides of a change.
    public struct KeyChange: Sendable {
        /// The namespace.
        public let namespace: NamespaceName
        /// The key set of the base; nil when it has none.
        public let old: KeySet?
        /// The key set that the change leaves; nil when it leaves none.
        public let new: KeySet?

        /// The change of a namespace; nil when its key set stays.
        public init?(_ change: ChangeScope.NamespaceChange) {
            guard change.hasOtherKeys else { return nil }
            namespace = change.name
            old = change.old?.keys
            new = change.new?.keys
        }
    }

    /// A file of the tree, and what differs in it when it is text for people.
    public struct TreeFile: Sendable {
        /// The file.
        public let file: ChangedFile
        /// What differs; nil for a file whose contents are shown elsewhere, or not at all.
        public let content: File.Content?

        /// A file with what differs in it.
        public init(_ file: ChangedFile, content: File.Content? = nil) {
            self.file = file
            self.content = content
        }
    }

    /// A file that is not the same on both sides.
    public struct File: Sendable, Hashable {
        /// Size and digest of its bytes on one side.
        public struct Side: Sendable, Hashable {
            /// How many bytes it has.
            public let size: Int
            /// The SHA-256 of its bytes.
            public let digest: SHA256Digest
        }

        /// What is shown of it.
        public enum Content: Sendable, Hashable {
            /// The lines that differ.
            case lines(LineDifference)
            /// Nothing: it is no text, on one side at least.
            case binary
            /// Nothing: it is too large.
            case large
        }

        /// The path in the package.
        public let path: String
        /// What was there; nil when it is new.
        public let old: Side?
        /// What is there now; nil when it is gone.
        public let new: Side?
        /// What is shown of it.
        public let content: Content
    }
}

extension Dossier.File.Content {
    /// What differs between two texts; a missing one is empty.
    public init(from old: [UInt8]?, to new: [UInt8]?) {
        let sides = [old ?? [], new ?? []]
        if sides.contains(where: { $0.count > PackageTexts.fileLimit }) {
            self = .large
        } else if sides.contains(where: { side in side.withUnsafeBytes { PackageTexts.text($0) } == nil }) {
            self = .binary
        } else if let difference = LineDifference(from: sides[0], to: sides[1]) {
            self = .lines(difference)
        } else {
            self = .large
        }
    }

    init(_ old: PackageTexts.Text?, _ new: PackageTexts.Text?) {
        switch (old ?? .text([]), new ?? .text([])) {
        case (.text(let before), .text(let after)): self.init(from: before, to: after)
        case (.large, _), (_, .large): self = .large
        case (.binary, _), (_, .binary): self = .binary
        }
    }
}
