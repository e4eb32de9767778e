/// Reads the wire form of SSH (RFC 4251 section 5) and never past its end.
struct SSHReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether every byte has been read.
    var isAtEnd: Bool { at == bytes.count }

    /// Takes as many bytes as asked for, or nothing when there are fewer.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= bytes.count - at else { return nil }
        defer { at += count }
        return bytes[at..<at + count]
    }

    /// A `uint32`.
    mutating func number() -> UInt32? { take(4)?.reduce(0) { $0 << 8 | UInt32($1) } }

    /// A `string`: a length and as many bytes.
    mutating func string() -> ArraySlice<UInt8>? {
        let start = at
        if let count = number(), let text = take(Int(count)) { return text }
        at = start
        return nil
    }

    /// Every byte that is left.
    mutating func rest() -> ArraySlice<UInt8> {
        defer { at = bytes.count }
        return bytes[at...]
    }
}

/// Writes the wire form of SSH.
struct SSHWriter {
    private(set) var bytes: [UInt8] = []

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
