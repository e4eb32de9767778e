public import PromptuaryCore

/// Takes a change into a branch when it may get in: what was judged, and nothing else.
///
/// The branch moves in one step, and only when it is still where it was when the change was judged. Nothing is checked
/// out, and nothing of the change is run.
public struct ChangeMerge: Sendable {
    /// How the branch moves.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// To a merge commit.
        case commit
        /// To the head, when that goes on from the base; otherwise to a merge commit.
        case head
        /// To the head, or not at all.
        case forward
        /// To a commit that has the files of the change and not its history.
        case squash
    }

    /// What is merged, and how.
    public struct Options: Sendable {
        /// The change; its base is the name of the branch.
        public var change: ChangeCheck.Options
        /// How the branch moves.
        public var form = Form.commit
        /// The commit that somebody has looked at; another head is not merged.
        public var expected: String?
        /// Who decides.
        public var decider = Verdict.Decider.policy
        /// The version of the program, for the message.
        public var program: String

        /// A merge of a change that the policy decides about.
        public init(_ change: ChangeCheck.Options, program: String) {
            self.change = change
            self.program = program
        }
    }

    /// What came out.
    public struct Report: Sendable {
        /// The verdict with what it is shown with.
        public let check: ChangeCheck.Report
        /// What became of the change.
        public let merge: MergeReport
    }

    private let options: Options

    /// A merge of a change.
    public init(_ options: Options) { self.options = options }

    /// Judges the change and moves the branch.
    ///
    /// A ``Refusal`` with a ``ChangeFault`` or a ``MergeFault`` says why there is nothing to decide.
    public func run() async throws -> Report {
        let git = GitObjects(options.change.tree)
        try await git.checkRepository()
        let branch = try await Branch(options.change.base, in: options.change.tree)
        let set = try await ChangeSet(git, base: branch.commit, head: options.change.head)
        guard options.expected.map({ $0.utf8.elementsEqual(set.head.utf8) }) ?? true else {
            throw Refusal(MergeFault.expected, "\(options.change.head) is at \(set.head)")
        }
        let check = try await ChangeCheck(options.change).judge(set, git)
        func report(_ outcome: MergeReport.Outcome) -> Report {
            Report(check: check, merge: MergeReport(branch: branch.name, outcome: outcome, verdict: check.verdict))
        }
        if set.start == set.head { return report(.contained) }
        switch check.verdict.admission(by: options.decider) {
        case .refused: return report(.refused)
        case .later(let time): return report(.waiting(until: time))
        case .admitted: break
        }
        try await branch.refuseCheckout()
        let commit = try await commit(set, check.verdict, git)
        try await branch.move(to: commit)
        return report(.merged(commit: commit))
    }

    /// The commit that the branch moves to; its tree is what was judged.
    private func commit(_ set: ChangeSet, _ verdict: Verdict, _ git: GitObjects) async throws -> String {
        let isForward = set.start == set.base
        if options.form == .forward, !isForward {
            throw Refusal(MergeFault.diverged, "the base has gone on since the branch began")
        }
        if isForward, options.form == .head || options.form == .forward {
            try await requireJudged(set.head, set, git)
            return set.head
        }
        let scratch = try ScratchFolder(in: options.change.scratch)
        defer { scratch.remove() }
        let writer = CommitWriter(options.change.tree, index: scratch.path + "/index")
        let prefix = set.path.isEmpty ? [] : Array((set.path + "/").utf8)
        let tree = try await writer.tree(
            of: set.base, changing: set.files.files.map { (path: prefix + $0.bytes, content: $0.new) })
        let parents = options.form == .squash ? [set.base] : [set.base, set.head]
        let message = MergeMessage.text(for: verdict, program: options.program)
        let commit = try await writer.commit(tree, parents: parents, message: message)
        try await requireJudged(commit, set, git)
        return commit
    }

    /// Refuses a commit that differs from the base in anything else than what was judged.
    private func requireJudged(_ commit: String, _ set: ChangeSet, _ git: GitObjects) async throws {
        guard let tree = try await git.tree(of: commit, at: set.path),
            let difference = try await GitTreeWalk.difference(
                git, from: set.baseTree, to: tree, limit: FileChanges.limit)
        else { throw GitProcess.strange }
        var judged: [[UInt8]: ChangedFile.Content?] = [:]
        for file in set.files.files { judged.updateValue(file.new, forKey: file.bytes) }
        let isSame =
            set.files.beside.isEmpty && difference.disordered.isEmpty && difference.empty.isEmpty
            && difference.files.count == judged.count
            && difference.files.allSatisfy { file in
                guard let new = judged[file.path] else { return false }
                return new?.kind == file.new?.kind && new?.blob == file.new?.blob
            }
        guard isSame else { throw Refusal(ChangeFault.objects, "the commit \(commit) is not what was judged") }
    }
}
