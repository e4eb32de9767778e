/// What statements of reviewers about one subject are bound to (``ChangeScope/digest(of:)``).
public struct ConsentDigest: Sendable, Hashable {
    /// What an approval is bound to.
    public let approval: SHA256Digest
    /// What an override is bound to; nil when a changed file cannot be read.
    public let override: SHA256Digest?

    /// The digests of a subject.
    public init(approval: SHA256Digest, override: SHA256Digest?) {
        self.approval = approval
        self.override = override
    }

    /// What a statement in a folder is bound to.
    public subscript(_ folder: Consent.Folder) -> SHA256Digest? {
        switch folder {
        case .approvals: approval
        case .overrides: override
        }
    }
}
