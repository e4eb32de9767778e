extension Rule {
    /// An approval that the log has and the tree has no more.
    static let approvalRemoved = Rule(
        "approval-removed", .error, "approvals that were published with a release stay with it for ever",
        remedy: "put the statement and its signatures back, byte for byte", check: .reading)
}
