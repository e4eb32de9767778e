import Foundation
import Testing

@testable import PromptuaryCore

/// What is judged on the machine of who runs the registry: keys, folders, tree, log.
@Suite struct HouseDiagnosisTests {
    private func facts(_ path: String, _ mode: Int, isFolder: Bool = false, isOwn: Bool = true, isWritable: Bool = true)
        -> FileFacts
    {
        FileFacts(path: path, isFolder: isFolder, mode: mode, isOwn: isOwn, isWritable: isWritable)
    }

    @Test(
        "the folder with the keys is its owner's alone",
        arguments: [
            (0o700, true, Diagnosis.State.ok), (0o500, true, .ok), (0o750, true, .problem), (0o701, true, .problem),
            (0o777, true, .problem), (0o700, false, .warning), (0o755, false, .problem),
        ])
    func keyFolder(mode: Int, isOwn: Bool, state: Diagnosis.State) {
        let found = FolderDiagnosis.keys(in: "k", folder: facts("k", mode, isFolder: true, isOwn: isOwn), keys: [])
        #expect(found.map(\.check) == [.keyFolder])
        #expect(found.map(\.state) == [state])
    }

    @Test(
        "a key is there, closed and encrypted",
        arguments: [
            (0o600, true, [Diagnosis.State.ok, .ok]), (0o400, true, [.ok, .ok]), (0o640, true, [.problem, .ok]),
            (0o604, false, [.problem, .warning]), (0o600, nil, [.ok, .problem]),
        ] as [(Int, Bool?, [Diagnosis.State])])
    func keyFile(mode: Int, isEncrypted: Bool?, states: [Diagnosis.State]) {
        let key = FolderDiagnosis.Key(name: "log", facts: facts("k/log.key", mode), isEncrypted: isEncrypted)
        let found = FolderDiagnosis.keys(in: "k", folder: facts("k", 0o700, isFolder: true), keys: [key])
        #expect(found.map(\.check) == [.keyFolder, .keyFile, .keyEncryption])
        #expect(found.dropFirst().map(\.state) == states)
    }

    @Test("the demonstration's keys need no permissions, and are a warning")
    func demo() {
        let keys = [
            FolderDiagnosis.Key(name: "log", facts: facts("k/log.key", 0o644), isEncrypted: false),
            FolderDiagnosis.Key(name: "bins", facts: nil, isEncrypted: nil),
        ]
        let found = FolderDiagnosis.keys(in: "k", folder: facts("k", 0o755, isFolder: true), keys: keys, isDemo: true)
        #expect(found.map(\.check) == [.keyFolder, .keyFile])
        #expect(found.map(\.state) == [.warning, .problem])
    }

    @Test("a key that is not there is a problem, and so is a folder")
    func absent() {
        let key = FolderDiagnosis.Key(name: "log", facts: nil, isEncrypted: nil)
        let found = FolderDiagnosis.keys(in: "k", folder: facts("k", 0o700, isFolder: true), keys: [key])
        #expect(found.map(\.state) == [.ok, .problem])
        #expect(FolderDiagnosis.keys(in: "k", folder: nil, keys: [key]).map(\.state) == [.problem])
        #expect(FolderDiagnosis.keys(in: "k", folder: facts("k", 0o600), keys: [key]).map(\.state) == [.problem])
    }

    @Test(
        "a site is written by some and not by all",
        arguments: [
            (0o755, true, true, Diagnosis.State.ok), (0o775, true, true, .ok), (0o777, true, true, .problem),
            (0o1777, true, true, .ok), (0o757, true, false, .problem), (0o755, true, false, .warning),
            (0o644, false, true, .warning),
        ])
    func written(mode: Int, isFolder: Bool, isWritable: Bool, state: Diagnosis.State) {
        let found = FolderDiagnosis.written([facts("s", mode, isFolder: isFolder, isWritable: isWritable)])
        #expect(found.map(\.state) == [state])
    }

    @Test("modes are shown as chmod takes them", arguments: [(0o7, "0007"), (0o755, "0755"), (0o1777, "1777")])
    func octal(mode: Int, text: String) {
        #expect(facts("s", mode).octal == text)
    }

    private func role(_ name: String, _ version: Int) -> TreeDiagnosis.Role {
        TreeDiagnosis.Role(name: name, dates: RoleDates(version: version, expires: Timestamp(seconds: 0)))
    }

    private func published(_ name: String, _ version: Int) -> RoleReading {
        RoleReading(
            role: name, path: "", outcome: .read(RoleDates(version: version, expires: Timestamp(seconds: 0))))
    }

    @Test("what people have signed is published, and nothing is published that the tree does not know")
    func treeRoles() {
        let roles = [role("root", 2), role("targets", 3), role("keys", 4), role("bins", 1)]
        let found = TreeDiagnosis.trust(
            roles, published: [published("root", 2), published("targets", 2), published("keys", 5)])
        #expect(found.map(\.check) == [.treeTrust, .treePublished, .treePublished, .treePublished, .treePublished])
        #expect(found.map(\.state) == [.ok, .ok, .warning, .problem, .unknown])
        #expect(found.map(\.subject) == [nil, "root", "targets", "keys", "bins"])
    }

    @Test("a tree without trust, or with half of it, is told so")
    func treeTrust() {
        #expect(TreeDiagnosis.trust([], published: []).map(\.state) == [.problem])
        let half = TreeDiagnosis.trust(
            [role("root", 1), TreeDiagnosis.Role(name: "targets", dates: nil)], published: [published("root", 1)])
        #expect(half.map(\.subject) == ["keys", "bins", "targets", "root"])
        #expect(half.map(\.state) == [.problem, .problem, .problem, .ok])
    }

    @Test("namespaces that nobody vouches for are named")
    func namespaces() {
        let found = TreeDiagnosis.namespaces([
            ("acme", .confirmed), ("guild", .unconfirmed), ("main", .outdated(2)), ("odd", .unreadable),
            ("zoo", .confirmed),
        ])
        #expect(found.map(\.subject) == [nil, "guild", "main", "odd"])
        #expect(found.map(\.state) == [.ok, .warning, .warning, .problem])
        #expect(found[0].seen.contains("2 of 5"))
        #expect(TreeDiagnosis.namespaces([]).isEmpty)
    }

    private static func checkpoint(_ size: String) -> [UInt8] {
        Array("prompts.example/log\n\(size)\nAAAA\n\n— x y\n".utf8)
    }

    @Test(
        "the log is where the roles say, or ahead, never behind",
        arguments: [
            (checkpoint("5"), checkpoint("5"), Diagnosis.State.ok), (checkpoint("6"), checkpoint("5"), .ok),
            (checkpoint("4"), checkpoint("5"), .problem), (checkpoint("5"), nil, .unknown),
            (nil, checkpoint("5"), .problem),
            (checkpoint("x"), checkpoint("5"), .problem), (Array("<html>".utf8), nil, .problem),
            (checkpoint("5"), checkpoint(""), .unknown), (checkpoint("12345678901234567890"), nil, .problem),
        ] as [([UInt8]?, [UInt8]?, Diagnosis.State)])
    func log(head: [UInt8]?, listed: [UInt8]?, state: Diagnosis.State) {
        #expect(LogDiagnosis.of(head: head, listed: listed).state == state)
    }

    @Test("every check is explained on the doctor's page", arguments: Diagnosis.Check.allCases)
    func documented(check: Diagnosis.Check) throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let page = try String(contentsOf: root.appendingPathComponent("docs/doctor.md"), encoding: .utf8)
        #expect(page.contains("`\(check.rawValue)`"))
    }

    @Test("a report is healthy without problems, whatever the warnings")
    func report() {
        let warning = Diagnosis(.clock, .warning, "late")
        #expect(MedicalReport([warning, Diagnosis(.source, .unknown, "x")]).isHealthy)
        #expect(!MedicalReport([warning, Diagnosis(.source, .problem, "x")]).isHealthy)
        #expect(Diagnosis(.clock, .ok, "fine", remedy: "sleep").remedy == nil)
    }
}
