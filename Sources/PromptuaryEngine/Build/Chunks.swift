/// Work on many small things by as many tasks as there are cores, in chunks that are worth a task.
enum Chunks {
    /// The results of `work` on consecutive chunks of `items`, in their order.
    ///
    /// The first error cancels the rest and is thrown. A chunk is small enough that memory stays bounded and large
    /// enough that starting a task does not count.
    static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], size: Int = 32, progress: Progress? = nil,
        _ work: @escaping @Sendable (ArraySlice<Item>) throws -> Result
    ) async throws -> [Result] {
        let starts = stride(from: 0, to: items.count, by: size)
        return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [(Int, Result)] = []
            var pending = starts.makeIterator()
            func add() {
                guard let start = pending.next() else { return }
                let chunk = items[start..<min(start + size, items.count)]
                group.addTask {
                    try Task.checkCancellation()
                    let result = try work(chunk)
                    progress?.advance(by: chunk.count)
                    return (start, result)
                }
            }
            for _ in 0..<(2 * Cores.count) { add() }
            while let result = try await group.next() {
                results.append(result)
                add()
            }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
