extension Dossier {
    /// An added release as a reviewer looks at it.
    public struct Release: Sendable {
        /// What the change adds.
        public let change: ChangeScope.ReleaseChange
        /// How many different keys have to sign; nil when the namespace has no keys.
        public let threshold: Int?
        /// What it lost of the evidence that the release before it had; nil for the first one.
        public let evidence: EvidenceChange?
        /// The files in it that the release before it has not, or not so.
        public let files: [File]
        /// How many files are the same in both.
        public let unchangedCount: Int
        /// The beginning of its README in Markdown.
        public let readme: [UInt8]?
        /// Who needs the package.
        public let dependents: Dependents

        /// The most bytes of a README that are shown: 64 KiB.
        public static let readmeLimit = 64 << 10

        /// A package that needs another one.
        public struct Dependent: Sendable, Hashable {
            /// The package.
            public let package: PackageID
            /// The versions of the other one that its latest release takes.
            public let range: String

            /// A package that needs another one in a range of versions.
            public init(_ package: PackageID, range: String) {
                self.package = package
                self.range = range
            }
        }

        /// Who needs a package.
        public enum Dependents: Sendable, Hashable {
            /// These packages of the base.
            case known([Dependent])
            /// Nobody looked, for this reason.
            case notRead(String)
        }

        /// An added release with the bytes of its package file and of the one before it.
        ///
        /// `keys` are those that count for it. Refused as the package files are, which were read before.
        public init(
            _ change: ChangeScope.ReleaseChange, bytes: [UInt8], previous: [UInt8]?, keys: KeySet?,
            dependents: Dependents
        ) throws(Refusal) {
            self.change = change
            self.dependents = dependents
            threshold = keys?.threshold
            evidence = change.previous.map { before in
                EvidenceChange(
                    from: Self.evidence(of: before, keys), to: Self.evidence(of: change.release, keys))
            }
            let release = change.release
            let new = try PackageTexts(bytes, format: release.contents.format, name: release.fileName)
            // A YAML package is one file, whose name has the version in it.
            let old: PackageTexts? =
                if let previous, let before = change.previous {
                    try PackageTexts(previous, format: before.contents.format, name: release.fileName)
                } else { nil }
            (files, unchangedCount) = try Self.compare(old, new)
            if let path = release.contents.readmePath {
                readme = try new.beginning(of: path, upTo: Self.readmeLimit)
            } else {
                readme = nil
            }
        }

        private static func evidence(of release: PromptuaryCore.Release, _ keys: KeySet?) -> ReleaseEvidence {
            ReleaseEvidence(
                signers: Set(release.signatures.compactMap { $0.key?.key }), threshold: keys?.threshold ?? 1)
        }

        private static func compare(
            _ old: PackageTexts?, _ new: PackageTexts
        ) throws(Refusal) -> (files: [File], unchanged: Int) {
            let before = old?.files ?? [:]
            let paths = Set(before.keys).union(new.files.keys)
            let changed = paths.filter { before[$0] != new.files[$0] }
            let texts = (old: try old?.texts(of: changed) ?? [:], new: try new.texts(of: changed))
            let files = changed.sorted { $0.precedesInBytes($1) }.map { path in
                File(
                    path: path, old: before[path], new: new.files[path],
                    content: File.Content(texts.old[path], texts.new[path]))
            }
            return (files, paths.count - changed.count)
        }

        /// How many different keys have signed it.
        public var signerCount: Int { Set(change.release.signatures.compactMap { $0.key?.key.key }).count }
    }
}
