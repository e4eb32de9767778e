/// Reads the wire form of SSH (RFC 4251 section 5) and never past its end.
struct SSHReader {
    private let bytes: ArraySlice<UInt8>
    private var at: Int

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        at = bytes.startIndex
    }

    /// Whether every byte has been read.
    var isAtEnd: Bool { at == bytes.endIndex }

    /// Takes as many bytes as asked for, or nothing when there are fewer.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= bytes.endIndex - at else { return nil }
        defer { at += count }
        return bytes[at..<at + count]
    }

    /// A `uint32`.
    mutating func number() -> UInt32? {
        guard bytes.endIndex - at >= 4 else { return nil }
        defer { at += 4 }
        return UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
            | UInt32(bytes[at + 3])
    }

    /// A `string`: a length and as many bytes.
    mutating func string() -> ArraySlice<UInt8>? {
        let start = at
        if let count = number(), let text = take(Int(count)) { return text }
        at = start
        return nil
    }

    /// Every byte that is left.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { at = bytes.endIndex }
        return bytes[at...]
    }
}

/// Writes the wire form of SSH.
struct SSHWriter {
    private(set) var bytes: [UInt8] = []

    /// A writer with room for as many bytes; it grows beyond them.
    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func raw(_ part: some Collection<UInt8>) { bytes.append(contentsOf: part) }

    mutating func number(_ value: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func string(_ part: some Collection<UInt8>) {
        number(UInt32(part.count))
        raw(part)
    }

    /// Overwrites what has been written, for a wire form that holds a secret.
    mutating func zero() { bytes.withUnsafeMutableBytes { Sodium.zero($0) } }
}
