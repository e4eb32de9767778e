import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("What is unpacked of a change")
struct ChangeReachTests {
    private static let secret = ("notes.txt", "key = AKIAIOSFODNN7ABCDEFG\n")

    /// A branch with a release of bytes that hold a secret.
    private static func workshop(_ version: String = "1.1.1", signedBy keys: [UInt8]) throws -> Workshop {
        let workshop = try Workshop.withBranch()
        let path = "packages/acme/tool/\(version)/tool-\(version).pdpkg"
        try workshop.write(try Workshop.package("@acme/tool", version, more: [secret]), to: path)
        try workshop.sign(path, by: keys, .release(registry: workshop.registry, id: "@acme/tool", version: version))
        return workshop
    }

    @Test(
        "is what somebody has signed whose keys count, and the manifest of everything else",
        arguments: [
            ([1], ["plain-secret"]), ([], ["signature-missing"]),
            ([3], ["evidence-lost", "signature-threshold", "signature-unknown-key"]),
        ] as [([UInt8], Set<String>)])
    func signed(_ keys: [UInt8], _ errors: Set<String>) async throws {
        let workshop = try Self.workshop(signedBy: keys)
        try workshop.commit()
        let found = try await workshop.judge().findings.filter { $0.severity == .error || $0.rule == "evidence-lost" }
        #expect(Set(found.map(\.rule)).subtracting(["evidence-lost"]) == errors.subtracting(["evidence-lost"]))
        let says = found.contains { $0.message.hasSuffix("so that nobody has looked into the file") }
        #expect(says == !keys.contains(1))
    }

    @Test("is nothing of a release whose path does not fit")
    func misplaced() async throws {
        let workshop = try Self.workshop(signedBy: [1])
        let old = "packages/acme/tool/1.1.1/tool-1.1.1.pdpkg"
        try workshop.write(try workshop.read(old), to: "packages/acme/tool/1.1.1/other-1.1.1.pdpkg")
        try workshop.remove(old)
        try workshop.remove(old + ".minisig")
        #expect(try await workshop.errors() == ["release-path"])
    }

    /// The side of a change that lies in a tree.
    private static func side(_ workshop: Workshop, searching folders: Set<String>, upTo limit: Int) throws -> ChangeSide
    {
        let terms = ChangeSide.Terms(
            settings: try RegistrySettings(YAMLReader.read(workshop.read("registry.yaml"))), confirmed: [:],
            claims: [:], log: nil)
        let tool = TreeReader.FolderName(namespace: "acme", name: "tool")
        return try ChangeSide(
            in: workshop.tree, namespaces: ["acme"], packages: [tool], terms: terms, searching: folders, upTo: limit)
    }

    @Test("is at most so many bytes, counted by paths; beyond them is an error")
    func limit() throws {
        let workshop = try Self.workshop(signedBy: [1])
        try workshop.write(
            try Workshop.package("@acme/tool", "1.1.2", more: [Self.secret]),
            to: "packages/acme/tool/1.1.2/tool-1.1.2.pdpkg")
        try workshop.sign(
            "packages/acme/tool/1.1.2/tool-1.1.2.pdpkg", by: [1],
            .release(registry: workshop.registry, id: "@acme/tool", version: "1.1.2"))
        let folders: Set = ["packages/acme/tool/1.1.1", "packages/acme/tool/1.1.2"]
        func rules(_ searched: Set<String>, _ limit: Int) throws -> [String] {
            try Self.side(workshop, searching: searched, upTo: limit).packageFindings.filter {
                $0.severity == .error
            }.map(\.rule)
        }
        #expect(try rules(folders, 1 << 20) == ["plain-secret", "plain-secret"])
        #expect(try rules([], 0) == [])
        #expect(try rules(["packages/acme/tool/1.1.2"], 1 << 20) == ["plain-secret"])
        let size = try PackageContents.unpackedSize(
            of: workshop.read("packages/acme/tool/1.1.1/tool-1.1.1.pdpkg"), format: .pdpkg)
        let one = size.manifest + size.whole
        #expect(try rules(folders, one) == ["plain-secret", "change-size"])
        #expect(try rules(folders, 2 * one - 1) == ["plain-secret", "change-size"])
        #expect(try rules(folders, 2 * one) == ["plain-secret", "plain-secret"])
    }

    @Test("lies in a folder as often as it has names, for its size")
    func sizes() async throws {
        let workshop = try Self.workshop(signedBy: [1])
        try workshop.commit()
        let git = GitObjects(workshop.tree)
        let blob = try workshop.answer("rev-parse", "HEAD:packages/acme/tool/1.1.1/tool-1.1.1.pdpkg")
        let scratch = try ScratchFolder(in: workshop.folder)
        defer { scratch.remove() }
        func files(_ folder: String, _ count: Int) -> [ScratchFolder.Placement] {
            (0..<count).map {
                ScratchFolder.Placement(path: "\(folder)/\($0)", blob: blob, size: ScratchFolder.limit / 4)
            }
        }
        let refusal = await #expect(throws: Refusal.self) { try await scratch.place(files("new", 5), from: git) }
        #expect(refusal?.code == "change-too-large")
        // Each side of a change by itself: the size that is said here is not the one that git finds.
        let other = await #expect(throws: Refusal.self) {
            try await scratch.place(files("new", 4) + files("old", 4), from: git)
        }
        #expect(other?.code == "change-objects-missing")
    }
}
