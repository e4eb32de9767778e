/// Where the files of a log lie in a site (C2SP tlog-tiles): below `log/`.
public enum LogLayout {
    /// The newest checkpoint, signed by the log alone.
    public static let checkpoint = "log/checkpoint"
    /// The newest checkpoint that carries cosignatures of witnesses.
    public static let witnessed = "log/witnessed"
    /// The document that describes the log.
    public static let description = "keys/log.json"
    /// What a tile or bundle holds when it is full: 256.
    public static let width = 256
    /// The ending of the file that proves that a release is logged, behind the path of the package file.
    public static let proofSuffix = ".tlog-proof"

    /// A number in parts of three digits, all but the last with an `x`: `x001/x234/067`.
    static func parts(_ number: Int) -> String {
        var text = threeDigits(number % 1000)
        var rest = number / 1000
        while rest > 0 {
            text = "x" + threeDigits(rest % 1000) + "/" + text
            rest /= 1000
        }
        return text
    }

    /// The path of the full tile or bundle of a partial one; nil for any other path.
    public static func full(ofPartial path: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[parts.count - 2].hasSuffix(".p") else { return nil }
        return parts.dropLast().joined(separator: "/").dropLast(2).description
    }

    private static func threeDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}

/// A tile: up to 256 consecutive hashes of one level.
///
/// Level 0 has the hashes of entries, level 1 those of full tiles of level 0, and so on.
public struct LogTile: Sendable, Hashable {
    /// The level, from 0.
    public let level: Int
    /// The place among the tiles of the level, from 0.
    public let index: Int
    /// How many hashes, 1 to 256.
    public let width: Int

    /// A tile, full where nothing else is said.
    public init(level: Int, index: Int, width: Int = LogLayout.width) {
        (self.level, self.index, self.width) = (level, index, width)
    }

    /// The tile of a tree of a size at a place, as wide as the tree makes it; nil beyond its edge.
    public init?(level: Int, index: Int, in size: Int) {
        guard level >= 0, level < 6, index >= 0 else { return nil }
        let hashes = size >> (8 * level)
        let width = min(LogLayout.width, hashes - min(hashes, index << 8))
        guard width > 0 else { return nil }
        self.init(level: level, index: index, width: width)
    }

    /// The partial tiles of a tree, from level 0 upwards; together they give its root.
    public static func edge(of size: Int) -> [LogTile] {
        (0..<6).compactMap { level in
            let hashes = size >> (8 * level)
            return hashes & 255 == 0 ? nil : LogTile(level: level, index: hashes >> 8, width: hashes & 255)
        }
    }

    /// Whether all 256 hashes are there.
    public var isFull: Bool { width == LogLayout.width }

    /// The path in the site.
    public var path: String { "log/tile/\(level)/\(LogLayout.parts(index))" + (isFull ? "" : ".p/\(width)") }

    /// The full tile of the same place, which a site may have instead of a partial one.
    public var full: LogTile { LogTile(level: level, index: index) }

    /// The hashes that the bytes of the tile are; those of the full tile are taken too, and cut.
    ///
    /// Refused with ``LogFault/tile``. They prove nothing yet: see ``LogTiles``.
    public func hashes(_ bytes: [UInt8]) throws(Refusal) -> [SHA256Digest] {
        guard bytes.count == 32 * width || bytes.count == 32 * LogLayout.width else {
            throw Refusal(LogFault.tile, "\(path) has \(bytes.count) bytes instead of \(32 * width)")
        }
        return (0..<width).map { SHA256Digest(bytes: Array(bytes[(32 * $0)..<(32 * $0 + 32)])) ?? MerkleHash.empty }
    }

    /// The bytes of a tile with these hashes.
    static func bytes(_ hashes: [SHA256Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * hashes.count)
        for hash in hashes { withUnsafeBytes(of: hash) { bytes.append(contentsOf: $0) } }
        return bytes
    }
}

/// An entry bundle: up to 256 consecutive entries, those of a tile of level 0.
public struct LogBundle: Sendable, Hashable {
    /// Where bundles lie in a site.
    public static let folder = "log/tile/entries/"

    /// The place among the bundles, from 0.
    public let index: Int
    /// How many entries, 1 to 256.
    public let width: Int

    /// A bundle, full where nothing else is said.
    public init(index: Int, width: Int = LogLayout.width) { (self.index, self.width) = (index, width) }

    /// The bundles of a tree of a size, in order.
    public static func all(of size: Int) -> some Sequence<LogBundle> {
        (0..<((size + 255) >> 8)).lazy.map { LogBundle(index: $0, width: min(256, size - $0 << 8)) }
    }

    /// The path in the site.
    public var path: String { "\(Self.folder)\(LogLayout.parts(index))" + (width == 256 ? "" : ".p/\(width)") }

    /// The full bundle of the same place.
    public var full: LogBundle { LogBundle(index: index) }

    /// The tile with the hashes of the entries.
    public var tile: LogTile { LogTile(level: 0, index: index, width: width) }

    /// The most bytes of a bundle: 16 MiB.
    public static let sizeLimit = LogLayout.width * (2 + LogEntry.sizeLimit)

    /// The entries that the bytes of the bundle hold; those of the full bundle are taken too, and cut.
    ///
    /// Each entry is preceded by its length in two bytes. Refused with ``LogFault/bundle`` when they do not come out even.
    public func entries(_ bytes: [UInt8]) throws(Refusal) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        entries.reserveCapacity(width)
        var at = 0
        while at < bytes.count {
            guard at + 2 <= bytes.count, entries.count < LogLayout.width else { throw refusal }
            let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
            guard at + 2 + length <= bytes.count else { throw refusal }
            entries.append(Array(bytes[(at + 2)..<(at + 2 + length)]))
            at += 2 + length
        }
        guard entries.count == width || entries.count == LogLayout.width else { throw refusal }
        return Array(entries[..<width])
    }

    private var refusal: Refusal { Refusal(LogFault.bundle, "\(path) does not hold exactly \(width) entries") }

    /// Appends an entry of at most 65,535 bytes to the bytes of a bundle.
    static func append(_ entry: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: entry.count))
        bytes.append(contentsOf: entry)
    }
}
