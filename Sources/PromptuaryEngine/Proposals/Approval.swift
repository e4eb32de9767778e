public import PromptuaryCore

/// What a reviewer says about a request: that they agree to what it changes, or that a finding does not count.
///
/// Statements are documents in the request, each signed by reviewers whom the base names; several reviewers sign the
/// same documents. They are committed on top of the request from objects: the checkout stays as it is.
public struct Approval: Sendable {
    /// What is said, and by whom.
    public struct Options: Sendable {
        /// The folder of the tree in a repository.
        public var tree: String
        /// The request: a branch, or a commit.
        public var request: String
        /// The revision whose policy and reviewers count; nil for the default branch of the remote, or what is checked
        /// out.
        public var base: String?
        /// The remote that the branch is meant for.
        public var remote = "origin"
        /// The branch that the statements go to; nil for that of the request.
        public var branch: String?
        /// What is agreed to; everything that the request changes when there is nothing.
        public var subjects: [String] = []
        /// The rule whose findings are lifted, and why; nil for an approval.
        public var override: (rule: String, reason: String)?
        /// The reviewer's key.
        public var key: SecretKey?
        /// Signature files that a reviewer has made with another tool.
        public var signatures: [String] = []
        /// The folder that the files are written to; nil for a commit.
        public var output: String?
        /// Where the private folder is made.
        public var scratch: String
        /// The time at which a waiting period is over or not.
        public var now: Timestamp

        /// A look at a request.
        public init(tree: String, request: String, scratch: String, now: Timestamp) {
            self.tree = tree
            self.request = request
            self.scratch = scratch
            self.now = now
        }
    }

    /// What came of it.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Nobody signed: this is what would be said.
        case shown
        /// The statements are on the branch.
        case committed
        /// The statements are in the folder.
        case written
        /// The reviewer had said so before.
        case unchanged
    }

    /// What was done.
    public struct Report: Sendable {
        /// What came of it.
        public let outcome: Outcome
        /// The name of the registry, which signatures are bound to.
        public let registry: RegistryName
        /// The statements.
        public let statements: [ConsentDraft]
        /// The files that are new, by path in the tree.
        public let paths: [String]
        /// Who signed: the names of the reviewers.
        public let reviewers: [String]
        /// The branch, if there is one.
        public let branch: String?
        /// The commit that the verdict is about.
        public let commit: String
        /// The verdict: on the request, and with what was said when it is committed.
        public let check: ChangeCheck.Report
    }

    private let options: Options

    /// A reviewer's look at a request.
    public init(_ options: Options) { self.options = options }

    /// Shows, or says, what there is to say.
    ///
    /// A ``Refusal`` with an ``ApprovalFault`` or ``ProposalFault`` says why nothing is said.
    public func run() async throws -> Report {
        let git = GitObjects(options.tree)
        let base = try await RequestBase(git, revision: options.base, remote: options.remote)
        let request = try await ApprovalRequest(git, in: options.tree, options.request, branch: options.branch)
        let check = try await check(request.commit, base)
        guard check.verdict.isBaseTrusted else {
            throw Refusal(ApprovalFault.distrust, "what the base says about trust does not hold")
        }
        let tree = try await git.tree(of: request.commit, at: base.folder) ?? base.tree
        var statements: [ConsentDraft] = []
        for subject in try subjects(of: check.verdict) {
            statements.append(try await statement(about: subject, in: check.verdict, git, base))
        }
        func report(
            _ outcome: Outcome, _ files: [CommitDraft.File], _ reviewers: [String], _ commit: String,
            _ check: ChangeCheck.Report
        ) -> Report {
            Report(
                outcome: outcome, registry: base.settings.name, statements: statements, paths: files.map(\.path),
                reviewers: reviewers, branch: request.branch, commit: commit, check: check)
        }
        let isSigned = options.key != nil || !options.signatures.isEmpty
        guard isSigned || options.output != nil else { return report(.shown, [], [], request.commit, check) }
        var signing = try StatementSigning(statements, settings: base.settings)
        try await signing.takeWhatIsThere(git, tree: tree)
        if let key = options.key { try signing.sign(with: key) }
        for file in options.signatures {
            try signing.add(try FileContents.read(file, upTo: SignatureFile.sizeLimit), called: file)
        }
        let reviewers = signing.reviewers
        if let output = options.output {
            for file in signing.files {
                let path = output + "/" + file.path
                try DurableFile.makeDirectories(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
                try DurableFile.write(file.bytes, to: path)
            }
            return report(.written, signing.files, reviewers, request.commit, check)
        }
        guard !signing.isUnchanged else { return report(.unchanged, [], reviewers, request.commit, check) }
        let commit = try await self.commit(signing.files, base, request, statements, reviewers)
        return report(.committed, signing.files, reviewers, commit, try await self.check(commit, base))
    }

    /// The statement about a subject: another one than those that the base has or once had, which count no more.
    private func statement(
        about subject: String, in verdict: Verdict, _ git: GitObjects, _ base: RequestBase
    ) async throws -> ConsentDraft {
        let said = options.override.map { Consent.Statement.override(rule: $0.rule, reason: $0.reason) } ?? .approval
        let digest = try digest(of: subject, in: verdict, for: said.folder)
        var number = 1
        while true {
            let draft = try ConsentDraft(said, subject: subject, digest: digest, number: number)
            let earlier = try await git.arrivals([GitArrival(path: draft.path)], in: base.commit)
            guard number < Consent.highestNumber, !earlier.isEmpty else { return draft }
            number += 1
        }
    }

    /// What a statement about a subject is bound to; refused when the verdict does not tell.
    private func digest(
        of subject: String, in verdict: Verdict, for folder: Consent.Folder
    ) throws(Refusal) -> SHA256Digest {
        guard let digest = verdict.digests[subject]?[folder] else {
            throw Refusal(ApprovalFault.unreadable, "what the request makes of \(subject) cannot be read")
        }
        return digest
    }

    private func check(_ head: String, _ base: RequestBase) async throws -> ChangeCheck.Report {
        var options = ChangeCheck.Options(
            tree: options.tree, base: base.commit, scratch: options.scratch, now: options.now)
        options.head = head
        return try await ChangeCheck(options).run()
    }

    /// What is spoken about: what was asked for, as far as the request changes it, or all of that.
    private func subjects(of verdict: Verdict) throws -> [String] {
        var all: [String] = []
        for change in verdict.changes where change.kind != .consent && !all.contains(change.subject) {
            all.append(change.subject)
        }
        guard !options.subjects.isEmpty else {
            guard !all.isEmpty else { throw Refusal(ApprovalFault.subject, "the request changes nothing") }
            return all
        }
        // A finding that is lifted may be about something that is not changed itself.
        let known = options.override == nil ? all : all + verdict.digests.keys
        for subject in options.subjects where !known.contains(subject) {
            throw Refusal(ApprovalFault.subject, "the request does not change \(subject)")
        }
        return options.subjects
    }

    private func commit(
        _ files: [CommitDraft.File], _ base: RequestBase, _ request: ApprovalRequest, _ statements: [ConsentDraft],
        _ reviewers: [String]
    ) async throws -> String {
        guard let branch = request.branch else {
            throw Refusal(ApprovalFault.branch, "\(options.request) is no branch")
        }
        let scratch = try ScratchFolder(in: options.scratch)
        defer { scratch.remove() }
        let draft = CommitDraft(options.tree, scratch: scratch)
        try await draft.checkName(ofBranch: branch)
        guard try await !draft.isCheckedOut(branch) else {
            throw Refusal(ProposalFault.branchInUse, "the branch \(branch) is checked out")
        }
        let verb = options.override == nil ? "Approve" : "Override \(options.override?.rule ?? "") for"
        var message = "\(verb) \(statements.count == 1 ? statements[0].subject : "\(statements.count) changes")\n\n"
        if let reason = options.override?.reason { message += reason + "\n\n" }
        for statement in statements {
            message += statement.subject + (statement.digest.map { ", SHA-256 \($0.hex)" } ?? "") + "\n"
        }
        message += "Signed by: \(reviewers.joined(separator: ", "))\n"
        let commit = try await draft.commit(
            draft.blobs(of: files), in: base.folder, on: request.commit, message: message)
        try await draft.setBranch(branch, to: commit, from: request.tip, reason: "approve: \(options.request)")
        return commit
    }
}
