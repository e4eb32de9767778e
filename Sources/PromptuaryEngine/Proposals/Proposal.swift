public import PromptuaryCore

/// A release on a branch of its own, signed, in its place and judged: what a maintainer sends as a request.
///
/// The commit is made of objects, on top of the base: the checkout and its index stay as they are. When the check finds
/// an error there is no branch, unless reviewers are to see it.
public struct Proposal: Sendable {
    /// What is proposed.
    public struct Options: Sendable {
        /// The folder of the tree in a repository.
        public var tree: String
        /// The package file.
        public var file: String
        /// A key that signs it here.
        public var key: SecretKey?
        /// Signature files of others.
        public var signatures: [String] = []
        /// The name of the branch; nil for one that tells the release.
        public var branch: String?
        /// The revision that the branch begins at; nil for the default branch of the remote, or what is checked out.
        public var base: String?
        /// The remote that the branch is meant for.
        public var remote = "origin"
        /// Whether everything is done but making the branch.
        public var isTrial = false
        /// Whether there is a branch even when the check finds errors, for reviewers to lift them.
        public var isForReview = false
        /// Where the private folder is made.
        public var scratch: String
        /// The time at which a waiting period is over or not.
        public var now: Timestamp

        /// A package file for a tree.
        public init(tree: String, file: String, scratch: String, now: Timestamp) {
            self.tree = tree
            self.file = file
            self.scratch = scratch
            self.now = now
        }
    }

    /// What came of it.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// The branch is there now.
        case proposed
        /// The branch was there, with the same files.
        case unchanged
        /// The base has the release, with the same files.
        case released
        /// The check found an error; there is no branch.
        case refused
        /// The check found none, and nothing more was asked for.
        case trial
    }

    /// What was done.
    public struct Report: Sendable {
        /// What came of it.
        public let outcome: Outcome
        /// The release.
        public let id: PackageID
        /// Its version.
        public let version: Version
        /// The SHA-256 of the package file.
        public let digest: SHA256Digest
        /// The files that the commit adds, by path in the tree.
        public let paths: [String]
        /// The name of the branch.
        public let branch: String
        /// The commit; nil when the base has the release.
        public let commit: String?
        /// The verdict on the branch; nil when the base has the release.
        public let check: ChangeCheck.Report?
    }

    private let options: Options

    /// A proposal.
    public init(_ options: Options) { self.options = options }

    /// The name of the branch for a release: `publish/@ns/name/1.2.0`, in the characters of its path.
    ///
    /// Git takes no part that ends in `.lock`; such an end is written `-lock`.
    public static func branch(for id: PackageID, _ version: Version) -> String {
        let parts = ["publish", "@" + id.namespace.text, id.name.text, version.pathText]
        return parts.map { $0.hasSuffix(".lock") ? $0.dropLast(5) + "-lock" : $0 }.joined(separator: "/")
    }

    /// Makes the branch, unless there is a reason against it.
    ///
    /// A ``Refusal`` says that the package file cannot be read, or why no commit is made.
    public func run() async throws -> Report {
        let git = GitObjects(options.tree)
        let base = try await RequestBase(git, revision: options.base, remote: options.remote)
        let submission = try Submission(
            options.file, signatures: options.signatures, key: options.key, settings: base.settings)
        let scratch = try ScratchFolder(in: options.scratch)
        defer { scratch.remove() }
        let draft = CommitDraft(options.tree, scratch: scratch)
        let branch = options.branch ?? Self.branch(for: submission.id, submission.version)
        try await draft.checkName(ofBranch: branch)
        let blobs = try await draft.blobs(of: submission.files)
        func report(_ outcome: Outcome, _ commit: String?, _ check: ChangeCheck.Report?) -> Report {
            Report(
                outcome: outcome, id: submission.id, version: submission.version, digest: submission.contents.digest,
                paths: blobs.keys.sorted { $0.precedesInBytes($1) }, branch: branch, commit: commit, check: check)
        }
        let there = try await git.blobs(of: base.tree, below: submission.folder)
        if blobs.allSatisfy({ there[$0.key] == $0.value }) { return report(.released, nil, nil) }
        if let commit = try await git.commit("refs/heads/" + branch) {
            guard let tree = try await git.tree(of: commit, at: base.folder),
                try await git.blobs(of: tree, below: submission.folder) == blobs
            else {
                throw Refusal(ProposalFault.branchTaken, "the branch \(branch) is there, and holds other files")
            }
            return report(.unchanged, commit, try await check(commit, base))
        }
        let commit = try await draft.commit(
            blobs, in: base.folder, on: base.commit, message: Self.message(for: submission))
        let check = try await check(commit, base)
        let isFit = check.verdict.outcome == .clean || options.isForReview && check.verdict.outcome == .findings
        guard isFit else { return report(.refused, commit, check) }
        if options.isTrial { return report(.trial, commit, check) }
        try await draft.setBranch(
            branch, to: commit, from: nil, reason: "propose: \(submission.id) \(submission.version)")
        return report(.proposed, commit, check)
    }

    private func check(_ head: String, _ base: RequestBase) async throws -> ChangeCheck.Report {
        var options = ChangeCheck.Options(
            tree: options.tree, base: base.commit, scratch: options.scratch, now: options.now)
        options.head = head
        return try await ChangeCheck(options).run()
    }

    /// What the commit says: the release, what it is, and what a reader may compare.
    private static func message(for submission: Submission) -> String {
        var message = "Publish \(submission.id) \(submission.version)\n\n"
        let summary = submission.contents.manifest.summary.split(whereSeparator: \.isNewline).first.map(String.init)
        if let summary, !summary.isEmpty { message += summary + "\n\n" }
        message += "SHA-256: \(submission.contents.digest.hex)\n"
        for signer in submission.signers { message += "Signed with: \(signer)\n" }
        return message
    }
}
