/// The hashes of a Merkle tree as RFC 6962 section 2.1 defines them, with SHA-256.
public enum MerkleHash {
    /// The hash of a tree without entries.
    public static let empty = SHA256Digest(of: [])

    /// The hash of an entry: of the byte 0 and the entry.
    public static func leaf(_ entry: some Collection<UInt8>) -> SHA256Digest { SHA256Digest(of: [0] + entry) }

    /// The hash of two neighbours: of the byte 1, the left hash and the right hash.
    public static func node(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { memory in
            memory[0] = 1
            withUnsafeBytes(of: left) { memory[1..<33].copyBytes(from: $0) }
            withUnsafeBytes(of: right) { memory[33..<65].copyBytes(from: $0) }
            return SHA256Digest(of: UnsafeRawBufferPointer(memory))
        }
    }

    /// The hash of a complete subtree, whose leaves are a power of two of hashes.
    static func complete(_ hashes: ArraySlice<SHA256Digest>) -> SHA256Digest {
        var level = Array(hashes)
        while level.count > 1 {
            for index in 0..<(level.count / 2) { level[index] = node(level[2 * index], level[2 * index + 1]) }
            level.removeLast(level.count / 2)
        }
        return level.first ?? empty
    }

    /// The hash of subtrees of falling size that stand side by side, the rightmost two joined first.
    static func joined(_ peaks: [SHA256Digest]) -> SHA256Digest {
        guard var hash = peaks.last else { return empty }
        for peak in peaks.dropLast().reversed() { hash = node(peak, hash) }
        return hash
    }
}

/// A complete subtree: the hash of the entries from `index * 2^height` on, `2^height` of them.
public struct MerkleNode: Sendable, Hashable {
    /// The levels of hashing above the leaves, from 0.
    public let height: Int
    /// The place among the subtrees of this height, from 0.
    public let index: Int

    /// The subtree at a place.
    public init(height: Int, index: Int) { (self.height, self.index) = (height, index) }
}

/// Consecutive entries whose hash occurs in a proof; the lower end is a multiple of a power of two that is no smaller than
/// their number.
public struct MerkleRange: Sendable, Hashable {
    /// The index of the first entry.
    public let lower: Int
    /// The index behind the last entry.
    public let upper: Int

    /// The whole tree of a size.
    public static func tree(_ size: Int) -> MerkleRange { MerkleRange(lower: 0, upper: size) }

    /// The complete subtrees that make it up, from left to right, each smaller than the one before.
    public var nodes: [MerkleNode] {
        var nodes: [MerkleNode] = []
        var at = lower
        while at < upper {
            let height = (upper - at).bitWidth - 1 - (upper - at).leadingZeroBitCount
            nodes.append(MerkleNode(height: height, index: at >> height))
            at += 1 << height
        }
        return nodes
    }

    /// The hash, from those of its subtrees.
    public func hash<Failure: Error>(
        _ hash: (MerkleNode) throws(Failure) -> SHA256Digest
    ) throws(Failure) -> SHA256Digest {
        var peaks: [SHA256Digest] = []
        for node in nodes { peaks.append(try hash(node)) }
        return MerkleHash.joined(peaks)
    }
}
