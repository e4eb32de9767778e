import Synchronization
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The continuous job")
struct PublishLoopTests {
    private struct Failure: Error {
        let reaction: PublishLoop.Reaction
    }

    /// Lets a loop look at a tree minute by minute and gives the minutes in which it published or tried to.
    private func run(
        minutes: Int, marks: @escaping @Sendable (Int) -> String?,
        clock: @escaping @Sendable (Int) -> Int = { $0 },
        failing: @escaping @Sendable (Int) -> PublishLoop.Reaction? = { _ in nil }
    ) async throws -> [Int] {
        let now = Mutex(0)
        let attempts = Mutex<[Int]>([])
        let seconds: @Sendable () -> Int = { now.withLock { $0 } }
        let loop = PublishLoop(
            interval: 60, mark: { marks(seconds() / 60).map(TreeMark.init) }, now: { clock(seconds()) },
            pause: { pause in
                now.withLock { $0 += pause }
                if seconds() >= minutes * 60 { throw CancellationError() }
            })
        do {
            try await loop.run { _ in
                attempts.withLock { $0.append(seconds() / 60) }
                if let reaction = failing(seconds() / 60) { throw Failure(reaction: reaction) }
            } onFailure: { error, _ in
                (error as? Failure)?.reaction ?? .stop
            }
        } catch is CancellationError {}
        return attempts.withLock { $0 }
    }

    @Test("publishes at once, when the tree has changed, and every hour")
    func heartbeat() async throws {
        let minutes = try await run(minutes: 150) { $0 < 20 ? "a" : "b" }
        #expect(minutes == [0, 20, 80, 140])
    }

    @Test("waits with a tree that is not in order for its next state, or an hour")
    func findings() async throws {
        let minutes = try await run(
            minutes: 90, marks: { $0 < 10 ? "a" : $0 < 30 ? "bad" : "b" },
            failing: { (10..<30).contains($0) ? .wait : nil })
        #expect(minutes == [0, 10, 30])
        #expect(try await run(minutes: 130, marks: { _ in "bad" }, failing: { _ in .wait }) == [0, 60, 120])
    }

    @Test("tries again what may pass, at growing distances up to an hour")
    func retry() async throws {
        let minutes = try await run(minutes: 240, marks: { _ in "a" }, failing: { $0 < 100 ? .retry : nil })
        #expect(minutes == [0, 1, 3, 7, 15, 31, 63, 123, 183])
    }

    @Test("ends at what needs a person")
    func stop() async throws {
        await #expect(throws: Failure.self) {
            try await run(minutes: 10, marks: { _ in "a" }, failing: { _ in .stop })
        }
    }

    @Test("signs in time also when the clock was set back")
    func clock() async throws {
        let minutes = try await run(minutes: 100, marks: { _ in "a" }, clock: { $0 < 1800 ? 1_000_000 + $0 : $0 })
        #expect(minutes == [0, 30, 90])
    }
}
