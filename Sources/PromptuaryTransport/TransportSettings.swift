/// How patient a transfer is, and how many run at once.
public struct TransportSettings: Sendable, Hashable {
    /// The longest that a connection may take to come about, TLS included.
    public var connectTimeout: Duration = .seconds(10)
    /// The longest that one transfer may take.
    public var totalTimeout: Duration = .seconds(600)
    /// The least speed in bytes a second, over ``speedPeriod``; a slower transfer is ended.
    public var leastSpeed = 1024
    /// How long a transfer may be slower than ``leastSpeed``, in whole seconds.
    public var speedPeriod: Duration = .seconds(30)
    /// The most transfers at once; others wait, and connections are kept for them.
    public var parallelTransfers = 8
    /// The most bytes that the header fields of an answer may have.
    public var headerLimit = 64 << 10
    /// Which requests are sent again.
    public var retries = RetryPolicy()
    /// Whether the proxies are used that the environment names (`https_proxy`, `http_proxy`, `no_proxy`).
    public var usesProxies = true

    /// The settings as they are where nothing else is said.
    public init() {}
}
