import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("A site that follows its tree")
struct IncrementalSequenceTests {
    /// The seeds to run: as many as `PROMPTUARY_SEQUENCES` says, or the one in `PROMPTUARY_SEED`.
    static func seeds(_ usual: Int) -> [Int] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["PROMPTUARY_SEED"].flatMap({ Int($0) }) { return [seed] }
        return Array(1...max(1, environment["PROMPTUARY_SEQUENCES"].flatMap { Int($0) } ?? usual))
    }

    /// Runs sequences side by side, and records each that fails.
    static func run(_ seeds: [Int], _ body: @escaping @Sendable (Int) async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            var rest = seeds[...]
            func add() {
                guard let seed = rest.popFirst() else { return }
                group.addTask {
                    do { try await body(seed) } catch { Issue.record("seed \(seed): \(error)") }
                }
            }
            for _ in 0..<2 { add() }
            while await group.next() != nil { add() }
        }
    }

    @Test("is after any sequence of changes what a clean build makes, and stays as it was when a tree is refused")
    func previews() async {
        await Self.run(Self.seeds(10)) { seed in
            var sequence = try IncrementalSequence(seed)
            try await sequence.run()
        }
    }

    @Test(
        "lists, proves and signs after any sequence of changes what a clean publication does",
        arguments: [IncrementalSequence.Kind.signed, .signedDaily])
    func signed(_ kind: IncrementalSequence.Kind) async {
        await Self.run(Self.seeds(2)) { seed in
            var sequence = try IncrementalSequence(seed, kind)
            try await sequence.run()
        }
    }
}
