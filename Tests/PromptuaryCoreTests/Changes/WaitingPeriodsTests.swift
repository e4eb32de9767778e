import Testing

@testable import PromptuaryCore

@Suite("Waiting periods")
struct WaitingPeriodsTests {
    private static let periods = WaitingPeriods(namespace: 3 * 86_400, package: 86_400, key: 5400)
    private static let now = Timestamp(seconds: 1_790_000_000)

    private static func events(_ ages: (Int?, Int?, Int?)) throws -> [WaitingPeriods.Event] {
        func time(_ age: Int?) -> Timestamp? { age.map { Timestamp(seconds: now.seconds - $0) } }
        let namespace = try NamespaceName("acme")
        return [
            WaitingPeriods.Event(.namespace(namespace), knownSince: time(ages.0)),
            WaitingPeriods.Event(.package(PackageID(namespace, try PackageName("tool"))), knownSince: time(ages.1)),
            WaitingPeriods.Event(.key("RWQabc"), knownSince: time(ages.2)),
        ]
    }

    @Test("end when the longest of them does, by the times of the log")
    func longest() throws {
        let answer = Self.periods.answer(for: try Self.events((86_400, 86_400, 0)), now: Self.now)
        #expect(!answer.isOver)
        #expect(answer.earliest.seconds == Self.now.seconds + 2 * 86_400)
        #expect(
            answer.reasons.map(\.description) == [
                "the namespace @acme is new and waits 3 days, until 2026-09-23T14:13:20Z",
                "the key RWQabc is new and waits 90 minutes, until 2026-09-21T15:43:20Z",
            ])
    }

    @Test(
        "are over at their last second, not before",
        arguments: [(3 * 86_400, true), (3 * 86_400 - 1, false), (3 * 86_400 + 1, true), (-86_400, false)])
    func boundary(_ age: Int, _ isOver: Bool) throws {
        let answer = Self.periods.answer(for: [try Self.events((age, nil, nil))[0]], now: Self.now)
        #expect(answer.isOver == isOver)
        #expect(answer.earliest == (isOver ? Self.now : Timestamp(seconds: Self.now.seconds - age + 3 * 86_400)))
    }

    @Test("have not begun for what the log does not know")
    func unlogged() throws {
        let answer = Self.periods.answer(for: try Self.events((nil, nil, nil)), now: Self.now)
        #expect(answer.reasons.count == 3)
        #expect(answer.earliest.seconds == Self.now.seconds + 3 * 86_400)
        #expect(
            answer.reasons[1].description
                == "the package @acme/tool is new and waits 1 day, from its entry in the log on, not before 2026-09-22T14:13:20Z"
        )
    }

    @Test("of no length hold nothing up, and endless ones do not overflow", arguments: [0, -1, Int.min])
    func none(_ seconds: Int) throws {
        let none = WaitingPeriods(namespace: seconds, package: seconds, key: seconds)
        let answer = none.answer(for: try Self.events((nil, 0, -5)), now: Self.now)
        #expect(answer.isOver && answer.earliest == Self.now)
        let endless = WaitingPeriods(namespace: Int.max).answer(for: try Self.events((0, 0, 0)), now: Self.now)
        #expect(endless.earliest == Timestamp(seconds: Int.max))
        #expect(Self.periods.answer(for: [], now: Self.now).isOver)
    }
}
