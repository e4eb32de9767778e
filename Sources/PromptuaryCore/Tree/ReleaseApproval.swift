/// A statement of reviewers who agree to a release, as it is published with it.
public struct ReleaseApproval: Sendable, Hashable {
    /// A signature of the statement.
    public struct Signature: Sendable, Hashable {
        /// The path of its file, as that of the document.
        public let path: String
        /// The tool that verifies it.
        public let form: SignatureFileName.Form
        /// The fingerprint of the key that made it.
        public let key: String
        /// What the policy calls the reviewer; nil when it no longer names the key.
        public let reviewer: String?

        /// A signature from its parts.
        public init(path: String, form: SignatureFileName.Form, key: String, reviewer: String?) {
            self.path = path
            self.form = form
            self.key = key
            self.reviewer = reviewer
        }
    }

    /// The most files, statements and signatures together, that are published with one release.
    public static let limit = 64

    /// The path of the document from the folder of the package's files in the site: `approvals/DIGEST.yaml`, with the
    /// first 32 digits of its SHA-256.
    public let path: String
    /// The signatures, in the order of their files' names; never empty.
    public let signatures: [Signature]

    /// A statement from its parts.
    public init(path: String, signatures: [Signature]) {
        self.path = path
        self.signatures = signatures
    }

    /// The paths of all its files, the document first.
    public var paths: [String] { [path] + signatures.map(\.path) }
}

extension Release {
    /// The paths of the files that reviewers have left for this release, as ``ReleaseApproval/path``.
    public var approvalPaths: [String] { approvals.flatMap(\.paths) }
}
