/// The walk through the central directory that proves that the entries fill the archive without gap or overlap.
struct ZIPLayout: ~Copyable {
    private let limits: ZIPLimits
    private let directory: Range<Int>
    private var entries: [ZIPArchive.Entry] = []
    private var names: EntryNameTable
    /// Where the next central header is.
    private var header: Int
    /// Where the next local header must be.
    private var next = 0
    private var total = 0

    init(limits: ZIPLimits, directory: Range<Int>, capacity: Int) {
        self.limits = limits
        self.directory = directory
        names = EntryNameTable(capacity: capacity)
        header = directory.lowerBound
        entries.reserveCapacity(capacity)
    }

    /// Reads the next central header and what it describes.
    mutating func take(_ view: ByteView) throws(Refusal) {
        let start = header
        do {
            let central = try ZIPCentralHeader(view, at: start, limit: directory.upperBound, limits: limits)
            entries.append(try entry(of: central, view))
            names.add(view.slice(central.name))
            header = central.end
        } catch {
            var refusal = error
            refusal.place.entry = shownName(view, at: start)
            refusal.place.offset = start
            throw refusal
        }
    }

    /// The entries, once all headers are read.
    consuming func finish() throws(Refusal) -> [ZIPArchive.Entry] {
        guard header == directory.upperBound else { throw Refusal(ZIPFault.directoryRest, at: Place(offset: header)) }
        guard next == directory.lowerBound else { throw Refusal(ZIPFault.gap, at: Place(offset: next)) }
        if let clash = names.clash() { throw Refusal(clash.fault, at: Place(entry: entries[clash.index].name)) }
        return entries
    }

    private mutating func entry(of central: ZIPCentralHeader, _ view: ByteView) throws(Refusal) -> ZIPArchive.Entry {
        guard central.offset >= UInt64(next) else { throw Refusal(ZIPFault.overlap) }
        guard central.offset == UInt64(next) else { throw Refusal(ZIPFault.gap) }
        let start = try ZIPLocalHeader(view, at: next, limit: directory.lowerBound, central: central).end
        guard central.compressed <= UInt64(directory.lowerBound - start) else { throw Refusal(ZIPFault.dataBeyond) }
        guard central.size <= UInt64(limits.entryBytes) else {
            throw Refusal(ZIPFault.entryTooLarge, detail: "\(central.size) bytes, the limit is \(limits.entryBytes)")
        }
        let (size, compressed) = (Int(central.size), Int(central.compressed))
        total += size
        guard total <= limits.totalBytes else {
            throw Refusal(ZIPFault.totalTooLarge, detail: "the limit is \(limits.totalBytes) bytes")
        }
        guard size <= limits.ratioFloor || size <= limits.ratio * max(compressed, 1) else {
            throw Refusal(ZIPFault.ratio, detail: "\(size) bytes from \(compressed)")
        }
        if central.method == 0 && size != compressed { throw Refusal(ZIPFault.storedSize) }
        if central.isDirectory && central.crc != 0 { throw Refusal(ZIPFault.checksum) }
        next = start + compressed
        if central.hasDescriptor {
            guard next + 16 <= directory.lowerBound, view.u32(next) == 0x0807_4B50, view.u32(next + 4) == central.crc,
                view.u32(next + 8) == UInt32(compressed), view.u32(next + 12) == UInt32(size)
            else { throw Refusal(ZIPFault.descriptor) }
            next += 16
        }
        return ZIPArchive.Entry(
            name: String(decoding: view.slice(central.name), as: UTF8.self), isDirectory: central.isDirectory,
            size: size,
            compressedSize: compressed, method: central.method == 0 ? .stored : .deflated, crc: central.crc,
            dataOffset: start)
    }

    private func shownName(_ view: ByteView, at header: Int) -> String? {
        guard header + 46 <= directory.upperBound else { return nil }
        let end = header + 46 + view.u16(header + 28)
        return end <= directory.upperBound ? EntryName.shown(view.slice(header + 46..<end)) : nil
    }
}
