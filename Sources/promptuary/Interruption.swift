internal import Dispatch
internal import Glibc

/// SIGINT and SIGTERM end work as a cancellation, so that nothing temporary is left behind.
enum Interruption {
    /// The result of `work`, which is cancelled when the process is told to stop.
    ///
    /// Not to be nested: the end of the inner one would take the signals from the outer one.
    static func cancelling<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws
        -> Result
    {
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }
}
