import Testing

@testable import PromptuaryCore

private let now = Timestamp(seconds: 1_800_000_000)
private let day = 86_400

@Suite struct ExpiryDiagnosisTests {
    private func reading(_ role: String, daysLeft: Double, version: Int = 7) -> RoleReading {
        let expires = Timestamp(seconds: now.seconds + Int(daysLeft * Double(day)))
        return RoleReading(
            role: role, path: "metadata/\(role).json", outcome: .read(RoleDates(version: version, expires: expires)))
    }

    @Test(
        "a role is warned about in time, and is a problem from the second of its end",
        arguments: [
            ("timestamp", 3.0, "expiry-timestamp"), ("snapshot", 5.0, "expiry-snapshot"), ("root", 60.0, "expiry-root"),
            ("targets", 60.0, "expiry-targets"), ("keys", 60.0, "expiry-keys"), ("bins", 60.0, "expiry-bins"),
            ("claimed", 60.0, "expiry-claimed"), ("ns.acme", 60.0, "expiry-claimed"), ("bin-3f", 182.0, "expiry-bin"),
            ("b10-3ff", 182.0, "expiry-bin"),
        ])
    func limits(role: String, days: Double, id: String) {
        let second = 1 / Double(day)
        let cases: [(Double, Diagnosis.State)] = [
            (days + second, .ok), (days, .ok), (days - 2 * second, .warning), (second, .warning), (0, .problem),
            (-400, .problem),
        ]
        for (left, state) in cases {
            let found = ExpiryDiagnosis.of([reading(role, daysLeft: left)], at: now)
            #expect(found.map(\.check.rawValue) == [id])
            #expect(found.map(\.state) == [state], "\(left) days left")
            #expect((found.first?.remedy == nil) == (state == .ok))
        }
    }

    @Test("the words name version, time and what is left")
    func words() {
        let found = ExpiryDiagnosis.of([reading("timestamp", daysLeft: 6.5), reading("root", daysLeft: -1)], at: now)
        #expect(
            found.map(\.seen) == [
                "version 7 expires on 2027-01-21T20:00:00Z, in 6 days",
                "version 7 has expired on 2027-01-14T08:00:00Z, 1 day ago",
            ])
    }

    @Test("a thousand bins are one line, about the first that ends")
    func bins() {
        var bins = (0..<1000).map { reading("bin-\($0)", daysLeft: 300 + Double($0)) }
        bins.shuffle()
        let found = ExpiryDiagnosis.of(bins, at: now)
        #expect(found.count == 1)
        #expect(found.first?.seen.hasPrefix("of 1000 bins bin-0 ends first") == true)
        #expect(found.first?.state == .ok)
    }

    @Test("bins that cannot be read are named, the first five of them")
    func unreadBins() {
        let missing = (0..<9).map {
            RoleReading(role: "bin-\($0)", path: "metadata/1.bin-\($0).json", outcome: .missing)
        }
        let found = ExpiryDiagnosis.of(missing + [reading("bin-9", daysLeft: 300)], at: now)
        #expect(found.map(\.state) == Array(repeating: .problem, count: 6) + [.ok])
        #expect(found[5].seen == "4 more bins could not be read")
    }

    @Test("a site without a timestamp is an unsigned preview; another role that is missing was lost on the way")
    func missing() {
        let found = ExpiryDiagnosis.of(
            ["timestamp", "snapshot"].map { RoleReading(role: $0, path: "metadata/\($0).json", outcome: .missing) }
                + [RoleReading(role: "root", path: "metadata/1.root.json", outcome: .unreadable("a page"))], at: now)
        #expect(found.map(\.state) == [.problem, .problem, .problem])
        #expect(found[0].seen.contains("unsigned preview"))
        #expect(found[1].remedy?.contains("copy the site again") == true)
        #expect(found[2].seen == "metadata/1.root.json is no role file: a page")
    }

    @Test("dates are read from a role file, and nothing else is")
    func dates() throws {
        let file = """
            {"signatures":[],"signed":{"_type":"snapshot","expires":"2026-11-22T10:30:00Z","meta":{"targets.json":{"version":3},
            "bin-00.json":{"hashes":{"sha256":"x"},"length":1,"version":2},"odd":{"version":1},"zero.json":{"version":0}},"version":12}}
            """
        let dates = try #require(try RoleDates(file: Array(file.utf8)))
        #expect(dates.version == 12)
        #expect(dates.expires == Timestamp("2026-11-22T10:30:00Z"))
        #expect(dates.listed.map(\.role) == ["bin-00", "targets"])
        #expect(dates.listed.map(\.version) == [2, 3])
    }

    @Test(
        "a file without version and expiry has no dates",
        arguments: [
            "{}", "[]", #"{"signed":{}}"#, #"{"signed":{"version":1}}"#,
            #"{"signed":{"version":0,"expires":"2026-11-22T10:30:00Z"}}"#,
            #"{"signed":{"version":"1","expires":"2026-11-22T10:30:00Z"}}"#,
            #"{"signed":{"version":1,"expires":"2026-13-22T10:30:00Z"}}"#,
        ])
    func noDates(file: String) throws {
        #expect(try RoleDates(file: Array(file.utf8)) == nil)
    }

    @Test("a page is refused with a reason", arguments: ["<!DOCTYPE html>", "", "\u{FEFF}{}", #"{"a":1,"a":2}"#])
    func page(file: String) {
        #expect(throws: Refusal.self) { try RoleDates(file: Array(file.utf8)) }
    }
}
