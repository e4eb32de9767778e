internal import Glibc
internal import PromptuaryCore

/// Publishing again and again: when the tree has changed, and in time before signatures expire.
public struct PublishLoop: Sendable {
    /// What follows from a publication that failed.
    public enum Reaction: Sendable {
        /// Nothing before the tree changes, or an hour has gone by: it is the tree that must change.
        case wait
        /// Another attempt, after a pause that doubles each time up to an hour: what failed may pass.
        case retry
        /// The end: a person has to look.
        case stop
    }

    private let interval: Int
    private let mark: @Sendable () async -> TreeMark?
    private let now: @Sendable () -> Int
    private let pause: @Sendable (Int) async throws -> Void

    /// A loop that looks at a tree, and a folder of templates, if there is one, every `interval` seconds.
    ///
    /// With changes from git it looks at the commit; else at all files, also as soon as one has changed and a moment has gone by.
    /// It tells `say` when the system has no more watches.
    public init(
        tree: String, templates: String?, changes: ChangeSource, interval: Int,
        say: @escaping @Sendable (String) -> Void
    ) {
        let source: ChangeSource = changes == .auto ? .git : changes
        // What is published half copied cannot be taken back.
        let rhythm = TreeWatch.Rhythm(silence: 2000, most: 60_000)
        let watch = TreeWatch(rhythm: rhythm, say: say) {
            if source == .git, await Git(tree).head() != nil { return [] }
            return await TreeWatch.places(tree: tree, templates: templates, from: .files)
        }
        self.init(
            interval: interval,
            mark: {
                // What changes during a publication wakes up the pause behind it.
                await watch.begin()
                return await TreeMark.read(tree, templates: templates, from: source)
            },
            now: { time(nil) }, pause: { _ = try await watch.change(within: $0 * 1000) })
    }

    init(
        interval: Int, mark: @escaping @Sendable () async -> TreeMark?, now: @escaping @Sendable () -> Int,
        pause: @escaping @Sendable (Int) async throws -> Void
    ) {
        (self.interval, self.mark, self.now, self.pause) = (interval, mark, now, pause)
    }

    /// How long a state may stand without a publication, in seconds: an hour.
    ///
    /// Publishing without a change signs nothing until a day has gone by, so this costs reading only.
    static let heartbeat = 3600

    /// Publishes now and whenever there is a reason to, until the task is cancelled.
    ///
    /// `publish` is told whether no publication has succeeded before, and `react`, when one failed, whether one has. The loop
    /// throws what it is to stop at; a service manager sees then why it ended.
    public func run(
        _ publish: @Sendable (_ isFirst: Bool) async throws -> Void,
        onFailure react: @Sendable (any Error, _ hasPublished: Bool) -> Reaction
    ) async throws {
        var known: TreeMark?
        var last: Int?
        var delay = interval
        var hasPublished = false
        while true {
            try Task.checkCancellation()
            let mark = await mark()
            let start = now()
            // A clock that was set back makes a state due as well.
            let isDue = last.map { !(0..<Self.heartbeat).contains(start - $0) } ?? true
            var wait = interval
            if isDue || mark == nil || mark != known {
                do {
                    try await publish(!hasPublished)
                    (known, last, delay, hasPublished) = (mark, start, interval, true)
                } catch {
                    try Task.checkCancellation()
                    switch react(error, hasPublished) {
                    case .wait: (known, last, delay) = (mark, start, interval)
                    case .retry:
                        (last, wait) = (nil, delay)
                        delay = min(delay * 2, max(interval, Self.heartbeat))
                    case .stop: throw error
                    }
                }
            }
            try await pause(wait)
        }
    }
}
