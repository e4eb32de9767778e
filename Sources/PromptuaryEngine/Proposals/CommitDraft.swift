internal import Glibc
internal import PromptuaryCore
internal import Subprocess
internal import SystemPackage

/// Commits made of objects, beside the checkout: its files and its index stay as they are.
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

    private let git: GitObjects
    private let scratch: ScratchFolder

    /// Commits in a repository; the private index lies in a private folder.
    init(_ git: GitObjects, scratch: ScratchFolder) {
        self.git = git
        self.scratch = scratch
    }

    /// Writes the bytes of files as blobs, and gives their numbers by path.
    func blobs(of files: [File]) async throws -> [String: String] {
        var numbers: [String: String] = [:]
        for file in files {
            let number = try await line(["hash-object", "-w", "--no-filters", "-t", "blob", "--stdin"], file.bytes)
            numbers[file.path] = number
        }
        return numbers
    }

    /// Writes a commit on top of another one that differs from it in some files, and gives its number.
    ///
    /// `blobs` are the numbers of the files by path, below the folder of the tree in the repository.
    func commit(_ blobs: [String: String], in folder: String, on parent: String, message: String) async throws
        -> String
    {
        _ = try await line(["read-tree", parent])
        var list: [UInt8] = []
        for (path, blob) in blobs.sorted(by: { $0.key.precedesInBytes($1.key) }) {
            list += Array("100644 \(blob)\t\(folder.isEmpty ? path : folder + "/" + path)".utf8) + [0]
        }
        _ = try await line(["update-index", "-z", "--index-info"], list)
        let tree = try await line(["write-tree"])
        return try await line(
            ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, "-p", parent, "-F", "-"], Array(message.utf8),
            orElse: .identity)
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
        do {
            _ = try await line(["check-ref-format", "refs/heads/" + branch])
        } catch is Refusal {
            throw Refusal(ProposalFault.branchName, "\(branch) is no name for a branch")
        }
        guard branch.utf8.first != UInt8(ascii: "-") else {
            throw Refusal(ProposalFault.branchName, "\(branch) would be taken for an option")
        }
    }

    /// Whether a checkout, this one or a linked one, is on a branch.
    func isCheckedOut(_ branch: String) async throws -> Bool {
        let bytes = try await output(["worktree", "list", "--porcelain", "-z"])
        return bytes.split(separator: 0).contains { $0.elementsEqual("branch refs/heads/\(branch)".utf8) }
    }

    /// The first line of a call's output.
    private func line(
        _ words: [String], _ input: [UInt8] = [], orElse fault: ProposalFault = .git
    ) async throws -> String {
        String(decoding: try await output(words, input, orElse: fault).prefix { $0 != 10 }, as: UTF8.self)
    }

    /// The output of a call; refused, with the first thing that git says, when the call fails.
    private func output(
        _ words: [String], _ input: [UInt8] = [], orElse fault: ProposalFault = .git
    ) async throws -> [UInt8] {
        let result = try await run(
            .name("git"), arguments: Arguments(git.options + words), environment: environment, input: .array(input),
            output: .bytes(limit: 16 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            let said = result.standardError.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
            throw Refusal(fault, said.map(String.init) ?? "`git \(words[0])` failed")
        }
        return result.standardOutput
    }

    private var environment: Environment {
        var changes: [Environment.Key: String?] = [:]
        if let key = Environment.Key(rawValue: "GIT_INDEX_FILE") { changes[key] = scratch.path + "/index" }
        // A commit bears the time zone of who makes it.
        if let key = Environment.Key(rawValue: "TZ") {
            changes.updateValue(getenv("TZ").map { String(cString: $0) }, forKey: key)
        }
        return git.environment.updating(changes)
    }
}
