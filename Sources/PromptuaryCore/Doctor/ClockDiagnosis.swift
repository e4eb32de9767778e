/// Judges whether this machine knows the time.
///
/// Every expiry is judged by the local clock: one that is slow believes what has expired, one that is fast refuses what
/// holds, and a publish job on it signs dates that clients refuse.
public enum ClockDiagnosis {
    /// The seconds by which two clocks may differ.
    public static let tolerance = 60

    /// The diagnosis from the `Date` field of an answer that came between two readings of the local clock.
    public static func of(_ answer: SiteAnswer, between before: Timestamp, and after: Timestamp) -> Diagnosis {
        guard let text = answer["Date"], let date = HTTPDate.timestamp(text) else {
            return Diagnosis(
                .clock, .unknown, "the host sends no date that the clock here could be compared with",
                remedy: "compare the clock with a time server (chronyc tracking, timedatectl)")
        }
        // What a cache has kept is as much older than the date says.
        let age = answer["Age"].flatMap { Int($0) }.map { min(max($0, 0), 1 << 31) } ?? 0
        let host = date.seconds + age
        let difference = host < before.seconds ? before.seconds - host : max(0, host - after.seconds)
        guard difference > tolerance else {
            return Diagnosis(.clock, .ok, "the clocks here and at the host differ by \(difference) seconds at most")
        }
        let direction = host < before.seconds ? "ahead of" : "behind"
        return Diagnosis(
            .clock, .warning, "the clock here is \(ExpiryDiagnosis.span(difference)) \(direction) the host's",
            remedy:
                "find out which of the two is wrong (chronyc tracking, timedatectl), and let it follow a time server")
    }

    /// The diagnosis from the moment that a site in a directory claims to have been built at.
    public static func of(builtAt: Timestamp?, at now: Timestamp) -> Diagnosis {
        guard let builtAt else {
            return Diagnosis(
                .clock, .unknown, "the site does not say when it was built",
                remedy: "compare the clock with a time server (chronyc tracking, timedatectl)")
        }
        guard builtAt.seconds - now.seconds > tolerance else {
            return Diagnosis(.clock, .ok, "the site was built in the past, on \(builtAt)")
        }
        return Diagnosis(
            .clock, .warning,
            "the site is from the future: it was built on \(builtAt), in \(ExpiryDiagnosis.span(builtAt.seconds - now.seconds))",
            remedy:
                "compare the clock here with a time server (chronyc tracking, timedatectl), and then the clock of the builder"
        )
    }
}
