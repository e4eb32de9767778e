/// Which requests are sent again, and when.
///
/// Only what cannot have reached a working server is: connections that did not come about, and answers by which a server
/// says that it is busy or broken. Everything else would hide damage.
public struct RetryPolicy: Sendable, Hashable {
    /// The most requests for one file, the first included.
    public var attempts: Int
    /// The pause after the first request; each later one is twice as long.
    public var firstPause: Duration
    /// The longest pause, whatever the server asks for.
    public var longestPause: Duration

    /// A policy; where nothing else is said, 4 attempts with pauses of 0.5, 1 and 2 seconds, never above 10 seconds.
    public init(
        attempts: Int = 4, firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(10)
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// How a request ended, as far as it matters here.
    enum Ending: Sendable, Hashable {
        /// No connection came about.
        case notConnected
        /// A whole answer with a status, and the seconds of its `Retry-After`.
        case status(Int, retryAfter: Int?)
        /// Anything else that failed.
        case broken
    }

    /// The pause before the next attempt, or nil when the ending of attempt number `attempt` (from 1) is final.
    func pause(after attempt: Int, ending: Ending) -> Duration? {
        guard attempt < attempts else { return nil }
        var wanted = firstPause
        for _ in 1..<max(1, min(attempt, 32)) where wanted < longestPause { wanted = wanted * 2 }
        switch ending {
        case .notConnected: break
        case .status(let status, let retryAfter) where status == 429 || (500...599).contains(status):
            if let retryAfter { wanted = max(wanted, .seconds(min(max(retryAfter, 0), 3600))) }
        case .status, .broken: return nil
        }
        return min(wanted, longestPause)
    }
}
