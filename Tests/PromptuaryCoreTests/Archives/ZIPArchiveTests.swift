import Testing

@testable import PromptuaryCore

@Suite("ZIP archives that are accepted")
struct ZIPArchiveTests {
    struct Benign: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let archive: [UInt8]
        let files: [String]

        init(_ title: String, _ files: [String], _ archive: [UInt8]) {
            (testDescription, self.files, self.archive) = (title, files, archive)
        }
    }

    @Test("an unusual but unambiguous archive is accepted, with these files in this order", arguments: benign)
    func accepted(_ benign: Benign) {
        let (code, files) = verdict(benign.archive)
        #expect(code == nil)
        #expect(files.map(\.0) == benign.files)
        #expect(files.allSatisfy { $0.1 == Self.text || $0.1.isEmpty })
    }

    @Test("an entry says what the directory says")
    func entries() throws {
        let archive = try ZIPArchive.read(
            ZIPForge([.init("d/", []), .init("d/a", [1, 2, 3]), .init(deflated: "b", [4, 5])]).archive
        ) { _, _ in }
        let (folder, stored, deflated) = (archive.entries[0], archive.entries[1], archive.entries[2])
        #expect(archive.entries.map(\.name) == ["d/", "d/a", "b"])
        #expect(archive.entries.map(\.isDirectory) == [true, false, false])
        #expect(archive.entries.map(\.size) == [0, 3, 2])
        #expect(archive.entries.map(\.compressedSize) == [0, 3, 7])
        #expect(stored.method == .stored && deflated.method == .deflated && folder.method == .stored)
        #expect(stored.dataOffset == 32 + 33)
        #expect(stored.crc == 0x55BC_801D)
    }

    @Test("an error of the visitor ends the reading and passes through")
    func visitorFails() {
        var seen = 0
        let error = #expect(throws: Refusal.self) {
            _ = try ZIPArchive.read(ZIPForge.names("a", "b", "c")) { entry, _ throws(Refusal) in
                seen += 1
                if seen == 2 { throw Refusal(TextFault.control, "enough", at: Place(entry: entry.name)) }
            }
        }
        #expect(seen == 2)
        #expect(error?.code == TextFault.control.rawValue && error?.place.entry == "b")
    }

    @Test("files before a damaged one are visited, the damaged one is not")
    func damagedLater() {
        var damaged = ZIPForge.Entry("b", [1, 2, 3])
        damaged.data[1] = 9
        let (code, files) = verdict(ZIPForge([.init("a", [1]), damaged, .init("c", [1])]).archive)
        #expect(code == ZIPFault.checksum.rawValue)
        #expect(files.map(\.0) == ["a"])
    }

    @Test("one inflater serves many archives, also after a damaged one")
    func reuse() throws {
        var inflater = Inflater()
        for size in [10, 100_000, 3, 5000] {
            let content = [UInt8](repeating: UInt8(size & 0xFF), count: size)
            var seen: [UInt8] = []
            _ = try ZIPArchive.read(
                ZIPForge(.init(deflated: "a", content)).archive, inflater: &inflater
            ) { _, bytes in seen = Array(bytes) }
            #expect(seen == content)
            #expect(throws: Refusal.self) {
                _ = try ZIPArchive.read(
                    ZIPForge(.init(deflated: "a", content, as: [7])).archive, inflater: &inflater
                ) { _, _ in }
            }
        }
    }

    @Test("each limit admits its number and refuses one more")
    func limits() throws {
        func code(_ archive: [UInt8], _ change: (inout ZIPLimits) -> Void) -> String? {
            var limits = ZIPLimits()
            change(&limits)
            return verdict(archive, limits: limits).code
        }
        let two = ZIPForge([.init("a", [UInt8](repeating: 0, count: 70)), .init("b", [1])]).archive
        for (number, isAccepted) in [(two.count - 1, false), (two.count, true), (two.count + 1, true)] {
            #expect((code(two) { $0.archiveBytes = number } == nil) == isAccepted)
        }
        #expect(code(two) { $0.archiveBytes = two.count - 1 } == ZIPFault.tooLarge.rawValue)
        for (number, fault) in [(1, ZIPFault.tooManyEntries), (2, nil), (3, nil)] {
            #expect(code(two) { $0.entries = number } == fault?.rawValue)
        }
        for (number, fault) in [(69, ZIPFault.entryTooLarge), (70, nil), (71, nil)] {
            #expect(code(two) { $0.entryBytes = number } == fault?.rawValue)
        }
        for (number, fault) in [(70, ZIPFault.totalTooLarge), (71, nil), (72, nil)] {
            #expect(code(two) { $0.totalBytes = number } == fault?.rawValue)
        }
        // 70 bytes from 6: 11.7 times.
        let blank = ZIPForge(.init(deflated: "a", [UInt8](repeating: 0, count: 70), as: Self.seventyZeros)).archive
        #expect(code(blank) { _ in } == nil)
        for (number, fault) in [(11, ZIPFault.ratio), (12, nil), (13, nil)] {
            #expect(code(blank) { ($0.ratio, $0.ratioFloor) = (number, 0) } == fault?.rawValue)
        }
        for (number, fault) in [(69, ZIPFault.ratio), (70, nil), (71, nil)] {
            #expect(code(blank) { ($0.ratio, $0.ratioFloor) = (1, number) } == fault?.rawValue)
        }
        for (count, fault) in [(999, nil), (1000, nil), (1001, ZIPFault.tooManyEntries)] {
            #expect(verdict(ZIPForge((0..<count).map { .init("\($0)", []) }).archive).code == fault?.rawValue)
        }
    }

    @Test("the standard limits are the documented ones")
    func standardLimits() {
        let limits = ZIPLimits.standard
        #expect([limits.archiveBytes, limits.totalBytes, limits.entryBytes] == [10_485_760, 67_108_864, 16_777_216])
        #expect([limits.entries, limits.ratio, limits.ratioFloor] == [1000, 200, 1_048_576])
        #expect([limits.nameBytes, limits.partBytes, limits.depth] == [1024, 255, 32])
    }
}

extension ZIPArchiveTests {
    static let text = Array("some text, and some more".utf8)
    /// One literal, a match of 69, the end of the block: fixed codes.
    static let seventyZeros: [UInt8] = [0x63, 0x60, 0xA0, 0x06, 0x00, 0x00]

    static let benign: [Benign] = {
        func one(_ change: (inout ZIPForge.Entry) -> Void) -> [UInt8] {
            ZIPForge.one {
                $0 = .init("a.txt", text)
                change(&$0)
            }
        }
        let long = String(repeating: "n", count: 255)
        return [
            Benign("a stored file", ["a.txt"], one { _ in }),
            Benign("a deflated file of stored blocks", ["a"], ZIPForge(.init(deflated: "a", text)).archive),
            Benign(
                "a deflated file of many blocks", ["a"],
                ZIPForge(.init(deflated: "a", text, as: ZIPForge.storedBlocks(text, length: 3))).archive),
            Benign("a compressed file", ["a"], ZIPForge(.init(deflated: "a", text, as: deflate(text))).archive),
            Benign("an empty stored file", ["a"], ZIPForge(.init("a", [])).archive),
            Benign("an empty deflated file", ["a"], ZIPForge(.init(deflated: "a", [], as: [3, 0])).archive),
            Benign("a descriptor", ["a", "b"], ZIPForge([.init(streamed: "a", text), .init("b", text)]).archive),
            Benign(
                "a descriptor whose values the local header already has", ["a"],
                ZIPForge(
                    {
                        var entry = ZIPForge.Entry(streamed: "a", text)
                        (entry.localCRC, entry.localSize, entry.localCompressed) = (nil, nil, nil)
                        return entry
                    }()
                ).archive),
            Benign(
                "directories", ["a/b/c", "d"],
                ZIPForge([.init("a/", []), .init("a/b/c", text), .init("a/b/", []), .init("d", text)]).archive),
            Benign("only a directory", [], ZIPForge(.init("a/", [])).archive),
            Benign("a part of 255 bytes", [long], ZIPForge(.init(long, text)).archive),
            Benign(
                "names beyond ASCII", ["é/日本.md", "🙂"], ZIPForge([.init("é/日本.md", text), .init("🙂", text)]).archive),
            Benign("the UTF-8 flag on an ASCII name", ["a.txt"], one { $0.flags = 0x800 }),
            Benign("the flags of the compression level", ["a.txt"], one { $0.flags = 6 }),
            Benign("an executable file", ["a.txt"], one { $0.mode = 0o100755 }),
            Benign("a mode without a type", ["a.txt"], one { $0.mode = 0o644 }),
            Benign("no mode", ["a.txt"], one { $0.mode = 0 }),
            Benign("a mode that is not one of Unix", ["a.txt"], one { ($0.madeBy, $0.mode) = (20, 0o120777) }),
            Benign(
                "timestamps, longer in the local header", ["a.txt"],
                one {
                    $0.extra = ZIPForge.extra(0x5455, [1, 0, 0, 0, 0])
                    $0.localExtra = ZIPForge.extra(0x5455, [3, 0, 0, 0, 0, 0, 0, 0, 0]) + ZIPForge.extra(0x7875, [1])
                }),
            Benign(
                "zip64 throughout", ["a.txt"],
                one {
                    let size = UInt64(text.count)
                    ($0.size, $0.compressed, $0.offset) = (0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF)
                    ($0.extra, $0.localExtra) = (ZIPForge.zip64(size, size, 0), ZIPForge.zip64(size, size))
                }),
            Benign(
                "zip64 in the local header only", ["a.txt"],
                one {
                    ($0.localSize, $0.localExtra) = (0xFFFF_FFFF, ZIPForge.zip64(UInt64(text.count)))
                }),
            Benign(
                "a zip64 end record", ["a.txt"],
                zip64End { ($0.count, $0.directorySize, $0.directoryOffset) = (0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF) }),
            Benign("a zip64 end record that agrees with the plain one", ["a.txt"], zip64End { _ in }),
            Benign(
                "names that differ by more than case", ["a", "ab", "A!", "B/a", "B/A2"],
                ZIPForge(["a", "ab", "A!", "B/a", "B/A2"].map { .init($0, text) }).archive),
        ]
    }()

    private static func zip64End(_ change: (inout ZIPForge) -> Void) -> [UInt8] {
        var forge = ZIPForge(.init("a.txt", text))
        forge.afterDirectory = { start, size in
            ZIPForge.zip64End(start: UInt64(start), size: UInt64(size), count: 1, at: UInt64(start + size))
        }
        change(&forge)
        return forge.archive
    }

    private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        let deflater = Deflater()
        return deflater.deflate(bytes) ?? ZIPForge.storedBlocks(bytes)
    }
}
