import Foundation
import Testing

@testable import PromptuaryEngine

@Suite struct DirectorySourceTests {
    /// Runs a test in a site that holds a file, links and a pipe, beside a file that is not its own.
    private func inSite(_ test: (DirectorySource) async throws -> Void) async throws {
        let workshop = try Workshop()
        let site = workshop.site
        try DurableFile.makeDirectories(site + "/@ns/name")
        try DurableFile.write(Array("secret".utf8), to: workshop.folder + "/outside")
        try DurableFile.write(Array("hello".utf8), to: site + "/@ns/name/a.json")
        symlink("../outside", site + "/link")
        symlink("..", site + "/up")
        mkfifo(site + "/pipe", 0o600)
        try await test(DirectorySource(site + "/"))
    }

    @Test("a file comes as it is, at most as large as allowed")
    func read() async throws {
        try await inSite { source in
            let whole = try await source.read("@ns/name/a.json", upTo: 5)
            #expect(whole == Array("hello".utf8))
            await #expect(throws: SourceError.tooLarge(source.name + "/@ns/name/a.json", limit: 4)) {
                try await source.read("@ns/name/a.json", upTo: 4)
            }
        }
    }

    @Test(
        "nothing but a regular file below the site is a file",
        arguments: [
            "none", "@ns", "@ns/name/a.json/b", "link", "up/outside", "up", "pipe", "../outside", "@ns/../../outside",
            "/etc/passwd", "", ".", "a\u{0}b", "@ns//name/a.json", "./@ns/name/a.json",
        ])
    func nothing(path: String) async throws {
        try await inSite { source in
            let bytes = try await source.read(path, upTo: 1000)
            #expect(bytes == nil)
        }
    }

    @Test("a site that is not there is no empty site")
    func absent() async throws {
        try await inSite { source in
            await #expect(throws: SourceError.unreachable(source.name + "x", reason: "No such file or directory")) {
                try await DirectorySource(source.name + "x").read("a", upTo: 1)
            }
        }
    }
}
