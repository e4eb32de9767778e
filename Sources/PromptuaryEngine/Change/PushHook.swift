internal import Glibc
public import PromptuaryCore

/// The `pre-receive` hook of a bare repository: a few lines for `sh` that call this program.
public struct PushHook: Sendable {
    /// What the hook is to do.
    public struct Options: Sendable {
        /// The path of the program.
        public var program: String
        /// The protected branches.
        public var branches: [String]
        /// Who decides about them.
        public var decider = Verdict.Decider.policy
        /// A published site, whose log tells what was there when.
        public var site: String?
        /// How many seconds a push is judged before it is refused; nil for ``timeLimit-swift.type.property``.
        public var timeLimit: Int?

        /// How many seconds a push is judged unless somebody says otherwise: five minutes.
        public static let timeLimit = 300

        /// A hook that protects some branches, and lets in what the policy lets in.
        public init(program: String, branches: [String]) {
            self.program = program
            self.branches = branches
        }

        /// The hook.
        ///
        /// A push is refused when the program is gone, fails or refuses. Nothing of the surroundings names another program:
        /// whoever pushes may have chosen them.
        public var script: String {
            var words = ["hook", "receive", "."]
            for branch in branches { words += ["--branch", branch] }
            if decider == .person { words += ["--allow", "questions"] }
            if let site { words += ["--site", site] }
            if let timeLimit { words += ["--time-limit", "\(timeLimit)"] }
            return """
                #!/bin/sh
                \(PushHook.mark)
                # Do not edit: `promptuary hook install` writes it again, `promptuary hook remove` removes it.
                exec \(([program] + words).map(Self.quoted).joined(separator: " "))

                """
        }

        /// A word for `sh`.
        private static func quoted(_ word: String) -> String {
            let isPlain = word.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (65...90).contains(byte) || (45...57).contains(byte) || byte == 95
            }
            return isPlain
                ? word
                // By bytes: a quotation mark with an accent behind it is another character, and still ends a word.
                : "'"
                    + word.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
                    .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "'\\''") + "'"
        }
    }

    /// The line by which a hook of ours is known.
    static let mark = "# Written by promptuary: judges pushes (hook 1)."

    private let repository: String

    /// The hook of a repository.
    public init(_ repository: String) { self.repository = repository }

    /// Writes the hook, in the place of an older one of ours; the answer is its path.
    ///
    /// Refused with a ``HookFault``; another hook is never overwritten.
    public func install(_ options: Options) async throws -> String {
        let path = try await path()
        for branch in options.branches {
            do {
                _ = try await Branch("refs/heads/" + branch, in: repository)
            } catch let refusal as Refusal where refusal.code == MergeFault.branch.rawValue {
                throw Refusal(HookFault.branch, refusal.message)
            }
        }
        try refuseForeign(path)
        if let slash = path.lastIndex(of: "/") { try DurableFile.makeDirectories(String(path[..<slash])) }
        try DurableFile.write(Array(options.script.utf8), to: path, mode: 0o755)
        // Git passes over a hook that it may not run, whatever the mask of whoever installs it says.
        guard chmod(path, 0o755) == 0 else { throw StorageError("make executable", path) }
        return path
    }

    /// Removes the hook; the answer is its path, or nil when there was none.
    public func remove() async throws -> String? {
        let path = try await path()
        guard try refuseForeign(path) else { return nil }
        guard unlink(path) == 0 else { throw StorageError("remove", path) }
        return path
    }

    /// Where git looks for the hook.
    private func path() async throws -> String {
        let git = GitProcess(repository)
        try await git.checkRepository()
        guard try await git.line(["rev-parse", "--is-bare-repository"]) == "true",
            let folder = try await git.line(["rev-parse", "--absolute-git-dir"])
        else { throw Refusal(HookFault.notBare, "\(repository) is no bare repository") }
        if let other = try await git.ownHooksPath() {
            throw Refusal(HookFault.elsewhere, "git looks for hooks in \(other)")
        }
        return folder + "/hooks/pre-receive"
    }

    /// Whether there is a hook; refused when it is not one of ours.
    @discardableResult private func refuseForeign(_ path: String) throws -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { throw StorageError("read", path) }
            return false
        }
        guard status.st_mode & S_IFMT == S_IFREG, let bytes = try? FileContents.read(path, upTo: 1 << 16),
            bytes.split(separator: 10).dropFirst().first?.elementsEqual(Self.mark.utf8) == true
        else { throw Refusal(HookFault.foreign, "\(path) is not one of ours") }
        return true
    }
}
