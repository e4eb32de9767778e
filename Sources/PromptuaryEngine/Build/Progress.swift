internal import Glibc
internal import Synchronization

/// How far a long piece of work has come, for the person who waits.
///
/// Nothing is said in the first second; after that at most ten times a second, through the function given.
public final class Progress: Sendable {
    private struct State {
        var label = ""
        var total = 0
        var done = 0
        var begun: Int64 = 0
        var shown: Int64 = 0
    }

    private let state = Mutex(State())
    private let show: @Sendable (_ label: String, _ done: Int, _ total: Int) -> Void

    /// A progress that is told through `show`; with an empty label the line is to be cleared.
    public init(_ show: @escaping @Sendable (_ label: String, _ done: Int, _ total: Int) -> Void) { self.show = show }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Begins a piece of work of `total` steps.
    public func begin(_ label: String, total: Int) {
        state.withLock {
            if $0.begun == 0 { $0.begun = Self.now() }
            ($0.label, $0.total, $0.done) = (label, total, 0)
        }
    }

    /// Counts steps that are done.
    public func advance(by steps: Int) {
        let line: (String, Int, Int)? = state.withLock {
            $0.done += steps
            let now = Self.now()
            guard now - $0.begun > 1000, now - $0.shown > 100 else { return nil }
            $0.shown = now
            return ($0.label, $0.done, $0.total)
        }
        if let line { show(line.0, line.1, line.2) }
    }

    /// Ends all work.
    public func end() {
        let wasShown = state.withLock { $0.shown > 0 }
        if wasShown { show("", 0, 0) }
    }
}

/// The processor cores that this process may use.
enum Cores {
    static let count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
