/// GZIP files (RFC 1952) without a time or a name in them, for web servers that send compressed neighbours.
public enum GZIP {
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255]

    /// The compressed file, or nil when it would not be smaller.
    ///
    /// Equal bytes give equal files with the same version of the compression library.
    public static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard let data = Deflater().deflate(bytes), data.count + 18 < bytes.count else { return nil }
        var file = header + data
        for value in [bytes.withUnsafeBytes { CRC32.checksum(of: $0) }, UInt32(truncatingIfNeeded: bytes.count)] {
            for shift in stride(from: 0, to: 32, by: 8) {
                file.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
            }
        }
        return file
    }
}
