import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

extension Workshop {
    /// The least bytes of a release that ``addBulk(_:_:needing:prompt:signedBy:)`` adds.
    static let bulk = 20_000

    /// Puts a release of many bytes in its place.
    func addBulk(
        _ id: String, _ version: String, needing dependency: String? = nil, prompt: String = "# Hello\n",
        signedBy keys: [UInt8] = [1]
    ) throws {
        let name = String(id.drop { $0 != "/" }.dropFirst())
        let path = "packages/\(id.dropFirst())/\(version)/\(name)-\(version).pdpkg"
        let lines = (0..<Self.bulk / 8).map { String(format: "%07d\n", $0) }.joined()
        try write(
            try Workshop.package(
                id, version, more: [("notes/a.md", lines), ("prompts/b.prmd", prompt)], needing: dependency), to: path)
        try sign(path, by: keys, .release(registry: registry, id: id, version: version))
    }
}

@Suite("A change in a registry that has gathered many bytes")
struct ChangeSizeTests {
    private static let limit = 5 * Workshop.bulk

    /// A base in which `@acme/big` has more bytes than may be laid in a folder, and all of `acme` even more.
    private static func workshop() throws -> Workshop {
        let workshop = try Workshop.withTree()
        for minor in 0..<8 { try workshop.addBulk("@acme/big", "1.\(minor).0", signedBy: minor == 7 ? [1, 3] : [1]) }
        for name in ["a", "b", "c"] { try workshop.addBulk("@acme/other-\(name)", "1.0.0") }
        for name in ["acme"] { try workshop.addKeys(name, Workshop.keySet([1, 3]), signedBy: [1]) }
        try workshop.git("init", "-q", "-b", "main")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-b", "change")
        return workshop
    }

    private static func judge(
        _ workshop: Workshop, _ head: String = "HEAD", since base: String = "main", limit: Int = limit
    ) async throws -> Verdict {
        if head == "HEAD" { try workshop.commit() }
        return try await workshop.judge(head, since: base) { $0.scratchLimit = limit }
    }

    @Test("yanks a release of a package of any size")
    func yank() async throws {
        let workshop = try Self.workshop()
        try workshop.addNotes("@acme/big", "yanked: [{version: \"1.2.0\", reason: it is broken}]\n")
        let verdict = try await Self.judge(workshop)
        #expect(verdict.findings.isEmpty && verdict.outcome == .clean)
        #expect(verdict.changes.map(\.subject) == ["@acme/big 1.2.0"])
        try workshop.addNotes("@acme/big", "yanked: [{version: \"1.2.9\", reason: it is broken}]\n", version: 1)
        #expect(try await Self.judge(workshop).findings.map(\.rule) == ["notes-version"])
    }

    @Test("compares a new release with the one before it, and with no other, in a package of any size")
    func release() async throws {
        let workshop = try Self.workshop()
        let prompt = "---\nid: b\nname: B\nparameters:\n  - {name: city, type: string, required: true}\n---\n# Hello\n"
        try workshop.addBulk("@acme/big", "1.7.1", prompt: prompt)
        let rules = Set(try await Self.judge(workshop).findings.map(\.rule))
        // The release before has two signatures, and asks for nothing.
        #expect(rules.contains("evidence-lost") && rules.contains("interface-step"))
        try workshop.remove("packages/acme/big/1.7.1")
        try workshop.addBulk("@acme/big", "1.6.1")
        #expect(try await Self.judge(workshop).findings.isEmpty)
        try workshop.remove("packages/acme/big/1.6.1")
        try workshop.addBulk("@acme/big", "1.9.0", signedBy: [1, 3])
        #expect(try await Self.judge(workshop).findings.map(\.rule) == ["version-skipped"])
    }

    @Test("lets others need a package of any size, and only what it has")
    func needed() async throws {
        let workshop = try Self.workshop()
        try workshop.addBulk("@acme/tool", "1.2.0", needing: "@acme/big")
        #expect(try await Self.judge(workshop).outcome == .clean)
        let yanks = (0..<8).map { "{version: \"1.\($0).0\", reason: it is broken}" }.joined(separator: ", ")
        try workshop.git("checkout", "-q", "-b", "yanked", "main")
        try workshop.addNotes("@acme/big", "yanked: [\(yanks)]\n")
        try workshop.commit()
        try workshop.git("checkout", "-q", "change")
        try workshop.git("checkout", "-q", "-b", "after", "yanked")
        try workshop.addBulk("@acme/tool", "1.2.0", needing: "@acme/big")
        try workshop.commit()
        let after = try await Self.judge(workshop, "after", since: "yanked")
        #expect(after.findings.contains { $0.rule.hasPrefix("dependency-") && $0.path.contains("/tool/1.2.0/") })
    }

    @Test("judges a namespace of any size again when its keys change, and finds what it would in one piece")
    func keys() async throws {
        let workshop = try Self.workshop()
        try workshop.addNotes("@acme/big", "yanked: [{version: \"1.2.0\", reason: it is broken}]\n")
        try workshop.git("checkout", "-q", "main")
        try workshop.commit()
        try workshop.git("checkout", "-q", "-B", "change")
        let old = try workshop.read("namespaces/acme/keys.json")
        try workshop.write(old, to: "namespaces/acme/keys.1.json")
        try workshop.write(
            try workshop.read("namespaces/acme/keys.json.minisig"), to: "namespaces/acme/keys.1.json.minisig")
        try workshop.addKeys(
            "acme", Workshop.keySet([1, 3], threshold: 2, version: 2, previous: old), signedBy: [1, 3])
        let verdict = try await Self.judge(workshop)
        let paths = Set(verdict.findings.filter { $0.rule == "signatures-lost" }.map(\.path))
        // The notes, and all releases but the one that has two signatures.
        #expect(paths.contains("packages/acme/big/package.yaml") && paths.count == 13)
        #expect(!paths.contains { $0.contains("/1.7.0/") && $0.contains("/big/") })
        #expect(try await Self.judge(workshop, "change", limit: ScratchFolder.limit) == verdict)
    }

    @Test("is refused for what the change itself brings, and for many large packages at once, never for one")
    func tooLarge() async throws {
        let workshop = try Self.workshop()
        for name in ["a", "b", "c", "d", "e", "f"] { try workshop.addBulk("@acme/new-\(name)", "1.0.0") }
        var refusal = await #expect(throws: Refusal.self) { try await Self.judge(workshop) }
        #expect(refusal?.code == "change-too-large")
        try workshop.git("checkout", "-q", "-b", "second", "main")
        try workshop.addNotes("@acme/big", "yanked: [{version: \"1.2.0\", reason: it is broken}]\n")
        // Less than what the package has, more than what lies in its notes.
        let limit = Workshop.bulk
        #expect(try await Self.judge(workshop, limit: limit).findings.isEmpty)
        try workshop.addNotes("@acme/other-a", "yanked: [{version: \"1.0.0\", reason: it is broken}]\n")
        refusal = await #expect(throws: Refusal.self) { try await Self.judge(workshop, limit: limit) }
        #expect(refusal?.code == "change-too-large")
    }

    @Test("reads lists of files in pieces that are short enough, as long as one path has no longer one")
    func lists() async throws {
        let workshop = try Self.workshop()
        let git = GitObjects(workshop.tree)
        let tree = try #require(try await git.tree(of: "main", at: ""))
        let paths = ["packages/acme/other-a", "packages/acme/big", "packages/acme/other-b", "packages/acme/nowhere"]
        let all = try await git.entries(of: tree, below: paths)
        #expect(all.count == 21)
        var counts: [Int] = []
        for limit in [1 << 20, 3000, 2400, 2200] {
            counts.append(
                Set(try await git.entries(of: tree, below: paths, upTo: limit)).symmetricDifference(all).count)
        }
        #expect(counts == [0, 0, 0, 0])
        let refusal = await #expect(throws: Refusal.self) { try await git.entries(of: tree, below: paths, upTo: 1000) }
        #expect(refusal?.code == "change-too-large")
    }
}
