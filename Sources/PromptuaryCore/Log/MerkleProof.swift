/// Proofs that an entry is in a tree, and that a tree is an earlier one with entries added (RFC 6962 section 2.1).
///
/// A proof is made in two steps: which ranges it consists of, from numbers alone, and then their hashes. Verifying follows
/// RFC 9162 sections 2.1.3.2 and 2.1.4.2, which need no recursion. Sizes go up to 2^40.
public enum MerkleProof {
    /// The largest tree: 2^40 entries.
    public static let sizeLimit = 1 << 40

    /// What proves that the entry at `index` is in the tree of a size, from the leaf's neighbour to the root's children.
    ///
    /// Empty when there is no such entry.
    public static func inclusion(of index: Int, in size: Int) -> [MerkleRange] {
        guard (0..<size).contains(index) else { return [] }
        var ranges: [MerkleRange] = []
        var (lower, upper) = (0, size)
        while upper - lower > 1 {
            let middle = lower + half(upper - lower)
            if index < middle {
                ranges.append(MerkleRange(lower: middle, upper: upper))
                upper = middle
            } else {
                ranges.append(MerkleRange(lower: lower, upper: middle))
                lower = middle
            }
        }
        return ranges.reversed()
    }

    /// What proves that the tree of size `new` begins with the tree of size `old`.
    ///
    /// Empty when both are equal or the old tree is empty, where nothing is to be proved.
    public static func consistency(from old: Int, to new: Int) -> [MerkleRange] {
        guard old > 0, old < new else { return [] }
        var ranges: [MerkleRange] = []
        var (lower, upper) = (0, new)
        while upper != old {
            let middle = lower + half(upper - lower)
            if old <= middle {
                ranges.append(MerkleRange(lower: middle, upper: upper))
                upper = middle
            } else {
                ranges.append(MerkleRange(lower: lower, upper: middle))
                lower = middle
            }
        }
        // The verifier has the old root already when it is a subtree of the new tree.
        if lower > 0 { ranges.append(MerkleRange(lower: lower, upper: upper)) }
        return ranges.reversed()
    }

    /// Whether the hashes lead from a leaf at `index` to the root of a tree of a size.
    public static func verifyInclusion(
        _ proof: [SHA256Digest], of leaf: SHA256Digest, at index: Int, in size: Int, root: SHA256Digest
    ) -> Bool {
        guard size <= sizeLimit, (0..<max(size, 0)).contains(index) else { return false }
        var (place, last) = (index, size - 1)
        var hash = leaf
        for next in proof {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleHash.node(next, hash)
                // Zero bits of the place are levels at which a last node has no neighbour; the place is not zero here.
                let zeros = place.trailingZeroBitCount
                (place, last) = (place >> zeros, last >> zeros)
            } else {
                hash = MerkleHash.node(hash, next)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// Whether the hashes show that the tree of the new size and root begins with the tree of the old size and root.
    public static func verifyConsistency(
        _ proof: [SHA256Digest], from old: Int, root oldRoot: SHA256Digest, to new: Int, root newRoot: SHA256Digest
    ) -> Bool {
        guard 0 <= old, old <= new, new <= sizeLimit else { return false }
        if old == 0 { return proof.isEmpty && oldRoot == MerkleHash.empty && (new > 0 || newRoot == oldRoot) }
        if old == new { return proof.isEmpty && oldRoot == newRoot }
        let zeros = old.trailingZeroBitCount
        var (place, last) = ((old - 1) >> zeros, (new - 1) >> zeros)
        var hashes = proof[...]
        // A complete old tree is a subtree of the new one, and its root is where the way begins.
        guard let start = place == 0 ? oldRoot : hashes.popFirst() else { return false }
        var (left, right) = (start, start)
        for next in hashes {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                left = MerkleHash.node(next, left)
                right = MerkleHash.node(next, right)
                // Zero bits of the place are levels at which a last node has no neighbour; the place is not zero here.
                let zeros = place.trailingZeroBitCount
                (place, last) = (place >> zeros, last >> zeros)
            } else {
                right = MerkleHash.node(right, next)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && left == oldRoot && right == newRoot
    }

    /// The largest power of two below a number above 1.
    private static func half(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
