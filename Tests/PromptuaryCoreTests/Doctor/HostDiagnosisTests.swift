import Testing

@testable import PromptuaryCore

private func answer(_ status: Int, _ fields: [(String, String)] = [], _ body: String = "{}") -> SiteAnswer {
    SiteAnswer(status: status, fields: fields.map { SiteAnswer.Field($0.0, $0.1) }, body: Array(body.utf8))
}

@Suite struct HostDiagnosisTests {
    @Test(
        "only 404 and 403 mean that a root does not exist",
        arguments: [
            (404, Diagnosis.State.ok), (403, .ok), (200, .problem), (204, .problem), (301, .problem), (302, .problem),
            (401, .problem), (410, .problem), (500, .problem), (503, .problem),
        ])
    func missingFile(status: Int, state: Diagnosis.State) {
        #expect(HostDiagnosis.missingFile(answer(status)).state == state)
    }

    @Test("a page for a missing file names the probable cause and the fix for each server")
    func fallback() {
        let found = HostDiagnosis.missingFile(answer(200, [("content-type", "text/html; charset=utf-8")], "<html>"))
        #expect(found.seen.contains("single-page applications"))
        for server in ["nginx", "Caddy", "Apache", "buckets"] { #expect(found.remedy?.contains(server) == true) }
    }

    @Test("a redirect for a missing file names its target")
    func redirect() {
        #expect(
            HostDiagnosis.missingFile(answer(302, [("Location", "/index.html")])).seen.hasSuffix("302 to /index.html"))
    }

    @Test(
        "how long caches keep an answer follows from its header",
        arguments: [
            ([("Cache-Control", "no-cache")], CacheLifetime.seconds(0)), ([("cache-control", "No-Store")], .seconds(0)),
            ([("Cache-Control", "private, max-age=900")], .seconds(0)),
            ([("Cache-Control", "public, max-age=60")], .seconds(60)),
            ([("Cache-Control", "max-age=\"61\"")], .seconds(61)),
            ([("Cache-Control", "max-age=5, s-maxage=900")], .seconds(900)),
            ([("Cache-Control", "max-age=900"), ("Cache-Control", "no-cache")], .seconds(0)),
            ([("Cache-Control", "max-age=x")], .seconds(1 << 31)), ([("Cache-Control", "max-age=-5")], .seconds(0)),
            ([("Cache-Control", "public")], .unsaid), ([], .unsaid), ([("Expires", "0")], .seconds(0)),
            (
                [("Expires", "Sun, 06 Nov 1994 09:49:37 GMT"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")],
                .seconds(3600)
            ),
            (
                [("Expires", "Sun, 06 Nov 1994 07:49:37 GMT"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")], .seconds(0)
            ),
        ])
    func lifetime(fields: [(String, String)], expected: CacheLifetime) {
        #expect(CacheLifetime(answer(200, fields)) == expected)
    }

    @Test(
        "a pointer is kept for a minute at most; more is a warning, a day a problem",
        arguments: [
            ("no-cache", Diagnosis.State.ok), ("max-age=60", .ok), ("max-age=61", .warning),
            ("max-age=86399", .warning),
            ("max-age=86400", .problem), ("public, max-age=31536000, immutable", .problem), ("public", .warning),
        ])
    func freshness(value: String, state: Diagnosis.State) {
        let fresh = answer(200, [("Cache-Control", "no-cache")])
        let judged = answer(200, [("Cache-Control", value)])
        let missing = answer(404)
        #expect(
            HostDiagnosis.freshness(timestamp: judged, checkpoint: fresh, missing: missing).map(\.state) == [
                state, .ok, .ok,
            ])
        #expect(
            HostDiagnosis.freshness(timestamp: fresh, checkpoint: judged, missing: missing).map(\.state) == [
                .ok, state, .ok,
            ])
    }

    @Test("that a file is missing is kept for a minute at most, or nothing is said; what the site lacks is not judged")
    func missingFreshness() {
        let kept = answer(404, [("Cache-Control", "max-age=3600")])
        let found = HostDiagnosis.freshness(timestamp: answer(404), checkpoint: answer(404), missing: kept)
        #expect(found.map(\.state) == [.warning])
        #expect(found.map(\.subject) == ["a missing file"])
        let silent = HostDiagnosis.freshness(timestamp: answer(404), checkpoint: nil, missing: answer(404))
        #expect(silent.map(\.state) == [.ok])
    }

    @Test(
        "files are the same with compression and without",
        arguments: [
            (answer(200), answer(200), Diagnosis.State.ok),
            (answer(200), answer(200, [("Content-Encoding", "gzip")]), .ok),
            (answer(200, [("Content-Encoding", "identity")]), answer(200), .ok),
            (answer(200, [("Content-Encoding", "gzip")]), answer(200), .problem),
            (answer(200), answer(200, [], "{ }"), .problem), (answer(200), nil, .problem), (answer(404), nil, .unknown),
        ] as [(SiteAnswer, SiteAnswer?, Diagnosis.State)])
    func encoding(plain: SiteAnswer, compressed: SiteAnswer?, state: Diagnosis.State) {
        #expect(HostDiagnosis.encoding(plain: plain, compressed: compressed).state == state)
    }

    @Test("paths with @ and .well-known are served as JSON")
    func paths() {
        let found = HostDiagnosis.paths([
            ("@a/b/package.json", answer(200)), (".well-known/registry.json", answer(404)),
            ("@a/c/package.json", answer(200, [], "<html>")), ("@", nil),
        ])
        #expect(found.map(\.state) == [.ok, .problem, .problem, .unknown])
        #expect(found[1].remedy?.contains(".nojekyll") == true)
    }

    @Test(
        "a package file is saved by browsers, never shown; anything else is a warning",
        arguments: [
            (
                [("Content-Type", "application/octet-stream"), ("X-Content-Type-Options", "nosniff")],
                Diagnosis.State.ok
            ),
            ([("Content-Type", "application/zip"), ("x-content-type-options", "NoSniff")], .ok),
            (
                [
                    ("Content-Type", "text/yaml; charset=utf-8"), ("X-Content-Type-Options", "nosniff"),
                    ("Content-Disposition", "attachment; filename=\"a.yaml\""),
                ], .ok
            ),
            ([("Content-Type", "application/zip")], .warning), ([], .warning),
            ([("Content-Type", "text/html"), ("X-Content-Type-Options", "nosniff")], .warning),
        ])
    func packageHeaders(fields: [(String, String)], state: Diagnosis.State) {
        #expect(HostDiagnosis.packageHeaders("@a/b/-/b-1.0.0.pdpkg", answer(200, fields)).state == state)
        #expect(HostDiagnosis.packageHeaders("@a/b/-/b-1.0.0.pdpkg", answer(404, fields)).state == .problem)
        #expect(HostDiagnosis.packageHeaders(nil, nil).state == .unknown)
    }

    @Test(
        "HTTP dates are read in the one form that servers may send",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil),
            ("Sun, 6 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 UTC", nil), ("Sun, 31 Feb 1994 08:49:37 GMT", nil), ("", nil), ("0", nil),
        ])
    func dates(text: String, expected: String?) {
        #expect(HTTPDate.timestamp(text)?.description == expected)
    }

    @Test(
        "a clock that differs by more than a minute is noticed, in both directions and through caches",
        arguments: [
            (0, 0, Diagnosis.State.ok, ""), (60, 0, .ok, ""), (61, 0, .warning, "behind"), (-60, 0, .ok, ""),
            (-61, 0, .warning, "ahead of"), (-7200, 7200, .ok, ""), (-7200, 0, .warning, "2 hours ahead of"),
        ])
    func clock(hostAhead: Int, age: Int, state: Diagnosis.State, words: String) throws {
        let date = try #require(HTTPDate.timestamp("Sun, 06 Nov 1994 08:49:37 GMT"))
        let here = Timestamp(seconds: date.seconds - hostAhead)
        let fields = [("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Age", "\(age)")]
        let found = ClockDiagnosis.of(answer(200, fields), between: here, and: here)
        #expect(found.state == state)
        #expect(words.isEmpty || found.seen.contains(words))
    }

    @Test("a slow answer is no wrong clock, and no date is no verdict")
    func slow() throws {
        let date = try #require(HTTPDate.timestamp("Sun, 06 Nov 1994 08:49:37 GMT"))
        let slow = ClockDiagnosis.of(
            answer(200, [("Date", "Sun, 06 Nov 1994 08:49:37 GMT")]), between: Timestamp(seconds: date.seconds - 500),
            and: date)
        #expect(slow.state == .ok)
        #expect(ClockDiagnosis.of(answer(200), between: date, and: date).state == .unknown)
    }

    @Test(
        "a site that was built in the future is noticed",
        arguments: [(-1, Diagnosis.State.ok), (60, .ok), (61, .warning)])
    func future(seconds: Int, state: Diagnosis.State) {
        let now = Timestamp(seconds: 1_800_000_000)
        #expect(ClockDiagnosis.of(builtAt: Timestamp(seconds: now.seconds + seconds), at: now).state == state)
        #expect(ClockDiagnosis.of(builtAt: nil, at: now).state == .unknown)
    }
}
