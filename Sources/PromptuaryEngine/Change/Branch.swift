internal import PromptuaryCore

/// A branch of a repository, and the commit that it is at.
struct Branch: Sendable {
    /// The name without `refs/heads/`.
    let name: String
    /// The commit.
    let commit: String

    private let git: GitProcess
    private static let prefix = "refs/heads/"

    /// Finds a branch by its name, with or without `refs/heads/`.
    ///
    /// A tag of the same name is never meant, and neither is a name that stands for another branch.
    init(_ text: String, in folder: String) async throws {
        git = GitProcess(folder)
        name = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.utf8.count)) : text
        let reference = Self.prefix + name
        guard try await git.call(["check-ref-format", reference]).isDone,
            let commit = try await GitObjects(folder).commit(reference)
        else { throw Refusal(MergeFault.branch, "there is no branch \(text)") }
        if let other = try await git.line(["symbolic-ref", "--quiet", reference]) {
            throw Refusal(MergeFault.branch, "\(text) stands for \(other)")
        }
        self.commit = commit
    }

    /// The full name.
    var reference: String { Self.prefix + name }

    /// Refuses when somebody has the branch checked out.
    func refuseCheckout() async throws {
        guard let bytes = try await git.output(["worktree", "list", "--porcelain", "-z"], upTo: 1 << 20) else {
            throw GitProcess.strange
        }
        var place = ""
        for field in bytes.split(separator: 0) {
            let text = String(decoding: field, as: UTF8.self)
            if text.hasPrefix("worktree ") { place = String(text.dropFirst("worktree ".utf8.count)) }
            guard field.elementsEqual(("branch " + reference).utf8) else { continue }
            throw Refusal(MergeFault.checkedOut, "\(name) is checked out in \(place)")
        }
    }

    /// Moves the branch to another commit; refused when it is not where it was any more.
    func move(to new: String) async throws {
        let call = try await git.call(["update-ref", "-m", "promptuary merge", reference, new, commit])
        guard call.isDone else { throw Refusal(MergeFault.moved, call.words) }
    }
}
