internal import PromptuaryCore

/// Which of the statements that a change brings were made before.
struct EarlierStatements {
    /// Those that the base has, by the numbers of their bytes: where they lie.
    let there: [String: String]
    /// The numbers of those that the base once had.
    ///
    /// Somebody has taken back by hand what they were about, such as with `git revert`, and them with it. Then the base
    /// is as it was when they were made, and they would hold again.
    let withdrawn: Set<String>

    /// Looks for the statements of a change in its base and in what led to it.
    ///
    /// Refused when there are some and the clone does not reach back far enough to tell.
    init(_ git: GitObjects, _ set: ChangeSet) async throws {
        let brought = Set(
            set.files.files.filter {
                $0.place == .consent && $0.old == nil && SignatureFileName.parse($0.path) == nil
            }.compactMap(\.new?.blob))
        let folders = Consent.Folder.allCases.map(\.rawValue)
        let there = try await git.paths(of: Set(brought.map { Array($0.utf8) }), in: set.baseTree, folders: folders)
        let asked = brought.filter { there[$0] == nil }.flatMap { blob in
            folders.map { GitArrival(path: $0, blob: blob) }
        }
        if !asked.isEmpty, try await git.isShallow() {
            throw Refusal(ChangeFault.shallow, "the clone does not tell which statements of reviewers were made before")
        }
        self.there = there
        withdrawn = Set(try await git.arrivals(Set(asked), in: set.base, isWhole: true).keys.compactMap(\.blob))
    }
}
