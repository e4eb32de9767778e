import Testing

@testable import PromptuaryCore

/// A wrong archive and the reason for which it must be refused.
struct HostileArchive: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: String
    let archive: [UInt8]

    init(_ title: String, _ fault: ZIPFault, _ archive: [UInt8]) {
        (testDescription, code, self.archive) = (title, fault.rawValue, archive)
    }
    init(_ title: String, _ fault: EntryNameFault, _ archive: [UInt8]) {
        (testDescription, code, self.archive) = (title, fault.rawValue, archive)
    }
}

@Suite("Hostile ZIP archives")
struct ZIPHostileTests {
    @Test("a wrong archive is refused for its reason", arguments: endRecords + headers + contents + names)
    func refused(_ hostile: HostileArchive) {
        #expect(verdict(hostile.archive).code == hostile.code)
    }

    @Test("nothing is visited when the structure is wrong", arguments: endRecords + headers + names)
    func structureFirst(_ hostile: HostileArchive) {
        #expect(verdict(hostile.archive).files.isEmpty)
    }

    @Test("every reason is reached by an archive")
    func complete() {
        let seen = Set((Self.endRecords + Self.headers + Self.contents + Self.names).map(\.code))
        let all = ZIPFault.allCases.map(\.rawValue) + EntryNameFault.allCases.map(\.rawValue)
        #expect(Set(all).subtracting(seen) == [])
        #expect(Set(all).count == all.count)
    }

    @Test("every reason has its own words")
    func words() {
        #expect(Set(ZIPFault.allCases.map(\.summary)).count == ZIPFault.allCases.count)
        #expect(Set(ZIPFault.allCases.map(\.problem)).count == ZIPFault.allCases.count)
        #expect(Set(EntryNameFault.allCases.map(\.summary)).count == EntryNameFault.allCases.count)
        #expect(ZIPFault.allCases.allSatisfy { !$0.remedy.isEmpty && $0.rawValue.hasPrefix("zip-") })
        #expect(EntryNameFault.allCases.allSatisfy { !$0.remedy.isEmpty && $0.rawValue.hasPrefix("zip-name-") })
    }

    @Test("a cut archive is refused wherever it is cut")
    func cut() {
        let whole = ZIPForge([.init("a.txt"), .init(streamed: "b.txt", [1, 2, 3]), .init("c/", [])]).archive
        #expect(verdict(whole).code == nil)
        for length in 0..<whole.count {
            #expect(verdict(Array(whole[..<length])).code != nil)
            #expect(verdict(Array(whole[(whole.count - length)...])).code != nil)
        }
    }

    @Test("no single changed byte goes unnoticed, except in fields without meaning")
    func changedBytes() {
        let whole = ZIPForge([.init("a.txt"), .init(streamed: "b.txt", [1, 2, 3])]).archive
        let expected = verdict(whole).files.map(\.1)
        for at in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[at] ^= 1 << bit
                let (code, files) = verdict(changed)
                if code == nil { #expect(files.map(\.1) == expected) }
            }
        }
    }

    @Test("a message does not carry control characters of a hostile name")
    func escapedNames() {
        let archive = ZIPForge.one { $0.name = Array("a\u{1B}[2J\u{202E}.txt".utf8) }
        do {
            _ = try ZIPArchive.read(archive) { _, _ in }
            Issue.record("the archive was accepted")
        } catch {
            #expect(error.place.entry == "a\\x1b[2J\\xe2\\x80\\xae.txt")
            #expect(error.description.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }

    @Test("16,000 extra fields of one entry are read in linear time")
    func manyExtraFields() {
        let extra = (0..<16_000).flatMap { ZIPForge.extra(UInt16(0x1_0000 - 16_000 + $0) & 0x5FFF | 0x8000, []) }
        let archive = ZIPForge.one { $0.extra = extra }
        #expect(verdict(archive).code == ZIPFault.extraTwice.rawValue)
        let distinct = (0..<16_000).flatMap { ZIPForge.extra(UInt16(0xA000 + $0), []) }
        #expect(verdict(ZIPForge.one { $0.extra = distinct }).code == nil)
    }
}

extension ZIPHostileTests {
    static let endRecords: [HostileArchive] = {
        let good = ZIPForge.names("a.txt", "b.txt")
        func zip64(_ change: @escaping (Int, Int) -> [UInt8]) -> [UInt8] {
            ZIPForge.end {
                $0.afterDirectory = change
                ($0.count, $0.directorySize, $0.directoryOffset) = (0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF)
            }
        }
        func record(_ start: Int, _ size: Int, count: UInt64 = 2) -> [UInt8] {
            ZIPForge.zip64End(start: UInt64(start), size: UInt64(size), count: count, at: UInt64(start + size))
        }
        return [
            .init("no bytes", .noEndRecord, []),
            .init("text", .noEndRecord, Array("this is not an archive, is it?".utf8)),
            .init("more than 10 MiB", .tooLarge, [UInt8](repeating: 0, count: 10 << 20 + 1)),
            .init("bytes behind the end record", .noEndRecord, good + [0]),
            .init("an end record that is cut", .noEndRecord, Array(good.dropLast())),
            .init("a comment", .noEndRecord, ZIPForge.end { $0.comment = Array("hello".utf8) }),
            .init("a comment length without a comment", .archiveComment, ZIPForge.end { $0.commentLength = 5 }),
            .init(
                "a comment that is an end record", .archiveComment,
                ZIPForge.end { $0.comment = Array(ZIPForge.end { $0.commentLength = 1 }.suffix(22)) }),
            .init("disk 1", .split, ZIPForge.end { $0.disk = 1 }),
            .init("entries on other disks", .split, ZIPForge.end { $0.countHere = 1 }),
            .init("only an end record", .noEntries, ZIPForge([]).archive),
            .init("1001 entries", .tooManyEntries, ZIPForge((0...1000).map { .init("\($0)", []) }).archive),
            .init("a count too low", .directoryRest, ZIPForge.end { $0.count = 1 }),
            .init("a count too high", .centralHeader, ZIPForge.end { $0.count = 3 }),
            .init("a directory size too small", .directoryPlace, ZIPForge.end { $0.directorySize = 10 }),
            .init("a directory offset too small", .directoryPlace, ZIPForge.end { $0.directoryOffset = 10 }),
            .init("a directory beyond the file", .directoryPlace, ZIPForge.end { $0.directoryOffset = 0xFFFF_FFFE }),
            .init("bytes behind the directory", .directoryPlace, ZIPForge.end { $0.afterDirectory = { _, _ in [0] } }),
            .init("bytes in front of the archive", .directoryPlace, Array("#!/bin/sh\n".utf8) + good),
            .init("two archives", .directoryPlace, good + good),
            .init(
                "bytes before the directory", .gap, ZIPForge.end { $0.beforeDirectory = [0, 0, 0, 0] }),
            .init("zip64 values without a record", .zip64RecordMissing, ZIPForge.end { $0.count = 0xFFFF }),
            .init(
                "a zip64 size without a record", .zip64RecordMissing, ZIPForge.end { $0.directorySize = 0xFFFF_FFFF }),
            .init(
                "a zip64 offset without a record", .zip64RecordMissing,
                ZIPForge.end { $0.directoryOffset = 0xFFFF_FFFF }),
            .init(
                "a zip64 locator that points elsewhere", .zip64Locator,
                zip64 {
                    ZIPForge.zip64End(
                        start: UInt64($0), size: UInt64($1), count: 2, at: 0)
                }),
            .init(
                "a zip64 locator near 2^64", .zip64Locator,
                zip64 {
                    ZIPForge.zip64End(
                        start: UInt64($0), size: UInt64($1), count: 2, at: .max - 3)
                }),
            .init("a zip64 locator without a record", .zip64Locator, zip64 { Array(record($0, $1).suffix(20)) }),
            .init(
                "a zip64 record of another form", .zip64EndRecord,
                zip64 {
                    ZIPForge.zip64End(
                        start: UInt64($0), size: UInt64($1), count: 2, at: UInt64($0 + $1), length: 45)
                }),
            .init(
                "zip64 on two disks", .split,
                zip64 {
                    ZIPForge.zip64End(
                        start: UInt64($0), size: UInt64($1), count: 2, at: UInt64($0 + $1), disks: 2)
                }),
            .init("a zip64 count that is wrong", .centralHeader, zip64 { record($0, $1, count: 3) }),
            .init("a zip64 count of 2^64-1", .tooManyEntries, zip64 { record($0, $1, count: .max) }),
            .init(
                "a zip64 directory near 2^64", .directoryPlace,
                zip64 {
                    ZIPForge.zip64End(
                        start: .max - 10, size: UInt64($1), count: 2, at: UInt64($0 + $1))
                }),
            .init(
                "a zip64 directory size of 2^64-1", .directoryPlace,
                zip64 {
                    ZIPForge.zip64End(
                        start: UInt64($0), size: .max, count: 2, at: UInt64($0 + $1))
                }),
            .init(
                "zip64 and plain values that disagree", .zip64Disagrees,
                ZIPForge.end {
                    $0.afterDirectory = { record($0, $1, count: 1) }
                }),
        ]
    }()

    static let headers: [HostileArchive] = [
        .init("a wrong central signature", .centralHeader, ZIPForge.one { $0.signature = 0 }),
        .init("a wrong local signature", .localHeader, ZIPForge.one { $0.localSignature = 0 }),
        .init("an entry comment", .entryComment, ZIPForge.one { $0.comment = [65] }),
        .init("an entry on disk 3", .split, ZIPForge.one { $0.disk = 3 }),
        .init("encryption", .encrypted, ZIPForge.one { $0.flags = 1 }),
        .init("strong encryption", .encrypted, ZIPForge.one { $0.flags = 0x41 }),
        .init("a masked header", .encrypted, ZIPForge.one { $0.flags = 0x2000 }),
        .init("AES", .encrypted, ZIPForge.one { $0.extra = ZIPForge.extra(0x9901, [1]) }),
        .init("patched data", .flag, ZIPForge.one { $0.flags = 0x20 }),
        .init("a reserved flag", .flag, ZIPForge.one { $0.flags = 0x8000 }),
        .init("a reader newer than 4.5", .version, ZIPForge.one { $0.needed = 46 }),
        .init("a reader newer than 4.5, locally", .version, ZIPForge.one { $0.localNeeded = 63 }),
        .init("bzip2", .method, ZIPForge.one { $0.method = 12 }),
        .init("Deflate64", .method, ZIPForge.one { $0.method = 9 }),
        .init("an unknown method", .method, ZIPForge.one { $0.method = 65535 }),
        .init("an extra field that is cut", .extraTruncated, ZIPForge.one { $0.extra = [1, 2, 3] }),
        .init("an extra field too long", .extraTruncated, ZIPForge.one { $0.extra = [9, 9, 200, 0, 1] }),
        .init("a local extra field too long", .extraTruncated, ZIPForge.one { $0.localExtra = [9, 9, 1, 0] }),
        .init("an extra field twice", .extraTwice, ZIPForge.one { $0.extra = [9, 9, 0, 0, 9, 9, 0, 0] }),
        .init("a Unicode path", .unicodePath, ZIPForge.one { $0.extra = ZIPForge.extra(0x7075, [1]) }),
        .init("a local Unicode comment", .unicodePath, ZIPForge.one { $0.localExtra = ZIPForge.extra(0x6375, [1]) }),
        .init("no zip64 extra field", .zip64ExtraMissing, ZIPForge.one { $0.size = 0xFFFF_FFFF }),
        .init("no local zip64 extra field", .zip64ExtraMissing, ZIPForge.one { $0.localSize = 0xFFFF_FFFF }),
        .init("an unneeded zip64 extra field", .zip64ExtraUnneeded, ZIPForge.one { $0.extra = ZIPForge.zip64(4) }),
        .init(
            "a short zip64 extra field", .zip64ExtraSize,
            ZIPForge.one {
                ($0.size, $0.compressed, $0.extra) = (0xFFFF_FFFF, 0xFFFF_FFFF, ZIPForge.zip64(4))
            }),
        .init(
            "a long zip64 extra field", .zip64ExtraSize,
            ZIPForge.one {
                ($0.size, $0.extra) = (0xFFFF_FFFF, ZIPForge.zip64(4, 4))
            }),
        .init(
            "a size of 2^62", .zip64Overflow,
            ZIPForge.one {
                ($0.size, $0.extra) = (0xFFFF_FFFF, ZIPForge.zip64(1 << 62))
            }),
        .init(
            "an offset of 2^64-1", .zip64Overflow,
            ZIPForge.one {
                ($0.offset, $0.extra) = (0xFFFF_FFFF, ZIPForge.zip64(.max))
            }),
        .init(
            "a compressed size of 2^62-1", .dataBeyond,
            ZIPForge.one {
                ($0.compressed, $0.localCompressed) = (0xFFFF_FFFF, 0xFFFF_FFFF)
                $0.extra = ZIPForge.zip64(1 << 62 - 1)
                $0.localExtra = $0.extra
            }),
        .init(
            "an offset of 2^62-1", .gap,
            ZIPForge.one {
                ($0.offset, $0.extra) = (0xFFFF_FFFF, ZIPForge.zip64(1 << 62 - 1))
            }),
        .init("a symbolic link", .symbolicLink, ZIPForge.one { $0.mode = 0o120777 }),
        .init("a character device", .specialFile, ZIPForge.one { $0.mode = 0o020666 }),
        .init("a FIFO", .specialFile, ZIPForge.one { $0.mode = 0o010644 }),
        .init("a socket", .specialFile, ZIPForge.one { $0.mode = 0o140644 }),
        .init("a file with the mode of a directory", .typeMismatch, ZIPForge.one { $0.mode = 0o040755 }),
        .init(
            "a directory with the mode of a file", .typeMismatch,
            ZIPForge.one {
                $0 = .init("a/", [])
                $0.mode = 0o100644
            }),
        .init("a set-user-id bit", .specialBits, ZIPForge.one { $0.mode = 0o104755 }),
        .init("a sticky bit without a type", .specialBits, ZIPForge.one { $0.mode = 0o001644 }),
        .init("a directory with data", .directoryWithData, ZIPForge(.init("a/", [1])).archive),
        .init(
            "a deflated directory", .directoryWithData,
            ZIPForge.one {
                $0 = .init(deflated: "a/", [])
                $0.mode = 0o040755
            }),
        .init(
            "a directory with a checksum", .checksum,
            ZIPForge.one {
                $0 = .init("a/", [])
                $0.crc = 1
            }),
        .init("entries that share their data", .overlap, overlapping),
        .init("entries out of order", .gap, outOfOrder),
        .init(
            "an entry that the directory does not list", .gap,
            ZIPForge.one {
                $0.before = Array(ZIPForge.names("hidden").prefix(37))
            }),
        .init("an offset beyond the file", .gap, ZIPForge.one { $0.offset = 0xFFFF_FFF0 }),
        .init("an entry without its local part", .localHeader, ZIPForge.one { $0.isLocal = false }),
        .init("a local name that differs", .localName, ZIPForge.one { $0.localName = Array("b.txt".utf8) }),
        .init("a local name that is longer", .localName, ZIPForge.one { $0.localName = Array("a.txt2".utf8) }),
        .init("local flags that differ", .localFields, ZIPForge.one { $0.localFlags = 0x800 }),
        .init("encryption in the local header only", .localFields, ZIPForge.one { $0.localFlags = 1 }),
        .init("a local method that differs", .localFields, ZIPForge.one { $0.localMethod = 8 }),
        .init("a local time that differs", .localFields, ZIPForge.one { $0.localTime = 0x0021_0001 }),
        .init("a local size that differs", .localSizes, ZIPForge.one { $0.localSize = 5 }),
        .init("a local compressed size that differs", .localSizes, ZIPForge.one { $0.localCompressed = 5 }),
        .init("a local checksum that differs", .localSizes, ZIPForge.one { $0.localCRC = 5 }),
        .init("a local size of zero without a descriptor", .localSizes, ZIPForge.one { $0.localSize = 0 }),
        .init("a descriptor and another local size", .localSizes, streamed { $0.localSize = 4 }),
        .init("a stored entry with a descriptor", .descriptorStored, ZIPForge.one { $0.flags = 8 }),
        .init("no descriptor", .descriptor, streamed { $0.after = [] }),
        .init("a descriptor without its signature", .descriptor, streamed { $0.after.removeFirst(4) }),
        .init("a descriptor with another checksum", .descriptor, streamed { $0.after[4] ^= 1 }),
        .init("a descriptor with another compressed size", .descriptor, streamed { $0.after[8] ^= 1 }),
        .init("a descriptor with another size", .descriptor, streamed { $0.after[12] ^= 1 }),
        .init(
            "a descriptor of 64-bit numbers", .descriptor,
            streamed { $0.after.insert(contentsOf: [0, 0, 0, 0], at: 12) }),
        .init(
            "data beyond the directory", .dataBeyond,
            ZIPForge.one {
                ($0.size, $0.compressed) = (1000, 1000)
            }),
        .init(
            "17 MiB from little", .entryTooLarge,
            ZIPForge.one {
                $0 = .init(deflated: "a", [])
                $0.size = 17 << 20
            }),
        .init(
            "65 MiB in all", .totalTooLarge,
            ZIPForge(
                (0..<65).map {
                    var entry = ZIPForge.Entry(deflated: "\($0)", [])
                    entry.size = 1 << 20
                    return entry
                }
            ).archive),
        .init(
            "2 MiB from 5 bytes", .ratio,
            ZIPForge.one {
                $0 = .init(deflated: "a", [])
                $0.size = 2 << 20
            }),
        .init("a stored file of two sizes", .storedSize, ZIPForge.one { $0.size = 5 }),
    ]

    static let contents: [HostileArchive] = {
        let text = Array("some text, some more text, and some text".utf8)
        let blocks = ZIPForge.storedBlocks(text)
        func deflated(_ data: [UInt8], size: UInt32? = nil) -> [UInt8] {
            var entry = ZIPForge.Entry(deflated: "a", text, as: data)
            entry.size = size ?? entry.size
            return ZIPForge(entry).archive
        }
        return [
            .init("content that was changed", .checksum, ZIPForge.one { $0.data[0] ^= 1 }),
            .init("a checksum that is wrong", .checksum, ZIPForge.one { $0.crc ^= 1 }),
            .init("deflated content that was changed", .checksum, deflated(Array(blocks.dropLast()) + [0])),
            .init("no deflate data", .deflateInvalid, deflated([])),
            .init("deflate data that is cut", .deflateInvalid, deflated(Array(blocks.dropLast()))),
            .init("no last block", .deflateInvalid, deflated([0] + Array(blocks.dropFirst()))),
            .init("an unknown block type", .deflateInvalid, deflated([7] + Array(blocks.dropFirst()))),
            .init("a zlib wrapper", .deflateInvalid, deflated([0x78, 0x9C] + blocks)),
            .init("a stored block with a wrong length", .deflateInvalid, deflated([1, 40, 0, 0, 0] + text)),
            .init("a distance beyond the beginning", .deflateInvalid, deflated([0x03, 0x02, 0x00])),
            .init("bytes behind the deflate data", .deflateTrailing, deflated(blocks + [0])),
            .init("a second stream behind the first", .deflateTrailing, deflated(blocks + blocks)),
            .init("one byte too few", .deflateSize, deflated(blocks, size: UInt32(text.count + 1))),
            .init("one byte too many", .deflateSize, deflated(blocks, size: UInt32(text.count - 1))),
            .init(
                "a kilobyte too many", .deflateSize, deflated(ZIPForge.storedBlocks([UInt8](repeating: 0, count: 1024)))
            ),
            .init("content although the size is 0", .deflateSize, deflated(blocks, size: 0)),
        ]
    }()

    static let names: [HostileArchive] = {
        func one(_ title: String, _ fault: EntryNameFault, _ names: String...) -> HostileArchive {
            .init(title, fault, ZIPForge(names.map { .init($0, $0.last == "/" ? [] : [65]) }).archive)
        }
        let single = EntryNameTests.wrong.map { name in
            let archive = ZIPForge.one {
                $0 = .init("x", name.bytes.last == 47 ? [] : [65])
                ($0.name, $0.mode) = (name.bytes, 0)
                $0.flags = name.bytes.contains { $0 >= 0x80 } ? 0x800 : 0
            }
            return HostileArchive("the name \(name.testDescription)", name.fault, archive)
        }
        let several: [HostileArchive] = [
            .init(
                "a name beyond ASCII without the flag", .unflagged,
                ZIPForge.one { ($0.name, $0.flags) = ([0xC3, 0xA9], 0) }),
            one("a name twice", .twice, "a", "b", "a"),
            one("names that differ by case", .twice, "README.md", "x", "readme.md"),
            one("names that differ by full case folding", .twice, "straße", "STRASSE"),
            one("names that differ by compatibility", .twice, "ﬁle", "file"),
            one("a sign that folds to a letter", .twice, "\u{24B6}", "\u{24D0}"),
            one("a directory twice", .twice, "a/", "A/"),
            one("a file and an entry for a directory", .twice, "a", "a/"),
            one("a file and a directory", .fileAndDirectory, "a", "a!", "a/b"),
            one("a file and a directory, in the other order", .fileAndDirectory, "a/b", "a"),
            one("a file and a directory that differ by case", .fileAndDirectory, "a/b/c", "A/B"),
            one("a file and a directory beyond ASCII", .fileAndDirectory, "É", "é/x"),
            one("a directory in two spellings", .directorySpelling, "docs/a", "Docs/b"),
            one("an inner directory in two spellings", .directorySpelling, "a/docs/a", "a/Docs/b", "a/z"),
            one("an entry for a directory in another spelling", .directorySpelling, "docs/a", "Docs/"),
            one("a directory beyond ASCII in two spellings", .directorySpelling, "é/a", "É/b"),
            one("a directory in two spellings, far apart", .directorySpelling, "d/a", "d/b", "e", "c", "D/c"),
        ]
        return single + several
    }()

    private static var overlapping: [UInt8] {
        var second = ZIPForge.Entry("b.txt")
        (second.isLocal, second.offset) = (false, 0)
        return ZIPForge([.init("a.txt"), second]).archive
    }

    private static var outOfOrder: [UInt8] {
        var (first, second) = (ZIPForge.Entry("a.txt"), ZIPForge.Entry("b.txt"))
        (first.offset, second.offset) = (39, 0)
        return ZIPForge([first, second]).archive
    }

    private static func streamed(_ change: (inout ZIPForge.Entry) -> Void) -> [UInt8] {
        var entry = ZIPForge.Entry(streamed: "a", [1, 2, 3])
        change(&entry)
        return ZIPForge(entry).archive
    }
}
