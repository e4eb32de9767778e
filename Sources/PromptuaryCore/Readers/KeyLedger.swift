/// Remembers the keys of the mappings that are open, so that a reader can refuse a key that is there twice.
///
/// Two keys count as one when their canonical compositions (NFC, UAX 15) are the same bytes. Mappings close in the
/// reverse order of opening. Small mappings are compared key by key, larger ones through a set: `n` keys cost O(n).
struct KeyLedger {
    private struct Frame {
        let firstSpan: Int
        let poolStart: Int
        var large: Set<[UInt8]>?
    }

    private static let smallest = 16

    private var pool: [UInt8] = []
    private var spans: [Range<Int>] = []
    private var frames: [Frame] = []

    /// Begins a mapping.
    mutating func open() {
        if spans.capacity == 0 {
            spans.reserveCapacity(Self.smallest)
            pool.reserveCapacity(256)
        }
        frames.append(Frame(firstSpan: spans.count, poolStart: pool.count, large: nil))
    }

    /// Ends the mapping that was begun last.
    mutating func close() {
        guard let frame = frames.popLast() else { return }
        spans.removeLast(spans.count - frame.firstSpan)
        pool.removeLast(pool.count - frame.poolStart)
    }

    /// Adds a key to the mapping that was begun last; false when it is there already.
    mutating func insert(_ key: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> Bool {
        isASCII ? add(key) : UnicodeForm.nfc(Array(key)).withUnsafeBufferPointer { add($0) }
    }

    /// Adds a key to the mapping that was begun last; false when it is there already.
    mutating func insert(_ key: String) -> Bool {
        var key = key
        return key.withUTF8 { bytes in insert(bytes, isASCII: bytes.allSatisfy { $0 < 0x80 }) }
    }

    private mutating func add(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let top = frames.count - 1
        guard top >= 0 else { return true }
        if frames[top].large != nil { return frames[top].large?.insert(Array(key)).inserted ?? true }
        let first = frames[top].firstSpan
        let found = pool.withUnsafeBufferPointer { pool in
            for index in first..<spans.count where spans[index].count == key.count {
                var (at, offset) = (spans[index].lowerBound, 0)
                while offset < key.count, pool[at] == key[offset] { (at, offset) = (at + 1, offset + 1) }
                if offset == key.count { return true }
            }
            return false
        }
        if found { return false }
        if spans.count - first == Self.smallest {
            var large = Set(spans[first...].map { Array(pool[$0]) })
            large.insert(Array(key))
            frames[top].large = large
            return true
        }
        spans.append(pool.count..<pool.count + key.count)
        pool.append(contentsOf: key)
        return true
    }
}
