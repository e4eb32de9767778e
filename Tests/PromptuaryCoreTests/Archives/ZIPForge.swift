@testable import PromptuaryCore

/// Builds ZIP archives byte by byte, right ones and wrong ones: every field can be overridden.
struct ZIPForge {
    struct Entry {
        var name: [UInt8]
        var localName: [UInt8]?
        var data: [UInt8]
        var method: UInt16 = 0
        var needed: UInt16 = 20
        var localNeeded: UInt16 = 20
        var localMethod: UInt16?
        var flags: UInt16 = 0
        var localFlags: UInt16?
        var time: UInt32 = 0x0021_0000
        var localTime: UInt32?
        var crc: UInt32
        var localCRC: UInt32?
        var size: UInt32
        var localSize: UInt32?
        var compressed: UInt32
        var localCompressed: UInt32?
        var extra: [UInt8] = []
        var localExtra: [UInt8] = []
        var comment: [UInt8] = []
        var disk: UInt16 = 0
        var madeBy: UInt16 = 3 << 8 | 20
        var mode: UInt32 = 0o100644
        var offset: UInt32?
        var signature: UInt32 = 0x0201_4B50
        var localSignature: UInt32 = 0x0403_4B50
        /// Bytes in front of the local header, and behind the data.
        var before: [UInt8] = []
        var after: [UInt8] = []
        /// Whether there is a local part at all.
        var isLocal = true

        /// A stored entry.
        init(_ name: String, _ content: [UInt8] = Array("text".utf8)) {
            self.name = Array(name.utf8)
            data = content
            crc = content.withUnsafeBytes { CRC32.checksum(of: $0) }
            size = UInt32(content.count)
            compressed = size
            if name.hasSuffix("/") { mode = 0o040755 }
            if self.name.contains(where: { $0 >= 0x80 }) { flags = 0x800 }
        }

        /// An entry of method 8; the raw deflate data may be given.
        init(deflated name: String, _ content: [UInt8], as data: [UInt8]? = nil) {
            self.init(name, content)
            method = 8
            self.data = data ?? ZIPForge.storedBlocks(content)
            compressed = UInt32(self.data.count)
        }

        /// An entry with a data descriptor, as streaming writers make it.
        init(streamed name: String, _ content: [UInt8]) {
            self.init(deflated: name, content)
            flags = 8
            (localCRC, localSize, localCompressed) = (0, 0, 0)
            after = bytes(0x0807_4B50 as UInt32) + bytes(crc) + bytes(compressed) + bytes(size)
        }
    }

    var entries: [Entry]
    var beforeDirectory: [UInt8] = []
    /// Bytes between the directory and the end record; gets the start and the size of the directory.
    var afterDirectory: (Int, Int) -> [UInt8] = { _, _ in [] }
    var comment: [UInt8] = []
    var commentLength: UInt16?
    var disk: UInt16 = 0
    var countHere: UInt16?
    var count: UInt16?
    var directorySize: UInt32?
    var directoryOffset: UInt32?

    init(_ entries: [Entry]) { self.entries = entries }
    init(_ entry: Entry) { entries = [entry] }

    /// An archive of one valid entry, changed.
    static func one(_ change: (inout Entry) -> Void) -> [UInt8] {
        var entry = Entry("a.txt")
        change(&entry)
        return ZIPForge(entry).archive
    }

    /// An archive of stored entries of these names.
    static func names(_ names: String...) -> [UInt8] {
        ZIPForge(names.map { Entry($0, $0.last == "/" ? [] : [65]) }).archive
    }

    /// An archive of two valid entries, changed as a whole.
    static func end(_ change: (inout ZIPForge) -> Void) -> [UInt8] {
        var forge = ZIPForge([Entry("a.txt"), Entry("b.txt")])
        change(&forge)
        return forge.archive
    }

    var archive: [UInt8] {
        var (result, directory): ([UInt8], [UInt8]) = ([], [])
        for entry in entries {
            result += entry.isLocal ? entry.before : []
            directory += bytes(entry.signature) + bytes(entry.madeBy) + bytes(entry.needed) + bytes(entry.flags)
            directory += bytes(entry.method) + bytes(entry.time) + bytes(entry.crc) + bytes(entry.compressed)
            directory += bytes(entry.size) + bytes(UInt16(entry.name.count)) + bytes(UInt16(entry.extra.count))
            directory += bytes(UInt16(entry.comment.count)) + bytes(entry.disk) + bytes(0 as UInt16)
            directory += bytes(entry.mode << 16) + bytes(entry.offset ?? UInt32(result.count))
            directory += entry.name + entry.extra + entry.comment
            if !entry.isLocal { continue }
            let name = entry.localName ?? entry.name
            result += bytes(entry.localSignature) + bytes(entry.localNeeded) + bytes(entry.localFlags ?? entry.flags)
            result += bytes(entry.localMethod ?? entry.method) + bytes(entry.localTime ?? entry.time)
            result += bytes(entry.localCRC ?? entry.crc) + bytes(entry.localCompressed ?? entry.compressed)
            result += bytes(entry.localSize ?? entry.size) + bytes(UInt16(name.count))
            result += bytes(UInt16(entry.localExtra.count)) + name + entry.localExtra + entry.data + entry.after
        }
        result += beforeDirectory
        let start = result.count
        result += directory + afterDirectory(start, directory.count)
        let count = count ?? UInt16(entries.count)
        result += bytes(0x0605_4B50 as UInt32) + bytes(disk) + bytes(disk) + bytes(countHere ?? count) + bytes(count)
        result += bytes(directorySize ?? UInt32(directory.count)) + bytes(directoryOffset ?? UInt32(start))
        return result + bytes(commentLength ?? UInt16(comment.count)) + comment
    }

    /// Raw deflate data of stored blocks, each of at most `length` bytes.
    static func storedBlocks(_ content: [UInt8], length: Int = 65535) -> [UInt8] {
        var (result, at): ([UInt8], Int) = ([], 0)
        repeat {
            let part = content[at..<min(at + length, content.count)]
            at += part.count
            result += [at == content.count ? 1 : 0] + bytes(UInt16(part.count)) + bytes(~UInt16(part.count)) + part
        } while at < content.count
        return result
    }

    /// A zip64 end record and its locator.
    static func zip64End(
        start: UInt64, size: UInt64, count: UInt64, at record: UInt64, length: UInt64 = 44, disks: UInt32 = 1
    ) -> [UInt8] {
        bytes(0x0606_4B50 as UInt32) + bytes(length) + bytes(45 as UInt16) + bytes(45 as UInt16) + bytes(0 as UInt64)
            + bytes(count) + bytes(count) + bytes(size) + bytes(start)
            + bytes(0x0706_4B50 as UInt32) + bytes(0 as UInt32) + bytes(record) + bytes(disks)
    }

    /// An extra field.
    static func extra(_ kind: UInt16, _ value: [UInt8]) -> [UInt8] { bytes(kind) + bytes(UInt16(value.count)) + value }

    /// A zip64 extra field.
    static func zip64(_ numbers: UInt64...) -> [UInt8] { extra(1, numbers.flatMap { bytes($0) }) }
}

/// The bytes of a number, least significant first.
func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
}

/// The verdict on an archive: nil or the code of the refusal, and the files that were visited.
func verdict(_ bytes: [UInt8], limits: ZIPLimits = .standard) -> (code: String?, files: [(String, [UInt8])]) {
    var files: [(String, [UInt8])] = []
    do {
        _ = try ZIPArchive.read(bytes, limits: limits) { entry, content in files.append((entry.name, Array(content))) }
        return (nil, files)
    } catch {
        return (error.code, files)
    }
}
