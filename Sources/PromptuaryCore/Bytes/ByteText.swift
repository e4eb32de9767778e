/// Text as the bytes that it is: no canonical equivalence, and no more steps than the bytes need.
extension String {
    /// Whether both texts are the same bytes of UTF-8.
    @inline(__always)
    func hasSameBytes(as other: String) -> Bool { utf8.count == other.utf8.count && hasSameUnits(as: other) }

    private func hasSameUnits(as other: String) -> Bool {
        let isEqual = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                for at in left.indices where left[at] != right[at] { return false }
                return true
            }
        }
        return (isEqual ?? nil) ?? utf8.elementsEqual(other.utf8)
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
