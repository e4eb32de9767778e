import Testing

@testable import PromptuaryTransport

@Suite struct RetryPolicyTests {
    @Test(
        "only what reached no working server is sent again",
        arguments: [
            (RetryPolicy.Ending.notConnected, true), (.status(429, retryAfter: nil), true),
            (.status(500, retryAfter: nil), true), (.status(503, retryAfter: 1), true),
            (.status(200, retryAfter: nil), false), (.status(301, retryAfter: nil), false),
            (.status(404, retryAfter: nil), false), (.status(408, retryAfter: nil), false),
            (.status(600, retryAfter: nil), false), (.broken, false),
        ])
    func again(ending: RetryPolicy.Ending, expected: Bool) {
        #expect((RetryPolicy().pause(after: 1, ending: ending) != nil) == expected)
    }

    @Test("pauses double, and end with the attempts")
    func pauses() {
        let policy = RetryPolicy(attempts: 6, firstPause: .milliseconds(100), longestPause: .milliseconds(500))
        let pauses = (1...7).map { policy.pause(after: $0, ending: .notConnected) }
        #expect(
            pauses == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(500), .milliseconds(500), nil,
                nil,
            ])
    }

    @Test(
        "a server may ask for a longer pause, within the bound",
        arguments: [(0, 500), (3, 3000), (-5, 500), (Int.max, 10_000)])
    func retryAfter(seconds: Int, milliseconds: Int) {
        let pause = RetryPolicy().pause(after: 1, ending: .status(503, retryAfter: seconds))
        #expect(pause == .milliseconds(milliseconds))
    }
}
