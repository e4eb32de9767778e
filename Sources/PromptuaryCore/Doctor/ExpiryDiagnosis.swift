/// Judges how long the roles of a site still hold.
public enum ExpiryDiagnosis {
    private static let day = 86_400

    /// How many days before its end a role deserves a warning.
    ///
    /// A timestamp lives 7 days and a snapshot 14, and both are signed anew every day: less than 3 and 5 days mean that the
    /// publish job does not run. A bin lives a year and is signed anew at half its life. The offline roles need people who
    /// meet, which takes up to 60 days.
    static func warningDays(of check: Diagnosis.Check) -> Int {
        switch check {
        case .expiryTimestamp: 3
        case .expirySnapshot: 5
        case .expiryBin: 182
        default: 60
        }
    }

    /// The check that a role belongs to.
    ///
    /// What is neither one of the roles that TUF or this registry names nor a publisher's own (`ns.NAMESPACE`) is a bin.
    static func check(of role: String) -> Diagnosis.Check {
        switch role {
        case "root": .expiryRoot
        case "targets": .expiryTargets
        case "keys": .expiryKeys
        case "bins": .expiryBins
        case "snapshot": .expirySnapshot
        case "timestamp": .expiryTimestamp
        case "claimed": .expiryClaimed
        default: role.hasPrefix("ns.") ? .expiryClaimed : .expiryBin
        }
    }

    /// One diagnosis for each role; the bins, of which there may be thousands, have one together, and one for each of the
    /// first few that cannot be read.
    public static func of(_ readings: [RoleReading], at now: Timestamp) -> [Diagnosis] {
        var result: [Diagnosis] = []
        for reading in readings where check(of: reading.role) != .expiryBin {
            result.append(diagnosis(reading, at: now))
        }
        let bins = readings.filter { check(of: $0.role) == .expiryBin }
        let unread = bins.filter { $0.dates == nil }
        result += unread.prefix(5).map { diagnosis($0, at: now) }
        if unread.count > 5 {
            result.append(
                Diagnosis(
                    .expiryBin, .problem, "\(unread.count - 5) more bins could not be read",
                    remedy: remedy(of: .expiryBin)))
        }
        let first = bins.min { ($0.dates?.expires.seconds ?? .max) < ($1.dates?.expires.seconds ?? .max) }
        if let first, let dates = first.dates {
            let (state, when) = judge(dates.expires, .expiryBin, at: now)
            result.append(
                Diagnosis(
                    .expiryBin, state, "of \(bins.count - unread.count) bins \(first.role) ends first: it \(when)",
                    remedy: remedy(of: .expiryBin)))
        }
        return result
    }

    private static func diagnosis(_ reading: RoleReading, at now: Timestamp) -> Diagnosis {
        let check = check(of: reading.role)
        switch reading.outcome {
        case .read(let dates):
            let (state, when) = judge(dates.expires, check, at: now)
            return Diagnosis(
                check, state, of: reading.role, "version \(dates.version) \(when)", remedy: remedy(of: check))
        case .missing where reading.role == "timestamp":
            return Diagnosis(
                check, .problem, of: reading.role, "there is no \(reading.path): the site is an unsigned preview",
                remedy: "publish it with the online keys: promptuary publish-job TREE SITE --keys DIR --once")
        case .missing:
            return Diagnosis(
                check, .problem, of: reading.role, "the site lists \(reading.path), and there is no such file",
                remedy: "copy the site again, all of it, with metadata/timestamp.json last")
        case .unreadable(let reason):
            return Diagnosis(
                check, .problem, of: reading.role, "\(reading.path) is no role file: \(reason)",
                remedy: "see what the host sends for it, and copy the site again")
        }
    }

    private static func judge(
        _ expires: Timestamp, _ check: Diagnosis.Check, at now: Timestamp
    ) -> (Diagnosis.State, String) {
        let left = expires.seconds - now.seconds
        guard left > 0 else { return (.problem, "has expired on \(expires), \(span(-left)) ago") }
        return (left < warningDays(of: check) * day ? .warning : .ok, "expires on \(expires), in \(span(left))")
    }

    /// A time in the largest unit that fits: `6 days`, `1 hour`.
    static func span(_ seconds: Int) -> String {
        for (size, unit) in [(day, "day"), (3600, "hour"), (60, "minute")] where seconds >= size {
            return "\(seconds / size) \(unit)\(seconds / size == 1 ? "" : "s")"
        }
        return "\(seconds) second\(seconds == 1 ? "" : "s")"
    }

    private static func remedy(of check: Diagnosis.Check) -> String {
        switch check {
        case .expiryTimestamp, .expirySnapshot, .expiryBin:
            "see that the publish job runs and ends well; it signs anew every day: promptuary publish-job TREE SITE --keys DIR"
        default:
            "let its holders sign a new version (promptuary trust sign), merge it into the tree, and run the publish job"
        }
    }
}
