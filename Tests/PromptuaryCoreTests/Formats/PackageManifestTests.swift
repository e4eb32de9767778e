import Testing

@testable import PromptuaryCore

@Suite("The manifest of a package file, read by itself")
struct PackageManifestTests {
    private static let manifest =
        "{\"name\":\"@acme/tool\",\"version\":\"1.0.0\",\"description\":\"A tool\",\"dependencies\":{\"@acme/lib\":\"^1.0.0\"}}"

    /// An archive with a file of text; in the damaged one that file has other bytes than its checksum says.
    private static func archive(_ text: String, isDamaged: Bool = false) throws -> [UInt8] {
        var writer = ZIPWriter()
        for (name, text) in [("manifest.json", manifest), ("README.md", "# Tool\n"), ("prompts/a.prmd", text)] {
            try writer.add(name: name, bytes: text.bytes, store: true)
        }
        var bytes = writer.finish()
        if isDamaged {
            let at = try #require(bytes.firstRange(of: text.bytes)?.lowerBound)
            bytes[at] ^= 1
        }
        return bytes
    }

    @Test("says the same as reading everything, but for what only a search tells")
    func same() throws {
        let bytes = try Self.archive("key = AKIAIOSFODNN7ABCDEFG\n")
        let whole = try PackageContents.read(bytes, format: .pdpkg)
        var inflater = Inflater()
        let brief = try PackageContents.readManifest(of: bytes, format: .pdpkg, inflater: &inflater)
        #expect(whole.isSearched && !whole.remarks.isEmpty && !brief.isSearched && brief.remarks.isEmpty)
        #expect(brief.manifest == whole.manifest && brief.digest == whole.digest && brief.size == whole.size)
        #expect(brief.files.map(\.path) == whole.files.map(\.path) && brief.readmePath == whole.readmePath)
        #expect(brief.files.map(\.size) == whole.files.map(\.size))
        let needs = try PackageContents.readDependencies(of: bytes, format: .pdpkg, inflater: &inflater)
        #expect(needs == whole.manifest.dependencies && needs.map(\.identity) == ["@acme/lib"])
    }

    @Test("does not open the other files")
    func damaged() throws {
        let bytes = try Self.archive("# Hello\n", isDamaged: true)
        var inflater = Inflater()
        #expect(throws: Refusal.self) { try PackageContents.read(bytes, format: .pdpkg) }
        #expect(try PackageContents.readManifest(of: bytes, format: .pdpkg, inflater: &inflater).files.count == 3)
    }

    @Test("is refused as when everything is read", arguments: ["", "no archive", "{}"])
    func refused(_ text: String) {
        var inflater = Inflater()
        let whole = #expect(throws: Refusal.self) { try PackageContents.read(text.bytes, format: .pdpkg) }
        let brief = #expect(throws: Refusal.self) {
            try PackageContents.readManifest(of: text.bytes, format: .pdpkg, inflater: &inflater)
        }
        #expect(whole?.code == brief?.code)
    }

    @Test("is counted before it is unpacked, and everything else too")
    func size() throws {
        let bytes = try Self.archive(String(repeating: "x", count: 5000))
        let size = try PackageContents.unpackedSize(of: bytes, format: .pdpkg)
        #expect(size.manifest == Self.manifest.utf8.count && size.whole == size.manifest + 5000 + 7)
        #expect(try PackageContents.unpackedSize(of: [1, 2], format: .yaml).whole == 2)
        #expect(throws: Refusal.self) { try PackageContents.unpackedSize(of: [1, 2], format: .pdpkg) }
    }
}
