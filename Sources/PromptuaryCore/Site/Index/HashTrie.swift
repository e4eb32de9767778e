/// How names are spread over shards: a binary trie over the SHA-256 of each name.
///
/// Which shards there are follows from the set of names alone. A prefix of digits with more than ``limit`` names below it has two
/// children, and one with fewer is a leaf: a shard, even when it is empty. So the leaves divide all names among them, and a name
/// that comes or goes changes one leaf, or splits or joins a few.
///
/// The functions ask a `count` for how many names have a prefix: it may stop counting at the number that it is given.
public enum HashTrie {
    /// The most names in a shard.
    public static let limit = 128

    /// What one or more names that come, go or change do to the shards.
    public struct Changes: Sendable, Hashable {
        /// The leaves that are new or hold a name that came, went or changed, in their order.
        public var written: [HashPrefix] = []
        /// The leaves that are no leaves any more, in their order.
        public var removed: [HashPrefix] = []
        /// Whether the set of names has changed.
        public var isResized = false

        /// No changes.
        public init() {}
    }

    /// The leaf that holds a key.
    public static func leaf(of key: UInt64, count: (HashPrefix, Int) throws -> Int) rethrows -> HashPrefix {
        var prefix = HashPrefix.root
        while prefix.length < HashPrefix.longest, try count(prefix, limit + 1) > limit {
            prefix = prefix.child(key >> UInt64(63 - prefix.length) & 1)
        }
        return prefix
    }

    /// The leaves that begin with a prefix which is none below a leaf, in their order.
    public static func leaves(
        below prefix: HashPrefix = .root, count: (HashPrefix, Int) throws -> Int
    ) rethrows -> [HashPrefix] {
        guard prefix.length < HashPrefix.longest, try count(prefix, limit + 1) > limit else { return [prefix] }
        return try leaves(below: prefix.child(0), count: count) + leaves(below: prefix.child(1), count: count)
    }

    /// What the keys of names that were added, removed, and changed in their content do; `count` counts the names after it.
    ///
    /// A key is in one of the lists only.
    public static func changes(
        added: [UInt64], removed: [UInt64], changed: [UInt64], count: (HashPrefix, Int) throws -> Int
    ) rethrows -> Changes {
        var changes = Changes()
        changes.isResized = !added.isEmpty || !removed.isEmpty
        try visit(
            .root, Touched(added: added.sorted()[...], removed: removed.sorted()[...], changed: changed.sorted()[...]),
            count, &changes)
        return changes
    }

    private static func visit(
        _ prefix: HashPrefix, _ touched: Touched, _ count: (HashPrefix, Int) throws -> Int, _ changes: inout Changes
    ) rethrows {
        guard !touched.isEmpty else { return }
        let isDeepest = prefix.length == HashPrefix.longest
        // Enough to know on which side of the limit both numbers lie.
        let after = try count(prefix, limit + 1 + touched.added.count)
        let isSplit = !isDeepest && after > limit
        let wasSplit = !isDeepest && touched.before(after) > limit
        switch (wasSplit, isSplit) {
        case (false, false): changes.written.append(prefix)
        case (true, true):
            for digit in 0...1 as ClosedRange<UInt64> {
                let child = prefix.child(digit)
                try visit(child, touched.below(child), count, &changes)
            }
        case (false, true):
            changes.removed.append(prefix)
            changes.written += try leaves(below: prefix, count: count)
        case (true, false):
            changes.written.append(prefix)
            changes.removed += try leaves(below: prefix) { inner, most in
                let own = touched.below(inner)
                return own.before(try count(inner, most + own.added.count))
            }
        }
    }

    /// Sorted keys below a prefix.
    private struct Touched {
        var added: ArraySlice<UInt64>
        var removed: ArraySlice<UInt64>
        var changed: ArraySlice<UInt64>

        var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

        /// How many there were when there are so many now.
        func before(_ after: Int) -> Int { after - added.count + removed.count }

        func below(_ prefix: HashPrefix) -> Touched {
            Touched(
                added: HashTrie.slice(added, prefix), removed: HashTrie.slice(removed, prefix),
                changed: HashTrie.slice(changed, prefix))
        }
    }

    /// The part of sorted keys that begins with a prefix.
    static func slice(_ keys: ArraySlice<UInt64>, _ prefix: HashPrefix) -> ArraySlice<UInt64> {
        let range = prefix.keys
        let start = keys.partitioned { $0 >= range.lowerBound }
        return keys[start..<keys[start...].partitioned { $0 > range.upperBound }]
    }

    /// Leaves with the elements that belong to each, for names that are all in memory.
    static func groups<Element>(_ elements: [Element], name: (Element) -> String) -> [(
        leaf: HashPrefix, elements: [Element]
    )] {
        let keyed = elements.map { (key: HashPrefix.key(of: name($0)), element: $0) }.sorted { $0.key < $1.key }
        let keys = keyed.map(\.key)[...]
        return leaves { prefix, _ in slice(keys, prefix).count }
            .map { leaf in (leaf, keyed[slice(keys, leaf).indices].map(\.element)) }
    }
}

extension ArraySlice {
    /// The first index from which on elements satisfy a condition; those before do not.
    func partitioned(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
