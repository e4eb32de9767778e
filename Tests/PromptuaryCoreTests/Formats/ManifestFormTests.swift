import Testing

@testable import PromptuaryCore

@Suite("The forms of manifest fields")
struct ManifestFormTests {
    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    static let identitiesTable: [(String, Bool)] = [
        ("@team/tool", true), ("tool", true), ("@a/b", true), ("a", true), ("@a.b-c/x_y.z", true), ("0", true),
        ("", false), ("@", false), ("@/", false), ("@team/", false), ("@/tool", false), ("@team", false),
        ("team/tool", false),
        ("@Team/tool", false), ("@te_am/tool", false), ("@team/-tool", false), ("@team/tool.", false), ("@-a/b", false),
        ("@team/a..b", false), ("@a..b/c", false), ("@team/../x", false), ("@team/a/b", false), ("@team/a b", false),
        ("@te\u{430}m/tool", false), ("@team/%2e", false), ("tool\n", false), ("@@a/b", false),
        ("@" + repeated("a", 39) + "/" + repeated("b", 63), true), ("@" + repeated("a", 40) + "/b", false),
        ("@" + repeated("a", 39) + "/" + repeated("b", 64), false), (repeated("a", 64), true),
        (repeated("a", 65), false),
        ("@" + repeated("a", 38) + "/" + repeated("b", 64), true),
    ]

    @Test("identities are lower case, bounded and free of traversal", arguments: identitiesTable)
    func identities(text: String, expected: Bool) {
        #expect(ManifestForm.isIdentity(text) == expected)
    }

    static let dottedTable: [(String, Bool)] = [
        ("a.b", true), ("a.b.c", true), ("team-a.my-tool", true), ("-.-", true), ("1.2", true), ("a", false),
        ("", false),
        (".", false), ("a.", false), (".a", false), ("a..b", false), ("A.b", false), ("a_b.c", false), ("a.b/c", false),
        ("a.b\n", false), ("a." + repeated("b", 254), true), ("a." + repeated("b", 255), false),
    ]

    @Test("dotted identities have two parts at least", arguments: dottedTable)
    func dotted(text: String, expected: Bool) {
        #expect(ManifestForm.isDottedIdentity(text) == expected)
    }

    static let versionsTable: [(String, Bool)] = [
        ("1.2.3", true), ("0.0.0", true), ("1.0.0-rc.1", true), ("1.0.0-0", true), ("1.0.0-0a", true),
        ("1.0.0--", true),
        ("1.0.0+5", true), ("1.0.0-a+01.b-c", true), ("1.0.0+a-b", true), ("999999999.0.0", true),
        ("1.0.0-x-y.z", true),
        ("", false), ("1", false), ("1.2", false), ("1.2.3.4", false), ("01.0.0", false), ("1.02.3", false),
        ("1.2.", false),
        (".1.2", false), ("1000000000.0.0", false), ("1.0.0-", false), ("1.0.0+", false), ("1.0.0-01", false),
        ("1.0.0-a..b", false), ("1.0.0+a..b", false), ("1.0.0-a_b", false), ("1.0.0+a+b", false), ("v1.0.0", false),
        ("1.2.3\n", false), ("1.2.\u{663}", false), ("1.0.0-../x", false), ("1.0.0 ", false), ("-1.0.0", false),
        ("1.-2.3", false),
        ("1.0.0-" + repeated("a", 58), true), ("1.0.0-" + repeated("a", 59), false),
    ]

    @Test("versions follow Semantic Versioning", arguments: versionsTable)
    func versions(text: String, expected: Bool) {
        #expect(ManifestForm.isVersion(text) == expected)
    }

    static let linksTable: [(String, Bool)] = [
        ("https://example.org/ä", true), ("http://x", true), ("git+https://x/y.git", true), ("git+http://x", true),
        ("git@github.com:a/b.git", true), ("github:a/b", true), ("gitlab:a", true), ("team/tool", true),
        ("@team/tool", true),
        ("", true), ("github:", true), ("https://", false), ("https://a b", false), ("https://a\n", false),
        ("ftp://x", false),
        ("javascript:alert(1)", false), ("data:text/html,x", false), ("//example.org", true), ("git@:x", false),
        ("git@a:", false), ("git@a:b c", false), ("a?b", false), ("HTTPS://x", false), ("bitbucket:a/b", false),
        ("https://" + repeated("ä", 1016), true), ("https://" + repeated("ä", 1017), false),
    ]

    @Test("links lead to the web or are names", arguments: linksTable)
    func links(text: String, expected: Bool) {
        #expect(ManifestForm.isLink(text) == expected)
    }

    static let timesTable: [(String, Bool)] = [
        ("2025-01-31T23:59:59Z", true), ("2024-02-29T00:00:00Z", true), ("2000-02-29T00:00:00.5Z", true),
        ("2025-01-31T12:00:00.123456789Z", true), ("2025-02-29T00:00:00Z", false), ("1900-02-29T00:00:00Z", false),
        ("2025-04-31T00:00:00Z", false), ("2025-13-01T00:00:00Z", false), ("2025-00-01T00:00:00Z", false),
        ("2025-01-00T00:00:00Z", false), ("2025-01-01T24:00:00Z", false), ("2025-01-01T00:60:00Z", false),
        ("2025-01-01T00:00:60Z", false), ("2025-01-01T00:00:00", false), ("2025-01-01T00:00:00+00:00", false),
        ("2025-01-01t00:00:00z", false), ("2025-01-01 00:00:00Z", false), ("2025-01-01T00:00:00.Z", false),
        ("2025-01-01T00:00:00.1234567890Z", false), ("", false), ("2025-1-01T00:00:00ZZ", false),
        ("2025-01-01T00:00:00ZZ", false),
    ]

    @Test("times are complete, in UTC and on the calendar", arguments: timesTable)
    func times(text: String, expected: Bool) {
        #expect(ManifestForm.isTime(text) == expected)
    }

    static let pathsTable: [(String, Bool)] = [
        ("a/b", true), ("", true), ("a/..b/c..", true), (".", true), ("...", true), ("/a", false), ("..", false),
        ("a/..", false),
        ("../a", false), ("a/../b", false), ("a\\b", false), ("a/.", true), ("./a", true), ("a..", true),
    ]

    @Test("paths stay inside of the package", arguments: pathsTable)
    func paths(text: String, expected: Bool) {
        #expect(ManifestForm.isInside(text) == expected)
    }
}
