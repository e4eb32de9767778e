public import PromptuaryCore

/// Why a statement of a reviewer is not made.
public enum ApprovalFault: String, Fault {
    case request = "approval-request-unknown"
    case branch = "approval-branch-needed"
    case subject = "approval-subject-unknown"
    case unreadable = "approval-subject-unreadable"
    case rule = "approval-rule"
    case noReviewers = "approval-no-reviewers"
    case stranger = "approval-not-a-reviewer"
    case document = "approval-document-taken"
    case distrust = "approval-base-distrusted"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .request: "what is approved is a commit that is there"
        case .branch: "an approval is a commit on a branch that can be pushed"
        case .subject: "an approval is about something that the request changes"
        case .unreadable: "a statement is bound to what the request makes of its subject"
        case .rule: "what protects trust is never lifted"
        case .noReviewers: "the base says whose approvals count"
        case .stranger: "a signature that does not count is not added"
        case .document: "a statement never changes"
        case .distrust: "policy and reviewers come from a base that can be trusted"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .request: "fetch the branch, and give its name or the number of a commit"
        case .branch: "give a name to --branch; the approval goes there, on top of the request"
        case .subject: "give one of the subjects that `promptuary approve REQUEST` lists"
        case .unreadable: "give --subject for what can be read; the verdict says what cannot"
        case .rule: "lift a warning of a rule for changes, or one of the errors that docs/formats/tree.md names"
        case .noReviewers: "add `policy.reviewers` to registry.yaml with a request of its own"
        case .stranger: "sign with a key of `policy.reviewers` of the base, for this very document"
        case .document: "remove the file from the branch, or give --output FOLDER and name it yourself"
        case .distrust: "run `promptuary check TREE` on the base, and mend it first"
        }
    }
}
