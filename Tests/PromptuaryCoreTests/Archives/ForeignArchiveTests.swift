import Testing

@testable import PromptuaryCore

@Suite("Archives of other tools")
struct ForeignArchiveTests {
    @Test("an archive that is read strictly gives the same files")
    func likeStrict() throws {
        let archive = ZIPForge([
            .init("d/", []), .init("b/x.md", [1, 2]), .init(deflated: "a", [3, 4, 5]), .init("é/日本", [6]),
            .init(streamed: "s", [7]), .init("empty", []),
        ]).archive
        try expect(archive, ["b/x.md": [1, 2], "a": [3, 4, 5], "é/日本": [6], "s": [7], "empty": []])
        #expect(try ForeignArchive.read(archive).map(\.name) == ["b/x.md", "a", "é/日本", "s", "empty"])
    }

    @Test("what is refused for its layout only can still be packed anew")
    func lenient() throws {
        try expect(ZIPForge.end { ($0.comment) = Array("made by a tool".utf8) }, ["a.txt": text, "b.txt": text])
        try expect(ZIPForge.one { $0.comment = [65] }, ["a.txt": text])
        try expect(ZIPForge.one { ($0.name, $0.flags) = (Array("é".utf8), 0) }, ["é": text])
        try expect(ZIPForge.one { $0.name = Array("./a".utf8) }, ["a": text])
        try expect(
            ZIPForge.one {
                $0.name = Array("e\u{301}".utf8); $0.flags = 0x800
            }, ["é": text])
        try expect(ZIPForge.one { $0.after = [0, 0, 0, 0] }, ["a.txt": text])
    }

    @Test("the later of two files of one name counts, at the place of the first")
    func duplicates() throws {
        let archive = ZIPForge([.init("manifest.json", [1]), .init("x", [2]), .init("manifest.json", [3, 4])]).archive
        let files = try ForeignArchive.read(archive)
        #expect(files.map(\.name) == ["manifest.json", "x"])
        #expect(files.map(\.bytes) == [[3, 4], [2]])
    }

    @Test("tar archives are read")
    func tar() throws {
        let archive = Tar.member("./", type: "5") + Tar.member("./a.txt", text) + Tar.member("d/é", [1]) + Tar.end
        try expect(archive, ["a.txt": text, "d/é": [1]])
    }

    @Test("gzipped tar archives are read")
    func gzip() throws {
        let tar = Tar.member("a", text) + Tar.end
        try expect(gzipped(tar), ["a": text])
    }

    @Test("what was read can be packed, and is then accepted")
    func repack() throws {
        let archive = ZIPForge([.init("m", [1]), .init("m", [2]), .init("é", [3])]).archive
        var writer = ZIPWriter()
        for file in try ForeignArchive.read(archive) { try writer.add(name: file.name, bytes: file.bytes) }
        let (code, files) = verdict(writer.finish())
        #expect(code == nil && files.map(\.0) == ["m", "é"] && files.map(\.1) == [[2], [3]])
    }

    @Test("every reason is reached")
    func refused() {
        #expect(code([]) == "foreign-unreadable")
        #expect(code(Array(repeating: 65, count: 2000)) == "foreign-unreadable")
        #expect(code(ZIPForge.one { $0.crc ^= 1 }) == "foreign-unreadable")
        #expect(code(ZIPForge.one { $0.method = 98 }) == "foreign-unreadable")
        #expect(code(Array(Tar.member("a", text).dropLast(512))) == "foreign-unreadable")
        #expect(code(ZIPForge.one { $0.flags = 1 }) == "foreign-encrypted")
        #expect(code(ZIPForge.one { $0.mode = 0o120777 }) == "foreign-not-regular")
        for type in ["1", "2", "3", "4", "6"] {
            #expect(code(Tar.member("a", type: type) + Tar.end) == "foreign-not-regular")
        }
        #expect(code(Tar.member("../a", text) + Tar.end) == "zip-name-dots")
        #expect(code(Tar.member("/a", text) + Tar.end) == "zip-name-dots")
        #expect(code(ZIPForge.one { $0.name = Array("a\u{1B}".utf8) }) == "zip-name-control-character")
        #expect(Set(ForeignFault.allCases.map(\.summary)).count == 4)
        #expect(Set(ForeignFault.allCases.map(\.remedy)).count == 4)
    }

    @Test("each limit admits its number and refuses one more")
    func limits() {
        let archive = ZIPForge([.init("a", [1, 2, 3]), .init("b", [4]), .init("a", [5])]).archive
        func isAccepted(_ change: (inout ZIPLimits) -> Void) -> Bool {
            var limits = ZIPLimits()
            change(&limits)
            let code = code(archive, limits)
            #expect(code == nil || code == "foreign-too-large")
            return code == nil
        }
        #expect(isAccepted { $0.entries = 3 } && !isAccepted { $0.entries = 2 })
        #expect(isAccepted { $0.entryBytes = 3 } && !isAccepted { $0.entryBytes = 2 })
        #expect(isAccepted { $0.totalBytes = 5 } && !isAccepted { $0.totalBytes = 4 })
        #expect(isAccepted { $0.archiveBytes = archive.count } && !isAccepted { $0.archiveBytes = archive.count - 1 })
    }

    @Test("a file that is too large is refused however small gzip makes it")
    func bomb() {
        var limits = ZIPLimits()
        limits.entryBytes = 1 << 20
        let tar = Tar.member("a", [UInt8](repeating: 0, count: 1 << 20 + 1)) + Tar.end
        #expect(code(gzipped(tar), limits) == "foreign-too-large")
    }

    private let text = Array("text".utf8)

    private func expect(_ archive: [UInt8], _ files: [String: [UInt8]]) throws {
        let read = try ForeignArchive.read(archive)
        #expect(Dictionary(read.map { ($0.name, $0.bytes) }) { $1 } == files)
        #expect(read.count == files.count)
    }

    private func code(_ archive: [UInt8], _ limits: ZIPLimits = .standard) -> String? {
        do throws(Refusal) {
            _ = try ForeignArchive.read(archive, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    private func gzipped(_ content: [UInt8]) -> [UInt8] {
        let deflater = Deflater()
        let data = deflater.deflate(content) ?? ZIPForge.storedBlocks(content)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + data
            + bytes(content.withUnsafeBytes { CRC32.checksum(of: $0) }) + bytes(UInt32(content.count))
    }
}

/// Tar archives in the ustar form (POSIX.1-1988).
private enum Tar {
    static let end = [UInt8](repeating: 0, count: 1024)

    static func member(_ name: String, _ content: [UInt8] = [], type: String = "0") -> [UInt8] {
        func octal(_ number: Int, _ width: Int) -> [UInt8] {
            let digits = String(number, radix: 8)
            return Array((String(repeating: "0", count: width - 1 - digits.utf8.count) + digits).utf8) + [0]
        }
        func padded(_ text: String, _ width: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
        }
        var header = padded(name, 100) + octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(content.count, 12)
        header += octal(0, 12) + padded("        ", 8) + padded(type, 1) + padded("target", 100)
        header += padded("ustar", 6) + padded("00", 2) + [UInt8](repeating: 0, count: 247)
        let sum = header.reduce(0) { $0 + Int($1) }
        header.replaceSubrange(148..<156, with: octal(sum, 7) + [32])
        return header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
}
