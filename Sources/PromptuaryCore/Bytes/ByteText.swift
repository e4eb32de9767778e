/// Text as the bytes that it is: no canonical equivalence, and no more steps than the bytes need.
extension String {
    /// Whether two texts are the same bytes; `==` also holds for texts that only look the same.
    func hasSameBytes(as other: String) -> Bool { utf8.count == other.utf8.count && hasBytes(of: other, at: 0) }

    /// Whether the bytes of another text stand at an offset of this one.
    func hasBytes(of other: String, at offset: Int) -> Bool {
        let same = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                guard offset >= 0, right.count <= left.count - offset else { return false }
                guard let a = UnsafeRawPointer(left.baseAddress), let b = UnsafeRawPointer(right.baseAddress) else {
                    return right.isEmpty
                }
                return Self.areEqual(a + offset, b, count: right.count)
            }
        }
        return same.flatMap { $0 } ?? utf8.dropFirst(offset).starts(with: other.utf8)
    }

    private static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
        func isWordEqual(_ at: Int) -> Bool {
            left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                == right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        }
        var at = 0
        while at + 8 <= count {
            guard isWordEqual(at) else { return false }
            at += 8
        }
        // The last word once more, together with the bytes behind it.
        if count >= 8 { return isWordEqual(count - 8) }
        while at < count {
            guard
                left.load(fromByteOffset: at, as: UInt8.self) == right.load(fromByteOffset: at, as: UInt8.self)
            else { return false }
            at += 1
        }
        return true
    }

    /// Whether the bytes of UTF-8 come before those of another text.
    public func precedesInBytes(_ other: String) -> Bool {
        let isBefore = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                for at in 0..<min(left.count, right.count) where left[at] != right[at] { return left[at] < right[at] }
                return left.count < right.count
            }
        }
        return (isBefore ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Whether the last bytes of UTF-8 are those of an ending in ASCII.
    func endsInBytes(of ending: StaticString) -> Bool {
        let count = ending.utf8CodeUnitCount
        guard utf8.count >= count else { return false }
        return utf8.withContiguousStorageIfAvailable { units in
            let start = units.count - count
            for at in 0..<count where units[start + at] != ending.utf8Start[at] { return false }
            return true
        } ?? utf8.suffix(count).elementsEqual(UnsafeBufferPointer(start: ending.utf8Start, count: count))
    }

    /// The texts one after the other, made in one piece.
    public static func joined(_ a: String, _ b: String, _ c: String = "", _ d: String = "", _ e: String = "") -> String
    {
        let count = a.utf8.count + b.utf8.count + c.utf8.count + d.utf8.count + e.utf8.count
        return String(unsafeUninitializedCapacity: count) { target in
            var at = 0
            func put(_ text: String) {
                let size = text.utf8.count
                guard size > 0 else { return }
                _ = UnsafeMutableBufferPointer(rebasing: target[at..<at + size]).initialize(fromContentsOf: text.utf8)
                at += size
            }
            put(a)
            put(b)
            put(c)
            put(d)
            put(e)
            return at
        }
    }
}

extension [String] {
    /// Whether two lists hold the same texts, byte by byte.
    func hasSameBytes(as other: [String]) -> Bool {
        guard count == other.count else { return false }
        for (left, right) in zip(self, other) where !left.hasSameBytes(as: right) { return false }
        return true
    }
}
