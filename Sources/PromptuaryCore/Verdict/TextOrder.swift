/// The order of lists of texts by their bytes, the first that differ deciding.
///
/// Text that looks the same and is not (`é` in one scalar and in two) has an order, too.
enum TextOrder {
    static func precedes(_ left: [String], _ right: [String]) -> Bool {
        for (one, other) in zip(left, right) where !one.hasSameBytes(as: other) {
            return one.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return left.count < right.count
    }
}
