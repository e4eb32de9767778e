internal import PromptuaryCore

/// Makes trees and commits of objects.
///
/// Nothing is checked out: the index is a private file, no filter, hook or merge driver runs, and no file is renamed or
/// merged by lines.
struct CommitWriter: Sendable {
    private let git: GitProcess
    private let folder: String
    private let index: String

    /// A writer for the repository of a folder, with a private index.
    init(_ folder: String, index: String) {
        git = GitProcess(folder)
        self.folder = folder
        self.index = index
    }

    /// The number of a new git tree: that of a commit, with some files changed.
    ///
    /// Paths are those of the repository.
    func tree(of commit: String, changing files: [(path: [UInt8], content: ChangedFile.Content?)]) async throws
        -> String
    {
        // With a split index git would lay a file beside that of the repository.
        let own = GitProcess(folder, index: index)
        let options = ["-c", "core.splitIndex=false", "-c", "core.sparseCheckout=false"]
        try await require(own.call(options + ["read-tree", commit]))
        var lines: [UInt8] = []
        let zeros = String(repeating: "0", count: commit.utf8.count)
        // What goes away makes room for what comes: a file may become a folder.
        for file in files where file.content == nil {
            lines += Array("0 \(zeros)\t".utf8) + file.path + [0]
        }
        for file in files {
            guard let content = file.content else { continue }
            guard content.kind == .file else { throw GitProcess.strange }
            lines += Array("100644 \(content.blob)\t".utf8) + file.path + [0]
        }
        try await require(own.call(options + ["update-index", "-z", "--index-info"], input: lines))
        return try await require(own.call(options + ["write-tree"])).line
    }

    /// The number of a new commit by whom git takes for its user.
    func commit(_ tree: String, parents: [String], message: String) async throws -> String {
        let words = ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree] + parents.flatMap { ["-p", $0] }
        let call = try await git.call(words, input: Array(message.utf8))
        guard call.isDone else { throw Refusal(MergeFault.identity, call.words) }
        return call.line
    }

    @discardableResult private func require(_ call: GitProcess.Call) throws -> GitProcess.Call {
        guard call.isDone else { throw Refusal(ChangeFault.objects, call.words) }
        return call
    }
}
