import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

extension Workshop {
    /// A valid tree on the branch `main`, and the branch `change` that begins there and is checked out.
    static func withBranch(_ settings: String? = nil) throws -> Workshop {
        let workshop = try Workshop.withTree()
        if let settings { try workshop.write(settings, to: "registry.yaml") }
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        return workshop
    }

    /// Commits everything that lies in the tree.
    func commit(at seconds: Int? = nil) throws {
        try git("add", "-A")
        if let seconds {
            try git("commit", "-q", "-m", "x", at: "@\(seconds) +0000")
        } else {
            try git("commit", "-q", "-m", "x")
        }
    }

    /// The verdict on what a revision changes in `main`.
    func judge(
        _ head: String = "HEAD", since base: String = "main", in folder: String? = nil,
        change: (inout ChangeCheck.Options) -> Void = { _ in }
    ) async throws -> Verdict {
        let scratch = self.folder + "/scratch"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        var options = ChangeCheck.Options(
            tree: folder ?? tree, base: base, scratch: scratch, now: Timestamp(seconds: 1_795_343_400))
        options.head = head
        change(&options)
        let report = try await ChangeCheck(options).run()
        #expect(try Workshop.names(scratch).isEmpty)
        return report.verdict
    }

    /// The first line that a call of git writes.
    func answer(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["git", "-C", tree, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "git \(arguments)")
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }

    /// The rules of the errors in the verdict on what is committed.
    func errors() async throws -> Set<String> {
        try commit()
        return Set(try await judge().findings.filter { $0.severity == .error }.map(\.rule))
    }
}
