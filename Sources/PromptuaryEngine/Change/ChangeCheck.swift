public import PromptuaryCore

/// The change between two commits is judged by policy and keys of the first one.
///
/// What is judged is the tree as it would be after the merge, as far as the change touches it; it is read from the
/// repository into a private folder, by the readers that a build has, and compared with the base read in the same way.
/// Nothing of the change is run, and nothing is written to the repository but what its packages need, to be remembered.
public struct ChangeCheck: Sendable {
    /// What is judged.
    public struct Options: Sendable {
        /// The folder of the tree in a repository, or a bare repository.
        public var tree: String
        /// The revision whose policy and keys judge.
        public var base: String
        /// The revision that is judged.
        public var head = "HEAD"
        /// A published site, whose log tells what was there when.
        public var site: String?
        /// Where the private folder is made.
        public var scratch: String
        /// The time at which a waiting period is over or not.
        public var now: Timestamp
        /// When the head was pushed, as whoever holds the request knows it; what it brings waits from then on.
        public var proposedAt: Timestamp?
        /// Whether a hook asks, before the objects of a push are accepted.
        public var isHook = false
        /// Whether only the tree is asked about, and not what changes beside it in its repository.
        public var isTreeAlone = false
        /// Whether what a reviewer wants to see is read, too.
        public var hasDossier = false

        /// A change of a tree since a base.
        public init(tree: String, base: String, scratch: String, now: Timestamp) {
            self.tree = tree
            self.base = base
            self.scratch = scratch
            self.now = now
        }
    }

    /// What came out.
    public struct Report: Sendable {
        /// The verdict.
        public let verdict: Verdict
        /// The texts that findings with a line are about, by path.
        public let texts: [String: [UInt8]]
        /// What a reviewer wants to see, when it was asked for.
        public let dossier: Dossier?
    }

    private let options: Options

    /// A check of a change.
    public init(_ options: Options) { self.options = options }

    /// Judges the change.
    ///
    /// A ``Refusal`` with a ``ChangeFault`` says why there is no verdict.
    public func run() async throws -> Report {
        let git = GitObjects(options.tree, isHook: options.isHook)
        let set = try await ChangeSet(
            git, base: options.base, head: options.head, isTreeAlone: options.isTreeAlone)
        return try await judge(set, git)
    }

    /// Judges a change that was read from a repository.
    func judge(_ set: ChangeSet, _ git: GitObjects) async throws -> Report {
        let log = try options.site.flatMap { try PublishedLog.read($0) }
        let scratch = try ScratchFolder(in: options.scratch)
        defer { scratch.remove() }
        var reading = try await ChangeReading(git, set, scratch: scratch, log: log)
        guard let scope = reading.scope else {
            let verdict = Verdict(
                registry: reading.registry, base: set.base, head: set.head, isBaseTrusted: false, changes: [],
                findings: reading.findings, merge: Verdict.Merge(.no, reasons: []))
            return Report(verdict: verdict, texts: [:], dossier: options.hasDossier ? Dossier(verdict) : nil)
        }
        let own = scope.findings()
        var weighed = Weighed(reading, own, scope)
        // What costs more than the change itself is asked about a change that could get in, and about no other.
        if !weighed.hasErrors {
            try await reading.lookAround(site: options.site)
            weighed = Weighed(reading, own, scope)
        }
        if !weighed.hasErrors { try await reading.readArrivals(log, proposedAt: options.proposedAt) }
        try Task.checkCancellation()
        let verdict = Verdict(
            registry: scope.settings.name, base: set.base, head: set.head, changes: scope.changes,
            findings: weighed.standing, overrides: weighed.overrides, approvals: scope.approvals,
            merge: MergeDecision(reading.scope ?? scope, findings: weighed.standing, now: options.now).merge,
            digests: scope.digests(weighed.findings))
        let dossier =
            options.hasDossier
            ? try await DossierReading(git, set, scratch: scratch, scope: scope, keys: reading.keys).dossier(
                of: verdict) : nil
        return Report(verdict: verdict, texts: reading.texts(for: weighed.findings), dossier: dossier)
    }

    /// The findings about a change with the severities that its base gives them, and what overrides make of them.
    private struct Weighed {
        let findings: [Finding]
        let standing: [Finding]
        let overrides: [Verdict.Override]

        init(_ reading: ChangeReading, _ own: [Finding], _ scope: ChangeScope) {
            findings = scope.settings.weighed(reading.findings + own)
            (standing, overrides) = scope.lifting(findings)
        }

        var hasErrors: Bool { standing.contains { $0.severity == .error } }
    }
}
