internal import CDeflate

/// Inflates raw deflate data (RFC 1951) into a buffer that it keeps for the next time.
///
/// Make one for each worker and use it for many archives: it owns tables of 11 KB and a buffer as large as the
/// largest file so far, which ``ZIPLimits/entryBytes`` bounds.
public struct Inflater: ~Copyable {
    /// What became of the data.
    enum Outcome: Equatable {
        /// All of it was used and gave exactly the expected size.
        case exact
        /// It is malformed or cut short.
        case invalid
        /// It gives more or fewer bytes than expected.
        case otherSize
        /// It ended before its last byte.
        case trailing
    }

    private let decompressor: OpaquePointer
    private var buffer: UnsafeMutableRawBufferPointer

    /// An inflater without a buffer yet.
    public init() {
        guard let decompressor = libdeflate_alloc_decompressor() else { preconditionFailure("out of memory") }
        self.decompressor = decompressor
        buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    deinit {
        libdeflate_free_decompressor(decompressor)
        buffer.deallocate()
    }

    /// Inflates `data`, never writing more than a little beyond `size` bytes; the result is then in ``output``.
    mutating func inflate(_ data: UnsafeRawBufferPointer, size: Int) -> Outcome {
        // Room beyond the size shows that there is more, and keeps libdeflate on its fast path to the last byte.
        let room = size + 512
        if buffer.count < room {
            buffer.deallocate()
            buffer = .allocate(byteCount: max(room, buffer.count * 2), alignment: 64)
        }
        var used = 0
        var produced = 0
        let result = libdeflate_deflate_decompress_ex(
            decompressor, data.baseAddress, data.count, buffer.baseAddress, room, &used, &produced)
        if result == LIBDEFLATE_INSUFFICIENT_SPACE { return .otherSize }
        if result != LIBDEFLATE_SUCCESS { return .invalid }
        if produced != size { return .otherSize }
        if used != data.count { return .trailing }
        return DeflateGrammar.accepts(data) ? .exact : .invalid
    }

    /// The first bytes of the buffer; valid until the next call of ``inflate(_:size:)``.
    func output(size: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<size]) }
}

/// Compresses to raw deflate data, always at libdeflate's level 9.
///
/// The same library version gives the same bytes; another version may not.
struct Deflater: ~Copyable {
    private let compressor: OpaquePointer

    init() {
        guard let compressor = libdeflate_alloc_compressor(9) else { preconditionFailure("out of memory") }
        self.compressor = compressor
    }

    deinit { libdeflate_free_compressor(compressor) }

    /// The compressed bytes, or nil when they would not be fewer.
    func deflate(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.count < 2 { return nil }
        let result = [UInt8](unsafeUninitializedCapacity: bytes.count - 1) { target, count in
            count = libdeflate_deflate_compress(compressor, bytes, bytes.count, target.baseAddress, target.count)
        }
        return result.isEmpty ? nil : result
    }
}

/// The CRC-32 of ISO 3309, as ZIP and gzip use it.
public enum CRC32 {
    /// The checksum of the bytes; 0 for none.
    public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        bytes.isEmpty ? 0 : libdeflate_crc32(0, bytes.baseAddress, bytes.count)
    }
}
