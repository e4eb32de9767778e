/// How many typing mistakes lie between two texts.
public enum EditDistance {
    /// The Damerau-Levenshtein distance, or nil when it is above `limit`.
    ///
    /// It is the fewest insertions, deletions, replacements and swaps of neighbours, counted in Unicode scalars, that turn
    /// one text into the other. Letters may come in between two that were swapped ("ca" to "abc" is 2), which the "optimal
    /// string alignment" that often goes by this name does not see. Time and memory are those of a band of `limit` around
    /// the diagonal and end at the first row that is above it everywhere.
    public static func damerauLevenshtein(_ left: String, _ right: String, limit: Int) -> Int? {
        distance(left.unicodeScalars.map(\.value), right.unicodeScalars.map(\.value), limit: limit)
    }

    /// The same for the scalars of two texts.
    static func distance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int? {
        guard limit >= 0, abs(left.count - right.count) <= limit else { return nil }
        // Equal ends never take part in a cheapest alignment.
        let (left, right) = withoutCommonEnds(left, right)
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        let limit = min(limit, max(left.count, right.count))
        let above = limit + 1
        let width = right.count + 1
        var table = [Int](repeating: above, count: (left.count + 1) * width)
        for column in 0...min(right.count, limit) { table[column] = column }
        for row in 0...min(left.count, limit) { table[row * width] = row }
        for row in 1...left.count {
            let columns = max(1, row - limit)...min(right.count, row + limit)
            var lowest = row <= limit ? row : above
            for column in columns {
                let cost = cheapest(left, right, row, column, table, width)
                table[row * width + column] = min(cost, above)
                lowest = min(lowest, cost)
            }
            if lowest > limit { return nil }
        }
        let distance = table[left.count * width + right.count]
        return distance > limit ? nil : distance
    }

    private static func cheapest(
        _ left: [UInt32], _ right: [UInt32], _ row: Int, _ column: Int, _ table: [Int], _ width: Int
    ) -> Int {
        let (letter, other) = (left[row - 1], right[column - 1])
        let at = row * width + column
        var cost = table[at - width - 1] + (letter == other ? 0 : 1)
        cost = min(cost, table[at - width] + 1, table[at - 1] + 1)
        if letter == other || row == 1 || column == 1 { return cost }
        // The last places before here where the two letters stand the other way round.
        let above = left[..<(row - 1)].lastIndex(of: other)
        let before = right[..<(column - 1)].lastIndex(of: letter)
        guard let above, let before else { return cost }
        let between = (row - above - 2) + (column - before - 2)
        return min(cost, table[above * width + before] + between + 1)
    }

    private static func withoutCommonEnds(_ left: [UInt32], _ right: [UInt32]) -> ([UInt32], [UInt32]) {
        var start = 0
        while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
        var (leftEnd, rightEnd) = (left.count, right.count)
        while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
            leftEnd -= 1
            rightEnd -= 1
        }
        return (Array(left[start..<leftEnd]), Array(right[start..<rightEnd]))
    }
}
