/// What became of a change that was to be merged.
public struct MergeReport: Sendable, Hashable {
    /// What happened to the branch.
    public enum Outcome: Sendable, Hashable {
        /// It has moved to a commit with the change.
        case merged(commit: String)
        /// It had the commit before.
        case contained
        /// It is where it was: the change does not get in.
        case refused
        /// It is where it was: the change has to wait.
        case waiting(until: Timestamp)
    }

    /// The branch, by its name without `refs/heads/`.
    public let branch: String
    /// What happened to it.
    public let outcome: Outcome
    /// The verdict on the change.
    public let verdict: Verdict

    /// A report from its parts.
    public init(branch: String, outcome: Outcome, verdict: Verdict) {
        self.branch = branch
        self.outcome = outcome
        self.verdict = verdict
    }

    /// What happened, in one line.
    public var sentence: String {
        let branch = ShownText.line(branch, limit: 200)
        switch outcome {
        case .merged(let commit): return "\(branch) is now \(commit)"
        case .contained: return "\(branch) has \(verdict.head) already"
        case .refused where verdict.outcome == .clean:
            return
                "\(branch) stays as it is: a person has to decide; with `--allow questions` whoever merges is that person"
        case .refused: return "\(branch) stays as it is: \(verdict.tally)"
        case .waiting(let time): return "\(branch) stays as it is: the change may merge from \(time) on"
        }
    }

    /// The report as JSON, with a line feed at the end: `{branch, commit, outcome, verdict}`.
    public var json: [UInt8] {
        SafeJSON.bytes(
            JSONWriter.object { object in
                object.member("branch", branch)
                switch outcome {
                case .merged(let commit):
                    object.member("commit", commit)
                    object.member("outcome", "merged")
                case .contained: object.member("outcome", "contained")
                case .refused: object.member("outcome", "refused")
                case .waiting: object.member("outcome", "waiting")
                }
                object.object("verdict") { VerdictDocument.write(verdict, to: &$0) }
            })
    }
}
