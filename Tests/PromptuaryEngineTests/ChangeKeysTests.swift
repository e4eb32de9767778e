import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("A change of keys")
struct ChangeKeysTests {
    /// Lays the current key set of a namespace aside as `keys.1.json`.
    private static func lay(aside workshop: Workshop) throws -> [UInt8] {
        let old = try workshop.read("namespaces/acme/keys.json")
        try workshop.write(old, to: "namespaces/acme/keys.1.json")
        try workshop.write(
            try workshop.read("namespaces/acme/keys.json.minisig"), to: "namespaces/acme/keys.1.json.minisig")
        try workshop.remove("namespaces/acme/keys.json.minisig")
        return old
    }

    @Test("judges all releases of the namespace again when a key is revoked, and only then")
    func revocation() async throws {
        let workshop = try Workshop.withBranch()
        let old = try Self.lay(aside: workshop)
        try workshop.addKeys("acme", Workshop.keySet([1, 3], version: 2, previous: old), signedBy: [1])
        #expect(try await workshop.errors().isEmpty)
        try workshop.addKeys(
            "acme", Workshop.keySet([1, 3], version: 2, previous: old, revoked: [1]), signedBy: [1])
        try workshop.commit()
        let verdict = try await workshop.judge()
        let paths = Set(verdict.findings.filter { $0.severity == .error }.map(\.path))
        #expect(!paths.isEmpty && paths.allSatisfy { $0.hasPrefix("packages/acme/") })
        // What a check of the whole tree would say of these packages is what the change is told.
        let whole = Set(try await workshop.findings().filter { $0.severity == .error }.map(\.path))
        #expect(paths == whole.filter { $0.hasPrefix("packages/acme/") })
    }

    @Test("judges all releases of the namespace again when the threshold rises")
    func threshold() async throws {
        let workshop = try Workshop.withBranch()
        let old = try Self.lay(aside: workshop)
        try workshop.addKeys(
            "acme", Workshop.keySet([1, 3], threshold: 2, version: 2, previous: old), signedBy: [1])
        #expect(try await workshop.errors().contains("signature-threshold"))
    }
}
