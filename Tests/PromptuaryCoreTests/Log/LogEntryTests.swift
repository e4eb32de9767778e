import Testing

@testable import PromptuaryCore

@Suite("Entries of a log")
struct LogEntryTests {
    private static let digest = String(repeating: "ab", count: 32)
    private static let release =
        "{\"id\":\"@team/tool\",\"keyids\":[\"RWQ1\",\"SHA256:x/y+z\"],\"sha256\":\"\(digest)\",\"sig_sha256\":[\"\(digest)\","
        + "\"\(digest)\"],\"size\":318,\"t\":\"release\",\"time\":\"2026-11-22T10:30:00Z\",\"version\":\"1.2.3-rc.1+b\"}"
    private static let keys =
        "{\"namespace\":\"team\",\"sha256\":\"\(digest)\",\"t\":\"keys\",\"time\":\"2026-11-22T10:30:00Z\",\"version\":2}"
    private static let yank =
        "{\"id\":\"@team/tool\",\"reason_sha256\":\"\(digest)\",\"t\":\"yank\",\"time\":\"2026-11-22T10:30:00Z\","
        + "\"version\":\"1.2.3\",\"yanked\":true}"

    private static func read(_ text: String) throws -> LogEntry { try LogEntry(bytes: Array(text.utf8)) }

    private static func approved(_ list: String) -> String {
        release.replacing("{\"id\"", with: "{\"approvals\":[\(list)],\"id\"")
    }

    static let good = [
        approved("\"\(digest)\""), approved(Array(repeating: "\"\(digest)\"", count: 64).joined(separator: ",")),
        release, keys, yank, yank.replacing("true", with: "false"),
        yank.replacing("\"reason_sha256\":\"\(digest)\",", with: ""),
        release.replacing("[\"RWQ1\",\"SHA256:x/y+z\"]", with: "[]").replacing(
            "[\"\(digest)\",\"\(digest)\"]", with: "[]"),
    ]

    @Test("an entry is read, and written as it was", arguments: good)
    func roundTrip(text: String) throws {
        let entry = try Self.read(text)
        #expect(String(decoding: entry.bytes, as: UTF8.self) == text)
        #expect(try LogEntry(bytes: entry.bytes) == entry)
    }

    @Test("an entry says what was done")
    func contents() throws {
        guard case .release(let release) = try Self.read(Self.release).kind else {
            Issue.record("no release")
            return
        }
        #expect(release.id.description == "@team/tool" && release.version.description == "1.2.3-rc.1+b")
        #expect(release.approvals.isEmpty)
        if case .release(let approved) = try Self.read(Self.approved("\"\(Self.digest)\"")).kind {
            #expect(approved.approvals.map(\.hex) == [Self.digest])
        }
        #expect(release.signatures.map(\.keyID) == ["RWQ1", "SHA256:x/y+z"] && release.size == 318)
        #expect(try Self.read(Self.release).time == Timestamp("2026-11-22T10:30:00Z"))
    }

    static let bad = [
        approved(""), approved("1"), approved("\"ab\""), approved("\"\(digest)\",\"\(digest)"),
        approved(Array(repeating: "\"\(digest)\"", count: 65).joined(separator: ",")),
        release.replacing("\"keyids\"", with: "\"approvals\":[\"\(digest)\"],\"keyids\""),
        keys.replacing("{\"namespace\"", with: "{\"approvals\":[\"\(digest)\"],\"namespace\""),
        "", "{}", "[]", "null", release + "\n", " " + release, release.replacing(":318", with: ": 318"),
        release.replacing("318", with: "318.0"), release.replacing("318", with: "-1"),
        release.replacing("318", with: "\"318\""), release.replacing("\"release\"", with: "\"Release\""),
        release.replacing("\"release\"", with: "\"other\""), release.replacing("\"t\":\"release\",", with: ""),
        release.replacing("@team/tool", with: "team/tool"), release.replacing("@team/tool", with: "tool"),
        release.replacing("@team/tool", with: "@team/tool/x"), release.replacing("@team", with: "@Team"),
        release.replacing("1.2.3-rc.1+b", with: "1.2"), release.replacing("RWQ1", with: "RW Q1"),
        release.replacing("RWQ1", with: ""), release.replacing("RWQ1", with: "é"),
        release.replacing("RWQ1", with: String(repeating: "R", count: 101)),
        release.replacing("\"RWQ1\",", with: ""), release.replacing("\"size\"", with: "\"Size\""),
        release.replacing("\"size\":318", with: "\"size\":318,\"more\":1"),
        release.replacing("RWQ1", with: "RW\\u00511"), release.replacing("RWQ1", with: "RWQ\\/1"),
        release.replacing("00Z", with: "00.0Z"), release.replacing("00Z", with: "00+00:00"),
        release.replacing("22T10", with: "32T10"), release.replacing(digest, with: digest.uppercased()),
        release.replacing(digest, with: "ab"), keys.replacing("2}", with: "0}"), keys.replacing("2}", with: "2.5}"),
        keys.replacing("\"team\"", with: "\"@team\""), keys.replacing("\"team\"", with: "\"admin\""),
        yank.replacing("true", with: "1"), yank.replacing("\"yanked\":true", with: "\"yanked\":null"),
        yank.replacing("\"reason_sha256\":\"\(digest)\"", with: "\"reason_sha256\":null"),
        yank.replacing("\"reason_sha256\":\"\(digest)\"", with: "\"reason_sha256\":\"x\""),
        "{\"t\":\"keys\"," + keys.dropFirst(), "{\"namespace\":\"team\"," + keys.dropFirst(),
        keys.replacing(",\"version\":2", with: "") + "x", String(repeating: "[", count: 1000),
    ]

    @Test("an entry in another spelling or of another form is refused", arguments: bad)
    func strict(text: String) {
        #expect(refused(LogFault.entry) { _ = try Self.read(text) })
    }

    @Test("an entry that is too long is refused")
    func tooLong() {
        #expect(refused(LogFault.entry) { _ = try LogEntry(bytes: [UInt8](repeating: 32, count: 65_536)) })
    }

    @Test("a log that contradicts itself is found")
    func history() throws {
        var history = LogHistory()
        try history.take(try Self.read(Self.keys))
        #expect(refused(LogFault.contradiction) { try history.take(try Self.read(Self.keys)) })
        #expect(refused(LogFault.contradiction) { try history.take(try Self.read(Self.yank)) })
        try history.take(try Self.read(Self.release))
        #expect(refused(LogFault.contradiction) { try history.take(try Self.read(Self.release)) })
        try history.take(try Self.read(Self.release.replacing("-rc.1+b", with: "")))
        try history.take(try Self.read(Self.yank))
        #expect(
            [history.count, history.releaseCount, history.keyChanges, history.yanks] == [4, 2, 1, 1])
        let logged = history.release(try PackageID(scoped: "@team/tool"), try Version("1.2.3"))
        #expect(logged?.index == 2 && logged?.digest.hex == Self.digest && logged?.size == 318)
        #expect(history.release(try PackageID(scoped: "@team/tool"), try Version("1.2.4")) == nil)
    }
}
