/// Building again and again: whenever something has changed that a build reads.
public struct WatchLoop: Sendable {
    /// What follows from a build that failed.
    public enum Reaction: Sendable {
        /// Another attempt at the next change.
        case wait
        /// The end: no change of the tree would help.
        case stop
    }

    private let watch: TreeWatch
    private let mark: @Sendable () async -> TreeMark?
    private let pause: Int

    /// A loop over a tree and a folder of templates, if there is one.
    ///
    /// With changes from git it waits for commits, else for files. It tells `say` when it cannot wait for changes and looks for
    /// them instead, every one or two seconds, and less often where looking takes long.
    public init(
        tree: String, templates: String?, changes: ChangeSource, say: @escaping @Sendable (String) -> Void
    ) {
        let source: ChangeSource = changes == .auto ? .files : changes
        self.init(
            watch: TreeWatch(say: say) {
                let hasCommit = await Git(tree).head() != nil
                return await TreeWatch.places(tree: tree, templates: templates, from: hasCommit ? source : .files)
            },
            mark: { await TreeMark.read(tree, templates: templates, from: source) })
    }

    init(watch: TreeWatch, pause: Int = 1000, mark: @escaping @Sendable () async -> TreeMark?) {
        (self.watch, self.pause, self.mark) = (watch, pause, mark)
    }

    /// Builds now and after each change, until the task is cancelled.
    ///
    /// `build` is told whether no build has succeeded before, as is `react` when one fails. The loop throws what it is to stop at.
    public func run(
        _ build: @Sendable (_ isFirst: Bool) async throws -> Void,
        onFailure react: @Sendable (any Error, _ isFirst: Bool) -> Reaction
    ) async throws {
        var isFirst = true
        await watch.begin()
        while true {
            let known = await watch.isWatching ? nil : await mark()
            do {
                try await build(isFirst)
                isFirst = false
            } catch {
                try Task.checkCancellation()
                if react(error, isFirst) == .stop { throw error }
            }
            try await change(since: known)
        }
    }

    private func change(since known: TreeMark?) async throws {
        var pause = pause
        while try await !watch.change(within: pause) {
            guard await !watch.isWatching else { continue }
            let start = ContinuousClock().now
            guard await mark() == known else { return }
            // Looking is not to be all that the machine does.
            pause = max(self.pause, Int((ContinuousClock().now - start) / .milliseconds(1)) * 10)
        }
    }
}
