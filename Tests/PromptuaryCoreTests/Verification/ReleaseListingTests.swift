import Testing

@testable import PromptuaryCore

@Suite("What metadata adds to a package file")
struct ReleaseListingTests {
    private static let path = "@acme/tool/-/tool-1.0.0.pdpkg"
    private static let digest = SHA256Digest(of: [1])

    private static func custom(_ index: Value?, signature path: String = path + ".minisig") -> Value {
        let signature = Value.mapping([
            Value.Member(key: "path", value: .string(path)), Value.Member(key: "sha256", value: .string(digest.hex)),
        ])
        let members = [Value.Member(key: "signatures", value: .list([signature]))]
        return .mapping((index.map { [Value.Member(key: "log_index", value: $0)] } ?? []) + members)
    }

    private static func read(_ custom: Value?) throws -> ReleaseListing {
        try ReleaseListing(custom, of: #require(ReleaseFile(path: path)))
    }

    @Test("is the place in the log, which owners who sign before it is logged cannot know, and the signatures")
    func listing() throws {
        let signatures = try Self.read(Self.custom(.integer(17))).signatures
        #expect(signatures.map(\.name) == ["tool-1.0.0.pdpkg.minisig"] && signatures[0].digest == Self.digest)
        #expect(try Self.read(Self.custom(.integer(17))).logIndex == 17)
        #expect(try Self.read(Self.custom(nil)).logIndex == nil)
        #expect(try Self.read(nil).signatures.isEmpty)
    }

    @Test("has no place that is none", arguments: [Value.integer(-1), .string("17"), .null])
    func places(_ index: Value) {
        #expect(throws: BrokenPromise.self) { try Self.read(Self.custom(index)) }
    }

    @Test(
        "names signatures only that lie beside the package file",
        arguments: [
            "@acme/tool/-/tool-1.1.0.pdpkg.minisig", "@acme/tool/-/tool-1.0.0.pdpkg/../x", "/etc/passwd",
            "@acme/tool/-/tool-1.0.0.pdpkg/x",
        ])
    func elsewhere(_ path: String) {
        #expect(throws: BrokenPromise.self) { try Self.read(Self.custom(.integer(1), signature: path)) }
    }
}
