/// Work in three steps: what is prepared one after the other, done by as many tasks as there are cores, and taken one after the
/// other, in order.
///
/// Only a few pieces are under way at any time, so memory stays bounded however many there are.
enum Pipeline {
    /// Runs pieces of work until `prepare` has no more.
    ///
    /// The first error cancels the rest and is thrown.
    static func run<Piece: Sendable, Result: Sendable>(
        prepare: () throws -> Piece?, work: @escaping @Sendable (Piece) throws -> Result, take: (Result) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var added = 0
            var taken = 0
            var early: [Int: Result] = [:]
            func add() throws {
                guard let piece = try prepare() else { return }
                let number = added
                added += 1
                group.addTask {
                    try Task.checkCancellation()
                    return (number, try work(piece))
                }
            }
            for _ in 0..<(2 * Cores.count) { try add() }
            while let (number, result) = try await group.next() {
                early[number] = result
                while let next = early.removeValue(forKey: taken) {
                    try take(next)
                    taken += 1
                    try add()
                }
            }
        }
    }
}
