import Foundation
import Testing

@testable import PromptuaryCore

@Suite("The forms of a verdict")
struct VerdictGoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Golden/verdict")

    private static let source = """
        # Notes of @acme/tool\tand \u{1B}[31mmore
        yanked:
          - {version: 1.1.9, reason: "日本語"}
        tags:
          stable: 1.2.0

        """

    private static let presentation = Verdict.Presentation(program: "1.0.0") { path, entry in
        path == VerdictSpecimen.notes && entry == nil ? Array(source.utf8) : nil
    }

    private static let endings: [VerdictForm: String] = [
        .text: "full.txt", .json: "full.json", .sarif: "full.sarif", .markdown: "full.md", .junit: "full.xml",
        .github: "full.github.txt", .gitlab: "full.gitlab.json", .gitea: "full.gitea.txt", .forgejo: "full.gitea.txt",
    ]

    @Test("have the bytes that are recorded in Tests/Golden/verdict", arguments: VerdictForm.allCases)
    func golden(_ form: VerdictForm) throws {
        let name = try #require(Self.endings[form])
        try Self.compare(VerdictSpecimen.full().bytes(as: form, Self.presentation), with: name)
    }

    @Test(
        "have the bytes that are recorded for a change without findings that may merge later",
        arguments: [VerdictForm.text, .json, .markdown, .junit])
    func cleanGolden(_ form: VerdictForm) throws {
        let name = try #require(Self.endings[form]).replacing("full", with: "clean")
        let time = try #require(Timestamp("2026-11-22T10:30:00Z"))
        try Self.compare(VerdictSpecimen.clean(.after(time)).bytes(as: form, Self.presentation), with: name)
    }

    @Test("have colours only when told so, and then only those of ours")
    func colours() throws {
        var presentation = Self.presentation
        let plain = String(decoding: try VerdictSpecimen.full().bytes(as: .text, presentation), as: UTF8.self)
        presentation.hasColour = true
        let painted = String(decoding: try VerdictSpecimen.full().bytes(as: .text, presentation), as: UTF8.self)
        #expect(!plain.contains("\u{1B}"))
        #expect(painted.contains("\u{1B}[31merror\u{1B}[0m") && painted.contains("may-merge: \u{1B}[31mno\u{1B}[0m"))
        #expect(painted.replacing(/\u{1B}\[(31|32|33|0)m/, with: "") == plain)
    }

    private static func compare(_ bytes: [UInt8], with name: String) throws {
        let file = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["PROMPTUARY_RECORD"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
            Issue.record("\(name) was recorded: read its changes, then run the tests without PROMPTUARY_RECORD")
            return
        }
        let recorded = try? Data(contentsOf: file)
        #expect(
            recorded.map { String(decoding: $0, as: UTF8.self) } == String(decoding: bytes, as: UTF8.self),
            "if that is meant, record it with PROMPTUARY_RECORD=1 swift test --filter VerdictGoldenTests, and read what changed"
        )
    }
}
