internal import Dispatch
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine
internal import Synchronization

/// SIGINT and SIGTERM end work as a cancellation, so that nothing temporary is left behind.
///
/// Work that does not end by itself within five seconds, or after a second signal, ends with the process.
enum Interruption {
    /// How long cancelled work may go on, in seconds.
    private static let patience = 5

    /// How much time work has.
    struct Limit: Sendable {
        /// In seconds.
        let seconds: Int
        /// What is thrown when it is over.
        let refusal: Refusal
    }

    /// How far it has come.
    private struct State {
        var isStopped = false
        var isTimeOver = false
        var isDone = false
    }

    /// The result of `work`, which is cancelled when the process is told to stop, or its time is over.
    ///
    /// `folder` is removed at the end, whichever way that comes. Not to be nested: the end of the inner one would take
    /// the signals from the outer one.
    static func cancelling<Result: Sendable>(
        removing folder: TemporaryFolder? = nil, within limit: Limit? = nil,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        defer { folder?.remove() }
        let task = Task { try await work() }
        // A queue of its own has a thread also when work keeps all others busy.
        let queue = DispatchQueue(label: "interruption")
        let state = Mutex(State())
        @Sendable func stop(_ code: Int32, _ words: String) {
            task.cancel()
            @Sendable func end() {
                guard !state.withLock(\.isDone) else { return }
                folder?.remove()
                Console.say(words)
                _exit(code)
            }
            let isSecond = state.withLock { state in
                defer { state.isStopped = true }
                return state.isStopped
            }
            if isSecond { end() }
            queue.asyncAfter(deadline: .now() + .seconds(patience), execute: end)
        }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { stop(128 + number, "promptuary: stopped in the middle of work") }
            source.resume()
            return source
        }
        let timer = limit.map { limit in
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: .now() + .seconds(limit.seconds))
            timer.setEventHandler {
                state.withLock { $0.isTimeOver = true }
                stop(ExitStatus.of(limit.refusal).rawValue, "promptuary: error: \(limit.refusal)")
            }
            timer.resume()
            return timer
        }
        let result = await task.result
        let isTimeOver = state.withLock { state in
            state.isDone = true
            return state.isTimeOver
        }
        for source in sources { source.cancel() }
        timer?.cancel()
        if let limit, isTimeOver { throw limit.refusal }
        return try result.get()
    }
}
