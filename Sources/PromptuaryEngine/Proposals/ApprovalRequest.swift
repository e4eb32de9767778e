internal import PromptuaryCore

/// The request that a reviewer looks at: a commit, and the branch that a statement about it goes to.
struct ApprovalRequest: Sendable {
    /// The commit.
    let commit: String
    /// The branch; nil when none was named and none follows from the revision.
    let branch: String?
    /// Where the branch is now; nil when there is none yet.
    let tip: String?

    /// Finds what a revision means: a branch here, one of a remote, or any commit.
    ///
    /// A statement about a branch of a remote goes to the branch of the same name here, which is then new, or at the
    /// same commit.
    init(_ git: GitObjects, in folder: String, _ revision: String, branch named: String?) async throws {
        let short = try await Self.shortName(of: revision, git, in: folder)
        guard let commit = try await git.commit(short.map { "refs/heads/" + $0 } ?? revision) else {
            throw Refusal(ApprovalFault.request, "there is no commit \(revision)")
        }
        var name = named ?? short
        let begin = "refs/remotes/"
        let remote = revision.hasPrefix(begin) ? String(revision.dropFirst(begin.utf8.count)) : revision
        if name == nil, let slash = remote.firstIndex(of: "/"), try await git.commit(begin + remote) == commit {
            name = String(remote[remote.index(after: slash)...])
        }
        self.commit = commit
        branch = name
        tip = if let name { try await git.commit("refs/heads/" + name) } else { nil }
        if let tip, tip != commit {
            throw Refusal(ProposalFault.branchTaken, "the branch \(name ?? "") is at another commit")
        }
    }

    /// The name of the branch that a revision is: its own name, or that of what is checked out for `HEAD`.
    private static func shortName(
        of revision: String, _ git: GitObjects, in folder: String
    ) async throws -> String? {
        guard revision.utf8.first != UInt8(ascii: "-") else { return nil }
        let begin = "refs/heads/"
        if revision == "HEAD" {
            let name = try await GitProcess(folder).line(["symbolic-ref", "--quiet", "HEAD"]) ?? ""
            return name.hasPrefix(begin) ? String(name.dropFirst(begin.utf8.count)) : nil
        }
        let name = revision.hasPrefix(begin) ? String(revision.dropFirst(begin.utf8.count)) : revision
        return try await git.commit(begin + name) == nil ? nil : name
    }
}
