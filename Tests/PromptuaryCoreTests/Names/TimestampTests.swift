import Testing

@testable import PromptuaryCore

@Suite("A moment")
struct TimestampTests {
    @Test(
        "is read from RFC 3339 in UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:01Z", 1), ("2000-02-29T00:00:00Z", 951_782_400),
            ("2001-09-09T01:46:40Z", 1_000_000_000), ("2026-11-22T10:30:00Z", 1_795_343_400),
            ("2038-01-19T03:14:08Z", 2_147_483_648), ("2100-02-28T23:59:59Z", 4_107_542_399),
            ("2100-03-01T00:00:00Z", 4_107_542_400), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ])
    func vectors(_ text: String, _ seconds: Int) throws {
        let time = try #require(Timestamp(text))
        #expect(time.seconds == seconds)
        #expect(time.description == text)
        #expect(Timestamp(seconds: seconds) == time)
        #expect(time.day == String(text.prefix(10)))
    }

    @Test(
        "loses its fraction",
        arguments: ["2026-11-22T10:30:00.0Z", "2026-11-22T10:30:00.999Z", "2026-11-22T10:30:00.999999999Z"])
    func fraction(_ text: String) {
        #expect(Timestamp(text)?.description == "2026-11-22T10:30:00Z")
    }

    @Test(
        "is nothing in any other spelling",
        arguments: [
            "", "2026-11-22", "2026-11-22T10:30Z", "2026-11-22T10:30:00", "2026-11-22 10:30:00Z",
            "2026-11-22t10:30:00Z",
            "2026-11-22T10:30:00z", "2026-11-22T10:30:00+00:00", "2026-11-22T10:30:00.Z", "2026-11-22T10:30:00,5Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
            "+026-01-01T00:00:00Z", "-026-01-01T00:00:00Z", "２026-01-01T00:00:00Z", "2026-01-01T00:00:00.0000000000Z",
            " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n", "2026-01-01T00:00:00.1.1Z", "2026-1-001T00:00:00Z",
        ])
    func malformed(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("stays between 1970 and 9999")
    func clamped() {
        #expect(Timestamp(seconds: -1).description == "1970-01-01T00:00:00Z")
        #expect(Timestamp(seconds: .min).seconds == 0)
        #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
    }

    @Test("every day of 1970 to 2110 is the one after the day before")
    func calendar() throws {
        var (year, month, day) = (1970, 1, 1)
        for number in 0..<51_500 {
            let date = Timestamp(seconds: number * 86_400 + 86_399).date
            guard date == (year, month, day) else {
                Issue.record("day \(number) is \(date), not \((year, month, day))")
                return
            }
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            day += 1
            if day > [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] {
                (day, month) = (1, month + 1)
            }
            if month > 12 { (month, year) = (1, year + 1) }
        }
    }

    @Test("goes through its text and back")
    func roundTrip() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let time = Timestamp(seconds: Int.random(in: 0...253_402_300_799, using: &generator))
            #expect(Timestamp(time.description) == time)
        }
    }
}
