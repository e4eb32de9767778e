/// The names of one archive together: none may be another one's double on a system that ignores letter case
/// or Unicode form, none a file and a directory at once, and each directory has one spelling.
///
/// Names are folded (``UnicodeForm/folded(_:)``) into one buffer and sorted; then only neighbours can clash.
struct EntryNameTable: ~Copyable {
    private struct Row {
        var name: Range<Int>
        var key: Range<Int>
        var index: Int
    }

    private var rows: [Row] = []
    private var names: [UInt8] = []
    private var keys: [UInt8] = []

    init(capacity: Int) {
        rows.reserveCapacity(capacity)
        names.reserveCapacity(capacity * 24)
        keys.reserveCapacity(capacity * 24)
    }

    /// Adds a name that passes the rules of ``EntryName``; names are counted from 0.
    mutating func add(_ name: UnsafeBufferPointer<UInt8>) {
        let (nameStart, keyStart) = (names.count, keys.count)
        names.append(contentsOf: name)
        let isDirectory = name.last == UInt8(ascii: "/")
        let stem = UnsafeBufferPointer(rebasing: name.dropLast(isDirectory ? 1 : 0))
        if stem.allSatisfy({ $0 < 0x80 }) {
            for unit in stem { keys.append(Self.key((65...90).contains(unit) ? unit | 0x20 : unit)) }
        } else {
            for unit in UnicodeForm.folded(Array(stem)) { keys.append(Self.key(unit)) }
        }
        rows.append(Row(name: nameStart..<names.count, key: keyStart..<keys.count, index: rows.count))
    }

    /// Adds a name to a table that has only been filled by this function, unless it clashes.
    mutating func insert(_ name: UnsafeBufferPointer<UInt8>) -> EntryNameFault? {
        let before = (names.count, keys.count)
        add(name)
        guard let row = rows.popLast() else { return nil }
        let fault: EntryNameFault? = keys.withUnsafeBufferPointer { keys in
            names.withUnsafeBufferPointer { names in
                let at = rows.firstIndex { !Self.precedes($0.key, row.key, in: keys) } ?? rows.count
                if at > 0, let fault = Self.fault(rows[at - 1], row, keys: keys, names: names) { return fault }
                if at < rows.count, let fault = Self.fault(row, rows[at], keys: keys, names: names) { return fault }
                rows.insert(row, at: at)
                return nil
            }
        }
        if fault != nil {
            names.removeLast(names.count - before.0)
            keys.removeLast(keys.count - before.1)
        }
        return fault
    }

    /// The later of two names that clash, and what is wrong with it; the first clash in folded order.
    ///
    /// Reorders the table.
    mutating func clash() -> (index: Int, fault: EntryNameFault)? {
        if rows.count < 2 { return nil }
        return keys.withUnsafeBufferPointer { keys in
            names.withUnsafeBufferPointer { names in
                rows.sort { Self.precedes($0.key, $1.key, in: keys) }
                for at in 1..<rows.count {
                    if let fault = Self.fault(rows[at - 1], rows[at], keys: keys, names: names) {
                        return (max(rows[at - 1].index, rows[at].index), fault)
                    }
                }
                return nil
            }
        }
    }

    /// A slash becomes 0, which no name holds: so all that lies in a directory follows it directly in sorted order.
    private static func key(_ unit: UInt8) -> UInt8 { unit == UInt8(ascii: "/") ? 0 : unit }

    private static func precedes(_ left: Range<Int>, _ right: Range<Int>, in keys: UnsafeBufferPointer<UInt8>) -> Bool {
        let common = commonPrefix(left, right, in: keys)
        if common == right.count { return false }
        return common == left.count || keys[left.lowerBound + common] < keys[right.lowerBound + common]
    }

    private static func commonPrefix(_ left: Range<Int>, _ right: Range<Int>, in keys: UnsafeBufferPointer<UInt8>)
        -> Int
    {
        let count = min(left.count, right.count)
        for at in 0..<count where keys[left.lowerBound + at] != keys[right.lowerBound + at] { return at }
        return count
    }

    private static func fault(
        _ left: Row, _ right: Row, keys: UnsafeBufferPointer<UInt8>, names: UnsafeBufferPointer<UInt8>
    ) -> EntryNameFault? {
        let common = commonPrefix(left.key, right.key, in: keys)
        var shared = keys[left.key.lowerBound..<left.key.lowerBound + common].count { $0 == 0 }
        if common == left.key.count {
            if common == right.key.count { return .twice }
            if keys[right.key.lowerBound + common] == 0 {
                guard names[left.name.upperBound - 1] == UInt8(ascii: "/") else { return .fileAndDirectory }
                shared += 1
            }
        }
        // Folding never adds or removes a slash in an accepted name, so the shared directories are the first parts.
        var (a, b) = (left.name.lowerBound, right.name.lowerBound)
        while shared > 0 {
            if names[a] != names[b] { return .directorySpelling }
            if names[a] == UInt8(ascii: "/") { shared -= 1 }
            a += 1
            b += 1
        }
        return nil
    }
}
