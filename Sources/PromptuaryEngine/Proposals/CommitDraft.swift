internal import PromptuaryCore

/// A commit of a few files on a branch, made of objects: the checkout and its index stay as they are.
///
/// Bytes are kept as they are, whatever filters or line endings the repository asks for, and no hook runs. Objects that
/// no branch comes to hold have no name, and git removes them one day by itself.
struct CommitDraft: Sendable {
    /// A file that the commit adds or replaces.
    struct File: Sendable, Hashable {
        /// The path in the tree.
        let path: String
        /// The bytes.
        let bytes: [UInt8]
    }

    private let git: GitProcess
    private let writer: CommitWriter

    /// Commits in the repository of a folder; the private index lies in a private folder.
    init(_ folder: String, scratch: ScratchFolder) {
        git = GitProcess(folder)
        writer = CommitWriter(folder, index: scratch.path + "/index")
    }

    /// Writes the bytes of files as blobs, and gives their numbers by path.
    func blobs(of files: [File]) async throws -> [String: String] {
        var numbers: [String: String] = [:]
        for file in files {
            let words = ["hash-object", "-w", "--no-filters", "-t", "blob", "--stdin"]
            numbers[file.path] = try await line(words, file.bytes)
        }
        return numbers
    }

    /// Writes a commit on top of another one that differs from it in some files, and gives its number.
    ///
    /// `blobs` are the numbers of the files by path, below the folder of the tree in the repository.
    func commit(_ blobs: [String: String], in folder: String, on parent: String, message: String) async throws
        -> String
    {
        let files = blobs.sorted { $0.key.precedesInBytes($1.key) }.map { path, blob in
            (
                path: Array((folder.isEmpty ? path : folder + "/" + path).utf8),
                content: Optional(ChangedFile.Content(.file, blob: blob, size: nil))
            )
        }
        let tree = try await writer.tree(of: parent, changing: files)
        return try await writer.commit(tree, parents: [parent], message: message)
    }

    /// Makes a branch, or moves it on from the commit that it was seen at.
    ///
    /// Refused when it is somewhere else by now.
    func setBranch(_ branch: String, to commit: String, from old: String?, reason: String) async throws {
        let before = old ?? String(repeating: "0", count: commit.utf8.count)
        _ = try await line(["update-ref", "-m", reason, "refs/heads/" + branch, commit, before])
    }

    /// Refuses a name that no branch can have.
    func checkName(ofBranch branch: String) async throws {
        guard branch.utf8.first != UInt8(ascii: "-") else {
            throw Refusal(ProposalFault.branchName, "\(branch) would be taken for an option")
        }
        guard try await git.call(["check-ref-format", "refs/heads/" + branch]).isDone else {
            throw Refusal(ProposalFault.branchName, "\(branch) is no name for a branch")
        }
    }

    /// Whether a checkout, this one or a linked one, is on a branch.
    func isCheckedOut(_ branch: String) async throws -> Bool {
        let list = try await git.output(["worktree", "list", "--porcelain", "-z"], upTo: 16 << 20)
        guard let list else { throw GitProcess.strange }
        return list.split(separator: 0).contains { $0.elementsEqual("branch refs/heads/\(branch)".utf8) }
    }

    /// The first line of a call's output; refused, with what git says, when the call fails.
    private func line(_ words: [String], _ input: [UInt8] = []) async throws -> String {
        let call = try await git.call(words, input: input)
        guard call.isDone else { throw Refusal(ProposalFault.git, call.words) }
        return call.line
    }
}
