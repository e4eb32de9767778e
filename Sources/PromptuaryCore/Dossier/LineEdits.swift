/// Which lines of two texts have no partner in the other one; lines are numbers that are equal when the lines are.
struct LineEdits {
    /// For each line of the old text, whether it is gone.
    private(set) var removed: [Bool]
    /// For each line of the new text, whether it is new.
    private(set) var added: [Bool]

    /// The edits from one list of lines to another.
    init(from old: [Int], to new: [Int]) {
        removed = [Bool](repeating: false, count: old.count)
        added = [Bool](repeating: false, count: new.count)
        var head = 0
        while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < old.count - head, tail < new.count - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let (before, after) = (old[head..<(old.count - tail)], new[head..<(new.count - tail)])
        guard search(Array(before), Array(after), from: head) else {
            for index in before.indices { removed[index] = true }
            for index in after.indices { added[index] = true }
            return
        }
    }

    /// Finds the shortest list of edits between two lists that begin at a line of their texts; false when it is too long.
    ///
    /// `reach[k]` is how far one comes in the old list on the diagonal `k`, the lines of the old list less those of the new
    /// one, with the edits made so far; `trace` keeps it for each number of edits, to find the way back.
    private mutating func search(_ old: [Int], _ new: [Int], from head: Int) -> Bool {
        let limit = min(old.count + new.count, LineDifference.editLimit)
        let middle = limit + 1
        var reach = [Int](repeating: 0, count: 2 * limit + 3)
        var trace: [ArraySlice<Int>] = []
        for edits in 0...limit {
            trace.append(ArraySlice(Array(reach[(middle - edits - 1)...(middle + edits + 1)])))
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                let goesDown = Self.goesDown(reach[...], at: middle + diagonal, diagonal, edits)
                var x = goesDown ? reach[middle + diagonal + 1] : reach[middle + diagonal - 1] + 1
                var y = x - diagonal
                while x < old.count, y < new.count, old[x] == new[y] { (x, y) = (x + 1, y + 1) }
                reach[middle + diagonal] = x
                if x >= old.count, y >= new.count {
                    goBack(through: trace, from: (old.count, new.count), head: head)
                    return true
                }
            }
        }
        return false
    }

    /// Whether the way to a diagonal comes from the one above: by a line of the new list.
    private static func goesDown(_ reach: ArraySlice<Int>, at index: Int, _ diagonal: Int, _ edits: Int) -> Bool {
        diagonal == -edits || (diagonal != edits && reach[index - 1] < reach[index + 1])
    }

    private mutating func goBack(through trace: [ArraySlice<Int>], from end: (Int, Int), head: Int) {
        var (x, y) = end
        for edits in stride(from: trace.count - 1, to: 0, by: -1) {
            let reach = trace[edits]
            let diagonal = x - y
            let index = diagonal + edits + 1
            let goesDown = Self.goesDown(reach, at: index, diagonal, edits)
            let previous = goesDown ? diagonal + 1 : diagonal - 1
            x = reach[goesDown ? index + 1 : index - 1]
            y = x - previous
            if goesDown { added[head + y] = true } else { removed[head + x] = true }
        }
    }
}
