import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("The site of the sample registry")
struct GoldenSiteTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let golden = root.appendingPathComponent("Tests/Golden/site-paths.txt").path

    /// One line for each file: path and SHA-256, sorted.
    private static func lines(_ folder: String) throws -> [String] {
        try Workshop.files(folder).map { "\($0.key) \(SHA256Digest(of: $0.value).hex)" }.sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    /// A copy of the sample registry outside of any repository.
    private static func copy() throws -> Workshop {
        let workshop = try Workshop()
        try FileManager.default.copyItem(
            atPath: root.appendingPathComponent("sample-registry").resolvingSymlinksInPath().path, toPath: workshop.tree
        )
        return workshop
    }

    @Test("has the paths and bytes that are recorded in Tests/Golden/site-paths.txt")
    func golden() async throws {
        let workshop = try Self.copy()
        let report = try await workshop.build()
        try #require(report.isBuilt, "\(report.findings.filter { $0.severity == .error })")
        let lines = try Self.lines(workshop.site)
        if ProcessInfo.processInfo.environment["PROMPTUARY_RECORD"] == "1" {
            try DurableFile.makeDirectories(
                String(Self.golden[..<(Self.golden.lastIndex(of: "/") ?? Self.golden.endIndex)]))
            try DurableFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: Self.golden)
            Issue.record("\(Self.golden) was recorded: read its changes, then run the tests without PROMPTUARY_RECORD")
            return
        }
        let how =
            "if that is meant, record it with PROMPTUARY_RECORD=1 swift test --filter GoldenSiteTests, and read what changed"
        let recorded = try? String(decoding: FileContents.read(Self.golden, upTo: 1 << 24), as: UTF8.self).split(
            separator: "\n"
        ).map(String.init)
        guard let recorded else {
            Issue.record("\(Self.golden) is missing; \(how)")
            return
        }
        let (now, before) = (Set(lines), Set(recorded))
        for line in now.subtracting(before).sorted().prefix(20) { Issue.record("new or changed: \(line); \(how)") }
        for line in before.subtracting(now).sorted().prefix(20) { Issue.record("gone or changed: \(line); \(how)") }
        #expect(recorded == lines || !now.symmetricDifference(before).isEmpty)
    }

    @Test("has no error, and is the same for a shuffled copy with other times, permissions and a different name")
    func shuffled() async throws {
        let one = try Self.copy()
        try await one.build()
        let other = try Workshop()
        var generator = SystemRandomNumberGenerator()
        for (name, bytes) in try Workshop.files(one.tree).shuffled(using: &generator) {
            try other.write(bytes, to: name)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double.random(in: 0...2e9)), .posixPermissions: 0o600],
                ofItemAtPath: other.path(name))
        }
        try await other.build { $0.site = other.folder + "/another.name" }
        #expect(try Self.lines(one.site) == Self.lines(other.folder + "/another.name"))
        #expect(try await one.findings().allSatisfy { $0.severity != .error })
    }

    @Test("shows nothing of its private namespace")
    func privacy() async throws {
        let workshop = try Self.copy()
        try await workshop.build { $0.privateSite = workshop.folder + "/private" }
        let hidden = try FileManager.default.contentsOfDirectory(atPath: workshop.path("namespaces")).filter {
            String(decoding: try workshop.read("namespaces/\($0)/namespace.yaml"), as: UTF8.self).contains(
                "protection: private")
        }
        #expect(!hidden.isEmpty)
        for (path, bytes) in try Workshop.files(workshop.site) {
            let text = String(decoding: bytes, as: UTF8.self)
            for name in hidden {
                #expect(
                    !path.contains("@\(name)") && !text.contains("@\(name)/") && !path.contains("/\(name)/"), "\(path)")
            }
        }
    }
}
