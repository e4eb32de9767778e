/// How many typing mistakes lie between two texts.
public enum EditDistance {
    /// The Damerau-Levenshtein distance, or nil when it is above `limit`.
    ///
    /// It is the fewest insertions, deletions, replacements and swaps of neighbours, counted in Unicode scalars, that
    /// turn one text into the other. Letters may come in between two that were swapped ("ca" to "abc" is 2), which the
    /// "optimal string alignment" that often goes by this name does not see. Time and memory are those of a band of
    /// `limit` around the diagonal and end at the first row that is above it everywhere.
    public static func damerauLevenshtein(_ left: String, _ right: String, limit: Int) -> Int? {
        distance(left.unicodeScalars.map(\.value), right.unicodeScalars.map(\.value), limit: limit)
    }

    /// The same for the scalars of two texts.
    static func distance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int? {
        guard limit >= 0, abs(left.count - right.count) <= limit else { return nil }
        // Equal ends never take part in a cheapest alignment.
        let (left, right) = withoutCommonEnds(left, right)
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var band = Band(rows: left.count + 1, columns: right.count + 1, limit: min(limit, max(left.count, right.count)))
        for row in 1...left.count {
            var lowest = band[row, 0]
            for column in max(1, row - band.limit)...min(right.count, row + band.limit) {
                let cost = cheapest(left, right, row, column, band)
                band[row, column] = cost
                lowest = min(lowest, cost)
            }
            if lowest > band.limit { return nil }
        }
        let distance = band[left.count, right.count]
        return distance > band.limit ? nil : distance
    }

    private static func cheapest(
        _ left: [UInt32], _ right: [UInt32], _ row: Int, _ column: Int, _ band: Band
    ) -> Int {
        let (letter, other) = (left[row - 1], right[column - 1])
        var cost = band[row - 1, column - 1] + (letter == other ? 0 : 1)
        cost = min(cost, band[row - 1, column] + 1, band[row, column - 1] + 1)
        if letter == other || row == 1 || column == 1 { return cost }
        // The last places before here where the two letters stand the other way round; farther back costs more than the
        // limit.
        let (top, start) = (max(0, row - 2 - band.limit), max(0, column - 2 - band.limit))
        let above = left[top..<(row - 1)].lastIndex(of: other)
        let before = right[start..<(column - 1)].lastIndex(of: letter)
        guard let above, let before else { return cost }
        let between = (row - above - 2) + (column - before - 2)
        return min(cost, band[above, before] + between + 1)
    }

    /// The part of the table of distances around its diagonal that can be within the limit.
    private struct Band {
        let limit: Int
        private let width: Int
        private var costs: [Int]

        /// A band whose first row and column are filled.
        init(rows: Int, columns: Int, limit: Int) {
            self.limit = limit
            width = 2 * limit + 1
            costs = [Int](repeating: limit + 1, count: rows * width)
            for column in 0..<min(columns, limit + 1) { self[0, column] = column }
            for row in 0..<min(rows, limit + 1) { self[row, 0] = row }
        }

        subscript(row: Int, column: Int) -> Int {
            get {
                let place = column - row + limit
                return place >= 0 && place < width ? costs[row * width + place] : limit + 1
            }
            set { costs[row * width + column - row + limit] = min(newValue, limit + 1) }
        }
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
