/// Writes the one layout of ZIP archives that ``ZIPArchive`` accepts, the same bytes for the same files.
///
/// Files only, in the order given: made on Unix with mode 0644, dated 1980-01-01, no extra fields, no descriptors,
/// deflated unless that does not shrink a file or shrinks it more than a hundredfold. The UTF-8 flag is set
/// for names that need it. Compressed bytes depend on the version of libdeflate, nothing else does.
public struct ZIPWriter: ~Copyable {
    private let limits: ZIPLimits
    private let deflater = Deflater()
    private var data: [UInt8] = []
    private var directory: [UInt8] = []
    private var names = EntryNameTable(capacity: 8)
    private var count = 0
    private var total = 0

    /// A writer of an archive without entries, which ``ZIPArchive`` would not accept.
    public init(limits: ZIPLimits = .standard) { self.limits = limits }

    /// Adds a file; with `store` it is not compressed.
    ///
    /// - Throws: A ``Refusal`` when the archive would break a limit or the name a rule; the writer is then unchanged.
    public mutating func add(name: String, bytes: [UInt8], store: Bool = false) throws(Refusal) {
        let text = Array(name.utf8)
        try EntryName.check(text, limits: limits)
        let place = Place(entry: name)
        if text.last == UInt8(ascii: "/") { throw Refusal(ZIPFault.typeMismatch, at: place) }
        if count == limits.entries {
            throw Refusal(ZIPFault.tooManyEntries, detail: "the limit is \(count)", at: place)
        }
        if bytes.count > limits.entryBytes {
            throw Refusal(ZIPFault.entryTooLarge, detail: "the limit is \(limits.entryBytes) bytes", at: place)
        }
        if bytes.count > limits.totalBytes - total {
            throw Refusal(ZIPFault.totalTooLarge, detail: "the limit is \(limits.totalBytes) bytes", at: place)
        }
        let compressed = store ? nil : deflater.deflate(bytes).flatMap { bytes.count > 100 * $0.count ? nil : $0 }
        let content = compressed ?? bytes
        let added = 30 + 46 + 2 * text.count + content.count
        if data.count + directory.count + added + 22 > limits.archiveBytes {
            throw Refusal(ZIPFault.tooLarge, detail: "the limit is \(limits.archiveBytes) bytes", at: place)
        }
        if let fault = text.withUnsafeBufferPointer({ names.insert($0) }) {
            throw Refusal(fault, at: place)
        }
        append(text, content, of: bytes, isDeflated: compressed != nil)
    }

    /// The finished archive.
    public consuming func finish() -> [UInt8] {
        var bytes = data
        bytes.append(contentsOf: directory)
        bytes.put(UInt32(0x0605_4B50))
        bytes.put(UInt32(0))
        bytes.put(UInt16(count))
        bytes.put(UInt16(count))
        bytes.put(UInt32(directory.count))
        bytes.put(UInt32(data.count))
        bytes.put(UInt16(0))
        return bytes
    }

    private mutating func append(_ name: [UInt8], _ content: [UInt8], of bytes: [UInt8], isDeflated: Bool) {
        var common: [UInt8] = []
        common.put(UInt16(20))
        common.put(UInt16(name.allSatisfy { $0 < 0x80 } ? 0 : 0x0800))
        common.put(UInt16(isDeflated ? 8 : 0))
        common.put(UInt32(0x0021_0000))
        common.put(bytes.withUnsafeBytes { CRC32.checksum(of: $0) })
        common.put(UInt32(content.count))
        common.put(UInt32(bytes.count))
        common.put(UInt16(name.count))
        common.put(UInt16(0))

        directory.put(UInt32(0x0201_4B50))
        directory.put(UInt16(3 << 8 | 20))
        directory.append(contentsOf: common)
        directory.append(contentsOf: repeatElement(0, count: 6))
        directory.put(UInt32(0o100644 << 16))
        directory.put(UInt32(data.count))
        directory.append(contentsOf: name)

        data.put(UInt32(0x0403_4B50))
        data.append(contentsOf: common)
        data.append(contentsOf: name)
        data.append(contentsOf: content)
        count += 1
        total += bytes.count
    }
}

extension [UInt8] {
    /// Appends a number, least significant byte first.
    fileprivate mutating func put(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
