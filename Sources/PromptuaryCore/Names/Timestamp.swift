/// A moment in whole seconds of Coordinated Universal Time, between the years 1970 and 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let seconds: Int

    /// The moment `seconds` after 1970-01-01T00:00:00Z, kept within the years 1970 to 9999.
    public init(seconds: Int) { self.seconds = min(max(seconds, 0), 253_402_300_799) }

    /// The moment that RFC 3339 text in UTC names (`2026-11-22T10:30:00Z`, fractions cut off), or nil.
    public init?(_ text: some StringProtocol) {
        let units = Array(text.utf8)
        guard units.count >= 20, units.count <= 30, units[units.count - 1] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for unit in units[range] {
                guard (48...57).contains(unit) else { return nil }
                value = value * 10 + Int(unit - 48)
            }
            return value
        }
        for (index, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] as [(Int, Character)] {
            guard units[index] == mark.asciiValue else { return nil }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), year >= 1970, (1...12).contains(month),
            day >= 1,
            day <= Self.days(in: month, of: year), hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction = units[19..<(units.count - 1)]
        guard
            fraction.isEmpty
                || fraction.count > 1 && fraction.first == UInt8(ascii: ".")
                    && fraction.dropFirst().allSatisfy({ (48...57).contains($0) })
        else { return nil }
        seconds = (Self.dayNumber(year, month, day) * 24 + hour) * 3600 + minute * 60 + second
    }

    /// By time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Year, month and day.
    public var date: (year: Int, month: Int, day: Int) {
        let shifted = seconds / 86_400 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC without a fraction: `2026-11-22T10:30:00Z`.
    public var description: String {
        let (year, month, day) = date
        let rest = seconds % 86_400
        var units: [UInt8] = []
        units.reserveCapacity(20)
        func put(_ value: Int, _ width: Int) {
            var divisor = width == 4 ? 1000 : 10
            while divisor > 0 {
                units.append(48 + UInt8(value / divisor % 10))
                divisor /= 10
            }
        }
        put(year, 4)
        units.append(45)
        put(month, 2)
        units.append(45)
        put(day, 2)
        units.append(84)
        put(rest / 3600, 2)
        units.append(58)
        put(rest / 60 % 60, 2)
        units.append(58)
        put(rest % 60, 2)
        units.append(90)
        return String(decoding: units, as: UTF8.self)
    }

    /// The date for a reader: `2026-11-22`.
    public var day: String { String(description.prefix(10)) }
}
