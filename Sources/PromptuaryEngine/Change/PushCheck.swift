public import PromptuaryCore

/// Judges what a push would do to the branches of a bare repository, before git accepts it.
///
/// A protected branch moves forward only, and only to what may get in. Other branches and tags are proposals: they come
/// and go as their owners like. Anything else that is no branch and no tag is refused: it could stand in for objects.
public struct PushCheck: Sendable {
    /// What is judged, and by whom.
    public struct Options: Sendable {
        /// The bare repository.
        public var repository: String
        /// The protected branches, by their names without `refs/heads/`.
        public var branches: [String]
        /// Who decides about them: the policy, or whoever pushes.
        public var decider = Verdict.Decider.policy
        /// A published site, whose log tells what was there when.
        public var site: String?
        /// Where the private folder is made.
        public var scratch: String
        /// The time at which a waiting period is over or not.
        public var now: Timestamp

        /// A judge of pushes to some branches, by the policy.
        public init(repository: String, branches: [String], scratch: String, now: Timestamp) {
            self.repository = repository
            self.branches = branches
            self.scratch = scratch
            self.now = now
        }
    }

    /// What is said about one branch or tag.
    public struct Answer: Sendable {
        /// Its full name.
        public let reference: String
        /// Why it may not be pushed so, in one line; nil when it may.
        public let refusal: String?
        /// The verdict on the change, when there is one.
        public let check: ChangeCheck.Report?
    }

    private let options: Options

    /// The most branches and tags that one push may bring: 1000.
    public static let limit = 1000

    /// A judge of a push.
    public init(_ options: Options) { self.options = options }

    /// What is said about each branch and tag of a push that is refused, or that is protected.
    ///
    /// `lines` are those that git gives to a `pre-receive` hook. When one answer has a refusal, the push as a whole is
    /// to be refused. A ``Refusal`` with a ``ChangeFault`` says why there is no answer; that refuses, too.
    public func run(_ lines: [String]) async throws -> [Answer] {
        guard lines.count <= Self.limit else {
            throw Refusal(ChangeFault.tooLarge, "a push brings at most \(Self.limit) branches and tags")
        }
        try await GitObjects(options.repository).checkRepository()
        let others = try await meanings()
        var answers: [Answer] = []
        for line in lines {
            guard let pushed = PushedReference(line: line) else { throw GitProcess.strange }
            if let answer = try await answer(to: pushed, others) { answers.append(answer) }
        }
        return answers
    }

    /// The references of the repository that stand for another one.
    private func meanings() async throws -> [String: String] {
        let words = ["for-each-ref", "--format=%(symref) %(refname)"]
        guard let bytes = try await GitProcess(options.repository).output(words, upTo: 32 << 20) else {
            throw Refusal(ChangeFault.tooLarge, "the repository has too many branches")
        }
        var meanings: [String: String] = [:]
        for line in bytes.split(separator: 10) where line.first != UInt8(ascii: " ") {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2 else { continue }
            meanings[String(decoding: parts[1], as: UTF8.self)] = String(decoding: parts[0], as: UTF8.self)
        }
        return meanings
    }

    private func answer(to pushed: PushedReference, _ meanings: [String: String]) async throws -> Answer? {
        func refused(_ sentence: String, _ check: ChangeCheck.Report? = nil) -> Answer {
            Answer(reference: pushed.name, refusal: sentence, check: check)
        }
        guard pushed.isUsual else { return refused("only branches and tags may be pushed here") }
        if options.branches.contains(where: { pushed.isTag(mistakenFor: $0) }) {
            return refused("a tag with the name of a protected branch would be taken for it; give it another name")
        }
        let name = meanings[pushed.name] ?? pushed.name
        guard options.branches.contains(where: { name.utf8.elementsEqual("refs/heads/\($0)".utf8) }) else { return nil }
        switch pushed.action {
        case .remove: return refused("the branch is protected and stays")
        case .make: return refused("a protected branch is there before the hook is: its first commit has no judge")
        case .move: break
        }
        let git = GitObjects(options.repository, isHook: true)
        let set = try await ChangeSet(git, base: pushed.old, head: pushed.new)
        guard set.start == set.base else {
            return refused("the branch is protected and only moves forward; fetch it and put your change on top")
        }
        var change = ChangeCheck.Options(
            tree: options.repository, base: pushed.old, scratch: options.scratch, now: options.now)
        change.head = pushed.new
        change.site = options.site
        change.isHook = true
        let check = try await ChangeCheck(change).judge(set, git)
        switch check.verdict.admission(by: options.decider) {
        case .admitted: return Answer(reference: pushed.name, refusal: nil, check: check)
        case .later(let time): return refused("the change may get in from \(time) on", check)
        case .refused where check.verdict.outcome == .clean:
            return refused("the change needs a person, or approvals that the policy of the base counts", check)
        case .refused: return refused(check.verdict.tally, check)
        }
    }
}
