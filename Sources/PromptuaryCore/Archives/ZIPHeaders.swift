/// A header of the central directory (APPNOTE 4.3.12), judged by itself.
struct ZIPCentralHeader {
    /// Where the header ends.
    let end: Int
    /// The bytes of the name in the archive.
    let name: Range<Int>
    /// Whether the name ends in a slash.
    let isDirectory: Bool
    /// The general purpose flags.
    let flags: Int
    /// The compression method, 0 or 8.
    let method: Int
    /// Time and date in MS-DOS form; compared only.
    let time: UInt32
    /// The CRC-32 of the content.
    let crc: UInt32
    /// The size after inflating.
    private(set) var size: UInt64
    /// The size in the archive.
    private(set) var compressed: UInt64
    /// Where the local header is.
    private(set) var offset: UInt64

    /// The newest "version needed to extract" that a plain or zip64 archive has: 4.5.
    static let newestReader = 45

    /// Whether a data descriptor follows the data.
    var hasDescriptor: Bool { flags & 8 != 0 }

    init(_ view: ByteView, at: Int, limit: Int, limits: ZIPLimits) throws(Refusal) {
        guard at + 46 <= limit, view.u32(at) == 0x0201_4B50 else { throw Refusal(ZIPFault.centralHeader) }
        name = at + 46..<at + 46 + view.u16(at + 28)
        let extra = name.upperBound..<name.upperBound + view.u16(at + 30)
        let commentLength = view.u16(at + 32)
        end = extra.upperBound + commentLength
        guard end <= limit else { throw Refusal(ZIPFault.centralHeader) }
        if commentLength != 0 { throw Refusal(ZIPFault.entryComment) }
        if view.u16(at + 34) != 0 { throw Refusal(ZIPFault.split) }

        flags = view.u16(at + 8)
        method = view.u16(at + 10)
        time = view.u32(at + 12)
        crc = view.u32(at + 16)
        (compressed, size) = (UInt64(view.u32(at + 20)), UInt64(view.u32(at + 24)))
        offset = UInt64(view.u32(at + 42))
        // Bits 0, 6 and 13: encrypted, strongly encrypted, masked header. Bits 1, 2, 3 and 11 are harmless.
        if flags & 0x2041 != 0 { throw Refusal(ZIPFault.encrypted) }
        if flags & ~0x080E != 0 { throw Refusal(ZIPFault.flag) }
        // Other readers refuse what asks for a newer reader: unzip above 4.6, Python above 6.3.
        if view.u16(at + 6) > Self.newestReader { throw Refusal(ZIPFault.version) }
        if method != 0 && method != 8 { throw Refusal(ZIPFault.method, detail: "method \(method)") }
        try ZIPExtra(view, extra).resolve(view, size: &size, compressed: &compressed, offset: &offset)

        let text = view.slice(name)
        isDirectory = text.last == UInt8(ascii: "/")
        if let fault = EntryName.fault(in: text, flagged: flags & 0x800 != 0, limits: limits) {
            throw Refusal(fault, at: Place())
        }
        if view.u16(at + 4) >> 8 == 3 { try checkMode(view.u32(at + 38) >> 16) }
        if isDirectory && (size != 0 || compressed != 0 || method != 0) { throw Refusal(ZIPFault.directoryWithData) }
    }

    /// Judges a Unix mode; 0 means that the writer did not know one.
    private func checkMode(_ mode: UInt32) throws(Refusal) {
        switch mode & 0o170000 {
        case 0: break
        case 0o100000: if isDirectory { throw Refusal(ZIPFault.typeMismatch) }
        case 0o040000: if !isDirectory { throw Refusal(ZIPFault.typeMismatch) }
        case 0o120000: throw Refusal(ZIPFault.symbolicLink)
        default: throw Refusal(ZIPFault.specialFile)
        }
        if mode & 0o7000 != 0 { throw Refusal(ZIPFault.specialBits) }
    }
}

/// A local header (APPNOTE 4.3.7), judged against its central header.
struct ZIPLocalHeader {
    /// Where the data begins.
    let end: Int

    init(_ view: ByteView, at: Int, limit: Int, central: ZIPCentralHeader) throws(Refusal) {
        guard at + 30 <= limit, view.u32(at) == 0x0403_4B50 else { throw Refusal(ZIPFault.localHeader) }
        let name = at + 30..<at + 30 + view.u16(at + 26)
        end = name.upperBound + view.u16(at + 28)
        guard end <= limit else { throw Refusal(ZIPFault.localHeader) }
        guard view.slice(name).elementsEqual(view.slice(central.name)) else { throw Refusal(ZIPFault.localName) }
        let extra = try ZIPExtra(view, name.upperBound..<end)
        if view.u16(at + 4) > ZIPCentralHeader.newestReader { throw Refusal(ZIPFault.version) }
        guard view.u16(at + 6) == central.flags, view.u16(at + 8) == central.method, view.u32(at + 10) == central.time
        else { throw Refusal(ZIPFault.localFields) }

        let crc = view.u32(at + 14)
        var (compressed, size) = (UInt64(view.u32(at + 18)), UInt64(view.u32(at + 22)))
        var offset: UInt64 = 0
        if central.hasDescriptor && central.method != 8 { throw Refusal(ZIPFault.descriptorStored) }
        try extra.resolve(view, size: &size, compressed: &compressed, offset: &offset)
        // Before a descriptor the values are usually zero; bsdtar writes those that it already knows.
        func agrees<Number: BinaryInteger>(_ local: Number, _ central: Number, unknown: Bool) -> Bool {
            local == central || unknown && local == 0
        }
        let unknown = central.hasDescriptor
        guard agrees(crc, central.crc, unknown: unknown), agrees(size, central.size, unknown: unknown),
            agrees(compressed, central.compressed, unknown: unknown)
        else { throw Refusal(ZIPFault.localSizes) }
    }
}
